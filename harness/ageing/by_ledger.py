"""The harvest: tokens of age from the ledger, and what may be concluded from them.

That a specimen is accepted shows that it is good. That it is refused shows nothing by itself: a
deployment, a single-session policy or an idle time-out ends sessions too. What rests on a refusal
is concluded only with a control, see :mod:`harness.ageing.controls`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.ageing.age import HALF_WAY, Window, windows_of
from harness.ageing.controls import Controls, Refusal
from harness.ageing.stored_tokens import Sighting, Specimen
from harness.core import clock
from harness.core.clock import in_utc
from harness.core.outcomes import Broken, Excluded, Unproven
from harness.http.answer import Answer
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from harness.ageing.ledger import Book, Ledger
    from harness.ageing.stored_tokens import By
    from harness.core.exchange import Exchange
    from harness.fixtures.api import Api
    from harness.fixtures.gates import Gate, Gates
    from harness.fixtures.tokens import Kind
    from harness.http.client import Client
    from harness.redaction.redactor import Redactor
    from harness.targets.model import Target


@dataclass
class _Taken:
    specimen: Specimen
    window: Window


class Harvest:
    """The specimens of one target's ledger, as a source of tokens of a given age."""

    def __init__(
        self,
        ledger: Ledger,
        client: Client,
        api: Api,
        target: Target,
        gates: Gates,
        redactor: Redactor,
        began: datetime,
    ) -> None:
        self.ledger = ledger
        self._client = client
        self._api = api
        self._target = target
        self._gates = gates
        self._redactor = redactor
        self._began = began
        self.windows = windows_of(api.spec, target.skew)
        self._taken: list[_Taken] = []
        self._contract = ""
        self.last_proven: datetime | None = None
        """When the contract at hand was last proven by a specimen."""
        client.after_exchange.append(self._note_refresh)

    def read(self) -> Book:
        """Read the ledger, and have its tokens masked."""
        book = self.ledger.read()
        for specimen in book.specimens.values():
            self._redactor.register(specimen.token, "TOKEN")
        return book

    def begin(self, contract: str) -> None:
        """Begin a contract, by its name and case."""
        self._contract, self._taken, self.last_proven = contract, [], None

    # Roll calls

    def roll_call(self, *, is_first: bool) -> None:
        """See which of the specimens that have not expired a gate lets pass.

        The first is made before the run has logged in, and shows what became of them since the
        last; the other is the run's last act. The youngest is asked first: so none is idle for
        longer than one that is older.
        """
        gate = self._gates.without_log_in
        if gate is None:
            return
        lifetime = self._api.spec.token_lifetime - self._target.skew
        specimens = sorted(self.read().specimens.values(), key=lambda each: each.given)
        for specimen in reversed(specimens):
            if not specimen.spent and clock.now() - specimen.asked < lifetime:
                self._look_at(specimen, gate, is_first=is_first)

    def _look_at(self, specimen: Specimen, gate: Gate, *, is_first: bool) -> None:
        at = clock.now()
        passes = gate.lets_pass(gate.send(specimen.token))
        if passes is not None:
            self._note(specimen.id, Sighting(at, "gate", passes, is_first))

    def _note(self, specimen_id: str, sighting: Sighting) -> None:
        with self.ledger.transaction() as book:
            if specimen_id in book.specimens:
                book.specimens[specimen_id].sightings.append(sighting)

    def _note_refresh(self, exchange: Exchange) -> None:
        """Note that a specimen was refreshed, whoever did it."""
        if exchange.operation is None or exchange.operation.id != "refreshToken":
            return
        for taken in self._taken:
            if exchange.was_sent(taken.specimen.token):
                accepted = Answer(exchange, self._api.spec).gives_token() and exchange.succeeded
                self._note(taken.specimen.id, Sighting(exchange.started, "refresh", accepted))

    # Tokens of age

    def aged(self, age: timedelta, kind: Kind, *, spend: bool, used: bool) -> tuple[str, str]:
        """Return a specimen's token, and its age in words.

        ``age`` is just before or just after a boundary; ``spend`` keeps others from using it,
        ``used`` asks for one that was let pass in the middle of its life. Unproven where none is
        of that age yet, with when one will be.
        """
        if kind == "renewed":
            raise Excluded(Need.TOKEN_AGER, f"a renewed token's age needs {Need.TOKEN_AGER.words}")
        window = min(self.windows, key=lambda each: abs(each.best - age))
        fitting = [
            each
            for each in self.read().specimens.values()
            if each.kind == kind and not each.spent and self._tells(each, window)
        ]
        of_age = [each for each in fitting if self._is_of_age(each, window)]
        if not of_age:
            raise self._unproven(self._when_due(fitting, window))
        of_age = [each for each in of_age if not used or each.alive_at - each.given > HALF_WAY]
        if not of_age:
            raise self._unproven("no token of that age was used in the middle of its life")
        # Those last seen alive say most; what is spent is the last of its planting, not the first.
        cohort = max(of_age, key=lambda each: each.alive_at).cohort
        chosen = [each for each in of_age if each.cohort == cohort][-1 if spend else 0]
        if spend:
            self._spend(chosen)
        self._taken.append(_Taken(chosen, window))
        now = clock.now()
        return chosen.token, clock.in_words(chosen.age(now, now, self._offset).least)

    @property
    def _skew(self) -> timedelta:
        return self._target.skew

    @property
    def _offset(self) -> timedelta | None:
        """The instance's clock ahead of ours, as its last answer told it."""
        return self._client.clock_offset

    def _tells(self, specimen: Specimen, window: Window) -> bool:
        """Whether a refreshed token would be dead by now, had it inherited its parent's age."""
        if specimen.kind != "refreshed" or not window.is_before:
            return True
        return window.best + timedelta(seconds=specimen.parent_age) >= window.boundary + self._skew

    def _is_of_age(self, specimen: Specimen, window: Window) -> bool:
        now = clock.now()
        return specimen.age(now, now, self._offset).is_within(window.low, window.high)

    def _spend(self, specimen: Specimen) -> None:
        with self.ledger.transaction() as book:
            found = book.specimens.get(specimen.id)
            if found is None or found.spent:
                raise self._unproven("another run uses the specimen at this moment")
            found.spent = True

    def _when_due(self, fitting: Iterable[Specimen], window: Window) -> str:
        now = clock.now()
        apart = [
            each.drift(self._offset)
            for each in fitting
            if window.low <= now - each.given <= window.high
        ]
        if apart:
            return f"its clock and ours have come {clock.in_words(apart[0])} apart since then"
        planted = [each.given for each in fitting if now - each.given < window.best]
        first = min(planted, default=now)
        what = "the specimen planted" if planted else "a specimen planted by this run at"
        age, due = clock.in_words(window.best), in_utc(first + window.best)
        return f"{what} {in_utc(first)} is {age} old at {due} UTC"

    # What may be concluded

    def confirm(self, failure: AssertionError | None) -> None:
        """Make sure that what a contract concludes does not rest on a mere refusal.

        ``failure`` is what it raised, None where its rule was kept. Unproven where it does.
        """
        for taken in self._taken:
            exchange = self._decisive(taken.specimen, failure)
            if exchange is not None:
                self._confirm(taken, exchange, is_kept=failure is None)
        if self._taken and failure is None:
            with self.ledger.transaction() as book:
                book.proofs[self._contract] = clock.now()

    def _decisive(self, specimen: Specimen, failure: AssertionError | None) -> Exchange | None:
        shown = failure.exchange if isinstance(failure, Broken) else None
        if shown is not None and shown.was_sent(specimen.token):
            return shown
        sent = [each for each in self._client.exchanges if each.was_sent(specimen.token)]
        return sent[-1] if sent else None

    def _confirm(self, taken: _Taken, exchange: Exchange, *, is_kept: bool) -> None:
        spec = self._api.spec
        is_refresh = exchange.operation is not None and exchange.operation.id == "refreshToken"
        boundary = spec.token_lifetime + (spec.refresh_window if is_refresh else timedelta())
        received = exchange.started + timedelta(seconds=exchange.seconds)
        age = taken.specimen.age(exchange.started, received, exchange.clock_offset)
        is_early = age.most < boundary - self._skew
        if not is_early and age.least < boundary + self._skew:
            raise self._unproven("the answer came within the skew of the boundary")
        if (is_kept and is_early) or not 400 <= exchange.status < 500:
            return  # it rests on what was accepted
        by: By = "refresh" if is_refresh else "gate"
        refusal = Refusal(taken.specimen.id, by, exchange.started, is_early, is_kept)
        words = Controls(self.read(), self._began, self.windows, self._refresh).missing(refusal)
        if words:
            raise self._unproven(words)

    def _refresh(self, specimen: Specimen) -> bool | None:
        """Refresh another specimen as a control; None where it could not be had."""
        try:
            self._spend(specimen)
        except Unproven:
            return None
        at = clock.now()
        answer = self._api.refresh(specimen.token)
        accepted = answer.succeeded and answer.gives_token()
        self._note(specimen.id, Sighting(at, "refresh", accepted))
        if accepted:
            self._api.logout(answer.token)
        return accepted

    def _unproven(self, words: str) -> Unproven:
        self.last_proven = self.read().proofs.get(self._contract)
        if self.last_proven is not None:
            ago = clock.in_words(clock.now() - self.last_proven)
            words = f"{words}; last proven {ago} ago"
        return Unproven(words)

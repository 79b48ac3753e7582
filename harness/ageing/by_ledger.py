"""Tokens that wait in the ledger until they are old enough, and what may be concluded from them.

That a stored token is accepted shows that it is good. That it is refused shows nothing by itself: a
deployment, a single-session policy or an idle time-out ends sessions too. What rests on a refusal
is concluded only with a control, see :mod:`harness.ageing.controls`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from harness.ageing import past_end
from harness.ageing.age import Moment, Windows
from harness.ageing.aged_tokens import without_ager
from harness.ageing.controls import Controls, Refusal
from harness.ageing.past_end import PastEnd
from harness.ageing.planting import Planting
from harness.ageing.stored_tokens import Observation, StoredToken
from harness.core import clock
from harness.core.clock import in_utc
from harness.core.errors import BadTarget, NoAnswer, SourceFailed
from harness.core.outcomes import Broken, Excluded, Unproven
from harness.http.answer import Answer
from spec.roles import Role
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from typing import NoReturn

    from harness.ageing.age import Window
    from harness.ageing.ledger import Book, Ledger
    from harness.ageing.past_end import Outlived
    from harness.ageing.stored_tokens import By
    from harness.core.exchange import Exchange
    from harness.fixtures.gate import Gate
    from harness.fixtures.gates import Gates
    from harness.fixtures.tokens import Kind, Tokens
    from harness.http.client import Client
    from harness.operations.api import Api
    from harness.redaction.redactor import Redactor
    from harness.targets.model import Target


class AgedByLedger:
    """The stored tokens of one target's ledger, as a source of tokens of a given age."""

    evidence: str | None = None
    last_proven: datetime | None = None
    offers = True

    def __init__(
        self,
        ledger: Ledger,
        client: Client,
        api: Api,
        target: Target,
        tokens: Tokens,
        gates: Gates,
        redactor: Redactor,
        began: datetime,
    ) -> None:
        self._ledger = ledger
        self._client = client
        self._api = api
        self._target = target
        self._gates = gates
        self._redactor = redactor
        self._began = began
        self.note: Callable[[str, timedelta], None] | None = None
        """Told of each stored token that is given, and how old it is."""
        self._tokens = tokens
        self._windows = Windows.of(api.spec, target.skew)
        self._planting = Planting(ledger, client, api, target, tokens, self._windows)
        self._past_end = PastEnd(self._note)
        self._taken: list[StoredToken] = []
        self._contract = ""
        client.after_exchange.append(self._note_refresh)

    def read(self) -> Book:
        """Read the ledger, and have its tokens masked."""
        book = self._ledger.read()
        for stored in book.tokens.values():
            self._redactor.register(stored.token, "TOKEN")
        return book

    def begin(self, contract: str) -> None:
        """Begin a contract, by its name and case."""
        self._contract, self._taken = contract, []
        self.evidence = self.last_proven = None

    def control(self) -> None:
        """Log nobody in: that could end the stored tokens, which are each other's controls."""

    def look(self) -> None:
        """See what became of the tokens, before the run has logged in."""
        self._forget_what_no_clock_tells()
        self._refresh_first()
        self._probe_all(is_first=True)

    def finish(self) -> str:
        """Store tokens for later runs; return in words why that could not be, or nothing."""
        try:
            self._planting.plant()
            self._probe_all(is_first=False)
        except (Unproven, Excluded, NoAnswer, SourceFailed, BadTarget) as failure:
            return f"tokens for later runs could not be stored: {failure}"
        return ""

    # What became of them

    def _forget_what_no_clock_tells(self) -> None:
        """Forget tokens of no known age: our clock went back, and the instance tells no time."""
        if self.read().is_ahead_of(clock.now() + self._skew):
            with self._ledger.transaction() as book:
                book.forget_undated()

    def _probe_all(self, *, is_first: bool) -> None:
        """See which of the stored tokens that have not expired a gate lets pass.

        The first is made before the run has logged in, and shows what became of them since the
        last; the other is the run's last act. The youngest planting is asked first, and of each
        those of a log-in; the first look goes the other way. So a control is idle for longer than
        what it is a control of: an idle time-out between the two would end the control.
        """
        gate = self._gates.passive_gate
        if gate is None:
            return
        lifetime = self._api.spec.token_lifetime - self._target.skew
        tokens = sorted(self.read().tokens.values(), key=_order_in_a_batch)
        tokens.sort(key=lambda each: each.batch, reverse=True)
        for stored in reversed(tokens) if is_first else tokens:
            if not stored.spent and clock.now() - stored.asked < lifetime:
                self._look_at(stored, gate, is_first=is_first)

    def _refresh_first(self) -> None:
        """Refresh one token just before its window closes, before a log-in could end it.

        Only where another like it is left for the contract.
        """
        window = self._windows.before_refresh_ends
        fitting = [
            each
            for each in self.read().tokens.values()
            if each.kind == "login" and not each.spent and self._is_within(each, window)
        ]
        if len({each.batch for each in fitting}) == 1 < len(fitting):
            self._refresh(fitting[0], is_first=True)

    def _look_at(self, stored: StoredToken, gate: Gate, *, is_first: bool) -> None:
        at = clock.now()
        passes = gate.lets_pass(gate.send(stored.token))
        if passes is not None:
            self._note(stored.id, Observation(at, "gate", passes, is_first))

    def _note(self, stored_id: str, observation: Observation) -> None:
        with self._ledger.transaction() as book:
            if stored_id in book.tokens:
                book.tokens[stored_id].observations.append(observation)

    def _note_refresh(self, exchange: Exchange) -> None:
        """Note that a stored token was refreshed, whoever did it."""
        if not exchange.is_for(Role.REFRESH):
            return
        for taken in self._taken:
            if exchange.was_sent(taken.token):
                answer = Answer(exchange, self._api.spec)
                accepted = answer.gives_token() and exchange.succeeded
                self._note(taken.id, Observation(exchange.started, "refresh", accepted))
                if accepted and taken.spent and answer.token != taken.token:
                    self._planting.keep_renewed(taken, answer.token, exchange.started)

    # Tokens that are old enough

    def at(
        self,
        moment: Moment,
        kind: Kind = "login",
        *,
        spend: bool = False,
        shared: bool = False,
        used: Callable[[str], object] | None = None,
    ) -> str:
        """Return a stored token at a moment of its life; ``spend`` keeps others from using it.

        ``used`` asks for one that was let pass in the middle of its life. Unproven where none is
        old enough yet, with when one will be.
        """
        del shared  # stored tokens are given to many contracts anyway
        if kind == "sso":
            self._tokens.require_sso()
        window = self._windows.at(moment)
        chosen = None if spend or used is not None else self._telling(moment, kind)
        if chosen is None and kind == "renewed":
            chosen = self._alive_so_far(kind)
        chosen = chosen or self._chosen(kind, window, spend=spend, is_used=used is not None)
        if spend:
            self._spend(chosen)
            chosen.spent = True
        self._taken.append(chosen)
        now = clock.now()
        age = chosen.age(now, now, self._offset).least
        self.evidence = f"ledger ({clock.duration_in_words(age)})"
        if self.note is not None:
            self.note(chosen.token, age)
        return chosen.token

    def for_each_gate(self, moment: Moment) -> NoReturn:
        """Exclude what uses a token at many gates: no other would be the control of that."""
        del moment
        raise without_ager()

    def _telling(self, moment: Moment, kind: Kind) -> StoredToken | None:
        """Return a token of another age by which the rule is broken; None where there is none."""
        if moment is Moment.BEFORE_EXPIRY:
            return self._dead_early(kind)
        outlived: Outlived | None = None
        if moment.value.endswith(Moment.AFTER_EXPIRY.value):
            outlived = self._past_end.at_gate(
                self._over(self._windows.after_expiry), self._gates.passive_gate, kind
            )
        if moment.value.endswith(Moment.AFTER_REFRESH_ENDED.value):
            outlived = self._past_end.at_refresh(
                self._over(self._windows.after_refresh_ended), self._try_to_refresh, kind
            )
        return outlived.stored if outlived else None

    def _over(self, window: Window) -> list[StoredToken]:
        return past_end.over(self.read().tokens.values(), window.low, self._offset)

    def _try_to_refresh(self, token: str) -> Answer:
        answer = self._api.refresh(token)
        if answer.succeeded and answer.gives_token():
            self._api.logout(answer.token)
        return answer

    def _dead_early(self, kind: Kind) -> StoredToken | None:
        """Return a token that died before its time for no reason but its age."""
        book, now = self.read(), clock.now()
        controls = Controls(book, self._began, self._windows, self._refresh)
        for each in book.tokens.values():
            is_early = each.age(now, now, self._offset).most < self._windows.before_expiry.high
            if each.kind != kind or each.spent or not is_early or each.death is None:
                continue
            if not controls.missing(Refusal(each.id, "gate", now, is_early=True, is_kept=False)):
                return each
        return None

    def _alive_so_far(self, kind: Kind) -> StoredToken:
        """Return the oldest token of a kind that no run finds at its full age; Excluded without.

        Where such a token was dead too early, one that lives shows that this is over.
        """
        now, window = clock.now(), self._windows.before_expiry
        young = [
            each
            for each in self.read().tokens.values()
            if each.kind == kind and not each.spent and each.death is None
            if each.was_used_late and each.age(now, now, self._offset).most < window.high
        ]
        if not young:
            raise Excluded(Need.TOKEN_AGER, f"a renewed token's age needs {Need.TOKEN_AGER.words}")
        return min(young, key=lambda each: each.given)

    def _chosen(self, kind: Kind, window: Window, *, spend: bool, is_used: bool) -> StoredToken:
        """Choose a stored token of that age; Unproven where there is none."""
        fitting = [
            each
            for each in self.read().tokens.values()
            if each.kind == kind and not each.spent and self._tells(each, window)
        ]
        old_enough = [each for each in fitting if self._is_within(each, window)]
        if not old_enough:
            raise self._unproven(self._when_due(fitting, window))
        if is_used:
            old_enough = [each for each in old_enough if each.was_used_late]
        if not old_enough:
            raise self._unproven("no token of that age was used in the middle of its life")
        # Those last seen alive say most; what is spent is the last of its batch, not the first.
        batch = max(old_enough, key=lambda each: each.alive_at).batch
        return [each for each in old_enough if each.batch == batch][-1 if spend else 0]

    @property
    def _skew(self) -> timedelta:
        return self._target.skew

    @property
    def _offset(self) -> timedelta | None:
        """The instance's clock ahead of ours, as its last answer told it."""
        return self._client.clock_offset

    def _tells(self, stored: StoredToken, window: Window) -> bool:
        """Whether a refreshed token would be dead by now, had it inherited its parent's age."""
        if stored.kind != "refreshed" or not window.is_before:
            return True
        return window.best + timedelta(seconds=stored.parent_age) >= window.boundary + self._skew

    def _is_within(self, stored: StoredToken, window: Window) -> bool:
        now = clock.now()
        return stored.age(now, now, self._offset).is_within(window.low, window.high)

    def _spend(self, stored: StoredToken) -> None:
        with self._ledger.transaction() as book:
            found = book.tokens.get(stored.id)
            if found is None or found.spent:
                raise self._unproven("another run uses the token at this moment")
            found.spent = True

    def _when_due(self, fitting: Iterable[StoredToken], window: Window) -> str:
        now = clock.now()
        apart = [
            each.drift(self._offset)
            for each in fitting
            if window.low <= now - each.given <= window.high
        ]
        if apart:
            drift = clock.duration_in_words(apart[0])
            return f"its clock and ours have come {drift} apart since then"
        planted = [each.given for each in fitting if now - each.given < window.best]
        first = min(planted, default=now)
        what = "the token stored" if planted else "a token stored by this run at"
        age, due = clock.duration_in_words(window.best), in_utc(first + window.best)
        return f"{what} {in_utc(first)} is {age} old at {due} UTC"

    # What may be concluded

    def confirm(self, failure: AssertionError | None) -> None:
        """Make sure that what a contract concludes does not rest on a mere refusal.

        ``failure`` is what it raised, None where its rule was kept. Unproven where it does.
        """
        for taken in self._taken:
            exchange = self._decisive(taken, failure)
            if exchange is not None:
                self._expect_end(taken, exchange)
                self._confirm(taken, exchange, is_kept=failure is None)
        if self._taken and failure is None:
            with self._ledger.transaction() as book:
                book.proofs[self._contract] = clock.now()

    def _decisive(self, stored: StoredToken, failure: AssertionError | None) -> Exchange | None:
        shown = failure.exchange if isinstance(failure, Broken) else None
        if shown is not None and shown.was_sent(stored.token):
            return shown
        sent = [each for each in self._client.recorder.exchanges if each.was_sent(stored.token)]
        return sent[-1] if sent else None

    def _expect_end(self, taken: StoredToken, exchange: Exchange) -> None:
        """Expect that a refusal is the whole truth: that the token was not accepted before."""
        found = self._past_end.of(taken, exchange)
        if found is None or not 400 <= exchange.status < 500:
            return
        if found.gate is None:
            raise found.answer.broken("a refusal (4xx), each time")
        found.gate.expect_refusal(found.answer, control=self._tokens.fresh())

    def _confirm(self, taken: StoredToken, exchange: Exchange, *, is_kept: bool) -> None:
        spec = self._api.spec
        is_refresh = exchange.is_for(Role.REFRESH)
        boundary = spec.token_lifetime + (spec.refresh_window if is_refresh else timedelta())
        received = exchange.started + timedelta(seconds=exchange.seconds)
        age = taken.age(exchange.started, received, exchange.clock_offset)
        is_early = age.most < boundary - self._skew
        if not is_early and age.least < boundary + self._skew:
            raise self._unproven("the answer came within the skew of the boundary")
        if (is_kept and is_early) or not 400 <= exchange.status < 500:
            return  # it rests on what was accepted
        by: By = "refresh" if is_refresh else "gate"
        refusal = Refusal(taken.id, by, exchange.started, is_early, is_kept)
        words = Controls(self.read(), self._began, self._windows, self._refresh).missing(refusal)
        if words:
            raise self._unproven(words)

    def _refresh(self, stored: StoredToken, *, is_first: bool = False) -> bool | None:
        """Refresh another stored token as a control; None where it could not be had."""
        try:
            self._spend(stored)
        except Unproven:
            return None
        at = clock.now()
        answer = self._api.refresh(stored.token)
        accepted = answer.succeeded and answer.gives_token()
        self._note(stored.id, Observation(at, "refresh", accepted, is_first))
        if accepted:
            self._api.logout(answer.token)
        return accepted

    def _unproven(self, words: str) -> Unproven:
        self.last_proven = self.read().proofs.get(self._contract)
        if self.last_proven is not None:
            ago = clock.duration_in_words(clock.now() - self.last_proven)
            words = f"{words}; last proven {ago} ago"
        return Unproven(words)


def _order_in_a_batch(stored: StoredToken) -> tuple[bool, datetime]:
    return stored.kind not in {"login", "source"}, stored.asked

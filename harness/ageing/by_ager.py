"""Tokens made older by a helper of the instance's operators."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.ageing.age import Moment, Windows
from harness.ageing.far_ages import drawn, drawn_days
from harness.core import clock
from harness.core.errors import SourceFailed
from harness.core.outcomes import Unproven
from harness.core.rule_ids import AUTHENTICATES
from harness.sources.helper import HelperSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from harness.fixtures.gates import Gates
    from harness.fixtures.tokens import Kind, Tokens
    from harness.redaction.redactor import Redactor
    from harness.targets.model import Helper, Target
    from spec.specification import Specification

A_SECOND = timedelta(seconds=1)
A_LITTLE = (A_SECOND, timedelta(seconds=10), timedelta(seconds=30))
_FAR = {
    Moment.LONG_AFTER_EXPIRY,
    Moment.LONG_AFTER_REFRESH_ENDED,
    Moment.DAYS_AFTER_EXPIRY,
}


class TokenAger:
    """The helper itself."""

    def __init__(
        self,
        helper: Helper,
        redactor: Redactor,
        note: Callable[[str, timedelta, str], None] | None = None,
    ) -> None:
        self._source = HelperSource(helper, "token_ager", redactor)
        self._note = note
        """Told of each token that was made older, by how much, and what became of it."""

    def age(self, token: str, by: timedelta) -> str:
        """Return the token of the same session, that much older; SourceFailed where it fails."""
        said = {"token": token, "seconds": int(by.total_seconds())}
        older = self._source.ask(said, "token")
        if self._note is not None:
            self._note(token, by, older)
        return older

    def close(self) -> None:
        """Close the helper's connection."""
        self._source.close()


class AgedByAger:
    """Tokens of the account, each made older as soon as it was got."""

    evidence: str | None = None
    last_proven: datetime | None = None
    offers = True

    def __init__(
        self,
        ager: TokenAger,
        target: Target,
        spec: Specification,
        tokens: Tokens,
        gates: Gates,
        seed: int = 0,
    ) -> None:
        self._ager = ager
        self._tokens = tokens
        self._gates = gates
        self._lifetime, self._skew = spec.token_lifetime, target.skew
        self._windows = Windows.of(spec, target.skew)
        self._seed = seed
        self._contract = ""
        self._is_checked = False
        self._failed: SourceFailed | None = None
        self._got: str | None = None
        """The token that was got last to be made older."""

    def begin(self, contract: str) -> None:
        """Begin a contract, by its name and case."""
        self._contract = contract
        self.evidence = None

    def at(
        self,
        moment: Moment,
        kind: Kind = "login",
        *,
        spend: bool = False,
        shared: bool = False,
        used: Callable[[str], object] | None = None,
    ) -> str:
        """Return a token of the account at a moment of its life; used at half its lifetime.

        Each is got for one contract alone, ``shared`` or not: an instance that lets go of a session
        when it is first seen to be over refuses its token from then on, whoever is asked.
        """
        del spend, shared
        if kind == "sso":
            self._tokens.require_sso()
        self.require()
        if moment in _FAR and (far := self._long_dead(moment, kind)) is not None:
            return far
        if used is not None:
            self._gates.make_each()
        token, age = self._of_kind(kind), self._windows.at(moment).edge
        if used is not None:
            half = self._lifetime / 2
            token, age = self.older(token, half), age - half
            used(token)
        self.evidence = "ager"
        return self.older(token, age)

    def for_each_gate(self, moment: Moment) -> str:
        """Return a token at a moment of its life, got when each gate was made."""
        self.require()
        self._gates.make_each()
        return self.at(moment)

    def _long_dead(self, moment: Moment, kind: Kind) -> str | None:
        """Return a token far beyond a boundary; None where the ager gives none that old."""
        window = self._windows.at(moment)
        seed = f"{self._seed} {self._contract} {kind}"
        is_of_days = moment is Moment.DAYS_AFTER_EXPIRY
        age = drawn_days(seed) if is_of_days else drawn(seed, window, self._lifetime)
        token = self.older_if_it_can(self._of_kind(kind), age)
        if token is not None:
            self.evidence = "ager"
        return token

    def control(self) -> str:
        """Log in, to see what a fresh token gets."""
        return self._tokens.fresh()

    def confirm(self, failure: AssertionError | None) -> None:
        """Confirm what rests on a token whose age the ager made: there is nothing to doubt."""

    def look(self) -> None:
        """See what became of no token: none waits."""

    def finish(self) -> str:
        """Provide nothing for later runs, and let the helper go."""
        self._ager.close()
        return ""

    def require(self) -> None:
        """Make sure, before the first token that is to be made older is got, that the ager works.

        SourceFailed where its tokens never authenticate.
        """
        if not self._is_checked:
            self._is_checked = True
            try:
                self._check()
            except SourceFailed as failure:
                self._failed = failure
        if self._failed is not None:
            raise SourceFailed(str(self._failed))

    def older(self, token: str, by: timedelta) -> str:
        """Return the token of the same session, that much older.

        Where the ager fails on what may be the token's own fault, Unproven.
        """
        try:
            return self._age(token, by)
        except SourceFailed:
            self._doubt(token)
            raise

    def older_if_it_can(self, token: str, by: timedelta) -> str | None:
        """Return the token of the same session, that much older; None where there is none.

        An instance may have removed a session, and an ager may not reach as far back.
        """
        try:
            return self._age(token, by)
        except SourceFailed:
            return None

    def _age(self, token: str, by: timedelta) -> str:
        self._tokens.aged[token] = clock.now()
        return self._ager.age(token, by)

    def _check(self) -> None:
        """Fail where the ager's tokens never authenticate: that would say nothing of their age.

        A token that is made a second older is as good as the one that it was made of, unless an
        instance has ended that one within the second as well.
        """
        gate = self._gates.passive_gate
        if gate is None:
            return
        token = self._tokens.fresh()
        older = (self.older(token, each) for each in A_LITTLE)
        # One that tells of its second alone is that of another session, which may have ended.
        good = next((each for each in older if not self._tokens.was_logged_out(each)), token)
        if gate.lets_pass(gate.send(good)) is not False:
            return
        time.sleep(A_SECOND.total_seconds())
        if gate.lets_pass(gate.send(token)):
            raise SourceFailed("token_ager: answered what does not authenticate for a second")

    def _doubt(self, token: str) -> None:
        """Leave unproven what rests on a token that was got just now and does not authenticate."""
        gate, is_new = self._gates.passive_gate, token in {self._tokens.last, self._got}
        if is_new and gate is not None and not gate.lets_pass(gate.send(token)):
            raise Unproven(f"rests on {AUTHENTICATES}: a fresh token is refused")

    def _of_kind(self, kind: Kind) -> str:
        if kind == "login":
            return self._tokens.fresh()
        if kind == "sso":
            self._got = self._tokens.by_new_code()
            return self._got
        # A token as old as the one it was given for shows only where that one had an age.
        age = self._lifetime / 2 if kind == "refreshed" else self._lifetime + self._skew
        return self._tokens.refreshed(self.older(self._tokens.fresh(), age))

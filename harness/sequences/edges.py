"""Both windows to the second, where that is certain.

A target's skew is for clocks that differ. A token that an ager made older has an age by the
instance's own clock, so where that clock is seen to be one, and steady, a few seconds tell a
lifetime from one with a leeway. What they show is concluded only where nothing else could have:
the same comes each time, whatever replica is asked, from an ager that is exact.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.ageing.claims import jwt_of
from harness.core.errors import NoAnswer, SourceFailed
from harness.core.outcomes import Skipped
from harness.fixtures.tokens import random_token
from harness.sequences.model import ACTIVE, DIES, EXPIRED, LIVES, TOO_OLD
from harness.sequences.sessions import Sessions
from harness.sequences.shared import Shared, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.sequences.shared import Failure

A_SECOND = timedelta(seconds=1)
FINE = 2 * A_SECOND
"""In the place of the skew: tokens and agers count whole seconds."""
NEAR = 4 * A_SECOND
"""How far from a boundary a token is asked for; what is slower than the rest proves nothing."""
TIMES = 4
"""That a failure must come again."""
_NEAR_WORDS = f"{NEAR.seconds} s from"
_MOST_TO_MAKE_SURE = 60
_LATE = {DIES, TOO_OLD}
"""Broken by a token that is good for too long; an ager that rounds makes none so."""


class Edges(Shared):
    """What a few seconds around each boundary show of one target."""

    def __init__(self, coarse: Shared) -> None:
        super().__init__(coarse.run, coarse.aged)
        self._coarse = coarse
        self.gate = coarse.gate
        self.given, self.last_request = coarse.given, coarse.last_request
        self.model = replace(coarse.model, skew=FINE, sees=False)

    def explore(self) -> None:
        """Look at each boundary; what is certainly broken is told with the rest."""
        if not self._can_tell():
            return
        for rules, steps in self._sequences():
            known = self._coarse.failures
            if rules[0] in known or not self._coarse.goes_on():
                continue
            failure = self._play(steps)
            if failure is None or failure.rule not in rules or failure.rule in known:
                continue
            if self._is_certain(failure.rule, steps):
                words = f"{failure.expected}, {_NEAR_WORDS} the boundary, each of {TIMES + 1} times"
                known[failure.rule] = failure._replace(expected=words)

    def _can_tell(self) -> bool:
        """Whether seconds can be told here: nobody has set the skew, and there is one clock."""
        is_coarse = self.run.target.is_skew_given or self._coarse.model.skew <= FINE
        return not is_coarse and self.run.client.steady_clock.offset is not None

    def _sequences(self) -> Iterator[tuple[tuple[str, ...], list[Step]]]:
        """Yield what is done at each boundary, with the rules that it may break."""
        for rules, age, acts in (
            ((LIVES, ACTIVE), self.model.lifetime - NEAR, ("use", "refresh")),
            ((DIES, EXPIRED), self.model.lifetime + NEAR, ("use", "refresh")),
            ((EXPIRED,), self.model.end - NEAR, ("refresh",)),
            ((TOO_OLD,), self.model.end + NEAR, ("refresh",)),
        ):
            older = Step("make_older", {"by": age})
            yield rules, [Step("log_in", {}), older, *(Step(act, {}) for act in acts)]

    def _play(self, steps: list[Step]) -> Failure | None:
        sessions = Sessions(self)
        for step in steps:
            getattr(sessions, step.name)(**step.arguments)
        return sessions.failure

    def _is_certain(self, rule: str, steps: list[Step]) -> bool:
        """Whether nothing but the instance's own reckoning can be what was seen."""
        self.last_request = self.run.client.count + _MOST_TO_MAKE_SURE
        try:
            return (
                self._comes_again(rule, steps)
                and self._ager_is_exact(is_late=rule in _LATE)
                and self.stopped is None
                and self._can_tell()
            )
        except (Skipped, SourceFailed, NoAnswer):
            return False

    def _comes_again(self, rule: str, steps: list[Step]) -> bool:
        """Whether it fails each time, whichever of several replicas takes which request."""
        for time in range(TIMES):
            if time % 2 and self.gate is not None:
                self.gate.send(random_token())
            failure = self._play(steps)
            if failure is None or failure.rule != rule:
                return False
        return True

    def _ager_is_exact(self, *, is_late: bool) -> bool:
        """Whether a token is made as much older as the ager was told, to the second."""
        token = self.run.tokens.fresh()
        jwt, offset = jwt_of(token), self.run.client.steady_clock.offset
        if jwt is None or "iat" not in jwt.claims or offset is None:
            return is_late or self._counts_seconds(token)
        older = jwt_of(self.aged.older(token, self.model.lifetime - NEAR))
        began, moved = (each and each.claims.get("iat") for each in (jwt, older))
        if not isinstance(began, int | float) or not isinstance(moved, int | float):
            return False
        shift = timedelta(seconds=began - moved)
        return abs(shift - (self.model.lifetime - NEAR)) <= A_SECOND

    def _counts_seconds(self, token: str) -> bool:
        """Whether many small steps come to as much as they should: none is rounded up or away."""
        if self.gate is None:
            return False
        steps, slack = 40, timedelta(minutes=1) + NEAR
        token = self.aged.older(token, self.model.lifetime - steps * A_SECOND - slack)
        for _ in range(steps):
            token = self.aged.older(token, A_SECOND)
        if self.gate.lets_pass(self.gate.send(token)) is not True:
            return False
        for _ in range(steps + 2 * int(slack.total_seconds())):
            token = self.aged.older(token, A_SECOND)
        return self.gate.lets_pass(self.gate.send(token)) is False

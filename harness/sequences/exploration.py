"""What sequences of log-in, ageing, use, refresh and log-out show of one target.

A sequence ends with the first promise that is broken; what they show is gathered for each rule.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harness.ageing.by_ager import AgedByAger
from harness.ageing.foundations import require_life
from harness.core.errors import NoAnswer, SourceFailed
from harness.core.outcomes import Broken, Excluded, Skipped, Unproven, precondition
from harness.core.rule_ids import (
    AUTHENTICATES,
    LIVES,
    RENEWS_ACTIVE,
    RENEWS_EXPIRED,
    STARTS_NEW_LIFE,
)
from harness.sequences.edges import Edges
from harness.sequences.known import FURTHER, KNOWN
from harness.sequences.sessions import Sessions
from harness.sequences.shared import MOST_REQUESTS, Shared, Step
from harness.sequences.walks import walks
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.run.target_run import TargetRun
    from harness.sequences.shared import Failure


_RESTS_ON = {RENEWS_EXPIRED: (LIVES, RENEWS_ACTIVE)}
"""Rules that say nothing of a token where another one is broken."""


_PROMISED = frozenset({LIVES, RENEWS_ACTIVE, RENEWS_EXPIRED, STARTS_NEW_LIFE})
"""Rules that a refusal breaks: it says nothing where log-ins give dead tokens."""


class Exploration(Shared):
    """What sequences show of one target."""

    def __init__(self, run: TargetRun, aged: AgedByAger) -> None:
        super().__init__(run, aged)
        self.blind: Skipped | None = None
        """Why there is no gate to tell who authenticates."""

    def expect(self, rule_id: str) -> None:
        """Expect that no sequence broke the rule; Unproven where none came to it."""
        self.aged.evidence = "ager"
        if rule_id in self.failures:
            self._require_what_it_rests_on(rule_id)
            failure = self.failures[rule_id]
            raise Broken(failure.expected, failure.why.came, failure.why.exchange)
        if isinstance(self.stopped, SourceFailed | NoAnswer):
            raise self.stopped
        if rule_id not in self.kept:
            others = ", ".join(sorted(self.failures)) or "what comes before"
            why = Unproven(f"rests on {others}: no sequence got there")
            raise self.stopped or self.blind or self.lost or why

    def _require_what_it_rests_on(self, rule_id: str) -> None:
        """Make sure that no sequence broke what the rule rests on; Unproven where one did."""
        broken = [each for each in _RESTS_ON.get(rule_id, ()) if each in self.failures]
        if broken:
            raise Unproven(f"rests on {', '.join(broken)}, which a sequence broke as well")
        came = self.failures[rule_id].why.exchange
        if came is None:
            return
        if rule_id in _PROMISED:
            self.run.gates.require_log_in(came)
        if rule_id == RENEWS_EXPIRED:
            require_life(came, self.aged, self.run.gates)

    def explore(self) -> Exploration:
        """Play the sequences, and shorten those that broke a promise."""
        try:
            self.aged.require()
            self._look_at_gate()
        except (Skipped, SourceFailed, NoAnswer) as why:
            self.stopped = why
        further = () if self.run.generation.is_quick else FURTHER
        for known in (*KNOWN, *further):
            self._play(self._steps(known))
        if not self.run.generation.is_quick:
            Edges(self).explore()
        for walk in walks(self.run, self.model):
            self._play(walk)
        self._shorten()
        return self

    def _look_at_gate(self) -> None:
        try:
            gate = self.run.gates.default
            with precondition(AUTHENTICATES):
                gate.expect_pass(gate.passed(self.run.tokens.shared))
            sees, self.gate = gate.lets_pass(gate.random_refusal) is False, gate
        except Skipped as why:
            sees, self.blind = False, why
        self.model = replace(self.model, sees=sees)

    def _steps(self, known: str) -> Iterator[Step]:
        for word in known.split():
            name, _, letter = word.partition(":")
            of = {"of": ord(letter) - ord("A")} if letter else {}
            if name == "grown":
                age = self.boundaries["life+"] + self.boundaries["window+"]
                yield Step("grow_old", {"to": age, **of})
            elif name in self.boundaries:
                yield Step("make_older", {"by": self.boundaries[name], **of})
            else:
                yield Step(name, of)

    def _play(self, steps: Iterable[Step]) -> Failure | None:
        """Play a sequence; return the promise that it broke."""
        sessions = Sessions(self)
        for step in steps:
            getattr(sessions, step.name)(**step.arguments)
        return sessions.failure

    def _shorten(self) -> None:
        """Leave out of the sequences that broke a promise what they can do without.

        Hypothesis does it better, and takes hundreds of requests for it.
        """
        stopped, self.last_request = self.stopped, self.run.client.count + MOST_REQUESTS
        for failure in list(self.failures.values()):
            for index in range(len(failure.steps) - 2, -1, -1):
                shortest = self.failures[failure.rule].steps
                found = self._play([*shortest[:index], *shortest[index + 1 :]])
                if found is not None and found.rule == failure.rule:
                    self.failures[failure.rule] = found
        self.stopped = stopped


def explored(run: TargetRun) -> Exploration:
    """Explore a target, once a run; Excluded where nothing can make its tokens older."""
    return run.once(_explore)


def _explore(run: TargetRun) -> Exploration:
    if not isinstance(run.aged, AgedByAger):
        raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
    return Exploration(run, run.aged).explore()

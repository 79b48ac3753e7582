"""What the sequences of one target share, and what one of them shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.sequences.model import Model

if TYPE_CHECKING:
    from harness.ageing.by_ager import AgedByAger
    from harness.core.errors import NoAnswer, SourceFailed
    from harness.core.outcomes import AnswerLost, Broken, Skipped
    from harness.fixtures.gate import Gate
    from harness.run.target_run import TargetRun

MOST_REQUESTS = 170
"""That an exploration may send; and as many again, to shorten what it found."""


class Step(NamedTuple):
    """One step of a sequence: the name of a method of :class:`Sessions`, and its arguments."""

    name: str
    arguments: dict[str, Any]


class Failure(NamedTuple):
    """A broken promise, and the steps that showed it."""

    rule: str
    steps: list[Step]
    expected: str
    why: Broken


class Shared:
    """What the sequences of one target share: the instance, and what they have shown so far."""

    def __init__(self, run: TargetRun, aged: AgedByAger) -> None:
        self.run = run
        self.aged = aged
        self.model = Model(run.spec.token_lifetime, run.spec.refresh_window, run.target.skew)
        self.gate: Gate | None = None
        self.given: dict[str, float] = {}
        """Every token that the instance gave, and since which second it has lived.

        Below 0 where nobody knows: it was made older, or logged out, and is the same string.
        """
        self.spoilt: set[str] = set()
        """Tokens that were logged out or refreshed: another session of that string may be over."""
        self.failures: dict[str, Failure] = {}
        """The first broken promise of each rule."""
        self.kept: set[str] = set()
        """The rules of which a promise was kept."""
        self.stopped: Skipped | SourceFailed | NoAnswer | None = None
        """What ended the exploration early."""
        self.refused: set[tuple[str, str]] = set()
        """Of which origins tokens were not refreshed, by the rule that was broken by it."""
        self.lost: AnswerLost | None = None
        """What ended a sequence early."""
        self.boundaries = self.model.boundaries()
        """By how much a token is made older to stand before or after a boundary, by name."""
        self.last_request = run.client.count + MOST_REQUESTS

    def goes_on(self) -> bool:
        """Whether more may be sent."""
        return self.stopped is None and self.run.client.count < self.last_request

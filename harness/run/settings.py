"""What a run is told by its options: how much generated input to send, and where tokens wait."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from spec import specification

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from harness.ageing.ledger import Ledgers
    from harness.run.turns import Tried
    from harness.targets.model import Target


class Entry(TypedDict):
    """A case that failed: on which product, and in which search."""

    product: str
    search: str
    case: dict[str, Any]


class Depth(StrEnum):
    """How far generated input goes."""

    QUICK = "quick"
    """The boundary cases that matter most, and none drawn."""
    STANDARD = "standard"
    """All of them that the budget allows, and a few drawn cases."""
    DEEP = "deep"
    """Thousands of drawn cases."""


class Plan(NamedTuple):
    """What a depth asks for; its figures are for one instance, or for one search of it."""

    most_requests: int
    """To one instance, whatever its searches ask for: enforced by its budget."""
    drawn: int
    """Cases that each search draws beyond its boundary cases."""
    drawn_bodies: int
    """The same, of a search for bodies: there are many of these."""
    most_to_shrink: int
    """Requests that shrinking one failing case may take."""

    def most_for(self, target: Target) -> int:
        """Return how many requests an instance gets: more where its pages have more operations."""
        operations = len(specification.load(target.product).operations)
        return self.most_requests * max(USUAL, operations) // USUAL


USUAL = 12
"""Operations of a product, for which the figures of a plan are meant."""


PLANS = {
    Depth.QUICK: Plan(most_requests=59, drawn=0, drawn_bodies=0, most_to_shrink=12),
    Depth.STANDARD: Plan(most_requests=399, drawn=3, drawn_bodies=2, most_to_shrink=60),
    Depth.DEEP: Plan(most_requests=20_000, drawn=1_000, drawn_bodies=1_000, most_to_shrink=300),
}


@dataclass(frozen=True)
class Generation:
    """How a run generates input."""

    depth: Depth = Depth.STANDARD
    seed: int = 0
    """Runs of one seed draw the same cases."""
    max_time: float | None = None
    """Seconds that the searches of one instance may take in all."""
    failed_before: tuple[Entry, ...] = ()
    """The cases that failed in earlier runs; they come first."""
    hypothesis_home: Path | None = None
    """Where Hypothesis keeps its Unicode tables; None: nowhere."""
    tried: Tried = field(default_factory=dict)
    """What earlier runs tried of what is taken by turns."""

    @property
    def plan(self) -> Plan:
        """What its depth asks for."""
        return PLANS[self.depth]

    @property
    def is_quick(self) -> bool:
        """Whether only the boundary cases that matter most are sent."""
        return self.depth is Depth.QUICK

    def options(self) -> str:
        """Say what makes a run draw these cases again."""
        return f"--depth {self.depth} --seed {self.seed}"


@dataclass(frozen=True)
class RunSettings:
    """What holds for every target of a run, in each of its processes."""

    generation: Generation = field(default_factory=Generation)
    ledgers: Ledgers | None = None
    """The directory of ``--ledger``."""
    tried: Mapping[str, Tried] = field(default_factory=dict)
    """By target: what earlier runs tried of what is taken by turns."""

    def generation_for(self, target: Target) -> Generation:
        """Return how input is generated for a target."""
        return replace(self.generation, tried=self.tried.get(target.name, {}))

    def has_to_wait(self, target: Target) -> bool:
        """Whether its tokens must be left alone until they are old enough."""
        return self.ledgers is not None and self.ledgers.of(target) is not None

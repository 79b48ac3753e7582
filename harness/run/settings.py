"""How much generated input a run sends: by depth, in requests to one instance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from pathlib import Path


class Entry(TypedDict):
    """A case that failed: on which product, and in which search."""

    product: str
    search: str
    case: dict[str, Any]


class Depth(StrEnum):
    """How far generated input goes."""

    QUICK = "quick"
    """Boundary cases alone."""
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
    most_to_shrink: int
    """Requests that shrinking one failing case may take."""


PLANS = {
    Depth.QUICK: Plan(most_requests=59, drawn=0, most_to_shrink=12),
    Depth.STANDARD: Plan(most_requests=399, drawn=3, most_to_shrink=60),
    Depth.DEEP: Plan(most_requests=20_000, drawn=1_000, most_to_shrink=300),
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

    @property
    def plan(self) -> Plan:
        """What its depth asks for."""
        return PLANS[self.depth]

    @property
    def is_quick(self) -> bool:
        """Whether only the boundary cases that matter most are sent."""
        return self.depth is Depth.QUICK

    def in_words(self) -> str:
        """Say what makes a run draw these cases again."""
        return f"--depth {self.depth} --seed {self.seed}"

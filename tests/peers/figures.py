"""From what was measured to what is told: caught, false alarms, and what they cost."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.peers.measured import DIFFERENCE, FAULT, HONEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.peers.measured import Measured

FEWER_REQUESTS, FEWER_SECONDS = 10, 5
"""How many times Schemathesis' should be: requests for each caught fault, seconds an instance."""


class Comparison:
    """What every tool said of the instances that all of them checked."""

    def __init__(self, measured: Iterable[Measured], tools: Sequence[str]) -> None:
        self.tools = tuple(tools)
        kept = list(measured)
        self.honest = [each for each in kept if each.kind == HONEST]
        by_case: dict[str, dict[str, Measured]] = defaultdict(dict)
        for each in kept:
            if each.kind != HONEST and each.tool in self.tools:
                by_case[each.case][each.tool] = each
        self.cases = {
            name: found for name, found in by_case.items() if found.keys() == set(self.tools)
        }

    def of_kind(self, kind: str) -> list[str]:
        """Return the names of the cases that are faults, or allowed differences."""
        return [name for name, found in self.cases.items() if _any(found).kind == kind]

    @cached_property
    def baseline(self) -> dict[tuple[str, str], frozenset[str]]:
        """What each tool says of the honest instance of each product."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in self.honest:
            found[each.tool, each.product] |= set(each.failures)
        return {key: frozenset(failures) for key, failures in found.items()}

    def new(self, measured: Measured) -> frozenset[str]:
        """Return what a tool says of an instance, and does not say of the honest one."""
        known = self.baseline.get((measured.tool, measured.product), frozenset())
        return frozenset(measured.failures) - known

    def told(self, tool: str, case: str) -> frozenset[str]:
        """Return what a tool says of a case that makes it caught, or a false alarm.

        The same failure as on the honest instance, with another status alone, is no false alarm.
        """
        measured = self.cases[case][tool]
        new = self.new(measured)
        if measured.kind == FAULT:
            return new
        known = self.baseline.get((tool, measured.product), frozenset())
        return frozenset(
            each for each in new if not any(other.startswith(f"{each} (") for other in known)
        )

    def figures(self, tool: str) -> Figures:
        """Return what a tool found, and what it cost."""
        own = [found[tool] for found in self.cases.values()]
        faults, differences = self.of_kind(FAULT), self.of_kind(DIFFERENCE)
        return Figures(
            tool=tool,
            faults=len(faults),
            caught=sum(bool(self.told(tool, each)) for each in faults),
            differences=len(differences),
            alarms=sum(bool(self.told(tool, each)) for each in differences),
            requests_to_faults=sum(self.cases[each][tool].requests for each in faults),
            requests=_mean(own, lambda each: each.requests),
            log_ins=_mean(own, lambda each: each.log_ins),
            seconds=_mean(own, lambda each: each.seconds),
            secrets=sum(each.secrets for each in own),
            leaking=sum(each.secrets > 0 for each in own),
        )


def _any(found: dict[str, Measured]) -> Measured:
    return next(iter(found.values()))


def _mean(measured: Sequence[Measured], value: Callable[[Measured], float]) -> float:
    return sum(map(value, measured)) / len(measured) if measured else 0.0


@dataclass(frozen=True)
class Figures:
    """What a tool found, and what it cost."""

    tool: str
    faults: int
    caught: int
    differences: int
    alarms: int
    requests_to_faults: int
    requests: float
    """Of one instance, as the next two."""
    log_ins: float
    seconds: float
    secrets: int
    leaking: int
    """Runs in whose outputs a secret was found."""

    @property
    def requests_per_caught(self) -> float | None:
        """Return the requests to all faulty instances, by the faults that they caught."""
        return self.requests_to_faults / self.caught if self.caught else None


def between(part: int, whole: int) -> tuple[float, float]:
    """Return the bounds of a share that are 95 % certain (Wilson's score interval)."""
    share, z = part / whole, 1.96
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    spread = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    reach = spread / (1 + z * z / whole)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def goals(own: Figures, peer: Figures) -> list[tuple[str, bool]]:
    """Say how much more a peer costs than a run of this suite, and whether it is enough."""
    said = []
    if own.requests_per_caught and peer.requests_per_caught:
        times = peer.requests_per_caught / own.requests_per_caught
        words = f"{peer.tool} sends {times:.1f} times as many requests for each caught fault"
        said.append((words, FEWER_REQUESTS, times))
    if own.seconds and peer.seconds:
        times = peer.seconds / own.seconds
        said.append((f"{peer.tool} takes {times:.1f} times as long", FEWER_SECONDS, times))
    return [
        (f"{words} as {own.tool} (goal: {goal} times)", times >= goal)
        for words, goal, times in said
    ]

"""What was not checked or not proven, gathered by what would bring it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.core.outcomes import Outcome
from harness.reports.words import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.results.record import TargetRecord

_OUTCOMES = {Outcome.UNPROVEN, Outcome.EXCLUDED}
MOST_LINES = 60
"""Of what needs nothing that a person could bring: the rest is in results.json."""


@dataclass(frozen=True)
class MissingPart:
    """Checks that were left out for one reason."""

    needs: str
    """The key that would bring them in; empty where nothing is known to."""
    reason: str
    """Why they were left out, where there is no key."""
    checks: int
    targets: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say it: "90 checks need effects = account"."""
        one = self.checks == 1
        checks = "1 check" if one else f"{self.checks} checks"
        return f"{checks} need{'s' if one else ''}" if self.needs else f"{checks}:"


@dataclass
class _Found:
    checks: int = 0
    targets: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def missing_of(records: Iterable[TargetRecord]) -> tuple[MissingPart, ...]:
    """Return what would bring more in, what brings most first; then the other reasons."""
    by_reason: dict[tuple[str, str], _Found] = {}
    for record in records:
        for each in record.results:
            if each["outcome"] in _OUTCOMES:
                key = each["key"] or ""
                reason = (key, "" if key else shortened(each["detail"]))
                found = by_reason.setdefault(reason, _Found())
                found.checks += 1
                found.targets[record.target.name] = found.rules[each["rule"]] = None
    parts = [
        MissingPart(key, reason, found.checks, tuple(found.targets), tuple(found.rules))
        for (key, reason), found in by_reason.items()
    ]
    ordered = sorted(parts, key=lambda each: (not each.needs, -each.checks, each.needs))
    return tuple(ordered[:MOST_LINES])

"""What was not checked or not proven, gathered by what would bring it in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from harness.core.outcomes import Outcome
from harness.reports.words import shortened, some_of
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.results.record import TargetRecord
    from harness.results.result import Result

MOST_LINES = 60
"""Of what needs nothing that a person could bring: the rest is in results.json."""
MOST_MORE = 3
"""Of what would bring in more, what is named in a line."""
_OUTCOMES = frozenset({Outcome.UNPROVEN, Outcome.EXCLUDED})
_RESTS_ON = re.compile(r"\brests on ([a-z0-9.-]+[a-z0-9])(?=:|$)")
"""How a result says that it could not be had before another rule is kept."""


class By(IntEnum):
    """What would bring checks in, in the order in which it is told."""

    GIVING = 0
    """A key of the targets file, or an option."""
    ANOTHER_RULE = 1
    """That is proven first."""
    WAITING = 2
    NOTHING = 3
    """It does not apply to the instance, whatever is given."""


@dataclass(frozen=True)
class MissingPart:
    """Checks that were left out for one reason."""

    by: By
    needs: str
    """The key or the rule that would bring them in; empty where there is none."""
    more: str
    """What that is; why they were left out, where there is none."""
    checks: int
    targets: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say how many there are: "90 checks need"."""
        one = self.checks == 1
        checks = "1 check" if one else f"{self.checks} checks"
        return f"{checks} need{'s' if one else ''}" if self.needs else f"{checks}:"

    @property
    def line(self) -> str:
        """Say it: "90 checks need effects = account"."""
        return " ".join(part for part in (self.words, self.needs, self.more) if part)


@dataclass
class _Found:
    checks: int = 0
    targets: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def missing_of(records: Iterable[TargetRecord]) -> tuple[MissingPart, ...]:
    """Return what would bring more in, what brings most first; then the other reasons."""
    by_reason: dict[tuple[By, str, str], _Found] = {}
    for record in records:
        for each in record.results:
            if each["outcome"] in _OUTCOMES:
                found = by_reason.setdefault(_reason(each), _Found())
                found.checks += 1
                found.targets[record.target.name] = found.rules[each["rule"]] = None
    parts = [
        MissingPart(by, needs, more, found.checks, tuple(found.targets), tuple(found.rules))
        for (by, needs, more), found in by_reason.items()
    ]
    ordered = sorted(parts, key=lambda each: (each.by, -each.checks, each.needs, each.more))
    return tuple(ordered[:MOST_LINES])


def rests_on(detail: str) -> str:
    """Return the rule without which a result could not be had; nothing where it names none."""
    found = _RESTS_ON.search(detail)
    return found[1] if found else ""


def more_lines(record: TargetRecord) -> list[str]:
    """Say in a line what would bring in more of a target, where rules that count were not proven.

    What does not apply to the instance, whatever it is given, is not counted.
    """
    if record.preflight.no_verdict is not None or record.proven() == len(record.binding()):
        return []
    lines = [each.line for each in missing_of([record]) if each.by is not By.NOTHING]
    shown = some_of(lines, MOST_MORE)
    return [f"what would bring in more: {'; '.join(shown)}"] if shown else []


def _reason(result: Result) -> tuple[By, str, str]:
    """Return what would bring a result in, its name, and what that is or why it was left out."""
    key, detail = result["key"], result["detail"]
    if key:
        words = f"({Need(key).words})" if key in {*Need} else ""
        return (By.NOTHING if key == Need.REMOTE else By.GIVING), key, words
    if result["outcome"] == Outcome.EXCLUDED or not detail:
        return By.NOTHING, "", shortened(detail)
    rule = rests_on(detail)
    if rule:
        return By.ANOTHER_RULE, rule, "proven first"
    return By.WAITING, "", shortened(detail)

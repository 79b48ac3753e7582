"""What the runs before this one found, so that a run can say what is new.

``--history FILE`` is read when a run begins and replaced when it ends. Without it, the results.json
that the reports' directory still holds tells of the last run.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from harness import clock
from harness.budget import SPENT
from harness.outcomes import Outcome
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.record import Result
    from harness.results import RunRecord, TargetRecord

FORMAT = 1
"""Of the file; it grows by one when a reader of the old one would go wrong."""
A_NIGHT = timedelta(hours=26)
"""Within which a rule that is proven once a day is proven again."""
_HELD = frozenset({Outcome.KEPT, Outcome.FIXED})
_TOLD = frozenset({*_HELD, Outcome.BROKEN, Outcome.KNOWN})


class UnreadableHistory(Exception):  # noqa: N818 - named after what it says
    """The file is damaged, or of a newer version; the message is one line."""


@dataclass
class Entry:
    """What is known of one rule on one target."""

    outcome: str
    """The last conclusive one, or the last one of all where there was none."""
    since: str
    """When it was first seen to be so."""
    proven_at: str | None = None
    """When the rule was last proven kept."""
    is_missed: bool = False
    """Whether it was told that the rule has not been proven for a night."""


Entries = dict[str, dict[str, Entry]]
"""By target and rule."""


@dataclass(frozen=True)
class Change:
    """One line of news."""

    target: str
    rule: str
    words: str
    """Such as ``newly broken``, or ``still broken since …``."""
    is_new: bool = True


def read(path: Path) -> Entries:
    """Read the history; nothing where there is no file. Raises UnreadableHistory."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise UnreadableHistory(f"{path}: is of format {raw['format']}, not of {FORMAT}")
        return {
            target: {rule: Entry(**each) for rule, each in found.items()}
            for target, found in raw["targets"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableHistory(f"{path}: is damaged, and is begun anew") from None


def of_results(path: Path) -> Entries:
    """Return what a results.json tells of its run; nothing where it can't be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        entries: Entries = {}
        for each in raw["rules"]:
            proven = raw["started"] if each["outcome"] in _HELD else None
            since = each.get("since", raw["started"])
            entry = Entry(each["outcome"], since, proven)
            entries.setdefault(each["target"], {})[each["rule"]] = entry
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return entries


class History:
    """What is new in a run, and what the next one is to know."""

    def __init__(self, entries: Entries, problem: str = "") -> None:
        self.entries = entries
        self.problem = problem
        """Why an earlier history could not be read, in a line."""
        self.changes: list[Change] = []

    def take(self, record: RunRecord) -> None:
        """Compare a run with those before it, and take it into the history."""
        for name, target in record.targets.items():
            known = self.entries.setdefault(name, {})
            for rule_id, outcome in target.outcomes().items():
                self._take(target, rule_id, outcome, known, record.started)

    def since(self, target: str, rule_id: str) -> str | None:
        """Return since when a rule is as it is."""
        entry = self.entries.get(target, {}).get(rule_id)
        return entry.since if entry is not None else None

    def as_json(self) -> dict[str, Any]:
        """Return what the file holds."""
        targets = {
            target: {rule_id: asdict(each) for rule_id, each in sorted(found.items())}
            for target, found in sorted(self.entries.items())
        }
        return {"format": FORMAT, "targets": targets}

    def _take(
        self,
        target: TargetRecord,
        rule_id: str,
        outcome: Outcome,
        known: dict[str, Entry],
        now: str,
    ) -> None:
        name = target.target.name
        before = known.get(rule_id)
        entry = known[rule_id] = before or Entry(outcome, now)
        is_binding = rules.load()[rule_id].strength(target.target.product) != Strength.ADVISED
        if outcome in _TOLD:
            for words, is_new in _compared(before, outcome) if is_binding else ():
                self.changes.append(Change(name, rule_id, words, is_new))
            if before is None or before.outcome != outcome:
                entry.outcome, entry.since = outcome, now
            if outcome in _HELD:
                entry.proven_at, entry.is_missed = now, False
        elif outcome is Outcome.UNPROVEN and before is not None and is_binding:
            self._take_unproven(entry, target.by_rule()[rule_id], Change(name, rule_id, ""))

    def _take_unproven(self, entry: Entry, results: list[Result], change: Change) -> None:
        """Tell once of a rule that was proven before, and is not when it should have been."""
        if entry.is_missed or entry.proven_at is None:
            return
        is_waiting = any(each["last_proven_at"] or SPENT in each["detail"] for each in results)
        ago = clock.now() - datetime.fromisoformat(entry.proven_at)
        if not is_waiting or ago > A_NIGHT:
            words = f"newly unproven: last proven {clock.in_words(ago)} ago"
            self.changes.append(Change(change.target, change.rule, words))
            entry.is_missed = True


def _compared(before: Entry | None, outcome: Outcome) -> Iterator[tuple[str, bool]]:
    """Say what a conclusive outcome is, beside the one before it."""
    was_broken = before is not None and before.outcome == Outcome.BROKEN
    if outcome is Outcome.BROKEN:
        if was_broken and before is not None:
            yield f"still broken since {before.since}", False
        else:
            yield "newly broken", True
    elif was_broken and outcome in _HELD:
        yield "newly fixed", True


def news(changes: list[Change], most: int) -> list[str]:
    """Return the news in lines, the new first, and how many more there are."""
    ordered = sorted(changes, key=lambda each: (not each.is_new, each.target, each.rule))
    lines = [f"{each.target}: {each.rule}: {each.words}" for each in ordered]
    if len(lines) > most:
        lines[most - 1 :] = [f"and {len(lines) - most + 1} more"]
    return lines

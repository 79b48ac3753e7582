"""What the runs before this one found, so that a run can say what is new.

``--history FILE`` is read when a run begins and replaced when it ends. Without it, the results.json
that the reports' directory still holds tells of the last run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness.history import nights, store
from harness.history.comparison import Change, Comparison

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.history.nights import Nights
    from harness.history.store import Past, Place
    from harness.results.record import RunRecord


class History:
    """What is new in a run, and what the next one is to know."""

    def __init__(
        self,
        known: Past,
        problem: str = "",
        *,
        is_kept: bool = True,
        runs: Nights | None = None,
    ) -> None:
        self.known = known
        self.nights: Nights = {} if runs is None else runs
        """The runs before, by target, and this one once it is taken."""
        self.keeps_runs = runs is not None
        """Whether ``--history`` names it: without, there is no page of all nights."""
        self.problem = problem
        """Why an earlier history could not be read, in a line."""
        self.is_kept = is_kept
        """Whether the file is to be replaced: one of a newer version is not."""
        self.changes: list[Change] = []
        self.is_whole = True
        """Whether the run checked everything."""
        self.began: dict[str, str] = {}
        """When the run began that was taken in, by target; nothing before."""

    def take(self, record: RunRecord, *, is_whole: bool = True) -> None:
        """Compare a run with those before it, and take it into the history.

        A run that was cut short, or restricted to some contracts, leaves what it did not check as
        it was.
        """
        self.is_whole = is_whole
        for name, target in record.targets.items():
            self.began[name] = record.started
            known = self.known.setdefault(name, store.PastTarget())
            compared = Comparison(target, known, record.started, is_whole=is_whole)
            self.changes += compared.take()
            if is_whole and target.results and not target.cut_short:
                known.seconds = round(sum(each["seconds"] for each in target.results), 1)
            for list_name, turns in target.tried.items():
                known.tried.setdefault(list_name, {}).update(turns)

    def take_night(self, results: Mapping[str, Any]) -> None:
        """Keep what results.json tells of the run among the nights."""
        nights.add(self.nights, results, is_whole=self.is_whole)

    def since(self, target: str, rule_id: str) -> str | None:
        """Return since when a rule is as it is."""
        known = self.known.get(target)
        entry = known.rules.get(rule_id) if known is not None else None
        return entry.since if entry is not None else None

    def place(self, target: str, rule_id: str, test: str) -> Place | None:
        """Return what is known of a rule where a test sees it broken."""
        known = self.known.get(target)
        entry = known.rules.get(rule_id) if known is not None else None
        found = entry.broken_at if entry is not None else []
        return next((each for each in found if each.test == test), None)

    def name_causes(self, target: str, ids: Mapping[tuple[str, str], str]) -> None:
        """Keep the id of the cause that each broken place is told under, by its rule and test."""
        known = self.known.get(target)
        for rule_id, entry in known.rules.items() if known is not None else ():
            entry.broken_at = [
                replace(each, cause=ids.get((rule_id, each.test), each.cause))
                for each in entry.broken_at
            ]

    def verdict_since(self, target: str, verdict: str) -> str | None:
        """Return since when a target has that verdict, as far as whole runs tell."""
        known = self.known.get(target)
        return known.since if known is not None and known.verdict == verdict else None

    def as_json(self) -> dict[str, Any]:
        """Return what the file holds."""
        return store.as_json(self.known)


def news(changes: list[Change], most: int) -> list[str]:
    """Return the news in lines, the new first, and how many more there are."""
    ordered = sorted(changes, key=lambda each: (not each.is_new, each.target, each.rule))
    lines = [
        ": ".join(part for part in (each.target, each.rule, each.words) if part) for each in ordered
    ]
    if len(lines) > most:
        lines[most - 1 :] = [f"and {len(lines) - most + 1} more"]
    return lines

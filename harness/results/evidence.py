"""What goes from the process that runs contracts to the one that writes the reports.

It travels on pytest's reports as one value, masked but for the secrets themselves: what a worker
exchanged reaches the controller with each contract, and not only at the end, which a dying worker
does not reach.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.results.failure import Failure
    from harness.results.result import Finding, Result
    from harness.run.settings import Entry
    from harness.run.turns import Tried


@dataclass(frozen=True)
class Gathered:
    """What a run exchanged with one target since it was last asked, and found out about it."""

    target: str
    findings: list[Finding]
    answers: dict[str, dict[str, int]]
    """How many came, by operation and status."""
    unsteady: dict[str, list[str]]
    """Statuses of bad answers that came and went as one request was repeated, by operation."""
    exchanges: list[dict[str, Any]]
    """As :func:`harness.reports.har.har_entry` makes them."""
    remarks: list[str]
    leftovers: list[str]
    requests: int
    spent: dict[str, int]
    """Of the budget, by kind, since the run began."""
    failing: list[Entry]
    """Generated cases that broke a rule."""
    tried: Tried
    """What was taken by turns."""
    secrets: list[str] = field(repr=False)
    """In the clear: what was written is searched for them."""
    fronts: list[dict[str, Any]] = field(default_factory=list)
    """What somebody in front answered since then, by request."""

    def as_json(self) -> dict[str, Any]:
        """Return its members as they are: they are many, and plain already."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Evidence:
    """What one of pytest's reports carries."""

    result: Result | None = None
    gathered: Gathered | None = None
    failure: Failure | None = None
    """What the result is told by, where its rule is broken."""

    def as_json(self) -> str:
        """Return it as JSON: an instance's text may hold what no encoding has, as half a pair."""
        gathered = None if self.gathered is None else self.gathered.as_json()
        return json.dumps({"result": self.result, "gathered": gathered, "failure": self.failure})

    @classmethod
    def from_json(cls, text: str) -> Evidence:
        """Read it back."""
        raw = json.loads(text)
        gathered = raw["gathered"]
        given = None if gathered is None else Gathered(**gathered)
        return cls(raw["result"], given, raw["failure"])


ATTRIBUTE = "evidence"
"""Of pytest's report, where it is carried."""


def evidence_of(report: object) -> Evidence | None:
    """Return what a report of pytest carries; None where it is not of a contract."""
    found = getattr(report, ATTRIBUTE, None)
    return found if isinstance(found, Evidence) else None


def result_of(report: object) -> Result | None:
    """Return the result that a report of pytest carries, if any."""
    evidence = evidence_of(report)
    return None if evidence is None else evidence.result

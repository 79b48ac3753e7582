"""What the console says: a header, a word for each outcome, and the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import VERSION
from harness.core.outcomes import Outcome
from harness.history.history import news
from harness.reports import dry_run
from harness.reports.words import notable
from harness.targets.model import limits_of
from spec.rules import Strength

if TYPE_CHECKING:
    import pytest

    from harness.plugin.controller import Session
    from harness.results.result import Result

MOST_NEWS = 20
"""Lines."""
_LETTERS = {
    Outcome.KEPT: ".",
    Outcome.BROKEN: "B",
    Outcome.ERROR: "E",
    Outcome.FIXED: "f",
    Outcome.KNOWN: "k",
    Outcome.UNPROVEN: "u",
    Outcome.EXCLUDED: "-",
}


def header(session: Session) -> list[str]:
    """Say what will be checked, and under which effects."""
    if not session.checks:
        return []
    lines = [f"meiro-contracts {VERSION}"]
    lines += [
        f"  {each.name}: {each.product} at {each.url}, effects = {each.effects}"
        for each in session.targets
    ]
    return lines


def status(
    report: pytest.TestReport | pytest.CollectReport, contract: Result
) -> tuple[str, str, str]:
    """Return pytest's category for an outcome, its letter and its word."""
    outcome = Outcome(contract["outcome"])
    if outcome is Outcome.BROKEN and contract["strength"] == Strength.ADVISED:
        return "skipped", "a", "ADVICE"
    failed_set_up = report.outcome == "failed" and report.when != "call"
    category = "error" if failed_set_up else report.outcome
    return category, _LETTERS[outcome], outcome.upper()


def verdicts(reporter: pytest.TerminalReporter, session: Session) -> None:
    """Print each target's verdict, with what is broken, in error, or left behind."""
    if not session.checks or session.collects_only:
        return
    if session.is_rehearsal:
        reporter.section("dry run")
        for line in dry_run.lines(list(session.record.targets.values()), session.chosen or []):
            reporter.line(line)
        return
    reporter.section("verdicts")
    if session.history.problem:
        reporter.line(f"history: {session.history.problem}")
    if session.corpus.problem:
        reporter.line(f"corpus: {session.corpus.problem}")
    new = [each for each in session.history.changes if each.is_new]
    for line in news(new, MOST_NEWS):
        reporter.line(f"new: {line}")
    for record in session.record.targets.values():
        reporter.line(f"{record.target.name} ({record.target.url}) {record.in_words()}")
        for line in notable(record):
            reporter.line(f"  {line}")
        sent, most = record.spent.get("generated", 0), limits_of(record.target).generated
        if sent:
            depth = session.generation.depth
            reporter.line(f"  generated input: {sent} of at most {most} requests (--depth {depth})")

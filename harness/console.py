"""What the console says: a header, a word for each outcome, and the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import VERSION, clock, rehearsal
from harness.budget import limits_of
from harness.history import news
from harness.outcomes import Outcome
from spec.rules import Strength

if TYPE_CHECKING:
    import pytest

    from harness.record import Result
    from harness.results import TargetRecord
    from harness.session import Session

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
        for line in rehearsal.lines(list(session.record.targets.values()), session.chosen or []):
            reporter.line(line)
        return
    reporter.section("verdicts")
    if session.history.problem:
        reporter.line(f"history: {session.history.problem}")
    corpus = session.generation.corpus
    if corpus is not None and corpus.problem:
        reporter.line(f"corpus: {corpus.problem}")
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


def notable(record: TargetRecord) -> list[str]:
    """Return what a person must know beside the verdict, one line each."""
    lines = [
        f"{result['outcome']}: {result['rule']}{_where(result)}: {result['detail']}"
        for result in record.results
        if result["outcome"] in {Outcome.BROKEN, Outcome.ERROR}
        and not (result["outcome"] == Outcome.BROKEN and result["strength"] == Strength.ADVISED)
    ]
    lines += [
        f"advice: {result['rule']}{_where(result)}: {result['detail']}"
        for result in record.results
        if result["outcome"] == Outcome.BROKEN and result["strength"] == Strength.ADVISED
    ]
    today = clock.now().date()
    lines += [
        line
        for each in record.target.known
        for line in each.lines(record.results, today, is_whole=record.is_whole)
    ]
    lines += [f"remark: {each}" for each in sorted(record.remarks)]
    lines += [f"left behind: {each}" for each in sorted(record.leftovers)]
    return lines


def _where(result: Result) -> str:
    parts = [part for part in (result["operation"], result["case"]) if part]
    return f" [{' '.join(parts)}]" if parts else ""

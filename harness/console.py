"""What the console says: a header, a word for each outcome, and the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import VERSION, clock, rehearsal
from harness.budget import limits_of
from harness.history import news
from harness.outcomes import Outcome
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from harness.record import Result
    from harness.results import TargetRecord
    from harness.session import Session

MOST_NEWS = 20
"""Lines."""
WARNING_DAYS = 14
"""Before a known deviation ends."""
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
        if result["outcome"] in {Outcome.BROKEN, Outcome.ERROR, Outcome.FIXED}
        and not (result["outcome"] == Outcome.BROKEN and result["strength"] == Strength.ADVISED)
    ]
    lines += [
        f"advice: {result['rule']}{_where(result)}: {result['detail']}"
        for result in record.results
        if result["outcome"] == Outcome.BROKEN and result["strength"] == Strength.ADVISED
    ]
    lines += list(_ending(record))
    lines += [
        f"fixed: {rule_id}: kept, but still listed as known: take the entry off the list"
        for rule_id, outcome in record.outcomes().items()
        if outcome is Outcome.FIXED
    ]
    lines += [f"remark: {each}" for each in sorted(record.remarks)]
    lines += [f"left behind: {each}" for each in sorted(record.leftovers)]
    return lines


def _ending(record: TargetRecord) -> Iterator[str]:
    today = clock.now().date()
    for known in record.target.known:
        days = (known.until - today).days if known.until else None
        if days is not None and days < 0:
            yield f"known deviation {known.rule} ended on {known.until}: it counts as broken again"
        elif days is not None and days <= WARNING_DAYS:
            yield f"known deviation {known.rule} ends on {known.until}, in {days} days"


def _where(result: Result) -> str:
    parts = [part for part in (result["operation"], result["case"]) if part]
    return f" [{' '.join(parts)}]" if parts else ""

"""What the console says: a header, a word for each outcome, and the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import VERSION, clock, rehearsal
from harness.budget import limits_of
from harness.history import news
from harness.outcomes import Outcome
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    bad = [each for each in record.results if each["outcome"] in {Outcome.BROKEN, Outcome.ERROR}]
    lines = [*_told(each for each in bad if not _is_advice(each))]
    lines += _told((each for each in bad if _is_advice(each)), "advice")
    today = clock.now().date()
    lines += [
        line
        for each in record.target.known
        for line in each.lines(record.results, today, is_whole=record.is_whole)
    ]
    lines += [f"remark: {each}" for each in sorted(record.remarks)]
    lines += [f"left behind: {each}" for each in sorted(record.leftovers)]
    return lines


def why_unproven(record: TargetRecord) -> list[str]:
    """Return why rules were not proven, one line for each reason with all its rules."""
    by_reason: dict[str, set[str]] = {}
    for each in record.results:
        if each["outcome"] == Outcome.UNPROVEN:
            by_reason.setdefault(each["detail"], set()).add(each["rule"])
    return sorted(f"{', '.join(sorted(ids))}: {reason}" for reason, ids in by_reason.items())


def _is_advice(result: Result) -> bool:
    return result["outcome"] == Outcome.BROKEN and result["strength"] == Strength.ADVISED


def _told(results: Iterable[Result], word: str = "") -> list[str]:
    """Tell results, those of one rule together of which the same is said."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for each in results:
        said = (word or each["outcome"], each["rule"], each["detail"])
        places.setdefault(said, []).append(_place(each))
    return [
        f"{outcome}: {rule}{_where(where)}: {detail}"
        for (outcome, rule, detail), where in places.items()
    ]


def _place(result: Result) -> str:
    return " ".join(part for part in (result["operation"], result["case"]) if part)


def _where(places: Iterable[str]) -> str:
    named = ", ".join(dict.fromkeys(place for place in places if place))
    return f" [{named}]" if named else ""

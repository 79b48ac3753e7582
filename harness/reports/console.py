"""What the console says: a header, a word for each outcome, and the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import VERSION
from harness.causes.grouping import causes_of
from harness.core.outcomes import Outcome
from harness.history.history import news
from harness.redaction.visible import visible_line
from harness.reports.missing import more_lines
from harness.reports.words import notable
from harness.targets.model import limits_of
from harness.targets.unmaskable import unmaskable
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

    from harness.history.history import History
    from harness.results.record import RunRecord
    from harness.results.result import Result
    from harness.run.settings import RunSettings
    from harness.targets.model import Target

MOST_NEWS = 20
"""Lines."""
_ADVICE = "a"
_LETTERS = {
    Outcome.KEPT: ".",
    Outcome.BROKEN: "B",
    Outcome.ERROR: "E",
    Outcome.FIXED: "f",
    Outcome.KNOWN: "k",
    Outcome.UNPROVEN: "u",
    Outcome.EXCLUDED: "-",
}


def header(targets: Iterable[Target]) -> list[str]:
    """Say what will be checked, under which effects, and what the signs of the checks mean."""
    return [
        f"meiro-contracts {VERSION}",
        *(
            f"  {each.name}: {each.product} at {each.url}, effects = {each.effects} "
            f"({each.effects.words})"
            for each in targets
        ),
        f"a sign for each check: {', '.join(_signs())}",
        "(pytest's own last line counts those of u, -, a and k as skipped)",
    ]


def _signs() -> Iterator[str]:
    for outcome in (Outcome.KEPT, Outcome.UNPROVEN, Outcome.EXCLUDED, Outcome.BROKEN):
        yield f"{_LETTERS[outcome]} {outcome.shown}"
    yield f"{_ADVICE} advice not taken"
    for outcome in (Outcome.KNOWN, Outcome.FIXED, Outcome.ERROR):
        yield f"{_LETTERS[outcome]} {outcome.shown}"


def warnings(targets: Iterable[Target]) -> list[str]:
    """Say what must be known before anything is sent."""
    return [f"{each.name}: {words}" for each in targets if (words := unmaskable(each))]


def status(
    report: pytest.TestReport | pytest.CollectReport, result: Result
) -> tuple[str, str, str]:
    """Return pytest's category for an outcome, its letter and its word."""
    outcome = Outcome(result["outcome"])
    if outcome is Outcome.BROKEN and result["strength"] == Strength.ADVISED:
        return "skipped", _ADVICE, "ADVICE"
    failed_set_up = report.outcome == "failed" and report.when != "call"
    category = "error" if failed_set_up else report.outcome
    return category, _LETTERS[outcome], outcome.shown.upper()


def verdict_lines(record: RunRecord, history: History, settings: RunSettings) -> Iterator[str]:
    """Say each target's verdict, with what is new, broken, in error, or left behind."""
    yield from map(visible_line, _verdict_lines(record, history, settings))


def _verdict_lines(record: RunRecord, history: History, settings: RunSettings) -> Iterator[str]:
    if history.problem:
        yield f"history: {history.problem}"
    new = [each for each in history.changes if each.is_new]
    yield from (f"new: {line}" for line in news(new, MOST_NEWS))
    causes = causes_of(record, history)
    for each in record.targets.values():
        yield f"{each.target.name} ({each.target.url}) {each.verdict_line()}"
        yield from (f"  {line}" for line in notable(each, causes))
        yield from (f"  {line}" for line in more_lines(each))
        sent, most = each.spent.get("generated", 0), limits_of(each.target).generated
        if sent:
            depth = settings.generation.depth
            yield f"  generated input: {sent} of at most {most} requests (--depth {depth})"

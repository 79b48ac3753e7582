"""What a result puts on pytest's reports, for its plugins to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from harness.core.outcomes import Outcome
from harness.reports.failure_text import failure_text
from harness.results.evidence import ATTRIBUTE, Evidence
from harness.results.failure import told_by
from harness.results.result import OBSERVED
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.results.failure import Failure
    from harness.results.record import TargetRecord
    from harness.results.result import Finding, Result

ADVICE = "advice, which changes no verdict"
PHASES: tuple[Literal["setup", "call", "teardown"], ...] = ("setup", "call", "teardown")


def pytest_outcome(result: Result) -> Literal["passed", "failed", "skipped"]:
    """Return pytest's own word for a result: what is no failure of a contract is skipped."""
    outcome = Outcome(result["outcome"])
    if outcome in {Outcome.KEPT, Outcome.FIXED}:
        return "passed"
    if outcome is Outcome.BROKEN and result["strength"] == Strength.ADVISED:
        return "skipped"
    return "failed" if outcome in {Outcome.BROKEN, Outcome.ERROR} else "skipped"


def carry(report: pytest.TestReport, evidence: Evidence) -> None:
    """Let a report carry evidence to the process that writes the reports."""
    setattr(report, ATTRIBUTE, evidence)


def show(
    report: pytest.TestReport, result: Result, text: str, failure: Failure | None = None
) -> None:
    """Put a result on a report: pytest's own outcome, and the text that its plugins show."""
    carry(report, Evidence(result, failure=failure))
    report.outcome = pytest_outcome(result)
    report.user_properties += _properties(result)
    if report.outcome == "passed":
        report.longrepr = None
    elif report.outcome == "failed":
        report.longrepr = text or result["detail"]
    else:
        path, line, _ = report.location
        report.longrepr = (path, line or 0, f"{said_of(result)}: {result['detail']}")


def said_of(result: Result) -> str:
    """Return the word for a result that people read."""
    outcome = Outcome(result["outcome"])
    if outcome is Outcome.BROKEN and result["strength"] == Strength.ADVISED:
        return ADVICE
    return outcome.shown


def observed_reports(
    result: Result, finding: Finding | None, product: str
) -> Iterator[pytest.TestReport]:
    """Give the reports of a result that no contract has: it arises from all exchanges."""
    location = ("contracts", None, result["test"].removeprefix(OBSERVED))
    text = _failure(result, finding, product) if finding else ""
    yield from _phases(result, location, text)


def restored_reports(
    result: Result, failure: Failure | None, product: str
) -> Iterator[pytest.TestReport]:
    """Give the reports of a contract that ran in an earlier process, of a run that was resumed."""
    file, _, name = result["test"].partition("::")
    text = failure_text(rules.load()[result["rule"]], product, failure) if failure else ""
    yield from _phases(result, (file, None, name), text or result["detail"], failure)


def _phases(
    result: Result,
    location: tuple[str, int | None, str],
    text: str,
    failure: Failure | None = None,
) -> Iterator[pytest.TestReport]:
    for phase in PHASES:
        report = pytest.TestReport(
            nodeid=result["test"],
            location=location,
            keywords={},
            outcome="passed",
            longrepr=None,
            when=phase,
            duration=result["seconds"] if phase == "call" else 0.0,
        )
        if phase == "call":
            show(report, result, text, failure)
        if phase == "teardown":  # where JUnit reads them
            report.user_properties = _properties(result)
        yield report


def cut_short_reports(record: TargetRecord) -> Iterator[pytest.TestReport]:
    """Give the reports of a run that was cut short: a test tab would be green without them."""
    if not record.cut_short:
        return
    name = f"run[{record.target.name}]"
    for phase in (PHASES[0], PHASES[2]):
        report = pytest.TestReport(
            nodeid=f"{OBSERVED}{name}",
            location=("contracts", None, name),
            keywords={},
            outcome="passed",
            longrepr=None,
            when=phase,
            duration=0.0,
        )
        if phase == "setup":
            report.outcome, report.longrepr = "failed", f"cut short: {record.cut_short}"
        yield report


def _failure(result: Result, finding: Finding, product: str) -> str:
    """Lay out the failure of such a result; its detail says of how many answers it is one."""
    rule, expected = rules.load()[result["rule"]], finding["expected"]
    came = result["detail"].removeprefix(f"expected {expected}; came ")
    failure = told_by(finding)
    failure["came"] = came
    return failure_text(rule, product, failure)


def _properties(result: Result) -> list[tuple[str, object]]:
    """Return what JUnit says of a result."""
    values: Mapping[str, object] = result
    return [(name, values[name]) for name in ("target", "rule", "strength", "outcome")]

"""What a result puts on pytest's reports, for its plugins to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.results.judge import pytest_outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.results.result import Finding, Result


def properties(made: Result) -> list[tuple[str, object]]:
    """Return what JUnit says of a result; it reads them off the teardown's report."""
    values: Mapping[str, object] = made
    return [(name, values[name]) for name in ("target", "rule", "strength", "outcome")]


def show(report: pytest.TestReport, made: Result, text: str) -> None:
    """Put a result on a report: pytest's own outcome, and the text that its plugins show."""
    report.__dict__["contract"] = made
    report.outcome = pytest_outcome(made)
    report.user_properties += properties(made)
    if report.outcome == "passed":
        report.longrepr = None
    elif report.outcome == "failed":
        report.longrepr = text or made["detail"]
    else:
        path, line, _ = report.location
        report.longrepr = (path, line or 0, f"{made['outcome']}: {made['detail']}")


def _observed_report(made: Result, finding: Finding | None, when: str) -> pytest.TestReport:
    report = pytest.TestReport(
        nodeid=made["test"],
        location=("contracts", None, made["test"].removeprefix("contracts::")),
        keywords={},
        outcome="passed",
        longrepr=None,
        when=when,  # type: ignore[arg-type]
        duration=0.0,
    )
    if when == "teardown":
        report.user_properties = properties(made)
    if when == "call":
        show(report, made, f"{made['detail']}\n\n{finding['shown']}" if finding else "")
        report.__dict__["is_observed"] = True
    return report

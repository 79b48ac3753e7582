"""The HTML report: on top the overview of the run, below it pytest-html's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup, escape

from harness.results.evidence import result_of

if TYPE_CHECKING:
    from harness.history.history import History
    from harness.results.record import RunRecord

_COLUMNS = ("outcome", "target", "rule")
_HEADING = Markup('<th class="sortable" data-column-type="{}">{}</th>')
_CELL = Markup('<td class="col-{}">{}</td>')


class ReportHooks:
    """pytest-html's hooks. Its cells go in as HTML: Markup escapes whatever is put into it."""

    def __init__(self, record: RunRecord, history: History) -> None:
        self._record = record
        self._history = history

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: object) -> None:
        """Name the report."""
        report.title = "Meiro contracts"  # type: ignore[attr-defined]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(
        self, prefix: list[str], summary: list[str], postfix: list[str]
    ) -> None:
        """Put the verdicts and the table of rules above pytest's own counts."""
        from harness.reports.overview import overview  # noqa: PLC0415 - not without pytest-html

        del summary, postfix
        prefix.append(overview(self._record, self._history))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Add the columns Outcome, Target and Rule."""
        cells[1:1] = [_HEADING.format(name, name.capitalize()) for name in _COLUMNS]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: pytest.TestReport, cells: list[str]) -> None:
        """Fill those columns, and escape pytest-html's own."""
        made = result_of(report)
        values = ("", "", "") if made is None else (made["outcome"], made["target"], made["rule"])
        cells[1:1] = [
            _CELL.format(name, value) for name, value in zip(_COLUMNS, values, strict=True)
        ]
        cells[4] = _CELL.format("testId", report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: pytest.TestReport, data: list[str]) -> None:
        """Show the words of a contract that proved nothing in place of pytest's tuple."""
        made = result_of(report)
        if made is not None and report.skipped:
            data[:] = [escape(made["detail"])]

"""The HTML report: our own page, and at its end pytest-html's rows, folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup, escape

from harness.reports.rows import Rows
from harness.results.evidence import result_of

if TYPE_CHECKING:
    from harness.history.history import History
    from harness.results.record import RunRecord

_COLUMNS = ("outcome", "target", "rule")
_TEMPLATE = "_template"
"""Of pytest-html's page: what lays it out, which no hook of its own gives."""
_HEADING = Markup('<th class="sortable" data-column-type="{}">{}</th>')
_CELL = Markup('<td class="col-{}">{}</td>')


class ReportHooks:
    """pytest-html's hooks. Its cells go in as HTML: Markup escapes whatever is put into it."""

    def __init__(self, record: RunRecord, history: History) -> None:
        self._record = record
        self._history = history
        self._rows = Rows()

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: object) -> None:
        """Name the report."""
        report.title = "Meiro contracts"  # type: ignore[attr-defined]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str], session: pytest.Session) -> None:
        """Let pytest-html's page be put into ours."""
        from harness.reports.frame import Framed  # noqa: PLC0415 - not without pytest-html
        from harness.reports.overview import overview, part  # noqa: PLC0415 - as above

        top = overview(self._record, self._history)
        style, script = f"<style>{part('page.css')}</style>", f"<script>{part('page.js')}</script>"
        pages = list(filter(_is_page, session.config.pluginmanager.get_plugins()))
        for each in pages:
            ours = Framed(getattr(each, _TEMPLATE), top, style, script, self._rows.words())
            setattr(each, _TEMPLATE, ours)
        if not pages:  # another version of pytest-html, which lays its page out by other means
            prefix.append(f"{style}{top}</main>{script}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Add the columns Outcome, Target and Rule."""
        cells[1:1] = [_HEADING.format(name, name.capitalize()) for name in _COLUMNS]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: pytest.TestReport, cells: list[str]) -> None:
        """Fill those columns, and escape pytest-html's own; leave rows out where they are many."""
        made = result_of(report)
        if self._rows.leaves_out(report, len(self._record.targets)):
            cells.clear()
            return
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
        data[:] = self._rows.shortened(data)


def _is_page(plugin: object) -> bool:
    """Whether a plugin is pytest-html's page, which has no other mark."""
    return hasattr(plugin, "_report_path") and hasattr(plugin, _TEMPLATE)

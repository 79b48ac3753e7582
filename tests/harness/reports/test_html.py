"""The rows of the page take no markup of an instance."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.plugin.pytest_reports import carry
from harness.reports.html import ReportHooks
from harness.reports.rows import FEW_TARGETS
from harness.results.evidence import Evidence
from tests.harness.making import DOCUMENTED, MARKUP, a_record, a_result, a_run
from tests.matrix import ROOT

HOSTILE = f"\"'>{MARKUP}{{}}{{0}}{{{{ 7*7 }}}}"
"""Would end an attribute, be markup, or be filled in."""


@pytest.fixture
def hooks():
    return ReportHooks(a_run(), History({}))


def a_report(detail=""):
    """A report of pytest of a contract that proved nothing, named as no contract is."""
    report = pytest.TestReport(
        nodeid=f"test_x.py::test_x[{HOSTILE}]",
        location=("", None, ""),
        keywords={},
        outcome="skipped",
        longrepr=None,
        when="call",
    )
    carry(report, Evidence(a_result(Outcome.UNPROVEN, target=HOSTILE, detail=detail)))
    return report


def soup(shown):
    return BeautifulSoup(shown, "html.parser")


def test_cells_show_what_is_put_in_as_it_is(hooks):
    cells = ["<td>result</td>", f"<td>{HOSTILE}</td>", "<td>duration</td>", "<td>links</td>"]

    hooks.pytest_html_results_table_row(a_report(), cells)

    row = [(tag.get("class"), tag.get_text()) for tag in soup("".join(cells)).find_all()]
    assert row == [
        (None, "result"),
        (["col-outcome"], "unproven"),
        (["col-target"], HOSTILE),
        (["col-rule"], DOCUMENTED),
        (["col-testId"], f"test_x.py::test_x[{HOSTILE}]"),
        (None, "duration"),
        (None, "links"),
    ]


def test_reason_why_nothing_was_proven_is_shown_as_it_is(hooks):
    data = ["('file', 1, 'Skipped')"]

    hooks.pytest_html_results_table_html(a_report(HOSTILE), data)

    reason = soup("".join(data))
    assert reason.find_all() == []
    assert reason.get_text() == HOSTILE


def test_columns_have_headings(hooks):
    cells = ["<th>Result</th>", "<th>Test</th>"]

    hooks.pytest_html_results_table_header(cells)

    assert cells[2] == '<th class="sortable" data-column-type="target">Target</th>'
    assert [soup(each).get_text() for each in cells] == [
        "Result",
        "Outcome",
        "Target",
        "Rule",
        "Test",
    ]


class Page:
    """Stands for pytest-html's plugin."""

    _report_path = "report.html"

    def __init__(self):
        self._template = self

    def render(self, **_):
        return "<html><head></head><body><h1>T</h1><footer></footer></body></html>"

    def written(self):
        return self._template.render()


def a_session(*plugins):
    return SimpleNamespace(
        config=SimpleNamespace(pluginmanager=SimpleNamespace(get_plugins=lambda: plugins))
    )


def test_page_of_pytest_html_is_put_into_ours(hooks):
    page = Page()
    prefix: list[str] = []

    hooks.pytest_html_results_summary(prefix, a_session(object(), page))

    written = soup(page.written())
    assert written.find("h2").get_text() == "Verdicts"
    assert written.find(id="rows").find("h3").get_text() == "T"
    assert prefix == []


def test_page_stands_above_the_rows_where_pytest_html_lays_out_otherwise(hooks):
    prefix: list[str] = []

    hooks.pytest_html_results_summary(prefix, a_session(SimpleNamespace(_report_path="x")))

    [shown] = prefix
    assert soup(shown).find("h2").get_text() == "Verdicts"


def test_row_is_left_out_where_targets_are_many():
    hooks = ReportHooks(a_run(*[a_record()] * (FEW_TARGETS + 1)), History({}))
    cells, page = ["<td>result</td>"], Page()

    hooks.pytest_html_results_table_row(a_report(), cells)
    hooks.pytest_html_results_summary([], a_session(page))

    assert cells == []
    assert "Checks without a failure (1) are left out" in page.written()


@pytest.mark.starts_process
def test_templates_are_not_loaded_before_there_is_a_page():
    code = "import sys, harness.plugin.checking; sys.exit('jinja2' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert done.returncode == 0

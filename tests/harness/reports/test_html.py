"""The rows of the page take no markup of an instance."""

import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.plugin.pytest_reports import carry
from harness.reports.html import ReportHooks
from harness.results.evidence import Evidence
from tests.harness.making import DOCUMENTED, MARKUP, a_result, a_run
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


def test_overview_is_put_on_top(hooks):
    prefix: list[str] = []

    hooks.pytest_html_results_summary(prefix, [], [])

    [shown] = prefix
    assert "<h2>Verdicts</h2>" in shown


@pytest.mark.starts_process
def test_templates_are_not_loaded_before_there_is_a_page():
    code = "import sys, harness.plugin.checking; sys.exit('jinja2' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert done.returncode == 0

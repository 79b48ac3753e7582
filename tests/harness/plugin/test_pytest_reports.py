"""What a result puts on pytest's reports."""

import pytest

from harness.core.outcomes import Outcome
from harness.plugin.pytest_reports import observed_reports, pytest_outcome, show
from harness.results.observed import findings
from harness.results.observed_results import add_observed
from spec.specification import Effects
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run
from tests.harness.results.observing import log_in


@pytest.mark.parametrize(
    ("outcome", "rule", "word"),
    [
        (Outcome.KEPT, DOCUMENTED, "passed"),
        (Outcome.FIXED, DOCUMENTED, "passed"),
        (Outcome.BROKEN, DOCUMENTED, "failed"),
        (Outcome.BROKEN, ADVISED, "skipped"),
        (Outcome.ERROR, ADVISED, "failed"),
        (Outcome.KNOWN, DOCUMENTED, "skipped"),
        (Outcome.UNPROVEN, DOCUMENTED, "skipped"),
        (Outcome.EXCLUDED, DOCUMENTED, "skipped"),
    ],
)
def test_word_of_pytest_for_an_outcome(outcome, rule, word):
    assert pytest_outcome(a_result(outcome, rule)) == word


def a_report():
    return pytest.TestReport(
        nodeid="contracts/test_x.py::test_x",
        location=("contracts/test_x.py", 3, "test_x"),
        keywords={},
        outcome="passed",
        longrepr=None,
        when="call",
    )


@pytest.mark.parametrize(
    ("outcome", "rule", "words"),
    [
        (Outcome.EXCLUDED, DOCUMENTED, "not checked: needs a code"),
        (Outcome.UNPROVEN, DOCUMENTED, "not proven: needs a code"),
        (Outcome.KNOWN, DOCUMENTED, "known: needs a code"),
        (Outcome.BROKEN, ADVISED, "advice, which changes no verdict: needs a code"),
    ],
)
def test_what_fails_nothing_is_told_in_plain_words(outcome, rule, words):
    report = a_report()

    show(report, a_result(outcome, rule, detail="needs a code"), "")

    assert report.longrepr == ("contracts/test_x.py", 3, words)
    assert dict(report.user_properties)["outcome"] == outcome


def test_observed_failure_is_laid_out_as_a_contract_s_is():
    record = a_record(effects=Effects.ACCOUNT)
    record.findings += [*findings(log_in()), *findings(log_in(violations=["no"]))]
    [(result, finding), *_] = add_observed(a_run(record))

    [_, call, _] = observed_reports(result, finding, "cdp")

    lines = str(call.longrepr).splitlines()
    assert lines[0].startswith("answers.documented (documented): ")
    assert lines[1].startswith("stated at spec/blueprints/cdp/")
    assert lines[3] == "expected  an answer as the page documents it"
    assert lines[4] == "came      no (1 of 2 such answers)"
    assert lines[6].startswith("POST http://")

"""Of many targets, pytest-html's rows are those that failed."""

import pytest

from harness.reports.rows import FEW_TARGETS, MOST_TEXT, SHORT, Rows


def a_report(outcome, when="call"):
    return pytest.TestReport("t", ("", None, ""), {}, outcome, None, when)


@pytest.mark.parametrize("outcome", ["passed", "failed", "skipped"])
def test_few_targets_have_all_their_rows(outcome):
    rows = Rows()

    assert not rows.leaves_out(a_report(outcome), FEW_TARGETS)
    assert rows.words() == ""


def test_of_many_targets_only_failures_have_rows():
    rows = Rows()
    reports = [a_report(each) for each in ("passed", "failed", "skipped")]
    phases = [a_report("passed", when) for when in ("setup", "teardown")]

    left_out = [rows.leaves_out(each, FEW_TARGETS + 1) for each in [*reports, *phases]]

    assert left_out == [True, False, True, True, True]
    assert "Checks without a failure (2) are left out" in rows.words()


def test_texts_are_left_out_once_there_are_many():
    rows = Rows()

    assert rows.shortened(["x" * MOST_TEXT]) == ["x" * MOST_TEXT]
    assert rows.shortened(["y"]) == [SHORT]

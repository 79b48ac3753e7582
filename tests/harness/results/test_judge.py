"""An outcome in the words of pytest, and a failure as a person reads it."""

import pytest

from harness.core.outcomes import Outcome
from harness.results.judge import failure_text, pytest_outcome
from spec import rules
from tests.harness.making import ADVISED, DOCUMENTED, a_result


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


def test_failure_is_laid_out_in_the_order_of_reading():
    rule = rules.load()["login.issues-token"]

    text = failure_text(rule, "me", "a token", "500", "POST /users/login")

    assert text.splitlines() == [
        f"login.issues-token (documented): {rule.says}",
        f"stated at {rule.place('me')}",
        "",
        "expected  a token",
        "came      500",
        "",
        "POST /users/login",
    ]

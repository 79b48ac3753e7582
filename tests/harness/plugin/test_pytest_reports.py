"""An outcome in the words of pytest."""

import pytest

from harness.core.outcomes import Outcome
from harness.plugin.pytest_reports import pytest_outcome
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

"""Which entry of the list of known deviations covers a result."""

from datetime import timedelta

import pytest

from harness.results.known import known_deviation
from tests.harness.deviations import TODAY, YESTERDAY, an_entry
from tests.harness.making import DOCUMENTED, a_target


@pytest.mark.parametrize(
    ("known", "operation", "case", "covers"),
    [
        ({}, None, None, True),
        ({}, "login", "418", True),
        ({"operation": "login", "status": 418}, "login", "418", True),
        ({"operation": "login"}, "logout", "418", False),
        ({"status": 418}, "login", "500", False),
        ({"rule": "logout.answers"}, None, None, False),
        ({"until": TODAY + timedelta(days=1)}, None, None, True),
        ({"until": YESTERDAY - timedelta(days=1)}, None, None, False),
    ],
    ids=[
        "rule",
        "whole-rule",
        "operation-and-status",
        "another-operation",
        "another-status",
        "another-rule",
        "not-yet",
        "expired",
    ],
)
def test_known_deviation_covers(known, operation, case, covers):
    entry = an_entry(**known)

    found = known_deviation(a_target(known=(entry,)), DOCUMENTED, operation, case)

    assert found == (entry if covers else None)

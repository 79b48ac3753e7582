"""Which entry of the list of known deviations covers a result, and whether it still holds."""

from datetime import timedelta

import pytest

from harness.core.outcomes import Outcome
from harness.results.deviations import is_fixed, known_deviation
from tests.harness.deviations import (
    ANSWERS,
    GATED,
    TEAPOT,
    TODAY,
    YESTERDAY,
    an_entry,
    at_gates,
    met,
)
from tests.harness.making import DOCUMENTED, a_result, a_target


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


@pytest.mark.parametrize(
    ("results", "fixed"),
    [
        ([met("kept", "200")], True),
        ([met("broken", "500")], True),
        ([met("kept", "418")], True),
        ([met("known", "418"), met("kept", "200")], False),
        ([met("broken", "418")], False),
        ([met("kept", "200", "logout")], False),
        ([a_result(Outcome.EXCLUDED, ANSWERS)], False),
        ([a_result(Outcome.KEPT, DOCUMENTED, operation="login")], False),
        ([], False),
    ],
    ids=[
        "another-status-came",
        "another-one-is-broken",
        "documented-meanwhile",
        "still-comes",
        "still-comes-and-has-ended",
        "operation-not-met",
        "excluded",
        "another-rule",
        "nothing-met",
    ],
)
def test_status_is_fixed_once_its_operation_answers_without_it(results, fixed):
    assert is_fixed(an_entry(**TEAPOT), results) is fixed


def test_status_that_a_part_of_a_run_did_not_meet_may_come_again():
    assert not is_fixed(an_entry(**TEAPOT), [met("kept", "200")], is_whole=False)


@pytest.mark.parametrize(
    ("results", "fixed"),
    [
        (at_gates(getUser="kept"), True),
        (at_gates(getUser="kept", deleteUser="known"), True),
        (at_gates(getUser="known"), False),
        (at_gates(getUser="unproven"), False),
        (at_gates(getUser="error"), False),
        (at_gates(getUser="excluded"), False),
        (at_gates(deleteUser="kept"), False),
        ([*at_gates(getUser="kept"), *at_gates(getUser="unproven")], False),
        ([*at_gates(getUser="kept"), *at_gates(getUser="excluded")], True),
    ],
    ids=[
        "kept",
        "another-known",
        "known",
        "unproven",
        "error",
        "excluded",
        "another-operation",
        "kept-in-part",
        "kept-as-far-as-allowed",
    ],
)
def test_entry_is_fixed_where_all_that_it_names_is_kept(results, fixed):
    assert is_fixed(an_entry(GATED, operation="getUser"), results) is fixed

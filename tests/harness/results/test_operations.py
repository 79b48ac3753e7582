"""What is told of each operation of the pages is what the run found of it, and no other."""

from __future__ import annotations

from collections import Counter

import pytest

from harness.core.outcomes import Outcome
from harness.results.operations import CUT_SHORT, Missing, by_group, of_target
from harness.run.preflight import NoVerdict
from spec import specification
from tests.harness.making import a_record, a_result

RULES = ("login.issues-token", "login.refuses-wrong-password")
"""In the order of rules.toml."""


def found(*results, operation="login", **of):
    record = a_record(*(each | {"operation": operation} for each in results), **of)
    return next(each for each in of_target(record) if each.operation.id == operation)


def missing(*results):
    return list(found(*results).missing)


@pytest.mark.parametrize("product", ["cdp", "me", "mi"])
def test_every_operation_of_the_pages_is_there_in_their_order(product):
    operations = [each.operation for each in of_target(a_record(product=product))]

    assert operations == [*specification.load(product).operations.values()]


def test_operations_are_gathered_by_heading():
    groups = by_group(of_target(a_record(product="me")))

    assert list(groups) == ["Authentication", "Users"]
    assert [each.operation.id for each in groups["Users"]][:2] == ["listUsers", "createUser"]


def test_outcome_of_a_rule_is_the_worst_of_its_results_in_the_order_of_the_rules():
    told = found(
        a_result(Outcome.UNPROVEN, RULES[1]),
        a_result(Outcome.BROKEN, RULES[1], case="cut"),
        a_result(Outcome.KEPT, RULES[0]),
        a_result(Outcome.EXCLUDED, RULES[0]),
    )

    assert [*told.rules.items()] == [(RULES[0], Outcome.KEPT), (RULES[1], Outcome.BROKEN)]


def test_result_of_another_operation_or_of_none_says_nothing():
    record = a_record(
        a_result(Outcome.BROKEN, operation="logout"),
        a_result(Outcome.BROKEN, operation=None),
        a_result(Outcome.BROKEN, operation="probe"),
    )

    assert {each.operation.id for each in of_target(record) if each.rules} == {"logout"}


@pytest.mark.parametrize("outcome", [Outcome.UNPROVEN, Outcome.EXCLUDED, Outcome.ERROR])
def test_what_was_not_proven_is_missing_with_its_reason(outcome):
    lacking = a_result(outcome, RULES[0], detail="not due")

    assert missing(lacking) == [Missing((RULES[0],), "", "not due")]


@pytest.mark.parametrize("outcome", [Outcome.KEPT, Outcome.BROKEN, Outcome.KNOWN])
def test_what_is_said_of_a_rule_elsewhere_leaves_nothing_missing(outcome):
    assert missing(a_result(outcome, RULES[0], detail="x")) == []


def test_rule_that_was_kept_lacks_no_case_that_was_left_out():
    excluded = a_result(Outcome.EXCLUDED, RULES[0], case="dotted", key="--depth standard")

    assert missing(a_result(Outcome.KEPT, RULES[0]), excluded) == []


def test_rules_of_one_key_are_told_together_whatever_their_words_before_those_without():
    told = missing(
        a_result(Outcome.UNPROVEN, RULES[0], detail="no answer"),
        a_result(Outcome.UNPROVEN, RULES[1], detail="one", key="mailbox"),
        a_result(Outcome.EXCLUDED, RULES[0], detail="other", key="mailbox"),
    )

    assert told == [Missing(RULES, "mailbox", ""), Missing((RULES[0],), "", "no answer")]


def test_kept_rule_whose_contracts_did_not_all_run_is_missing():
    record = a_record(a_result(Outcome.KEPT, RULES[0], operation="login"))
    record.unfinished = frozenset({RULES[0], RULES[1]})

    told = next(each for each in of_target(record) if each.operation.id == "login")

    assert told.rules == {RULES[0]: Outcome.UNPROVEN}
    assert told.missing == (Missing((RULES[0],), "", CUT_SHORT),)


@pytest.mark.parametrize(
    ("no_verdict", "answers"),
    [(None, {"200": 2, "401": 1}), (NoVerdict.REFUSED, {})],
    ids=["a-verdict", "no-verdict"],
)
def test_answers_are_told_by_status_unless_another_may_have_given_them(no_verdict, answers):
    record = a_record(no_verdict=no_verdict)
    record.answers["login"] = Counter({"401": 1, "200": 2})

    told = next(each for each in of_target(record) if each.operation.id == "login")

    assert [*told.answers.items()] == [*answers.items()]

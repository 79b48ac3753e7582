"""How a contract ended, as an outcome of its rule, and a failure as a person reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from harness.core.errors import BadTarget, ConnectionDropped, NoAnswer, SourceFailed
from harness.core.outcomes import (
    AccountLocked,
    Broken,
    BudgetSpent,
    Excluded,
    LimitReached,
    Outcome,
    Unproven,
)
from harness.core.rule_ids import DOCUMENTED, NOT_CRASHED
from harness.results.judge import Contract, Effort, Ending, Judgment, judge, result
from harness.targets.known_deviation import KnownDeviation
from spec import rules
from spec.specification import Effects
from tests.harness.making import a_target, an_exchange

RULE = "logout.ends-session"
BROKEN = Broken("a refusal (4xx)", "200 (application/json) {}", an_exchange("logout"))
ASSERTION = AssertionError("assert 1 == 2\n +  where 1 = x")


def a_contract(rule: str = RULE, operation: str | None = "probe", **of: Any) -> Contract:
    case = of.pop("case", None)
    return Contract(rules.load()[rule], a_target(**of), operation, case, Effects.SESSION)


def known(**of: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"rule": RULE, "reason": "until 4.2", "issue": "MEI-1"}
    return {"known": (KnownDeviation(**(plain | of)),)}


def judged(error: BaseException | None, *, of: Contract | None = None, **ending: Any) -> Judgment:
    return judge(of or a_contract(), Ending(error, **ending))


def url_of(judgment: Judgment) -> str | None:
    """Of the exchange that shows it."""
    assert judgment.failure is not None
    exchange = judgment.failure["exchange"]
    return None if exchange is None else str(exchange["url"])


def test_contract_that_raises_nothing_keeps_its_rule():
    assert judged(None) == Judgment(Outcome.KEPT)


@pytest.mark.parametrize("is_call", [True, False], ids=["call", "set-up"])
def test_excluded_rule_names_what_would_bring_it_in(is_call):
    judgment = judged(Excluded("sso_code", "needs a code"), is_call=is_call)

    words = "needs a code; to have it checked: sso_code"
    assert judgment == Judgment(Outcome.EXCLUDED, words, key="sso_code")


@pytest.mark.parametrize("key", ["a line `segment_id = …` in [targets.acme.values]", ""])
def test_unproven_rule_names_what_would_bring_it_in_where_it_is_known(key):
    judgment = judged(Unproven("no id", key))

    assert (judgment.detail, judgment.key) == ("no id", key)
    assert result(a_contract(), judgment, "x", Effort(0.0, 0))["key"] == (key or None)


@pytest.mark.parametrize(
    "error", [Unproven("not due"), AccountLocked("not due"), pytest.skip.Exception("not due")]
)
def test_rule_that_was_not_proven_says_why(error):
    assert judged(error) == Judgment(Outcome.UNPROVEN, "not due")


def test_spent_budget_is_told_from_what_no_later_run_may_prove():
    assert judged(BudgetSpent("the budget is spent")).budget_spent
    assert judged(LimitReached("429, twice")).budget_spent
    assert not judged(Unproven("the budget is spent")).budget_spent


def test_dropped_connection_breaks_the_rule_that_forbids_it():
    dropped = ConnectionDropped("closed without an answer", an_exchange("login"))

    judgment = judged(dropped, of=a_contract(NOT_CRASHED, "login"))

    assert judgment.outcome is Outcome.BROKEN
    assert judgment.detail == "expected an answer; came closed without an answer"
    assert url_of(judgment) == "http://acme.test/api/users/login"


def test_dropped_connection_leaves_other_rules_unproven():
    dropped = ConnectionDropped("closed without an answer", an_exchange("login"))

    judgment = judged(dropped)

    assert judgment == Judgment(
        Outcome.UNPROVEN, f"rests on {NOT_CRASHED}: closed without an answer"
    )


def test_dropped_connection_may_be_known():
    dropped = ConnectionDropped("closed", an_exchange("login"))
    listed = a_contract(NOT_CRASHED, "login", **known(rule=NOT_CRASHED, operation="login"))

    assert judged(dropped, of=listed).outcome is Outcome.KNOWN


@pytest.mark.parametrize("kind", [NoAnswer, SourceFailed, BadTarget])
@pytest.mark.parametrize("rule", [RULE, NOT_CRASHED])
def test_failure_outside_the_instance_is_an_error_in_one_line(kind, rule):
    judgment = judged(kind("gone"), of=a_contract(rule))

    assert judgment == Judgment(Outcome.ERROR, "gone", "gone")


def test_broken_rule_is_told_with_its_exchange():
    judgment = judged(BROKEN)

    assert judgment.outcome is Outcome.BROKEN
    assert judgment.detail == "expected a refusal (4xx); came 200 (application/json) {}"
    assert url_of(judgment) == "http://acme.test/api/users/login"


def test_broken_rule_without_an_exchange_is_told_all_the_same():
    judgment = judged(Broken("one mail", "none"))

    assert judgment.outcome is Outcome.BROKEN
    assert judgment.failure is not None
    assert (judgment.failure["expected"], judgment.failure["came"]) == ("one mail", "none")
    assert url_of(judgment) is None


def test_step_that_breaks_before_the_contract_leaves_it_unproven():
    judgment = judged(BROKEN, is_call=False)

    assert judgment.outcome is Outcome.UNPROVEN
    assert judgment.detail.startswith("a step before it failed: expected a refusal (4xx); came 200")


def test_own_assertion_of_a_contract_breaks_its_rule():
    judgment = judged(ASSERTION, shown="E  assert 1 == 2")

    says = rules.load()[RULE].says
    assert judgment.outcome is Outcome.BROKEN
    assert judgment.detail == f"expected {says}; came assert 1 == 2"
    assert judgment.text == "E  assert 1 == 2"


def test_assertion_without_words_is_told_by_its_rule():
    assert judged(AssertionError()).detail.endswith("; came it is not so")


@pytest.mark.parametrize(
    "where",
    [{"is_own": False}, {"is_call": False}, {"is_call": False, "is_own": False}],
    ids=["foreign", "set-up", "foreign-set-up"],
)
def test_assertion_of_anything_else_is_an_error_of_the_suite(where):
    judgment = judged(ASSERTION, shown="E  assert 1 == 2", **where)

    assert judgment == Judgment(Outcome.ERROR, "AssertionError: assert 1 == 2", "E  assert 1 == 2")


@pytest.mark.parametrize("is_call", [True, False], ids=["call", "set-up"])
def test_any_other_exception_is_an_error_of_the_suite(is_call):
    judgment = judged(KeyError("token"), is_call=is_call, shown="E  KeyError")

    assert judgment == Judgment(Outcome.ERROR, "KeyError: 'token'", "E  KeyError")


@pytest.mark.parametrize("error", [BROKEN, ASSERTION], ids=["expectation", "assertion"])
def test_known_deviation_says_why_it_is_known(error):
    judgment = judged(error, of=a_contract(**known()))

    assert judgment.outcome is Outcome.KNOWN
    assert judgment.detail.startswith("known (until 4.2, MEI-1): expected ")
    assert judgment.failure is not None


@pytest.mark.parametrize(
    "entry",
    [{"operation": "loginToMetabase"}, {"rule": DOCUMENTED}, {"until": date(2000, 1, 1)}],
    ids=["other-operation", "other-rule", "ended"],
)
def test_entry_that_covers_something_else_makes_nothing_known(entry):
    assert judged(BROKEN, of=a_contract(**known(**entry))).outcome is Outcome.BROKEN


def test_kept_rule_is_kept_though_it_is_listed():
    assert judged(None, of=a_contract(**known())).outcome is Outcome.KEPT


def test_result_says_what_the_judgment_says():
    judgment = Judgment(Outcome.UNPROVEN, "spent", "text", budget_spent=True)
    last = datetime(2027, 1, 1, 12, tzinfo=UTC)

    made = result(a_contract(case="a"), judgment, "node", Effort(0.12345, 3, "claimed (8 h)", last))

    assert (made["target"], made["rule"], made["strength"]) == ("acme", RULE, "implied")
    assert (made["operation"], made["case"], made["test"]) == ("probe", "a", "node")
    assert (made["outcome"], made["detail"], made["budget_spent"]) == ("unproven", "spent", True)
    assert (made["seconds"], made["requests"], made["evidence"]) == (0.123, 3, "claimed (8 h)")
    assert made["last_proven_at"] == "2027-01-01T12:00:00Z"


@pytest.mark.parametrize("outcome", Outcome)
def test_only_what_says_something_of_a_rule_was_proven_at_a_moment(outcome):
    made = result(a_contract(), Judgment(outcome), "node", Effort(0.0, 0))

    is_conclusive = outcome in {Outcome.KEPT, Outcome.BROKEN, Outcome.KNOWN, Outcome.FIXED}
    assert (made["proven_at"] is not None) == is_conclusive

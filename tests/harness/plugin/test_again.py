"""Whether what failed fails again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.core.outcomes import Broken, Unproven
from harness.plugin.again import MOST, MOST_REQUESTS, MadeAgain
from harness.results.judge import Contract
from harness.targets.limits import Limits
from spec import rules
from spec.specification import Effects
from tests.harness.making import ACCOUNT, a_target
from tests.harness.wire import http

GOOD, BAD = http(200, {"token": "canary-token-9VhQ2sLx7RbM4c"}), http(200, {})
RULE = "login.issues-token"


def a_contract(effects: Effects = Effects.SESSION) -> Contract:
    return Contract(rules.load()[RULE], a_target(product="me"), None, None, effects)


class Check:
    """A contract that logs in, and what makes it again."""

    def __init__(self, run: Any, wire: Any) -> None:
        self.run, self.wire = run, wire
        self.made = MadeAgain(run)
        self.item: Any = SimpleNamespace(obj=self.log_in, funcargs={"run": run})
        self.error: BaseException | None = None

    def log_in(self, run: Any) -> None:
        answer = run.api.login(ACCOUNT.email, ACCOUNT.password)
        _ = answer.token

    def fails(self, *answers: bytes) -> Any:
        """Let it fail once, and then find these answers."""
        self.wire.answers = [BAD, *answers]
        self.made.begin()
        with pytest.raises(Broken) as failure:
            self.item.obj(self.run)
        self.error = failure.value
        return self

    def again(self, contract: Contract | None = None, seconds: float = 0.1) -> Any:
        return self.made.of(self.item, contract or a_contract(), self.error, seconds)


@pytest.fixture
def check(run, wire):
    return Check(run, wire)


def test_check_that_fails_each_time_is_made_twice_again(check):
    assert check.fails(BAD).again() == {"of": 2, "failed": 2}
    assert len(check.wire.requests) == 3


def test_check_that_fails_at_times_is_made_until_it_failed_twice(check):
    answers = [GOOD] * 4 + [BAD] + [GOOD] * 4 + [BAD, GOOD]

    assert check.fails(*answers).again() == {"of": 10, "failed": 2}


def test_check_that_does_not_fail_again_is_made_ten_times(check):
    assert check.fails(GOOD).again() == {"of": 10, "failed": 0}


def test_check_that_changes_more_is_made_less_often(check):
    again = check.fails(GOOD).again(a_contract(Effects.ACCOUNT))

    assert again == {"of": MOST[Effects.ACCOUNT], "failed": 0}


def test_each_try_of_a_check_that_tries_several_times_is_counted(check):
    def several(run: Any) -> None:
        for _ in range(3):
            run.api.options()
            check.log_in(run)

    check.item.obj = several
    check.wire.answers = [GOOD, GOOD, BAD]
    check.made.begin()
    with pytest.raises(Broken) as failure:
        several(check.run)
    check.error = failure.value
    check.wire.answers = [GOOD]

    assert check.again() == {"of": 12, "failed": 0}


def test_second_look_before_it_fails_is_no_try_that_went_well(check):
    def looks_twice(run: Any) -> None:
        for _ in range(2):
            run.api.options()
            answer = run.api.login(ACCOUNT.email, ACCOUNT.password)
        _ = answer.token

    check.item.obj = looks_twice
    check.wire.answers = [BAD]
    check.made.begin()
    with pytest.raises(Broken) as failure:
        looks_twice(check.run)
    check.error = failure.value

    assert check.again() == {"of": 2, "failed": 2}


def test_one_check_of_a_rule_says_it(check):
    assert check.fails(BAD).again() is not None
    assert check.fails(BAD).again() is None


def test_what_fails_otherwise_says_nothing(check):
    def otherwise(run: Any) -> None:
        check.log_in(run)
        raise Unproven("the budget is spent")

    check.fails(GOOD)
    check.item.obj = otherwise

    assert check.again() is None
    check.item.obj = lambda run: run.api.login("another@acme.test", ACCOUNT.password).broken("x")
    assert check.again() is None, "something else was sent"


@pytest.mark.parametrize("case", ["slow", "turns", "error", "generated", "requests", "room"])
def test_check_is_not_made_again_where_it_costs_or_says_little(check, case):
    check.fails(GOOD)
    sent = len(check.wire.requests)
    if case == "turns":
        check.run.turns.pick("ways", ["a", "b"])
    if case == "error":
        check.error = ValueError("of the suite")
    if case == "generated":
        check.run.client.is_generating = True
        check.fails(GOOD)
        sent = len(check.wire.requests)
    if case == "requests":
        check.made._requests = MOST_REQUESTS
    if case == "room":
        check.run.budget.limits = Limits(logins=2)

    assert check.again(seconds=60 if case == "slow" else 0.1) is None
    assert len(check.wire.requests) == sent


def test_check_that_sends_nothing_is_not_made_again(check):
    check.made.begin()
    check.error = Broken("a mail", "none in 2 s")

    assert check.again() is None


def test_failure_that_no_exchange_shows_is_of_all_that_was_sent(check):
    def waits(run: Any) -> None:
        run.api.options()
        if len(check.wire.requests) % 2:
            raise Broken("a mail", "none in 2 s")

    check.item.obj = waits
    check.made.begin()
    with pytest.raises(Broken) as failure:
        waits(check.run)
    check.error = failure.value

    assert check.again() == {"of": 4, "failed": 2}

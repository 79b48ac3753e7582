"""The scripts of contracts' failures and of findings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.core.outcomes import Broken, Outcome
from harness.http.recorder import Recorded, Taken
from harness.results.judge import Contract, Ending, judge
from harness.results.repeating import found_in, with_steps
from spec import rules
from spec.specification import Effects
from tests.harness.steps.playing import Played


def a_run(played: Played) -> Any:
    return cast("Any", SimpleNamespace(scripts=played.scripts, trace=played.trace))


def judged(played: Played, error: BaseException | None) -> Any:
    rule = rules.load()["logout.ends-session"]
    contract = Contract(rule, played.target, None, None, Effects.SESSION)
    return with_steps(a_run(played), contract, judge(contract, Ending(error)), error)


def test_failure_has_the_script_of_its_exchange():
    played = Played()
    made = played.log_in()
    played.exchange("listUsers", [])

    steps = judged(played, Broken("a refusal (4xx)", "200", made)).failure["steps"]

    assert "# 1. POST /users/login: log in" in steps
    assert "listUsers" not in steps


def test_failure_without_an_exchange_is_told_by_the_last_change():
    played = Played()
    played.trace.begin()
    played.log_in()
    played.exchange("listUsers", [])

    assert 'echo "1. POST /users/login' in judged(played, Broken("a mail", "none")).failure["steps"]


def test_kept_rule_has_none():
    assert judged(Played(), None).failure is None


@pytest.mark.parametrize("note", ["", "the smallest"])
def test_first_finding_of_each_case_has_a_script_and_each_that_is_small(note):
    played = Played()
    seen = [
        Recorded(played.exchange("login", status=500), ("status 500 is not documented",), note=each)
        for each in ("", note)
    ]
    taken = Taken(seen, [], [], [], [], [])

    found = [each for each in found_in(a_run(played), taken) if each["outcome"] == Outcome.BROKEN]

    assert [bool(each["steps"]) for each in found] == [True, bool(note)]

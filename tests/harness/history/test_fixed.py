"""A rule that is held against every exchange is fixed where a run met what broke it again."""

from __future__ import annotations

import json

import pytest

from harness.core.outcomes import Outcome
from harness.core.rule_ids import COOKIES, DOCUMENTED, NOT_CACHED, NOT_CRASHED
from harness.history import store
from harness.history.fixed import places
from harness.history.history import History
from harness.http.recorder import Recorded
from harness.results.failure import Again, untold
from harness.results.observed import dropped, findings
from harness.results.observed_results import add_observed
from spec.specification import Effects
from tests.harness.making import a_record, a_result, a_run, an_exchange

KEPT, BROKEN, KNOWN, UNPROVEN = Outcome.KEPT, Outcome.BROKEN, Outcome.KNOWN, Outcome.UNPROVEN
REFRESH, OPTIONS, FIRST_LOOK = "refreshes", "looks-up", ""
"""Contracts that send, and what sends before any of them."""


def an_answer(operation="refreshToken", status=200, violations=(), headers=(), json=None):
    exchange = an_exchange(operation, product="cdp", status=status, headers=headers, json=json)
    return list(findings(Recorded(exchange, tuple(violations))))


WRONG = an_answer(status=500, violations=["500 is not documented"])
BARE, GUARDED = ("Set-Cookie", "session=x"), ("Set-Cookie", "session=x; HttpOnly; SameSite=Lax")


class Runs:
    """Runs of contracts, each with its outcome and what its exchanges showed."""

    def __init__(self, file):
        self.file = file

    def run(self, contracts, rule=DOCUMENTED, *results, is_whole=True) -> list[str]:
        """Tell what is new of one rule."""
        record = a_record(*results, effects=Effects.ACCOUNT)
        for sender, (outcome, found) in contracts.items():
            record.findings += [each | {"sender": sender} for each in found]
            if sender != FIRST_LOOK:
                record.results.append(a_result(outcome, "refresh.issues-token", test=sender))
        run = a_run(record)
        add_observed(run)
        history = History(store.read(self.file))
        history.take(run, is_whole=is_whole)
        self.file.write_text(json.dumps(history.as_json()))
        return [each.words.partition(" since")[0] for each in history.changes if each.rule == rule]

    def outcome(self, rule) -> str:
        """Tell what is known of a rule."""
        return store.read(self.file)["target-0"].rules[rule].outcome


@pytest.fixture
def runs(tmp_path):
    return Runs(tmp_path / "history.json")


@pytest.fixture
def broken(runs):
    """Runs of which the first met an answer that no page documents."""
    assert runs.run({REFRESH: (KEPT, WRONG)}) == ["newly broken"]
    return runs


@pytest.mark.parametrize(
    "contracts",
    [
        {OPTIONS: (KEPT, an_answer("getAuthenticationOptions"))},
        {REFRESH: (KEPT, []), OPTIONS: (KEPT, an_answer("getAuthenticationOptions"))},
        {REFRESH: (UNPROVEN, []), OPTIONS: (KEPT, an_answer())},
        {REFRESH: (UNPROVEN, an_answer())},
        {REFRESH: (BROKEN, an_answer())},
        {},
    ],
    ids=[
        "operation-not-met",
        "operation-not-met-by-its-contract",
        "contract-could-not-run",
        "contract-ended-early",
        "contract-broken-before-it",
        "nothing-met",
    ],
)
def test_rule_stays_broken_where_a_run_did_not_meet_what_broke_it(broken, contracts):
    assert broken.run(contracts) == ["still broken"]
    assert broken.run(contracts) == ["still broken"]
    assert broken.run({REFRESH: (KEPT, WRONG)}) == ["still broken"]


@pytest.mark.parametrize("outcome", [KEPT, KNOWN])
@pytest.mark.parametrize("status", [200, 401])
def test_rule_is_fixed_where_its_contract_meets_the_operation_and_it_is_kept(
    broken, outcome, status
):
    assert broken.run({REFRESH: (outcome, an_answer(status=status))}) == ["newly fixed"]
    assert broken.run({REFRESH: (outcome, an_answer(status=status))}) == []


def test_other_answer_that_is_wrong_fixes_nothing(broken):
    wrong = an_answer(status=418, violations=["418 is not documented"])

    assert broken.run({REFRESH: (KEPT, wrong)}) == ["still broken"]
    assert broken.run({REFRESH: (KEPT, an_answer())}) == ["newly fixed"]


def test_part_of_a_run_fixes_a_rule_only_by_all_that_met_it(runs):
    runs.run({REFRESH: (KEPT, WRONG), OPTIONS: (KEPT, WRONG)})

    assert runs.run({OPTIONS: (KEPT, an_answer())}, is_whole=False) == ["still broken"]
    again = {REFRESH: (KEPT, an_answer()), OPTIONS: (KEPT, an_answer())}
    assert runs.run(again, is_whole=False) == ["newly fixed"]


def test_first_look_meets_again_what_it_met(runs):
    runs.run({FIRST_LOOK: (KEPT, WRONG)})

    assert runs.run({FIRST_LOOK: (KEPT, an_answer())}, is_whole=False) == ["newly fixed"]


def test_contract_that_is_no_more_is_not_waited_for(broken):
    assert broken.run({OPTIONS: (KEPT, an_answer())}, is_whole=False) == ["still broken"]
    assert broken.run({OPTIONS: (KEPT, an_answer())}) == ["newly fixed"]


def test_operation_that_is_no_more_is_not_waited_for(broken):
    broken.file.write_text(broken.file.read_text().replace("refreshToken", "renew"))
    other = {OPTIONS: (KEPT, an_answer("getAuthenticationOptions"))}

    assert broken.run(other, is_whole=False) == ["still broken"]
    assert broken.run(other) == ["newly fixed"]


@pytest.mark.parametrize("headers", [(), (GUARDED,)], ids=["gone", "guarded"])
def test_cookie_is_fixed_where_it_is_guarded_or_no_longer_set(runs, headers):
    elsewhere = an_answer("getAuthenticationOptions", headers=(GUARDED,))
    runs.run({REFRESH: (KEPT, an_answer(headers=(BARE,)))})

    runs.run({REFRESH: (KEPT, elsewhere)})
    assert runs.outcome(COOKIES) == "broken"
    runs.run({REFRESH: (KEPT, an_answer(headers=headers)), OPTIONS: (KEPT, elsewhere)})
    assert runs.outcome(COOKIES) == "kept"


def test_answer_without_a_token_does_not_show_that_one_is_not_cached(runs):
    token = {"token": "an-access-token"}
    runs.run({REFRESH: (KEPT, an_answer(json=token))})

    runs.run({REFRESH: (KEPT, an_answer())})
    assert runs.outcome(NOT_CACHED) == "broken"
    uncached = an_answer(json=token, headers=(("Cache-Control", "no-store"),))
    runs.run({REFRESH: (KEPT, uncached)})
    assert runs.outcome(NOT_CACHED) == "kept"


def test_dropped_connection_is_fixed_where_the_operation_answers_its_contract(runs):
    drop = [dropped(an_exchange("refreshToken", product="cdp"))]
    own = a_result(KEPT, NOT_CRASHED, test="malformed-log-in", operation="login")

    assert runs.run({REFRESH: (UNPROVEN, drop)}, NOT_CRASHED) == ["newly broken"]
    assert runs.run({REFRESH: (UNPROVEN, [])}, NOT_CRASHED, own) == ["still broken"]
    assert runs.run({REFRESH: (KEPT, an_answer())}, NOT_CRASHED, own) == ["newly fixed"]


@pytest.mark.parametrize(("failed", "varies"), [(2, True), (10, False)])
def test_place_whose_check_passed_as_it_was_made_again_comes_and_goes(failed, varies):
    record = a_record()
    result = a_result(Outcome.BROKEN, "login.issues-token", test="x")
    record.take(result, untold("200") | {"again": Again(of=10, failed=failed)})

    [place] = places(record, [result])

    assert place.comes_and_goes is varies

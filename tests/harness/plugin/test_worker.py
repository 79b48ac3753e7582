"""What a process that runs contracts hands over of a run: all of it, masked, and once."""

from __future__ import annotations

import pytest

from harness.core.errors import ConnectionDropped
from harness.core.rule_ids import ISSUES_TOKEN, NOT_CRASHED, WRONG_PASSWORD
from harness.http.recorder import Gift
from harness.plugin.subjects import Subjects
from harness.plugin.worker import Worker, gathered_by
from harness.run.preflight import Preflight
from harness.run.settings import RunSettings
from spec.specification import Effects
from tests.harness.making import ACCOUNT, CANARY, a_target
from tests.harness.wire import HANG_UP, http

TOKEN = "canary-token-9VhQ2sLx7RbM4c"


@pytest.fixture
def logged_in(run, wire):
    wire.answers = [http(200, {"token": TOKEN, "message": f"your token is {TOKEN}"})]
    run.api.login(ACCOUNT.email, ACCOUNT.password)
    return run


@pytest.fixture
def target(wire):
    return a_target(url=wire.url, product="me", effects=Effects.ACCOUNT)


@pytest.fixture
def worker(target):
    worker = Worker(Subjects([Preflight(target)]), RunSettings())
    yield worker
    for run in worker._runs.values():
        run.close()


def test_what_was_exchanged_is_handed_over_masked(logged_in):
    gathered = gathered_by(logged_in)

    shown = str((gathered.exchanges, gathered.findings, gathered.remarks))
    assert (gathered.requests, gathered.spent["logins"]) == (1, 1)
    assert TOKEN not in shown
    assert CANARY not in shown
    assert "$TOKEN" in shown


def test_secrets_are_handed_over_in_the_clear_once(logged_in):
    first, second = gathered_by(logged_in), gathered_by(logged_in)

    assert {TOKEN, CANARY} <= set(first.secrets)
    assert second.secrets == []


def test_exchanges_and_findings_are_handed_over_once(logged_in):
    first, second = gathered_by(logged_in), gathered_by(logged_in)

    assert len(first.exchanges) == 1
    assert first.findings
    assert first.answers == {"login": {"200": 1}}
    assert (second.exchanges, second.findings, second.answers) == ([], [], {})


def test_dropped_connection_is_a_finding(run, wire):
    wire.answers = [HANG_UP, http(200, {}), HANG_UP, http(200, {})]  # look-ups between
    with pytest.raises(ConnectionDropped):
        run.api.login(ACCOUNT.email, ACCOUNT.password)

    found = [(each["rule"], each["outcome"]) for each in gathered_by(run).findings]

    assert (NOT_CRASHED, "broken") in found


def test_log_in_without_a_token_is_a_finding(run, wire):
    wire.answers = [http(200, {})]
    with pytest.raises(pytest.skip.Exception):
        run.tokens.fresh()

    found = [(each["rule"], each["outcome"]) for each in gathered_by(run).findings]

    assert (ISSUES_TOKEN, "broken") in found


def test_live_token_in_a_refusal_is_a_finding(run, wire):
    wire.answers = [http(401, {"message": "no"})]
    refusal = run.api.login(ACCOUNT.email, "wrong-password-17").exchange
    run.client.recorder.gifts.append(Gift(WRONG_PASSWORD, refusal, "body", "401"))

    found = [(each["rule"], each["case"]) for each in gathered_by(run).findings]

    assert (WRONG_PASSWORD, "body") in found
    assert gathered_by(run).findings == []


def test_process_holds_one_run_for_a_target(worker, target):
    assert worker.run_of(target) is worker.run_of(target)
    assert worker.run_of(target).target is target


def test_run_that_was_cut_short_is_finished_once(worker, target):
    worker.run_of(target).api.options()

    [gathered] = worker.finish_rest()

    assert (gathered.target, gathered.leftovers) == ("acme", [])
    assert list(worker.finish_rest()) == []


def test_users_of_a_run_that_was_cut_short_are_removed(worker, target, wire):
    wire.answers = [http(200, {"token": TOKEN, "id": "17", "email": "a+meiro-contracts@acme.test"})]
    worker.run_of(target).users.invite()
    sent = len(wire.requests)

    [gathered] = worker.finish_rest()

    assert "DELETE /api/users/17" in wire.lines[sent:]
    assert gathered.requests == len(wire.requests), "those of the contract that it was in as well"


def test_user_that_cannot_be_removed_is_left_over(worker, target, wire):
    wire.answers = [http(200, {"token": TOKEN, "id": "17", "email": "a+meiro-contracts@acme.test"})]
    worker.run_of(target).users.invite()
    wire.answers = [http(400, {"message": "no"})]

    [gathered] = worker.finish_rest()

    assert gathered.leftovers


def test_run_that_sent_nothing_has_nothing_to_finish(worker, target, wire):
    worker.run_of(target)

    assert list(worker.finish_rest()) == []
    assert wire.requests == []


def test_secrets_of_every_target_are_masked_in_what_is_logged(worker, target):
    worker.run_of(target).redactor.register(TOKEN, "TOKEN")

    assert worker._mask(f"a line with {TOKEN}") == "a line with $TOKEN"


def test_what_was_tried_is_handed_over_once(run):
    run.turns.pick("ways", ["a", "b"])
    first, second = gathered_by(run), gathered_by(run)

    assert len(first.tried["ways"]) == 1
    assert second.tried == {}

"""Log-ins of the account: a lock-out is told from a log-in that fails."""

import json

import pytest

from harness.core.outcomes import AccountLocked
from harness.http.log_ins import says_locked
from spec import specification
from tests.harness.making import ACCOUNT, CANARY, an_exchange
from tests.harness.wire import http

GOOD = http(200, {"token": "an-access-token"})
NO = {"message": "Invalid credentials"}
RIGHT = {"email": ACCOUNT.email, "password": CANARY}
WRONG = {"email": ACCOUNT.email, "password": "another"}
LIMITED = [
    http(403, {"message": "Account locked"}),
    http(400, {"message": "Too many attempts"}),
    http(401, {"message": "Try again in 5 minutes"}),
    http(401, NO, "Retry-After: 60"),
    http(200, {"message": "The account is temporarily blocked"}),
]


def log_in(sender, credentials):
    operation = specification.load("cdp").operation("login")
    body = json.dumps(credentials).encode()
    return sender.send("POST", operation.path, operation=operation, body=body)


def log_out(sender):
    operation = specification.load("cdp").operation("logout")
    return sender.send(operation.method, operation.path, operation=operation)


def fails(sender):
    """Whether what was seen breaks a rule."""
    return bool(sender.recorder.refused or sender.log_ins.failures())


@pytest.mark.parametrize("limited", LIMITED)
def test_refusal_that_says_so_is_a_lock_out(wire, sender, limited):
    wire.answers = [GOOD, limited, GOOD]
    log_in(sender, RIGHT)

    with pytest.raises(AccountLocked, match="good before were refused"):
        log_in(sender, RIGHT)

    assert sender.log_ins.are_suspected
    log_in(sender, RIGHT)
    assert not sender.log_ins.are_suspected
    assert sender.log_ins.lines() == [
        "right credentials were refused that were good before, and again later: a lock-out, once"
    ]
    assert not fails(sender)


@pytest.mark.parametrize("status", [405, 406, 415])
def test_refusal_of_a_form_is_no_lock_out(wire, sender, status):
    wire.answers = [GOOD, http(status, NO), GOOD]
    log_in(sender, RIGHT)

    assert log_in(sender, RIGHT).status == status
    assert not sender.log_ins.are_suspected
    assert len(wire.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_refusal_that_stays_for_a_while_is_a_lock_out_in_any_words(wire, sender, status):
    wire.answers = [GOOD, http(401, NO), http(status, NO), http(status, NO), GOOD]
    log_in(sender, RIGHT)
    log_in(sender, WRONG)

    with pytest.raises(AccountLocked):
        log_in(sender, RIGHT)
    log_in(sender, RIGHT)

    assert not fails(sender)
    assert len(sender.log_ins.lines()) == 1


def test_refusal_that_stays_for_good_after_wrong_credentials_is_left_open(wire, sender):
    wire.answers = [GOOD, http(401, NO)]
    log_in(sender, RIGHT)
    log_in(sender, WRONG)

    for _ in range(3):
        with pytest.raises(AccountLocked):
            log_in(sender, RIGHT)

    [line] = sender.log_ins.lines()
    assert line.endswith("not again in this run: a lock-out, or a log-in that fails")
    assert not fails(sender)


def test_right_credentials_that_are_taken_a_moment_later_are_refused_by_a_fault(wire, sender):
    wire.answers = [GOOD, http(401, NO), GOOD]
    log_in(sender, RIGHT)

    assert log_in(sender, RIGHT).status == 401
    assert len(sender.recorder.refused) == 1
    assert sender.log_ins.lines() == []


def test_log_in_that_a_log_out_ends_for_good_fails(wire, sender):
    wire.answers = [GOOD, http(401, NO), GOOD, http(200, {}), http(401, NO)]
    log_in(sender, RIGHT)
    log_in(sender, WRONG)
    log_in(sender, RIGHT)
    log_out(sender)

    with pytest.raises(AccountLocked):
        log_in(sender, RIGHT)

    assert len(sender.log_ins.failures()) == 1


def test_log_in_that_each_log_out_ends_for_a_while_fails(wire, sender):
    wire.answers = [GOOD, http(200, {}), *[http(401, NO)] * 2, GOOD]
    wire.answers += [http(200, {}), *[http(401, NO)] * 2, GOOD]
    log_in(sender, RIGHT)
    for count in range(2):
        log_out(sender)
        with pytest.raises(AccountLocked):
            log_in(sender, RIGHT)
        log_in(sender, RIGHT)
        assert len(sender.log_ins.failures()) == count


def test_refusal_before_any_success_is_nothing_to_explain(wire, sender):
    wire.answers = [http(401, {"message": "locked"})]

    assert log_in(sender, RIGHT).status == 401
    assert log_in(sender, RIGHT).status == 401
    assert not sender.log_ins.are_suspected


def test_wrong_credentials_are_refused_as_ever_where_right_ones_are_taken(wire, sender):
    wire.answers = [GOOD, http(403, {"message": "Too many attempts"}), GOOD]
    log_in(sender, RIGHT)

    assert log_in(sender, WRONG).status == 403


def test_wrong_credentials_say_nothing_where_right_ones_are_locked_out_too(wire, sender):
    wire.answers = [GOOD, http(403, {"message": "Too many attempts"})]
    log_in(sender, RIGHT)

    with pytest.raises(AccountLocked, match="says that it is locked"):
        log_in(sender, WRONG)


@pytest.mark.parametrize(
    "answer",
    [http(200, {}), http(500, {"message": "boom"}), http(401, NO)],
    ids=["no-token", "crash", "first-refusal"],
)
def test_other_answers_are_the_contract_s_to_judge(wire, sender, answer):
    wire.answers = [answer]

    log_in(sender, RIGHT)

    assert not sender.log_ins.are_suspected
    assert not fails(sender)


@pytest.mark.parametrize(
    "body", [b'{"message": "Invalid credentials"}', b"{}", b"\xff", b'{"message": "Wrong block"}']
)
def test_usual_refusal_says_nothing_of_a_lock_out(body):
    assert not says_locked(an_exchange(status=401, body=body))

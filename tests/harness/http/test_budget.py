"""What a run may send: held below every contract, whoever sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from harness.ageing.ledger import Ledgers
from harness.core import clock
from harness.core.outcomes import Excluded, Unproven
from harness.http.budget import Budget
from harness.run.target_run import TargetRun
from harness.targets.limits import DEFAULTS, Limits
from harness.targets.model import Probe
from spec.specification import Effects
from tests.harness.making import ACCOUNT, a_target
from tests.harness.wire import http

ACCOUNT_VERBS = {
    "inviteUser": lambda api: api.invite("t", "a@acme.test"),
    "reinviteUser": lambda api: api.reinvite("t", "a@acme.test"),
    "sendForgotPasswordEmail": lambda api: api.forgot_password("a@acme.test"),
    "resetPassword": lambda api: api.reset_password("a@acme.test", "p", "t"),
    "deleteUser": lambda api: api.delete_user("t", "17"),
}
SESSION_VERBS = {
    "login": lambda api: api.login(ACCOUNT.email, ACCOUNT.password),
    "refreshToken": lambda api: api.refresh("t"),
    "logout": lambda api: api.logout("t"),
    "getUser": lambda api: api.user("t", "17"),
    "probe": lambda api: api.probe("GET", "/components", "t"),
}


@pytest.fixture
def run_at(wire):
    runs = []

    def run_at(effects: Effects, **changes) -> TargetRun:
        hourly = changes.pop("hourly", None)
        target = a_target(url=wire.url, product="me", effects=effects, **changes)
        runs.append(TargetRun(target, hourly=hourly))
        return runs[-1]

    yield run_at
    for each in runs:
        each.client.close()


@pytest.mark.parametrize("verb", ACCOUNT_VERBS)
def test_what_needs_account_effects_is_not_sent_below_them(run_at, wire, verb):
    with pytest.raises(Excluded, match='effects = "account"'):
        ACCOUNT_VERBS[verb](run_at(Effects.SESSION).api)

    assert not wire.requests


@pytest.mark.parametrize("verb", SESSION_VERBS)
def test_what_needs_a_session_is_not_sent_at_read(run_at, wire, verb):
    with pytest.raises(Excluded, match='effects = "session"'):
        SESSION_VERBS[verb](run_at(Effects.READ).api)

    assert not wire.requests


def test_look_ups_are_sent_at_read(run_at, wire):
    run_at(Effects.READ).api.options()

    assert wire.lines == ["GET /api/auth_options"]


@pytest.mark.parametrize("verb", [*ACCOUNT_VERBS, *SESSION_VERBS])
def test_all_is_sent_at_account_effects(run_at, wire, verb):
    (ACCOUNT_VERBS | SESSION_VERBS)[verb](run_at(Effects.ACCOUNT).api)

    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    ("kind", "verb"),
    [
        ("requests", "getUser"),
        ("logins", "login"),
        ("invitations", "inviteUser"),
        ("mails", "sendForgotPasswordEmail"),
    ],
)
def test_spent_budget_stops_what_it_is_of(run_at, wire, kind, verb):
    run = run_at(Effects.ACCOUNT, budget=Limits(**{kind: 2}))
    send = (ACCOUNT_VERBS | SESSION_VERBS)[verb]
    for _ in range(2):
        send(run.api)

    with pytest.raises(Unproven, match=rf"the budget is spent: 2 {kind} \(budget\.{kind}\)"):
        send(run.api)

    assert len(wire.requests) == 2
    assert run.budget.spent[kind] == 2


def test_two_failed_log_ins_are_all_that_a_session_allows(run_at, wire):
    wire.answers = [http(401, {"message": "no"})]
    run = run_at(Effects.SESSION)
    for _ in range(2):
        run.api.login(ACCOUNT.email, "wrong")

    with pytest.raises(Unproven, match="2 failed logins"):
        run.api.login(ACCOUNT.email, "wrong")

    assert len(wire.requests) == 2


def test_log_in_that_succeeds_is_no_failed_one(run_at):
    run = run_at(Effects.SESSION)
    for _ in range(3):
        run.api.login(ACCOUNT.email, "a password that works too")
        run.api.login(ACCOUNT.email, ACCOUNT.password)

    assert run.budget.spent["failed_logins"] == 0


@pytest.fixture
def hourly(tmp_path, wire):
    """Give what counts the hour of the account, as another run under another name would."""
    ledgers = Ledgers(tmp_path, Fernet.generate_key())
    return lambda name="acme": ledgers.hourly_of(a_target(url=wire.url, name=name))


def test_failed_log_ins_count_for_an_hour_across_runs(run_at, wire, hourly, monkeypatch):
    wire.answers = [http(401, {"message": "no"})]
    for name in ("one", "another"):
        run_at(Effects.SESSION, hourly=hourly(name)).api.login(ACCOUNT.email, "wrong")

    words = r"failed logins an hour .* is allowed at \d\d:\d\d"
    with pytest.raises(Unproven, match=words):
        run_at(Effects.SESSION, hourly=hourly()).api.login(ACCOUNT.email, "wrong")

    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    run_at(Effects.SESSION, hourly=hourly()).api.login(ACCOUNT.email, "wrong")
    assert len(wire.requests) == 3


def test_log_in_that_succeeds_is_none_of_the_hours_failed_ones(run_at, wire, hourly):
    for _ in range(4):
        run_at(Effects.SESSION, hourly=hourly()).api.login(ACCOUNT.email, "works too")

    assert len(wire.requests) == 4


@pytest.mark.parametrize(
    ("kind", "verb"),
    [
        ("logins", lambda api: api.login(ACCOUNT.email, ACCOUNT.password)),
        ("invitations", ACCOUNT_VERBS["inviteUser"]),
        ("mails", ACCOUNT_VERBS["sendForgotPasswordEmail"]),
    ],
)
def test_account_bears_so_many_an_hour(run_at, wire, hourly, kind, verb):
    for _ in range(2):
        run_at(Effects.ACCOUNT, hourly=hourly(), budget=Limits(**{kind: 2})).api.options()
        verb(run_at(Effects.ACCOUNT, hourly=hourly(), budget=Limits(**{kind: 2})).api)

    with pytest.raises(Unproven, match=rf"2 {kind} an hour \(budget.{kind}\)"):
        verb(run_at(Effects.ACCOUNT, hourly=hourly(), budget=Limits(**{kind: 2})).api)
    assert len(wire.requests) == 4


RAW = [
    ("POST", "/users/login"),
    ("POST", "/users/password"),
    ("PATCH", "/users/password"),
    ("POST", "/users/invite"),
    ("DELETE", "/users/17"),
    ("DELETE", "/users/17/"),
    ("PUT", "/users"),
]


@pytest.mark.parametrize("effects", [Effects.READ, Effects.SESSION], ids=str)
@pytest.mark.parametrize(("method", "path"), RAW)
def test_what_a_request_does_is_told_by_what_is_sent(run_at, wire, effects, method, path):
    run = run_at(effects)
    needed = "session" if path.endswith("login") else "account"
    if needed == str(effects):
        run.client.send(method, path, headers={"X-Access-Token": "t"})
        assert run.budget.spent["logins"] == 1
        return

    with pytest.raises(Excluded, match=f'effects = "{needed}"'):
        run.client.send(method, path, headers={"X-Access-Token": "t"})
    assert wire.requests == []


def test_probe_that_invites_needs_account_effects(run_at, wire):
    probe = Probe("POST", "/users/invite")

    with pytest.raises(Excluded, match='effects = "account"'):
        run_at(Effects.SESSION, probe=probe).api.probe("POST", "/users/invite", "t")
    assert wire.requests == []


def test_probe_of_any_method_is_sent_at_session(run_at, wire):
    probe = Probe("POST", "/search")

    run_at(Effects.SESSION, probe=probe).api.probe("POST", "/search", "t")
    with pytest.raises(Excluded):
        run_at(Effects.SESSION).api.probe("POST", "/search", "t")
    assert len(wire.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_right_credentials_that_are_refused_are_not_sent_again_and_again(run_at, wire, status):
    wire.answers = [http(status, {"message": "no"})]
    run = run_at(Effects.SESSION)
    for _ in range(2):
        run.api.login(ACCOUNT.email, ACCOUNT.password)

    with pytest.raises(Unproven, match="so that the account is not locked"):
        run.api.login(ACCOUNT.email, ACCOUNT.password)
    assert len(wire.requests) == 2


def test_crash_of_log_in_does_not_lock_the_account(run_at, wire):
    wire.answers = [http(500, {})]
    run = run_at(Effects.SESSION)

    for _ in range(4):
        run.api.login(ACCOUNT.email, ACCOUNT.password)

    assert len(wire.requests) == 4


def test_first_look_is_taken_off_the_budget(wire):
    target = a_target(url=wire.url, product="me", budget=Limits(logins=1))
    run = TargetRun(target, spent={"logins": 1})

    with pytest.raises(Unproven, match="1 logins"):
        run.api.login(ACCOUNT.email, ACCOUNT.password)


def test_targets_own_limits_win_over_the_safe_ones():
    budget = Budget(a_target(budget=Limits(failed_logins=0)))

    assert budget.limits == replace(DEFAULTS[Effects.SESSION], failed_logins=0)


def test_embedded_instance_has_no_limits():
    assert Budget(a_target(is_embedded=True)).limits == Limits()


@pytest.mark.parametrize("act", ["refresh", "logout"])
@pytest.mark.parametrize("product", ["cdp", "me"])
def test_the_one_token_of_a_target_is_neither_refreshed_nor_ended(wire, product, act):
    run = TargetRun(a_target(url=wire.url, product=product, account=None, token="the-one-token"))

    with pytest.raises(Excluded, match="there is but one token; to have it checked: account"):
        getattr(run.api, act)("the-one-token")

    assert wire.requests == []
    getattr(run.api, act)("another-token")
    assert len(wire.requests) == 1
    run.close()

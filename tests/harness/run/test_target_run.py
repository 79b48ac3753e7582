"""What an instance has switched off, and what is excluded by that."""

import pytest

from harness.core.outcomes import AccountLocked, Excluded
from harness.run.target_run import TargetRun, require_enabled, switched_off
from tests.harness.making import a_target, an_answer
from tests.harness.wire import http


@pytest.mark.parametrize(
    ("json", "off"),
    [
        ({"authentication_options": {"a": False, "b": True, "c": None}}, {"a"}),
        ({"a": False, "b": 0}, {"a"}),
        ([False], set()),
    ],
    ids=["wrapped", "plain", "no-object"],
)
def test_flags_that_are_false_are_switched_off(json, off):
    assert switched_off(an_answer("getAuthenticationOptions", json=json)) == off


def test_rule_about_a_method_that_is_off_is_excluded():
    run = TargetRun(a_target(), frozenset({"is_credentials_login_enabled"}))

    with pytest.raises(Excluded, match="has switched is_credentials_login_enabled off"):
        require_enabled(run, ("getAuthenticationOptions", "login"))
    require_enabled(run, ("getAuthenticationOptions", "loginWithSso"))


NO = http(401, {"message": "no"})
TOKEN = http(200, {"token": "an-access-token"})


def lock_out(run, wire, then):
    """Log in, send wrong credentials, and let right ones be refused."""
    wire.answers = [TOKEN, NO, NO, NO, *then]
    run.tokens.fresh()
    _ = run.failed_logins.wrong_password
    with pytest.raises(AccountLocked):
        run.tokens.fresh()
    run.finish()
    return [each for each in run.remarks if "right credentials" in each]


def test_account_that_is_good_again_at_the_end_was_locked_out(run, wire):
    [remark] = lock_out(run, wire, [TOKEN])

    assert remark.endswith("and again later: a lock-out, once")
    assert run.client.recorder.refused == []


def test_account_that_is_never_good_again_is_left_open(run, wire):
    [remark] = lock_out(run, wire, [NO])

    assert remark.endswith("not again in this run: a lock-out, or a log-in that fails")
    assert run.client.recorder.refused == []


def test_account_that_a_log_out_locks_breaks_a_rule(run, wire):
    wire.answers = [TOKEN, http(200, {}), NO]
    run.tokens.logged_out()
    with pytest.raises(AccountLocked):
        run.tokens.fresh()

    run.finish()

    assert len(run.client.recorder.refused) == 1

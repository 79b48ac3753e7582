"""Log-out."""

from functools import partial

import pytest

from harness.contract import (
    at_account_effects,
    expect,
    expect_documented,
    expect_no_crash,
    expect_refused,
    rule,
)
from harness.fixtures.browser import Browser
from harness.fixtures.origins import OTHER_ORIGINS


@rule("logout.answers")
def test_log_out_is_answered(api, run):
    """Logging out is answered as the page documents it, and doing so once more is no crash."""
    token = run.gates.own()

    answer, again = api.logout(token), api.logout(token)

    run.gates.require_log_in(answer)
    expect_documented(answer)
    expect_no_crash(again)


@rule("logout.answers")
@pytest.mark.parametrize("origin", OTHER_ORIGINS)
def test_log_out_of_any_session_is_answered(origins, origin):
    """Logging out is answered as documented, whatever the session began by."""
    origins.expect_log_out_answered(origin)


@rule("logout.ends-session")
def test_ended_session_does_not_authenticate(run, gate, each_gate, tokens):
    """A token that was used no longer authenticates once it was logged out."""
    ended = each_gate.ended(lambda: tokens.logged_out(gate.send, run.gates.own()))

    answer = each_gate.send(ended)

    each_gate.expect_logged_out(answer, ended, control=tokens.fresh)


@rule("logout.ends-session")
def test_ended_session_is_not_renewed(api, run, tokens):
    """A token can no longer be refreshed once it was logged out."""
    ended = tokens.logged_out(token=run.gates.own())

    answer = api.refresh(ended)

    expect_refused(answer)


@rule("logout.ends-session")
@pytest.mark.parametrize("origin", OTHER_ORIGINS)
def test_session_of_any_origin_is_ended(api, gate, origins, tokens, origin):
    """Log-out ends a session that began otherwise than by the account's password."""
    ended = origins.logged_out(origin)

    renewed, answer = api.refresh(ended), gate.send(ended)

    expect_refused(renewed)
    gate.expect_logged_out(answer, ended, control=tokens.fresh)


@rule("logout.spares-other-sessions")
def test_other_session_outlives_a_log_out(run, gate, aged, tokens):
    """Another session of the account lives on, one that began later."""
    other = tokens.left_by_a_log_out(run.gates.own)

    answer = gate.send(other)

    gate.expect_pass(answer, aged.control)


@rule("logout.spares-other-sessions")
@at_account_effects
def test_earlier_session_outlives_a_log_out(run, gate, aged, tokens):
    """Another session of the account lives on, one that began earlier."""
    earlier = tokens.left_by_a_later_log_out(
        run.gates.own, lambda token: bool(gate.lets_pass(gate.send(token)))
    )

    answer = gate.send(earlier)

    gate.expect_pass(answer, aged.control)


@rule("logout.spares-other-sessions")
@at_account_effects
def test_session_of_single_sign_on_outlives_a_log_out(gate, aged, tokens, origins):
    """A session of single sign-on lives on where one of a password is logged out."""
    other = tokens.left_by_a_later_log_out(
        partial(origins.token, "sso"), lambda token: bool(gate.lets_pass(gate.send(token)))
    )

    answer = gate.send(other)

    gate.expect_pass(answer, aged.control)


@rule("logout.spares-other-sessions")
def test_session_outlives_the_log_out_of_another_user(other_users):
    """Who logs out ends no session of another user."""
    other_users.expect_spared()


@rule("logout.deletes-cookie")
def test_log_out_expires_the_cookie_of_log_in(api, account):
    """The answer to a log-out makes a browser forget the cookie that log-in set."""
    browser = Browser()
    token = browser.log_in(api, account)

    answer = browser.log_out(api, token)

    expect(not browser.keeps_session(), "the cookie of log-in to be expired", answer)


@rule("logout.deletes-cookie")
@pytest.mark.parametrize("origin", OTHER_ORIGINS)
def test_log_out_expires_the_cookie_of_any_session(origins, origin):
    """The cookie of a session is forgotten as well that began otherwise than by a password."""
    origins.expect_cookie_deleted(origin)

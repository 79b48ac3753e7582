"""Log-in by wrong_credentials."""

import pytest

from harness.contract import (
    Role,
    at_account_effects,
    expect_alike,
    expect_documented_refusal,
    expect_documented_token,
    expect_documented_words,
    expect_each,
    expect_no_log_in,
    repeated,
    rule,
    with_roles,
)
from harness.generation import wrong_credentials

ANYTHING = "application/json, text/plain, */*"


@rule("login.issues-token")
def test_right_credentials_are_answered_with_a_token(api, account):
    """The account's own address and password are answered with an access token."""
    answer = api.login(account.email, account.password)

    expect_documented_token(answer)


@rule("login.issues-token")
@with_roles(Role.LOGIN)
@at_account_effects
def test_log_in_by_what_takes_several_media_types_is_answered(api, account):
    """Whose client says that it takes JSON, text and anything else, as many do, logs in."""
    answer = api.login(account.email, account.password, accept=ANYTHING)

    expect_documented_token(answer)


@rule("login.token-authenticates")
def test_issued_token_authenticates(each_gate, tokens):
    """Every protected operation lets the token pass that log-in issued."""
    answer = each_gate.passed(tokens.shared)

    each_gate.expect_pass(answer)


@rule("login.token-authenticates")
@with_roles(Role.LOGIN)
def test_each_log_in_issues_a_token_that_authenticates(gate, aged, tokens):
    """Of a few log-ins, not one issues a token that is refused."""
    answers = repeated(lambda: gate.send(tokens.spare()))

    expect_each(lambda answer: gate.expect_pass(answer, aged.control), answers)


@rule("login.token-authenticates")
@with_roles(Role.LOGIN, Role.LOGOUT)
@at_account_effects
def test_log_in_after_a_log_out_issues_a_token_that_authenticates(gate, aged, tokens):
    """Who logged out and logs in again is given a token that lives."""
    token = tokens.after_a_log_out()

    answer = gate.send(token)

    gate.expect_pass(answer, aged.control)


@rule("login.token-authenticates")
@with_roles(Role.LOGIN)
@at_account_effects
def test_token_of_an_invited_user_authenticates(origins):
    """A user who was invited and logs in is no stranger to the look-up of itself."""
    origins.expect_known()


@rule("login.token-authenticates")
@with_roles(Role.LOGIN)
def test_each_user_gets_a_session_of_its_own(departures):
    """The token of a log-in is its user's: it outlives the deletion of another one."""
    departures.expect_log_ins_apart()


@rule("login.token-authenticates")
@with_roles(Role.LOGIN)
def test_log_in_after_another_users_has_its_own_rights(other_users):
    """The token of a log-in is its user's: it may do what that of the one before may not."""
    other_users.expect_log_in_after_another()


@rule("login.token-authenticates")
@with_roles(Role.LOGIN)
@at_account_effects
def test_log_in_at_the_same_moment_as_another_has_its_own_rights(other_users):
    """The token of a log-in is its user's, though another one logs in at the same moment."""
    other_users.expect_apart_at_once()


@rule("login.token-authenticates")
@with_roles(Role.LOGIN)
def test_users_who_log_in_at_the_same_moment_are_told_apart(at_once):
    """Of two users who log in at the same moment, each is given the token of its own session."""
    at_once.expect_users_apart()


@rule("login.refuses-wrong-password")
def test_wrong_password_is_refused(failed_logins):
    """A made-up password logs nobody in."""
    answer = failed_logins.wrong_password

    expect_documented_refusal(answer)


@rule("login.refuses-wrong-password")
@at_account_effects
@pytest.mark.parametrize("near_miss", wrong_credentials.NEAR_MISSES, ids=wrong_credentials.id_of)
def test_near_miss_of_the_password_is_refused(run, account, failed_logins, near_miss):
    """A password that is nearly right logs nobody in.

    Log-ins that succeed come between them, so that no instance counts many failures in a row.
    """
    password = wrong_credentials.made(near_miss, account.password, run)
    failed_logins.come_next()

    answer = run.api.login(account.email, password)

    expect_no_log_in(answer)


@rule("login.refuses-wrong-password")
@at_account_effects
def test_password_of_another_user_is_refused(api, account, other_users, failed_logins):
    """A password is its user's: it logs nobody else in."""
    password = other_users.password()
    failed_logins.come_next()

    answer = api.login(account.email, password)

    expect_no_log_in(answer)


@rule("login.refuses-wrong-password")
def test_user_without_a_password_does_not_log_in(residents):
    """Who was invited, and has chosen no password, logs in by none, nor by what else is known."""
    by_nothing, by_words = residents.log_ins_without_a_password()

    expect_each(expect_no_log_in, [*by_nothing, *by_words])
    expect_each(expect_documented_words, by_words)


@rule("login.refuses-unknown-email")
def test_unknown_address_is_refused(failed_logins):
    """An e-mail address that no user has logs nobody in."""
    answer = failed_logins.unknown_email

    expect_documented_refusal(answer)


@rule("login.refuses-unknown-email")
@at_account_effects
def test_unknown_address_is_as_unknown_after_a_log_in(failed_logins):
    """To log in by an address that no user has makes no user of it."""
    failed_logins.come_next()

    answer = failed_logins.unknown_email_again()

    expect_no_log_in(answer)


@rule("login.refuses-unknown-email")
@at_account_effects
@pytest.mark.parametrize("near_miss", wrong_credentials.ADDRESSES, ids=wrong_credentials.id_of)
def test_near_miss_of_the_address_is_refused(run, account, failed_logins, near_miss):
    """An address that is nearly the account's logs nobody in, though the password is right."""
    email = wrong_credentials.made(near_miss, account.email, run)
    failed_logins.come_next()

    answer = run.api.login(email, account.password)

    if near_miss in wrong_credentials.BY_CASE and answer.succeeded:
        failed_logins.require_case_counts()
    expect_no_log_in(answer)


@rule("login.refuses-alike")
def test_wrong_password_and_unknown_address_look_alike(failed_logins):
    """The answer does not tell which of the two was wrong."""
    wrong_password = failed_logins.wrong_password

    unknown_email = failed_logins.unknown_email

    expect_alike(wrong_password, unknown_email)


@rule("login.refuses-injection")
@pytest.mark.parametrize("trick", wrong_credentials.INJECTIONS, ids=wrong_credentials.id_of)
def test_quoting_trick_does_not_log_in(api, account, trick):
    """What would change a query put together from text logs nobody in."""
    email, password = trick(account)

    answer = api.login(email, password)

    expect_no_log_in(answer)

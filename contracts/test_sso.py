"""Single sign-on: log-in by a code of the identity provider."""

from harness.contract import (
    AFTER_EXPIRY,
    BEFORE_EXPIRY,
    Role,
    at_account_effects,
    expect_documented_refusal,
    expect_documented_token,
    expect_refused,
    rule,
    with_roles,
)
from harness.fixtures.tokens import random_token
from harness.generation import forged_codes, forged_tokens


@rule("sso.issues-token")
def test_code_is_answered_with_a_token(api, sso):
    """A code that the provider issued is answered with an access token."""
    answer = api.sso_login(sso.code())

    expect_documented_token(answer)


@rule("sso.token-authenticates")
def test_token_of_a_code_authenticates(origins, aged):
    """Every protected operation lets the token pass that was issued for a code."""
    origins.expect_pass_everywhere("sso", aged.control)


@rule("sso.token-authenticates")
@at_account_effects
def test_token_of_the_next_code_authenticates(tokens, gate, aged):
    """Who has logged out is given a token by the next code that authenticates."""
    token = tokens.after_a_log_out("sso")

    answer = gate.send(token)

    gate.expect_pass(answer, aged.control)


@rule("sso.token-authenticates")
def test_token_of_a_code_is_no_other_users(departures):
    """The token issued for a code outlives a user of the run, who logged in before it."""
    departures.expect_code_of_its_user()


@rule("sso.token-dies-after-8h")
def test_token_of_a_code_lives_up_to_its_lifetime(gate, aged):
    """A token issued for a code still authenticates just before its lifetime is over."""
    token = aged.at(BEFORE_EXPIRY, "sso")

    answer = gate.send(token)

    gate.expect_pass(answer, aged.control)


@rule("sso.token-dies-after-8h")
def test_token_of_a_code_dies_after_its_lifetime(gate, aged, tokens):
    """A token issued for a code is refused once its lifetime is over."""
    expired = aged.at(AFTER_EXPIRY, "sso")

    answer = gate.send(expired)

    gate.expect_refusal(answer, control=tokens.fresh)


@rule("sso.refuses-bad-code")
def test_made_up_code_is_refused(api):
    """A code that no provider issued logs nobody in."""
    answer = api.sso_login(random_token())

    expect_documented_refusal(answer)


@rule("sso.refuses-bad-code")
def test_altered_code_is_refused(api, sso):
    """A code that differs in one character from what the provider issued logs nobody in."""
    code = forged_tokens.altered_in_the_middle(sso.code())

    answer = api.sso_login(code)

    expect_documented_refusal(answer)


@rule("sso.refuses-bad-code")
@at_account_effects
def test_no_forged_code_logs_in(run):
    """Nothing that was made of a code logs anybody in, nor what opens something else."""
    found = forged_codes.of_codes(run)

    found.expect("sso.refuses-bad-code")


@rule("sso.refuses-bad-code")
def test_code_of_another_client_is_refused(api, sso):
    """A code that the provider issued to another client logs nobody in."""
    code = sso.code_of_another_client()

    answer = api.sso_login(code)

    expect_documented_refusal(answer)


@rule("sso.code-works-once")
def test_used_code_is_refused(api, tokens, sso):
    """A code logs in once."""
    code = sso.code()
    tokens.by_code(code)

    answer = api.sso_login(code)

    expect_refused(answer)


@rule("sso.code-works-once")
@at_account_effects
@with_roles(Role.LOGOUT)
def test_code_of_an_ended_session_is_refused(api, tokens, sso):
    """A code logs in once, though the session that it gave has ended."""
    code = sso.code()
    api.logout(tokens.by_code(code))

    answer = api.sso_login(code)

    expect_refused(answer)


@rule("sso.code-works-once")
@at_account_effects
def test_code_that_two_use_at_the_same_moment_logs_one_in(at_once):
    """A code logs in once, though it is sent twice before either is answered."""
    at_once.expect_one_log_in_by_a_code()

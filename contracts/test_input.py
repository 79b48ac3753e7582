"""Malformed input: refused or ignored, never a crash, a token or a change."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from harness import generated, malformed
from harness.contract import expect_no_crash, for_operations, rule


def takes_a_body(operation):
    """Select operations whose page shows a request body."""
    return bool(operation.body_fields)


def logs_in(operation):
    """Select operations that answer credentials of some kind with a token."""
    return operation.enabled_by is not None


def resets_a_password(operation):
    """Select the operation that sets a password by a reset token."""
    return operation.id == "resetPassword"


@rule("input.refused-not-crashed")
@for_operations(takes_a_body)
@pytest.mark.parametrize("kind", malformed.MALFORMED_BODIES)
def test_malformed_body_is_no_crash(api, run, tokens, operation, kind):
    """A body that the page does not allow gets no server error, no token and no new user."""
    documented = run.spec.operation(operation)
    token = tokens.fresh() if documented.secured else None
    body = malformed.MALFORMED_BODIES[kind](documented.body_fields)

    answer = api.call_raw(operation, body, token=token)

    expect_no_crash(answer)
    malformed.expect_nobody_invited(answer, kind)


@rule("input.refused-not-crashed")
@pytest.mark.parametrize("kind", malformed.MALFORMED_TOKENS)
def test_malformed_token_is_no_crash(each_gate, kind):
    """A header value that is no token gets no server error."""
    token = malformed.MALFORMED_TOKENS[kind]

    answer = each_gate.send(token)

    expect_no_crash(answer)


@rule("input.refused-not-crashed")
@pytest.mark.parametrize("password", malformed.ODD_PASSWORDS.values(), ids=malformed.ODD_PASSWORDS)
def test_odd_password_of_a_known_user_logs_nobody_in(api, account, tokens, password):
    """With the account's own address, a password that can be none gets no token.

    A log-in that succeeds comes before each, so that no instance counts failures in a row.
    """
    tokens.fresh()

    answer = api.login(account.email, password)

    expect_no_crash(answer)


@rule("input.refused-not-crashed")
def test_missing_password_logs_nobody_in(api, account):
    """The account's address alone gets no token."""
    answer = api.call("login", fields={"email": account.email})

    expect_no_crash(answer)


@rule("input.refused-not-crashed")
@for_operations(resets_a_password)
@pytest.mark.parametrize("password", malformed.ODD_PASSWORDS.values(), ids=malformed.ODD_PASSWORDS)
def test_odd_password_in_a_reset_is_no_crash(api, users, operation, password):
    """With a right reset token, an odd new password is set or refused."""
    user = users.invite()
    token = users.link(user).reset_token
    fields = {"email": user.email, "password": password, "token": token}

    answer = api.call(operation, fields=fields)

    expect_no_crash(answer)


@rule("input.refused-not-crashed")
@for_operations(logs_in)
@given(data=st.data())
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],  # to explain, Hypothesis sends far more
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_credentials_never_get_a_token(api, operation, data):
    """Any body that the page's schema allows, but that names nobody, gets no token."""
    body = data.draw(generated.body(api.spec, operation))

    answer = api.call(operation, fields=body)

    expect_no_crash(answer)

"""Odd input, at boundaries and drawn: refused or ignored, never a crash, a token or a change."""

from harness.contract import (
    Role,
    at_account_effects,
    expect_no_crash,
    for_operations,
    rule,
    with_roles,
)
from harness.generation import bypasses, searches


def takes_a_query(operation):
    """Select look-ups that take parameters in a query."""
    return operation.is_as_any_other and operation.method == "GET" and operation.queried


def takes_a_body(operation):
    """Select operations whose page shows a request body."""
    return bool(operation.body_fields)


def looks_up_by_id(operation):
    """Select look-ups whose path holds an id."""
    return operation.method == "GET" and "{" in operation.path


def invites(operation):
    """Select the operation that invites a user."""
    return operation.role is Role.INVITE


def resets_a_password(operation):
    """Select the operation that sets a password by a reset token."""
    return operation.role is Role.RESET_PASSWORD


@rule("input.refused-not-crashed")
@for_operations(takes_a_body)
def test_no_body_crashes_an_operation(run, operation):
    """Whatever its body, a request gets no server error and no token, and changes nothing."""
    found = searches.of_bodies(run, operation)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
def test_no_token_crashes_an_operation(run, each_gate):
    """A header value that is no token gets no server error."""
    found = searches.of_tokens(run, each_gate)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
@for_operations(looks_up_by_id)
def test_no_path_crashes_a_look_up(run, operation):
    """A path that holds what is no id gets no server error."""
    found = searches.of_paths(run, operation)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
@for_operations(takes_a_query)
def test_no_query_crashes_a_look_up(run, operation):
    """Whatever its query's parameters are, a look-up gets no server error."""
    found = searches.of_queries(run, operation)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
def test_no_odd_request_crashes(run):
    """Whatever its method, its path, its query and its headers, a request gets no server error."""
    found = searches.of_requests(run)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
def test_no_odd_request_crashes_a_protected_operation(run):
    """Without a token, whatever its path and its headers, a request gets no server error."""
    found = run.once(bypasses.of_default_gate)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
@with_roles(Role.LOGIN)
def test_no_odd_password_logs_a_known_user_in(run):
    """With the account's own address, a password that can be none gets no token."""
    found = searches.of_passwords(run)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
@for_operations(resets_a_password)
def test_no_odd_password_crashes_a_reset(run, operation):
    """With a right reset token, an odd new password is set or refused."""
    found = run.once(searches.of_resets, operation)

    found.expect("input.refused-not-crashed")


@rule("login.refuses-wrong-password")
@at_account_effects
def test_long_password_counts_to_its_end(run):
    """A password that was set counts beyond the 72 bytes that bcrypt looks at."""
    found = run.once(searches.of_resets, run.api.operation(Role.RESET_PASSWORD).id)

    found.expect("login.refuses-wrong-password")


@rule("input.refused-not-crashed")
@for_operations(resets_a_password)
def test_no_odd_reset_token_crashes(run, operation):
    """For a user who is known, what is no reset token gets no server error."""
    found = searches.of_reset_tokens(run, operation)

    found.expect("input.refused-not-crashed")


@rule("input.refused-not-crashed")
@for_operations(invites)
def test_inviting_twice_is_no_crash(run, users, operation):
    """An address that has a user already is answered, whatever the answer is."""
    user, token = users.invite(), run.gates.live()

    with run.generating():  # sent again where the connection is dropped, since that may be a crash
        answer = run.api.call(operation, token=token, fields={"email": user.email})

    expect_no_crash(answer)


@rule("input.refused-not-crashed")
@with_roles(Role.LOGIN)
def test_no_number_of_log_ins_crashes(run):
    """Right credentials get no server error, however often they come in a row."""
    found = searches.of_log_ins_in_a_row(run)

    found.expect("input.refused-not-crashed")

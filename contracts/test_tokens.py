"""Access tokens: what they open, what is none, and how long they live."""

from harness.contract import (
    AFTER_EXPIRY,
    BEFORE_EXPIRY,
    DAYS_AFTER_EXPIRY,
    Kind,
    Role,
    at_account_effects,
    for_operations,
    rule,
)
from harness.generation import bypasses, forgery_searches

CHANGING = {Kind.CREATE, Kind.MODIFY, Kind.REPLACE, Kind.DELETE}


def changes_something(operation):
    """Select protected operations whose things tell what was done to them."""
    return operation.secured and operation.role is None and operation.kind in CHANGING


def deletes_a_user(operation):
    """Select the operation that deletes a user."""
    return operation.role is Role.DELETE_USER


@rule("token.required")
def test_request_without_a_token_is_refused(each_gate, tokens):
    """A protected operation refuses a request that has no token."""
    answer = each_gate.send(None)

    each_gate.expect_refusal(answer, control=tokens.fresh)


@rule("token.required")
def test_empty_token_is_refused(run, each_gate, tokens):
    """A protected operation refuses a request whose token is empty."""
    run.require_room_for(each_gate)

    answer = each_gate.send("")

    each_gate.expect_refusal(answer, control=tokens.fresh)


@rule("token.required")
@at_account_effects
def test_no_odd_request_passes_without_a_token(run):
    """However its path is written, and whatever headers say, a request needs a token."""
    found = run.once(bypasses.of_default_gate)

    found.expect("token.required")


@rule("token.required")
@at_account_effects
@for_operations(deletes_a_user)
def test_refused_deletion_deletes_nobody(api, users, operation):
    """A request to delete a user without a token does nothing."""
    user = users.others.anybody()

    answer = api.call(operation, path={"user_id": user.id})

    users.expect_present(user, answer)


@rule("token.refuses-forged")
def test_forged_token_is_refused(run, gate):
    """A token that says something else than the issued one is refused."""
    found = forgery_searches.first_of_gate(run, gate)

    found.expect("token.refuses-forged")


@rule("token.refuses-forged")
def test_random_token_is_refused_everywhere(each_gate, tokens):
    """No protected operation lets a random token pass."""
    answer = each_gate.random_refusal

    each_gate.expect_refusal(answer, control=tokens.fresh)


@rule("token.refuses-forged")
@at_account_effects
def test_no_forged_token_passes(run, each_gate):
    """No protected operation lets a token pass that was made of a genuine one."""
    found = forgery_searches.of_gate(run, each_gate)

    found.expect("token.refuses-forged")


@rule("token.lives-8h")
def test_token_lives_up_to_its_lifetime(gate, aged):
    """A token still authenticates just before its lifetime is over."""
    token = aged.at(BEFORE_EXPIRY)

    answer = gate.send(token)

    gate.expect_pass(answer, aged.control)


@rule("token.lives-8h")
def test_token_opens_every_operation_up_to_its_lifetime(run, aged):
    """Every protected operation lets a token pass just before its lifetime is over."""
    token = aged.for_each_gate(BEFORE_EXPIRY)

    run.gates.expect_each_to_pass(token, aged.control)


@rule("token.dies-after-8h")
def test_expired_token_is_refused(each_gate, aged, tokens):
    """Every protected operation refuses a token once its lifetime is over."""
    expired = aged.at(AFTER_EXPIRY, shared=True)

    answer = each_gate.send(expired)

    each_gate.expect_refusal(answer, control=tokens.fresh)


@rule("token.dies-after-8h")
@at_account_effects
def test_token_is_refused_days_later(run, each_gate, aged, tokens):
    """Every protected operation refuses a token whose age has come round to an hour of a day."""
    run.require_room_for(each_gate)
    days_old = aged.at(DAYS_AFTER_EXPIRY, shared=True)

    answer = each_gate.send(days_old)

    each_gate.expect_refusal(answer, control=tokens.fresh)


@rule("token.dies-after-8h")
def test_use_does_not_prolong_a_token(run, gate, aged, tokens):
    """A token that every operation let pass in the middle of its life is refused after it."""
    expired = aged.at(AFTER_EXPIRY, used=run.gates.send_to_each)

    answer = gate.send(expired)

    gate.expect_refusal(answer, control=tokens.fresh)


@rule("token.required")
@for_operations(changes_something)
def test_refused_request_does_nothing(run, operation):
    """What was refused for its token, or for want of one, made, changed and deleted nothing."""
    gate = run.gates.named(operation)

    gate.expect_nothing_done()

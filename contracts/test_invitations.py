"""Invitations: how a user comes to be, and opens the account."""

from functools import partial
from uuid import uuid4

from harness.contract import (
    LONG_AFTER_EXPIRY,
    TWICE,
    Role,
    expect,
    expect_documented,
    expect_each,
    expect_no_crash,
    expect_refused,
    repeated,
    rule,
    unless_refused_again,
)
from harness.generation import wrong_credentials
from harness.http.links import parse_link

OPENS_ACCOUNT = "of the user to set a password (2xx) that then logs the user in"


@rule("invite.returns-user")
def test_inviting_answers_with_the_user(api, run, users):
    """Inviting an address is answered with the user of that address."""
    email = users.address()
    token = run.gates.live()

    answer = api.invite(token, email)

    run.gates.require_genuine(token, answer)
    users.expect_user(answer, email)


@rule("invite.returns-user")
def test_inviting_what_is_nearly_an_address_answers_with_another_user(api, users):
    """Who has nearly the address of a user is somebody else."""
    user, _ = users.earliest()
    near = wrong_credentials.near_addresses(user.email)

    answers = {each: users.asked(partial(api.invite, email=each)) for each in near}

    users.expect_others(answers, user)


@rule("invite.needs-token")
def test_inviting_without_a_token_creates_no_user(api, users):
    """Without a token nobody is invited."""
    email = users.address()

    answer = api.invite(None, email)

    users.expect_not_invited(answer, email)


@rule("invite.needs-token")
def test_inviting_with_an_expired_token_creates_no_user(api, aged, users):
    """With an expired token nobody is invited."""
    email = users.address()
    expired = aged.at(LONG_AFTER_EXPIRY)

    answer = api.invite(expired, email)

    users.expect_not_invited(answer, email)


@rule("invite.needs-token")
def test_reinviting_without_a_token_is_refused(api, users):
    """Without a token nobody is invited once more."""
    user, _ = users.earliest()

    answer = api.reinvite(None, user.email)

    expect_refused(answer)


@rule("invite.needs-token")
def test_reinviting_a_stranger_without_a_token_creates_no_user(api, users):
    """Without a token nobody comes to be by being invited once more."""
    email = users.address()

    answer = api.reinvite(None, email)

    users.expect_not_invited(answer, email)


@rule("invite.needs-token")
def test_reinviting_with_an_expired_token_is_refused(api, aged, users):
    """With an expired token nobody is invited once more."""
    user, _ = users.earliest()
    expired = aged.at(LONG_AFTER_EXPIRY)

    answer = api.reinvite(expired, user.email)

    expect_refused(answer)


@rule("invite.returns-user")
def test_inviting_somebody_twice_is_answered(api, users):
    """Inviting who was invited before is no crash; the address has capitals, as it had before."""
    user = users.in_capitals()

    answer = users.asked(partial(api.invite, email=user.email))

    expect_no_crash(answer)


@rule("reinvite.returns-user")
def test_reinviting_answers_with_the_same_user(api, users):
    """Inviting an invited user once more is answered with that user, each time, in any case.

    It need not be the one who was invited last.
    """
    user, (first, _) = users.in_capitals(), users.earliest()

    of_first = users.asked(partial(api.reinvite, email=first.email))
    answers = repeated(lambda: users.asked(partial(api.reinvite, email=user.email)), TWICE)

    if of_first.succeeded:  # whoever has set a password may be refused
        users.expect_user(of_first, first.email, first.id)
    expect_each(
        lambda answer: users.expect_user(answer, user.email, user.id), unless_refused_again(answers)
    )


@rule("link.opens-account")
def test_link_names_the_address_of_its_user(api, run, users):
    """The invitation link names the address that was invited, and carries a reset token.

    Others were invited after: the link is not that of who was invited last.
    """
    user, _ = users.earliest()

    answer = users.asked(partial(api.invitation_link, user_id=user.id))

    run.gates.require_log_in(answer)
    expect_documented(answer)
    named = parse_link(answer).email.lower() == user.email.lower()
    expect(named, f"a link that names {user.email}", answer)


@rule("link.opens-account")
def test_link_sets_a_password_that_logs_in(api, users):
    """The reset token of the link sets a password that logs in, whoever was invited since.

    So it does where the user was looked up before the link was asked for, and by an address with
    capitals, as it was invited.
    """
    user, _, password = users.in_capitals(), users.invite(), users.password()
    users.look_up(user)
    link = users.link(user)

    answer = api.reset_password(user.email, password, link.reset_token)

    expect(users.logs_in(user, password), f"the link {OPENS_ACCOUNT}", answer)


@rule("link.opens-account")
def test_newest_link_sets_a_password_that_logs_in(api, users):
    """A link works that was fetched again, once the user was invited again and asked for mail."""
    user, password = users.invite(), users.password()
    link = users.link_fetched_again(user)

    answer = api.reset_password(user.email, password, link.reset_token)

    expect(users.logs_in(user, password), f"the newest link {OPENS_ACCOUNT}", answer)


@rule("link.unknown-user")
def test_link_of_an_unknown_user_is_not_found(api, run):
    """There is no invitation link of a user that does not exist."""
    token = run.gates.live()

    answer = api.invitation_link(token, str(uuid4()))

    if answer.status != 404:
        run.gates.require_genuine(token, answer)
    expect(answer.status == 404, "the documented 404", answer)


@rule("link.needs-token")
def test_link_is_refused_without_a_token(run, tokens):
    """The invitation link is not given to a client without a token."""
    gate = run.gates.of(Role.INVITATION_LINK)

    answer = gate.send(None)

    gate.expect_refusal(answer, control=tokens.fresh)

from datetime import timedelta

import pytest

from harness.core.errors import ConnectionDropped, SourceFailed
from harness.core.outcomes import Broken, Excluded, Unproven
from harness.fixtures.expectations import expect_own_link
from harness.fixtures.users import User
from harness.http.links import SHORTEST_TOKEN, token_of
from harness.redaction.redactor import Redactor
from harness.sources.mailbox import Mailbox
from harness.targets.model import MailboxAddress
from tests.harness.making import a_target, an_answer
from tests.harness.wire import HANG_UP, http

USER = User("a@acme.test", "17")
TOKEN = http(200, {"token": "an-access-token"})
NONE = http(200, {"messages": []})
RESET_TOKEN = "reset-9KfQ2vXw7LmZ4pTd"
LINK = f"https://acme.test/reset?email=a@acme.test&reset_token={RESET_TOKEN}"


def messages(*ids, to="a@acme.test"):
    return http(200, {"messages": [{"ID": each, "To": [{"Address": to}]} for each in ids]})


def mail(text="", html=""):
    return http(200, {"Text": text, "HTML": html})


def mailbox(wire, redactor=None):
    address = MailboxAddress(mailpit=wire.url, wait=timedelta(seconds=-1))
    return Mailbox(a_target(mailbox=address), redactor or Redactor())


def test_mailbox_is_excluded_where_there_is_none():
    with pytest.raises(Excluded, match="mailbox"):
        Mailbox(a_target(), Redactor()).messages("a@acme.test")


def test_messages_are_those_to_the_address(wire):
    wire.answers = [messages("1", "2", to="A@acme.test"), messages("3", to="ba@acme.test")]
    box = mailbox(wire)

    assert [box.messages("a@acme.test") for _ in range(2)] == [{"1", "2"}, frozenset()]


@pytest.mark.parametrize(
    ("answer", "links"),
    [
        (
            mail("https://a.test/?page=1 or https://a.test/?reset_token=x now"),
            ["https://a.test/?page=1", "https://a.test/?reset_token=x"],
        ),
        (
            mail(html='<a href="https://a.test/?a=b&amp;reset_token=x">'),
            ["https://a.test/?a=b&reset_token=x"],
        ),
    ],
    ids=["text", "html"],
)
def test_links_of_a_mail_are_found_and_masked(wire, answer, links):
    wire.answers = [messages("1"), answer]
    redactor = Redactor()

    assert mailbox(wire, redactor).links("a@acme.test", frozenset()) == links
    assert redactor.mask(links[-1]) == "$LINK"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([NONE], "none"),
        ([messages("1"), mail("no link")], "one without a link"),
        ([messages("1", to="b@acme.test")], "none"),
        ([messages("0")], "none"),
    ],
    ids=["no-mail", "no-link", "to-another", "there-before"],
)
def test_mail_that_does_not_come_breaks(wire, answers, words):
    wire.answers = answers

    with pytest.raises(Broken, match=rf"a mail with a link to a@acme\.test; came {words} in"):
        mailbox(wire).links("a@acme.test", frozenset({"0"}))


def test_mail_to_others_as_well_breaks(wire):
    sent_to = {"To": [{"Address": "A@acme.test"}], "Bcc": [{"Address": "b@b"}]}
    wire.answers = [messages("1"), http(200, {"Text": LINK, **sent_to})]

    with pytest.raises(Broken, match=r"to a@acme\.test alone; came one to b@b as well"):
        mailbox(wire).links("a@acme.test", frozenset())


def test_user_whose_invitation_was_never_answered_is_removed(run, wire):
    user = {"id": "17", "email": "qa+meiro-contracts-1@acme.test"}
    gone = [HANG_UP, http(200, {})]  # the look-up that comes after it
    wire.answers = [*gone, *gone, TOKEN, http(200, user), http(200, user)]
    with pytest.raises(ConnectionDropped):
        run.api.invite("t", user["email"])

    assert run.users.remove_all() == []
    assert wire.lines[-2:] == ["PATCH /api/users/invite", "DELETE /api/users/17"]


def test_mailbox_that_fails_is_an_error(wire):
    wire.answers = [http(500, {})]

    with pytest.raises(SourceFailed, match=r"^mailbox: 500"):
        mailbox(wire).links("a@acme.test", frozenset())


def test_mail_that_was_there_before_is_not_taken(run, wire):
    wire.answers = [messages("1"), http(200, {}), messages("1", "2"), mail(LINK)]

    assert run.users.ask_for_mail(USER, mailbox(wire)) == [LINK]
    assert [each.partition("?")[0] for each in wire.lines] == [
        "GET /api/api/v1/search",
        "POST /api/users/password",
        "GET /api/api/v1/search",
        "GET /api/api/v1/message/2",
    ]


def test_refused_forgot_password_leaves_the_mail_unproven(run, wire):
    wire.answers = [NONE, http(404, {})]

    with pytest.raises(Unproven, match=r"rests on forgot\.answers"):
        run.users.ask_for_mail(USER, mailbox(wire))


def test_token_of_the_mail_is_a_secret(run, wire):
    help_and_link = f"https://acme.test/help or {LINK}"
    wire.answers = [NONE, http(200, {}), messages("1"), mail(help_and_link)]

    assert run.users.token_by_mail(USER, mailbox(wire)) == RESET_TOKEN
    assert run.redactor.mask(RESET_TOKEN) == "$RESET_TOKEN"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([messages("1"), mail("https://acme.test/help")], "nothing that looks like a token"),
        ([NONE], r"rests on forgot\.sends-mail"),
    ],
    ids=["no-token", "no-mail"],
)
def test_mail_without_a_token_leaves_unproven(run, wire, answers, words):
    wire.answers = [NONE, http(200, {}), *answers]

    with pytest.raises(Unproven, match=words):
        run.users.token_by_mail(USER, mailbox(wire))


LONG = "a" * SHORTEST_TOKEN


@pytest.mark.parametrize(
    ("link", "token"),
    [
        ("https://a.test/?email=a&reset_token=x", "x"),
        ("https://a.test/?code=y&Token=x", "x"),
        ("https://a.test/?resetKey=x", "x"),
        ("https://a.test/#reset_token=x", "x"),
        ("https://a.test/#/reset?token=x", "x"),
        (f"https://a.test/reset/{LONG}/", LONG),
        (f"https://a.test/#/reset/{LONG}", LONG),
        (f"https://a.test/reset/{LONG[:-1]}", None),
        ("https://a.test/?token=", None),
        ("https://a.test/help?page=1", None),
        ("https://a.test", None),
    ],
)
def test_token_of_a_link(link, token):
    assert token_of(link) == token


def test_reset_link_is_of_one_user():
    expect_own_link(["https://a.test", "https://a.test/?token=x"], ["https://a.test"])

    with pytest.raises(Broken, match="a reset link in the mail; came links that another user"):
        expect_own_link(["https://a.test/help"], ["https://a.test/help", "https://a.test/me"])


def test_another_token_is_one_of_the_invitation_where_it_lives(run, wire):
    wire.answers = [TOKEN, http(200, {"user_invitation_link": LINK})]

    assert run.users.another_token(USER, mailbox(wire)) == RESET_TOKEN


def test_another_token_is_one_of_a_mail_where_the_invitation_is_dead(run, wire):
    sent = [NONE, http(200, {}), messages("1"), mail(LINK)]
    wire.answers = [TOKEN, http(404, {}), *sent]

    assert run.users.another_token(USER, mailbox(wire)) == RESET_TOKEN


def test_another_token_needs_a_mailbox_where_the_invitation_is_dead(run, wire):
    wire.answers = [TOKEN, http(404, {})]

    with pytest.raises(Excluded, match="mailbox"):
        run.users.another_token(USER, Mailbox(a_target(), Redactor()))


def test_user_must_log_in_by_the_password_that_was_set(run, wire):
    wire.answers = [TOKEN, http(401, {})]

    run.users.require_log_in(USER, "right")
    with pytest.raises(Unproven, match=r"rests on link\.opens-account"):
        run.users.require_log_in(USER, "right")


INVITED = [TOKEN, http(200, {"id": "18", "email": "x@acme.test"}), TOKEN]


def test_user_that_is_still_there_is_present(run, wire):
    wire.answers = [*INVITED, http(200, {}), TOKEN, http(200, {})]

    run.users.expect_present(USER, an_answer("deleteUser", status=401))

    assert wire.lines[-3::2] == ["GET /api/users/18", "GET /api/users/17"]


@pytest.mark.parametrize(
    ("answers", "failure", "words"),
    [
        ([http(200, {}), TOKEN, http(404, {})], Broken, "the user is gone; came 401"),
        ([http(404, {})], Unproven, "looking up a user that was just invited"),
    ],
    ids=["gone", "no-look-up"],
)
def test_user_that_is_not_found_is_gone_where_others_are_found(run, wire, answers, failure, words):
    wire.answers = [*INVITED, *answers]

    with pytest.raises(failure, match=words):
        run.users.expect_present(USER, an_answer("deleteUser", status=401))

"""Mail in Mailpit, and what is said where it fails."""

import pytest

from harness.core.errors import SourceFailed
from harness.sources import mailpit
from harness.sources.mail import NOTHING
from harness.sources.mailpit import MailpitStore
from tests.harness.mails import mail, mailbox, messages
from tests.harness.wire import HANG_UP, http


def test_messages_are_those_to_the_address(wire):
    wire.answers = [messages("1", "2", to="A@acme.test"), messages("3", to="ba@acme.test")]
    box = mailbox(wire)

    assert [box.messages("a@acme.test") for _ in range(2)] == [{"1", "2"}, frozenset()]


def test_mailbox_that_fails_is_an_error(wire):
    wire.answers = [http(500, {})]

    with pytest.raises(SourceFailed, match=r"^mailbox: 500"):
        mailbox(wire).messages("a@acme.test")


def test_mailpit_is_asked_over_one_connection(wire):
    wire.answers = [messages("1")]
    box = mailbox(wire)

    for _ in range(3):
        box.messages("a@acme.test")
    box.close()

    assert len(wire.connections) == 1


def listed(*ids, of):
    return http(200, {"messages": [said(each) for each in ids], "messages_count": of})


def said(message_id):
    return {"ID": message_id, "To": [{"Address": "a@acme.test", "Name": "A"}], "Cc": None}


def test_every_page_of_a_full_mailbox_is_read(wire):
    wire.answers = [listed("1", "2", of=5), listed("3", "4", of=5), listed("5", of=5)]

    assert mailbox(wire).messages("a@acme.test") == {"1", "2", "3", "4", "5"}
    assert ["start=" in each for each in wire.lines] == [False, True, True]
    assert wire.lines[-1].endswith("start=4")


def test_pages_that_never_end_are_not_read_for_ever(wire):
    wire.answers = [listed("1", of=10**9)]

    assert mailbox(wire).messages("a@acme.test") == {"1"}
    assert len(wire.requests) == mailpit.MOST_PAGES


def test_connection_that_breaks_is_opened_once_more(wire):
    wire.answers = [HANG_UP, messages("1")]

    assert mailbox(wire).messages("a@acme.test") == {"1"}


def test_connection_that_breaks_again_is_an_error(wire):
    wire.answers = [HANG_UP]

    with pytest.raises(SourceFailed, match=r"^mailbox: "):
        mailbox(wire).messages("a@acme.test")
    assert len(wire.requests) == 2


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (http(200, {"messages": None}), frozenset()),
        (http(200, {}), frozenset()),
        (http(200, {"messages": [None, {}, {"ID": "1"}, {"ID": "2", "To": [None]}]}), frozenset()),
        (http(200, {"messages": [{"ID": 7, "To": [{"Address": "A@acme.test "}]}]}), {"7"}),
    ],
    ids=["null", "nothing", "without-addresses", "number-as-id"],
)
def test_list_of_any_shape_is_read(wire, answer, found):
    wire.answers = [answer]

    assert mailbox(wire).messages("a@acme.test") == found


@pytest.mark.parametrize(
    "answer",
    [http(200, []), http(200, {"messages": "x"}), http(200), http(200, "x"), http(404, {})],
    ids=["list", "text-as-list", "empty", "text", "not-found"],
)
def test_what_is_no_answer_of_mailpits_is_an_error(wire, answer):
    wire.answers = [answer]

    with pytest.raises(SourceFailed, match=r"^mailbox: "):
        mailbox(wire).messages("a@acme.test")


def test_message_is_read(wire):
    wire.answers = [mail("text", "<p>", subject="s", to="A@acme.test")]

    found = MailpitStore(wire.url).message("1/../2")

    assert found == (frozenset({"a@acme.test"}), "s", "text", "<p>")
    assert wire.lines == ["GET /api/api/v1/message/1%2F..%2F2"]


def test_parts_that_a_message_lacks_are_empty(wire):
    wire.answers = [http(200, {"Text": None, "HTML": 1, "To": None})]

    assert MailpitStore(wire.url).message("1") == (frozenset(), "", "", "")


def test_message_that_was_removed_meanwhile_is_nothing(wire):
    wire.answers = [http(404, "gone")]

    assert MailpitStore(wire.url).message("1") == NOTHING

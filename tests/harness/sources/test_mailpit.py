"""Mail in Mailpit, and what is said where it fails."""

import pytest

from harness.core.errors import SourceFailed
from tests.harness.mails import mailbox, messages
from tests.harness.wire import http


def test_messages_are_those_to_the_address(wire):
    wire.answers = [messages("1", "2", to="A@acme.test"), messages("3", to="ba@acme.test")]
    box = mailbox(wire)

    assert [box.messages("a@acme.test") for _ in range(2)] == [{"1", "2"}, frozenset()]


def test_mailbox_that_fails_is_an_error(wire):
    wire.answers = [http(500, {})]

    with pytest.raises(SourceFailed, match=r"^mailbox: 500"):
        mailbox(wire).links("a@acme.test", frozenset())


def test_mailpit_is_asked_over_one_connection(wire):
    wire.answers = [messages("1")]
    box = mailbox(wire)

    for _ in range(3):
        box.messages("a@acme.test")
    box.close()

    assert len(wire.connections) == 1

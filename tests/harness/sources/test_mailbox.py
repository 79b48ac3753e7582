"""Mail as it comes to one address."""

import time
from datetime import timedelta

import pytest

from harness.core.errors import SourceFailed
from harness.core.outcomes import Excluded
from harness.sources.mailbox import Mailbox
from harness.targets.model import MailboxAddress
from tests.harness.mails import LINK, NONE, mail, mailbox, messages
from tests.harness.making import a_target
from tests.harness.wire import http

ADDRESS = "a@acme.test"


def test_mailbox_is_excluded_where_there_is_none():
    with pytest.raises(Excluded, match=r"Mailpit or IMAP; .*: mailbox"):
        Mailbox(a_target()).messages(ADDRESS)


def test_new_mail_is_given_with_its_links(wire):
    wire.answers = [messages("1", "2"), mail(LINK, subject="Reset")]

    [found] = mailbox(wire).arriving(ADDRESS, frozenset({"1"}))

    assert (found.id, found.subject, found.links) == ("2", "Reset", (LINK,))
    assert found.recipients == {ADDRESS}


@pytest.mark.parametrize("answer", [NONE, messages("0"), messages("1", to="b@acme.test")])
def test_mail_that_does_not_come_is_not_given(wire, answer):
    wire.answers = [answer]

    assert list(mailbox(wire).arriving(ADDRESS, frozenset({"0"}))) == []


class Patient:
    """A mailbox that waits for an hour of a clock that moves when the suite sleeps."""

    def __init__(self, wire, monkeypatch):
        address = MailboxAddress(mailpit=wire.url, wait=timedelta(hours=1))
        self.mailbox = Mailbox(a_target(mailbox=address))
        self.now, self.looks = 0.0, 0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(time, "sleep", self.sleep)

    def sleep(self, seconds):
        self.now += seconds * 600
        self.looks += 1


@pytest.fixture
def patient(wire, monkeypatch):
    return Patient(wire, monkeypatch)


def test_mail_may_be_late(wire, patient):
    wire.answers = [NONE, NONE, messages("1"), mail(LINK), messages("1")]

    assert [each.id for each in patient.mailbox.arriving(ADDRESS, frozenset())] == ["1"]


def test_look_that_fails_is_made_up_for_by_the_next(wire, patient):
    wire.answers = [http(500, {}), messages("1"), mail(LINK), messages("1")]

    assert [each.id for each in patient.mailbox.arriving(ADDRESS, frozenset())] == ["1"]


def test_mailbox_that_is_gone_at_the_end_fails(wire, patient):
    wire.answers = [messages("1"), mail(LINK), http(500, {})]

    with pytest.raises(SourceFailed, match=r"^mailbox: 500"):
        list(patient.mailbox.arriving(ADDRESS, frozenset()))


def test_wait_is_short_where_it_is_hurried(wire, patient):
    wire.answers = [messages("1"), mail(LINK), messages("1")]
    arrivals = patient.mailbox.arriving(ADDRESS, frozenset())

    for _ in arrivals:
        arrivals.hurry()

    assert patient.looks == 1

"""Mail with a link that must come to one address, and to that alone."""

import pytest

from harness.core.outcomes import Broken, Excluded
from harness.redaction.redactor import Redactor
from harness.sources.mailbox import Mailbox
from tests.harness.mails import LINK, NONE, mail, mailbox, messages
from tests.harness.making import a_target
from tests.harness.wire import http


def test_mailbox_is_excluded_where_there_is_none():
    with pytest.raises(Excluded, match=r"Mailpit or IMAP; .*: mailbox"):
        Mailbox(a_target(), Redactor()).messages("a@acme.test")


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

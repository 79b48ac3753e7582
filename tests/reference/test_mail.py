import html
import logging
import re
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from smtplib import SMTP, SMTPDataError
from typing import Any

import pytest

from reference import post
from reference.commands import build
from reference.instance import Instance
from reference.post import post_office, submit
from reference.serving import LOOPBACK, listen, port_of
from tests.reference.asking import HOUR, PASSWORD
from tests.reference.conftest import serving
from tests.reference.journey import Journey

Shown = dict[str, Any]


@pytest.fixture
def sender() -> Instance:
    return build("sender=me")


@pytest.fixture(params=["direct", "SMTP"])
def carried(request: pytest.FixtureRequest, sender: Instance) -> Iterator[Instance]:
    """An instance whose mails are received directly, or by SMTP."""
    if request.param == "direct":
        yield sender
        return
    with post_office([sender]):
        yield sender


def newest(instance: Instance) -> Shown:
    mail = instance.mailbox.get("latest")
    assert mail is not None
    return mail.summary() | mail.whole()


def forgotten(journey: Journey) -> Shown:
    """Forget the account's password, and give the mail that it brings."""
    address = journey.account["email"]
    assert journey.send("POST", "/users/password", {"email": address}).status == 200
    [found, *_] = journey.controlled(f"/mail/api/v1/search?query=to:{address}")["messages"]
    mail: Shown = journey.controlled(f"/mail/api/v1/message/{found['ID']}")
    return mail


@pytest.mark.starts_process
def test_forgotten_password_mails_a_link_that_resets_it() -> None:
    with serving("--product", "me") as [described]:
        me = Journey(described)
        mail = forgotten(me)
        [link] = re.findall(r"https://\S+", mail["Text"])

        me.set_password(link, PASSWORD)

        assert me.log_in(password=PASSWORD) != "missing"


def test_both_parts_of_a_mail_have_its_link(fresh_instances: dict[str, Any]) -> None:
    mail = forgotten(Journey(fresh_instances["me"]))

    [link] = re.findall(r"https://\S+", mail["Text"])
    assert re.findall('href="([^"]*)"', html.unescape(mail["HTML"])) == [link]


def test_mail_came_by_smtp(fresh_instances: dict[str, Any]) -> None:
    mail = forgotten(Journey(fresh_instances["me"]))

    assert re.fullmatch(r"bounces@instance-\d+\.reference\.test", mail["ReturnPath"])
    assert mail["From"] == {"Name": "Reference", "Address": "no-reply@reference.test"}
    assert re.fullmatch(r"[^<>@]+@reference\.test", mail["MessageID"])


@pytest.mark.starts_process
def test_instances_of_a_process_see_their_own_mails_only() -> None:
    names = ["a.b", "a-b", "a_b", "A.B", "x" * 200]
    arguments = [f"--instance={name}=me" for name in names]

    with serving(*arguments, count=len(names)) as described:
        instances = [Journey(each) for each in described]
        for count, each in enumerate(instances):
            for _ in range(count):
                forgotten(each)

        kept = [each.controlled("/mail/api/v1/messages")["total"] for each in instances]

    assert kept == [0, 1, 2, 3, 4]


def test_mail_arrives_as_it_was_written(carried: Instance) -> None:
    address, link = "plus+ü,quoted@a.test", f"https://a.test/?a={'b' * 500}&c=d"
    text = f"Nové heslo:\n\n{link}\n"

    carried.mailbox.send(address, "Změňte si heslo 密码", text)

    mail = newest(carried)
    assert mail["To"] == [{"Name": "", "Address": address}]
    assert (mail["Cc"], mail["Bcc"], mail["ReplyTo"]) == ([], [], [])
    assert (mail["Subject"], mail["Text"]) == ("Změňte si heslo 密码", text)
    assert f'href="{html.escape(link)}"' in mail["HTML"]
    assert [each.id for each in carried.mailbox.search(f'to:"{address}"')] == [mail["ID"]]
    assert carried.mailbox.search("nové") == carried.mailbox.mails


def test_mail_is_dated_by_the_clock_of_its_sender(carried: Instance) -> None:
    carried.clock.advance(26 * HOUR)

    carried.mailbox.send("a@a.test", "a", "a")

    message = carried.mailbox.mails[0].message
    assert abs(parsedate_to_datetime(message["Date"]).timestamp() - carried.clock.now()) < 60
    assert abs(carried.mailbox.mails[0].created.timestamp() - time.time()) < 60


def test_newest_mail_comes_first_until_it_is_deleted(carried: Instance) -> None:
    for subject in ("first", "second", "third"):
        carried.mailbox.send("a@a.test", subject, "a")

    carried.mailbox.delete([carried.mailbox.mails[0].id])

    assert [each.subject for each in carried.mailbox.mails] == ["second", "first"]
    carried.mailbox.delete([])
    assert carried.mailbox.get("latest") is None


def test_recipient_whom_no_header_names_is_hidden(sender: Instance) -> None:
    content = b"To: One <one@a.test>\nCc: two@a.test\n\nHello\n"

    with post_office([sender]) as port, SMTP(LOOPBACK, port, local_hostname="a.test") as server:
        people = ["one@a.test", "two@a.test", "three@a.test"]
        server.sendmail("bounces@instance-0.reference.test", people, content)

    mail = newest(sender)
    assert mail["To"] == [{"Name": "One", "Address": "one@a.test"}]
    assert mail["Cc"] == [{"Name": "", "Address": "two@a.test"}]
    assert mail["Bcc"] == [{"Name": "", "Address": "three@a.test"}]
    assert (mail["From"], mail["Subject"], mail["HTML"]) == (None, "", "")


def test_mail_of_no_instance_is_refused(sender: Instance) -> None:
    with (
        post_office([sender]) as port,
        SMTP(LOOPBACK, port, local_hostname="a.test") as server,
        pytest.raises(SMTPDataError, match="No instance sends from this address") as refused,
    ):
        server.sendmail("somebody@a.test", ["a@a.test"], b"Subject: a\n\na\n")

    assert (refused.value.smtp_code, sender.mailbox.mails) == (550, [])


@pytest.mark.parametrize("two", ["a@a.test,b", "a@a.test;b", "a@a.test>b", 'a@a.test"b', "a@(b)"])
def test_address_that_mails_to_others_is_refused(fresh_instances: dict[str, Any], two: str) -> None:
    me = Journey(fresh_instances["me"])

    assert me.send("POST", "/users/invite", {"email": two}, me.log_in()).status == 400


def test_mail_is_lost_where_no_server_takes_it(
    sender: Instance, caplog: pytest.LogCaptureFixture
) -> None:
    with post_office([sender]):
        pass

    sender.mailbox.send("a@a.test", "a", "a")

    assert sender.mailbox.mails == []
    [(_, level, words)] = caplog.record_tuples
    assert level == logging.WARNING
    assert words.startswith("a mail to a@a.test was not sent")


def test_silent_server_is_not_waited_for(
    sender: Instance, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(post, "TIMEOUT", 0.2)
    with listen(0) as silent:
        sender.mailbox.transport = lambda *mail: submit(port_of(silent), "a@a.test", *mail)

        sender.mailbox.send("a@a.test", "a", "a")

    assert "timed out" in caplog.text

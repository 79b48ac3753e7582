"""The mails of an instance: written, and kept in the shape of Mailpit's REST API."""

import re
import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from html import escape

from reference.clock import Clock

DOMAIN = "reference.test"
SENDER = Address("Reference", "no-reply", DOMAIN)
LINK = re.compile(r"https?://\S+")
Transport = Callable[[EmailMessage, str], None]  # of a mail, to one address


class Mail:
    """One mail as it was received: its bytes, and the envelope that they came in."""

    def __init__(self, content: bytes, sender: str, recipients: Sequence[str]) -> None:
        self.message = message_from_bytes(content, policy=policy.default)
        self.size = len(content)
        self.sender = sender
        self.recipients = list(recipients)
        self.created = datetime.now(UTC)
        self.id = secrets.token_hex(11)

    @property
    def subject(self) -> str:
        """The subject, as it is read."""
        return _readable(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """The part in plain text; empty where there is none."""
        return self.part("plain")

    def part(self, kind: str) -> str:
        """Give the text of the part whose media type is `text/KIND`; empty where there is none."""
        part = self.message.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""

    def named(self, header: str) -> list[Address]:
        """Give the addresses that a header names."""
        value = self.message[header]
        return list(value.addresses) if value is not None else []

    def addresses(self, header: str) -> list[dict[str, str]]:
        """Give the addresses that a header names, as Mailpit shows them."""
        return [
            _address(each.display_name, f"{each.username}@{each.domain}")
            for each in self.named(header)
        ]

    def hidden(self) -> list[dict[str, str]]:
        """Give the recipients whom no header names, as Mailpit shows them."""
        shown = {_readable(each.addr_spec) for name in ("To", "Cc") for each in self.named(name)}
        return [_address("", each) for each in self.recipients if each not in shown]

    def summary(self) -> dict[str, object]:
        """Give the mail as Mailpit lists it."""
        return {
            "ID": self.id,
            "MessageID": str(self.message["Message-ID"] or "").strip("<>"),
            "Read": False,
            "From": next(iter(self.addresses("From")), None),
            "To": self.addresses("To"),
            "Cc": self.addresses("Cc"),
            "Bcc": self.hidden(),
            "ReplyTo": self.addresses("Reply-To"),
            "Subject": self.subject,
            "Created": _timestamp(self.created),
            "Tags": [],
            "Size": self.size,
            "Attachments": 0,
            "Snippet": self.text[:250],
        }

    def whole(self) -> dict[str, object]:
        """Give the mail as Mailpit shows it."""
        summary = self.summary()
        for name in ("Read", "Created", "Snippet"):
            del summary[name]
        date = self.message["Date"]
        return summary | {
            "Date": _timestamp(date.datetime if date is not None else self.created),
            "ReturnPath": self.sender,
            "Text": self.text,
            "HTML": self.part("html"),
            "Inline": [],
            "Attachments": [],
        }


class Mailbox:
    """Every mail that one instance has sent, the newest first, as Mailpit sorts them.

    `transport` takes a mail to where it is received. It is direct, until a server is put between
    the two: then mails are received on the server's thread.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.mails: list[Mail] = []
        self.transport: Transport = self.receive_directly
        self.changing = threading.Lock()

    def send(self, to: str, subject: str, text: str) -> None:
        """Write a mail, and send it."""
        local, _, domain = to.rpartition("@")
        address = Address("", local, domain)
        self.transport(written(address, subject, text, self.clock), address.addr_spec)

    def receive_directly(self, message: EmailMessage, to: str) -> None:
        """Receive a mail that no server carried."""
        self.receive(message.as_bytes(policy=policy.SMTPUTF8), SENDER.addr_spec, [to])

    def receive(self, content: bytes, sender: str, recipients: Sequence[str]) -> None:
        """Keep a mail, by its bytes and its envelope."""
        mail = Mail(content, sender, recipients)
        with self.changing:
            self.mails.insert(0, mail)

    def search(self, query: str) -> list[Mail]:
        """Find mails by words of Mailpit's query language: `to:ADDRESS`, or any text."""
        found = list(self.mails)
        for term in query.lower().split():
            name, _, value = term.partition(":")
            if name in {"to", "addressed"} and value:
                found = [mail for mail in found if _is_to(mail, value.strip('"'))]
            else:
                word = term.strip('"')
                found = [mail for mail in found if word in f"{mail.subject} {mail.text}".lower()]
        return found

    def get(self, mail_id: str) -> Mail | None:
        """Give a mail by its id, or the newest as `latest`."""
        mails = list(self.mails)
        return next((mail for mail in mails if mail_id in {mail.id, "latest"}), None)

    def delete(self, ids: list[str]) -> None:
        """Delete these mails; all of them if none is named, as Mailpit does."""
        with self.changing:
            self.mails = [mail for mail in self.mails if ids and mail.id not in ids]


def written(to: Address, subject: str, text: str, clock: Clock) -> EmailMessage:
    """Write a mail, in plain text and in HTML (RFC 5322)."""
    message = EmailMessage()
    message["Message-ID"] = make_msgid(domain=DOMAIN)
    message["Date"] = datetime.fromtimestamp(clock.now(), UTC)
    message["From"] = SENDER
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    message.add_alternative(_as_html(text), subtype="html")
    return message


def _as_html(text: str) -> str:
    linked = LINK.sub(r'<a href="\g<0>">\g<0></a>', escape(text.strip()))
    paragraphs = "\n".join(f"<p>{each}</p>" for each in linked.split("\n\n"))
    return f"<html><body>\n{paragraphs}\n</body></html>\n"


def _address(name: str, address: str) -> dict[str, str]:
    return {"Name": _readable(name), "Address": _readable(address)}


def _is_to(mail: Mail, part: str) -> bool:
    return any(part in each["Address"].lower() for each in mail.addresses("To"))


def _timestamp(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _readable(value: str) -> str:
    # The parser keeps what is not ASCII as surrogates, where the header holds it as it is
    # (RFC 6532).
    return value.encode(errors="surrogateescape").decode(errors="replace")

"""The mails of an instance, kept in memory and shown in the shape of Mailpit's REST API."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape

SENDER = "no-reply@reference.test"


@dataclass
class Mail:
    """One mail to one address."""

    to: str
    subject: str
    text: str
    created: datetime
    id: str = field(default_factory=lambda: secrets.token_hex(11))

    def summary(self) -> dict[str, object]:
        """Give the mail as Mailpit lists it."""
        return {
            "ID": self.id,
            "MessageID": f"{self.id}@reference.test",
            "Read": False,
            "From": {"Name": "Reference", "Address": SENDER},
            "To": [{"Name": "", "Address": self.to}],
            "Cc": [],
            "Bcc": [],
            "ReplyTo": [],
            "Subject": self.subject,
            "Created": self.created.isoformat().replace("+00:00", "Z"),
            "Tags": [],
            "Size": len(self.text.encode()),
            "Attachments": 0,
            "Snippet": self.text[:250],
        }

    def whole(self) -> dict[str, object]:
        """Give the mail as Mailpit shows it."""
        summary = self.summary()
        for name in ("Read", "Created", "Snippet"):
            del summary[name]
        return summary | {
            "Date": self.created.isoformat().replace("+00:00", "Z"),
            "ReturnPath": SENDER,
            "Text": self.text,
            "HTML": f"<html><body><pre>{escape(self.text)}</pre></body></html>",
            "Inline": [],
            "Attachments": [],
        }


class Mailbox:
    """Every mail that one instance has sent, the newest first, as Mailpit sorts them."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, to: str, subject: str, text: str) -> None:
        """Deliver a mail."""
        self.mails.insert(0, Mail(to, subject, text, datetime.now(UTC)))

    def search(self, query: str) -> list[Mail]:
        """Find mails by words of Mailpit's query language: `to:ADDRESS`, or any text."""
        found = self.mails
        for term in query.lower().split():
            name, _, value = term.partition(":")
            if name in {"to", "addressed"} and value:
                found = [mail for mail in found if value.strip('"') in mail.to.lower()]
            else:
                word = term.strip('"')
                found = [mail for mail in found if word in f"{mail.subject} {mail.text}".lower()]
        return found

    def get(self, mail_id: str) -> Mail | None:
        """Give a mail by its id, or the newest as `latest`."""
        if mail_id == "latest":
            return self.mails[0] if self.mails else None
        return next((mail for mail in self.mails if mail.id == mail_id), None)

    def delete(self, ids: list[str]) -> None:
        """Delete these mails; all of them if none is named, as Mailpit does."""
        self.mails = [mail for mail in self.mails if ids and mail.id not in ids]

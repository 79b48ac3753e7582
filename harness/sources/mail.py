"""Mail, wherever it is kept."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """One mail."""

    recipients: frozenset[str]
    """Every address that it was sent to, in lower case."""
    subject: str
    text: str
    """Its parts in plain text; a part that can't be read is left out."""
    html: str
    """Its parts in HTML, as they are written."""


NOTHING = Message(frozenset(), "", "", "")
"""What is left of a mail that was removed meanwhile."""


class MailStore(Protocol):
    """Where mail is kept. Raises SourceFailed where it can't be reached."""

    def ids(self, email: str) -> frozenset[str]:
        """Return the ids of the messages to an address."""

    def message(self, message_id: str) -> Message:
        """Return a message."""

    def close(self) -> None:
        """Close what is open; it may be asked again."""

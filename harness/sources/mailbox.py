"""The mail that an instance sends to the addresses of a run: read, and never changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from harness.core.errors import SourceFailed
from harness.core.outcomes import Excluded
from harness.sources.mail_links import links_in
from harness.sources.mailpit import MailpitStore
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.sources.mail import MailStore, Message
    from harness.targets.model import Target

_POLL_EVERY = 0.5
GRACE = 5.0
"""Seconds that are waited for another mail, where one has come that might be it."""


class Mail(NamedTuple):
    """One mail to an address of the run."""

    id: str
    recipients: frozenset[str]
    """Every address that it was sent to, in lower case."""
    subject: str
    links: tuple[str, ...]


class Mailbox:
    """Where the mail to a target's users is looked for, by whatever keeps it."""

    def __init__(self, target: Target, note: Callable[[Message], None] | None = None) -> None:
        self._store = _store_of(target)
        self._note = note
        """Told of each mail that is read."""
        self.wait = target.mailbox.wait.total_seconds() if target.mailbox else 0.0
        """Seconds within which mail must arrive."""

    def require(self) -> MailStore:
        """Return where mail is kept; Excluded where the target has no mailbox."""
        if self._store is None:
            raise Excluded(Need.MAILBOX, f"needs {Need.MAILBOX.words}")
        return self._store

    def messages(self, email: str) -> frozenset[str]:
        """Return the ids of the messages to ``email`` that are there."""
        return self.require().ids(email)

    def mail(self, message_id: str) -> Mail:
        """Return a message, and its links."""
        message = self.require().message(message_id)
        if self._note is not None:
            self._note(message)
        return Mail(message_id, message.recipients, message.subject, tuple(links_in(message)))

    def arriving(self, email: str, before: frozenset[str]) -> Arrivals:
        """Give the messages to ``email`` that were not there before, as they come."""
        return Arrivals(self, email, before)

    def close(self) -> None:
        """Close its connection; it may be asked again."""
        if self._store is not None:
            self._store.close()


class Arrivals:
    """The mails that come to an address, until what a target says that it waits is over."""

    def __init__(self, mailbox: Mailbox, email: str, before: frozenset[str]) -> None:
        self._mailbox = mailbox
        self._email = email
        self._seen = before
        self._ends = time.monotonic() + mailbox.wait

    def hurry(self) -> None:
        """Wait only a moment longer."""
        self._ends = min(self._ends, time.monotonic() + GRACE)

    def __iter__(self) -> Iterator[Mail]:
        """Yield each mail as it comes.

        Raises SourceFailed where the mailbox can't be reached at the end: one look that fails in
        the meantime is made up for by the next.
        """
        while True:
            is_over = time.monotonic() > self._ends
            try:
                yield from self._new()
            except SourceFailed:
                if is_over:
                    raise
            if is_over:
                return
            time.sleep(_POLL_EVERY)

    def _new(self) -> Iterator[Mail]:
        for each in sorted(self._mailbox.messages(self._email) - self._seen):
            mail = self._mailbox.mail(each)
            self._seen |= {each}
            yield mail


def _store_of(target: Target) -> MailStore | None:
    if target.mailbox is None:
        return None
    if target.mailbox.imap is not None:
        from harness.sources.imap import ImapStore  # noqa: PLC0415 - only where mail is behind IMAP

        return ImapStore(target.mailbox)
    return MailpitStore(target.mailbox.mailpit or "")

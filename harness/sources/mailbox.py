"""The mail that an instance sends to the addresses of a run: read, and never changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from harness.core.outcomes import Broken, Excluded
from harness.core.urls import urls_in
from harness.sources.mailpit import MailpitStore
from spec.rules import Need

if TYPE_CHECKING:
    from harness.redaction.redactor import Redactor
    from harness.sources.mail import MailStore
    from harness.targets.model import Target

_POLL_EVERY = 0.5


class Mailbox:
    """Where the mail to a target's users is looked for, by whatever keeps it."""

    def __init__(self, target: Target, redactor: Redactor) -> None:
        self._store = _store_of(target)
        self._wait = target.mailbox.wait.total_seconds() if target.mailbox else 0.0
        self._redactor = redactor

    def require(self) -> MailStore:
        """Return where mail is kept; Excluded where the target has no mailbox."""
        if self._store is None:
            raise Excluded(Need.MAILBOX, f"needs {Need.MAILBOX.words}")
        return self._store

    def messages(self, email: str) -> frozenset[str]:
        """Return the ids of the messages to ``email`` that are there."""
        return self.require().ids(email)

    def links(self, email: str, before: frozenset[str]) -> list[str]:
        """Wait for a message to ``email`` that was not there before, and return its links.

        Broken when none with a link has come within the limit, or when it went to others as well.
        """
        ends = time.monotonic() + self._wait
        while True:
            new = sorted(self.messages(email) - before)
            if links := [link for each in new for link in self._links_of(each, email)]:
                return links
            if time.monotonic() > ends:
                words = "none" if not new else "one without a link"
                raise Broken(f"a mail with a link to {email}", f"{words} in {self._wait:.0f} s")
            time.sleep(_POLL_EVERY)

    def close(self) -> None:
        """Close its connection; it may be asked again."""
        if self._store is not None:
            self._store.close()

    def _links_of(self, message_id: str, email: str) -> list[str]:
        message = self.require().message(message_id)
        links = urls_in(message.text)
        for link in links:
            self._redactor.register(link, "LINK")
        others = message.recipients - {email.lower()}
        if links and others:
            came = f"one to {', '.join(sorted(others))} as well"
            raise Broken(f"a mail with a link to {email} alone", came)
        return links


def _store_of(target: Target) -> MailStore | None:
    if target.mailbox is None:
        return None
    if target.mailbox.imap is not None:
        from harness.sources.imap import ImapStore  # noqa: PLC0415 - only where mail is behind IMAP

        return ImapStore(target.mailbox)
    return MailpitStore(target.mailbox.mailpit or "")

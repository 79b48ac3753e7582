"""Mail behind IMAP over TLS: looked at, never marked, moved or deleted."""

from __future__ import annotations

import html
import ssl
from contextlib import contextmanager
from datetime import timedelta
from imaplib import IMAP4
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from imap_tools import AND, ImapToolsError, MailBox

from harness.core import clock
from harness.core.errors import SourceFailed
from harness.sources.connection import HELPER_TIMEOUT
from harness.sources.helper import one_line
from harness.sources.mail import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imap_tools import BaseMailBox, MailMessage

    from harness.targets.model import MailboxAddress

_SINCE = timedelta(days=1)
"""IMAP searches by days, and a server's day may have begun earlier than ours."""


class ImapStore:
    """The folder of an account; each look is a connection of its own."""

    def __init__(self, address: MailboxAddress) -> None:
        self._address = address

    def ids(self, email: str) -> frozenset[str]:
        """Return the UIDs of the messages of these days to an address."""
        wanted = AND(to=email, date_gte=(clock.now() - _SINCE).date())
        with self._open() as mailbox:
            found = mailbox.fetch(wanted, mark_seen=False, headers_only=True, bulk=True)
            return frozenset(each.uid for each in found if each.uid and email.lower() in _to(each))

    def message(self, message_id: str) -> Message:
        """Return a message by its UID."""
        with self._open() as mailbox:
            found = next(iter(mailbox.fetch(AND(uid=message_id), mark_seen=False)), None)
            if found is None:
                return Message(frozenset(), "")
            return Message(_to(found), f"{found.text} {html.unescape(found.html)}")

    def close(self) -> None:
        """Nothing is open between two looks."""

    @contextmanager
    def _open(self) -> Iterator[BaseMailBox]:
        parts = urlsplit(self._address.imap or "")
        trusted = self._address.verify if isinstance(self._address.verify, str) else None
        try:
            context = ssl.create_default_context(cafile=trusted)
            box = MailBox(
                parts.hostname or "", parts.port or 993, HELPER_TIMEOUT, ssl_context=context
            )
            folder = unquote(parts.path.strip("/")) or "INBOX"
            user = unquote(parts.username or "")
            try:
                box.login(user, self._address.password or "", initial_folder=None)
                box.folder.set(folder, readonly=True)
                yield box
            finally:
                box.client.shutdown()
        except (OSError, ImapToolsError, IMAP4.error) as failure:
            raise SourceFailed(f"mailbox: {parts.hostname}: {one_line(failure)}") from None


def _to(message: MailMessage) -> frozenset[str]:
    return frozenset(each.lower() for each in (*message.to, *message.cc, *message.bcc))

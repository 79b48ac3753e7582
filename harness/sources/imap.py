"""Mail behind IMAP over TLS: looked at, never marked, moved or deleted."""

from __future__ import annotations

import ssl
from datetime import timedelta
from imaplib import IMAP4
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

from imap_tools import AND, ImapToolsError, MailBox

from harness.core import clock
from harness.core.errors import SourceFailed
from harness.sources.connection import HELPER_TIMEOUT
from harness.sources.helper import one_line
from harness.sources.mail import NOTHING, Message
from harness.sources.mime import message_of, recipients_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from imap_tools import BaseMailBox

    from harness.targets.model import MailboxAddress

T = TypeVar("T")
_SINCE = timedelta(days=1)
"""IMAP searches by days, and a server's day may have begun earlier than ours."""


class ImapStore:
    """The folder of an account; each look is a connection of its own."""

    def __init__(self, address: MailboxAddress) -> None:
        self._address = address

    def ids(self, email: str) -> frozenset[str]:
        """Return the UIDs of the messages of these days to an address."""
        wanted = AND(to=email, date_gte=(clock.now() - _SINCE).date())

        def look(mailbox: BaseMailBox) -> frozenset[str]:
            found = mailbox.fetch(wanted, mark_seen=False, headers_only=True, bulk=True)
            mails = ((each.uid, recipients_of(each.obj)) for each in found)
            return frozenset(uid for uid, sent_to in mails if uid and email.lower() in sent_to)

        return self._look(look)

    def message(self, message_id: str) -> Message:
        """Return a message by its UID; nothing where it was removed meanwhile."""

        def look(mailbox: BaseMailBox) -> Message:
            found = next(iter(mailbox.fetch(AND(uid=message_id), mark_seen=False)), None)
            return NOTHING if found is None else message_of(found.obj)

        return self._look(look)

    def close(self) -> None:
        """Nothing is open between two looks."""

    def _look(self, look: Callable[[BaseMailBox], T]) -> T:
        """Look, and once more by another connection where the server ended this one meanwhile."""
        try:
            try:
                return self._look_once(look)
            except (IMAP4.abort, ConnectionError):
                return self._look_once(look)
        except (OSError, ImapToolsError, IMAP4.error, ValueError, LookupError) as failure:
            host = urlsplit(self._address.imap or "").hostname
            raise SourceFailed(f"mailbox: {host}: {one_line(failure)}") from None

    def _look_once(self, look: Callable[[BaseMailBox], T]) -> T:
        parts = urlsplit(self._address.imap or "")
        trusted = self._address.verify if isinstance(self._address.verify, str) else None
        context = ssl.create_default_context(cafile=trusted)
        box = MailBox(parts.hostname or "", parts.port or 993, HELPER_TIMEOUT, ssl_context=context)
        try:
            box.login(unquote(parts.username or ""), self._address.password or "", None)
            box.folder.set(unquote(parts.path.strip("/")) or "INBOX", readonly=True)
            return look(box)
        finally:
            box.client.shutdown()

"""The mail that an instance sends to the addresses of a run: read, and never changed."""

from __future__ import annotations

import html
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import requests

from harness.hosts import proxies_of
from harness.imap import ImapStore
from harness.messages import Message
from harness.outcomes import Broken, Excluded
from harness.sources import HELPER_TIMEOUT, SourceFailed, one_line
from spec.rules import Need

if TYPE_CHECKING:
    from harness.messages import MailStore
    from harness.redaction import Redactor
    from harness.targets import Target

_POLL_EVERY = 0.5


class Mailbox:
    """The mailbox of a target."""

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

    def _links_of(self, message_id: str, email: str) -> list[str]:
        message = self.require().message(message_id)
        links = re.findall(r"https?://[^\s\"'<>]+", message.text)
        for link in links:
            self._redactor.register(link, "LINK")
        others = message.recipients - {email.lower()}
        if links and others:
            came = f"one to {', '.join(sorted(others))} as well"
            raise Broken(f"a mail with a link to {email} alone", came)
        return links


class MailpitStore:
    """Mail in Mailpit, read through its REST API."""

    def __init__(self, address: str) -> None:
        self._address = address

    def ids(self, email: str) -> frozenset[str]:
        """Return the ids of the messages to an address."""
        found = self._get("api/v1/search", {"query": f'to:"{email}"'})
        return frozenset(
            str(each["ID"])
            for each in found.get("messages", [])
            if email.lower() in _recipients(each)
        )

    def message(self, message_id: str) -> Message:
        """Return a message."""
        found = self._get(f"api/v1/message/{message_id}", {})
        text = f"{found.get('Text', '')} {html.unescape(found.get('HTML', ''))}"
        return Message(_recipients(found), text)

    def _get(self, path: str, parameters: dict[str, str]) -> Any:
        url = urljoin(f"{self._address}/", path)
        try:
            answer = requests.get(
                url, params=parameters, timeout=HELPER_TIMEOUT, proxies=proxies_of(url)
            )
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as failure:
            raise SourceFailed(f"mailbox: {one_line(failure)}") from None


def _recipients(message: dict[str, Any]) -> frozenset[str]:
    """Return whom Mailpit says that a message is to; a list that is empty may be null."""
    lists = [message.get(name) or [] for name in ("To", "Cc", "Bcc")]
    return frozenset(str(each.get("Address")).lower() for people in lists for each in people)


def _store_of(target: Target) -> MailStore | None:
    if target.mailbox is None:
        return None
    if target.mailbox.imap is not None:
        return ImapStore(target.mailbox)
    return MailpitStore(target.mailbox.mailpit or "")

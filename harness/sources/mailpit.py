"""Mail in Mailpit, read through its REST API."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import urljoin

import requests

from harness.core.errors import SourceFailed
from harness.sources.connection import Connection
from harness.sources.helper import one_line
from harness.sources.mail import Message


class MailpitStore:
    """One Mailpit, asked over one connection."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection = Connection()

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

    def close(self) -> None:
        """Close the connection; it may be asked again."""
        self._connection.close()

    def _get(self, path: str, parameters: dict[str, str]) -> Any:
        url = urljoin(f"{self._address}/", path)
        try:
            answer = self._connection.send("GET", url, params=parameters)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as failure:
            raise SourceFailed(f"mailbox: {one_line(failure)}") from None


def _recipients(message: dict[str, Any]) -> frozenset[str]:
    """Return whom Mailpit says that a message is to; a list that is empty may be null."""
    lists = [message.get(name) or [] for name in ("To", "Cc", "Bcc")]
    return frozenset(str(each.get("Address")).lower() for people in lists for each in people)

"""Mail in Mailpit, read through its REST API."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urljoin

import requests

from harness.core.errors import SourceFailed
from harness.sources.connection import Connection
from harness.sources.helper import one_line
from harness.sources.mail import NOTHING, Message

PAGE = 200
"""Mails that a search is asked for at once; Mailpit's own default is 50."""
MOST_PAGES = 25


class MailpitStore:
    """One Mailpit, asked over one connection."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection = Connection()

    def ids(self, email: str) -> frozenset[str]:
        """Return the ids of the messages to an address."""
        found: set[str] = set()
        start = 0
        for _ in range(MOST_PAGES):
            listed, count = self._page(email, start)
            start += len(listed)
            found |= {
                str(each["ID"])
                for each in listed
                if each.get("ID") and email.lower() in _recipients(each)
            }
            if not listed or start >= count:
                break
        return frozenset(found)

    def message(self, message_id: str) -> Message:
        """Return a message; nothing where it was removed meanwhile."""
        found = self._get(f"api/v1/message/{quote(message_id, safe='')}", {}, missing={})
        if not found:
            return NOTHING
        texts = [found.get(name) for name in ("Subject", "Text", "HTML")]
        subject, text, html = (each if isinstance(each, str) else "" for each in texts)
        return Message(_recipients(found), subject, text, html)

    def close(self) -> None:
        """Close the connection; it may be asked again."""
        self._connection.close()

    def _page(self, email: str, start: int) -> tuple[list[dict[str, Any]], int]:
        """Return a page of the messages that Mailpit finds for an address, and how many it has."""
        asked = {"query": f'to:"{email}"', "limit": str(PAGE)}
        found = self._get("api/v1/search", asked | ({"start": str(start)} if start else {}))
        listed, count = found.get("messages") or [], found.get("messages_count")
        if not isinstance(listed, list):
            raise SourceFailed("mailbox: what came is no list of Mailpit's")
        mails = [each for each in listed if isinstance(each, dict)]
        return mails, count if isinstance(count, int) else 0

    def _get(
        self, path: str, parameters: dict[str, str], missing: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask for a JSON object; ``missing`` is what a 404 stands for."""
        url = urljoin(f"{self._address}/", path)
        try:
            answer = self._answer(url, parameters)
            if answer.status_code == 404 and missing is not None:
                return missing
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError, RecursionError) as failure:
            raise SourceFailed(f"mailbox: {one_line(failure)}") from None
        if not isinstance(found, dict):
            raise SourceFailed("mailbox: what came is no answer of Mailpit's")
        return found

    def _answer(self, url: str, parameters: dict[str, str]) -> requests.Response:
        """Ask once more where the connection broke: nothing is changed by looking."""
        try:
            return self._connection.send("GET", url, params=parameters)
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            self._connection.close()
            return self._connection.send("GET", url, params=parameters)


def _recipients(message: dict[str, Any]) -> frozenset[str]:
    """Return whom Mailpit says that a message is to; a list that is empty may be null."""
    lists = [message.get(name) or [] for name in ("To", "Cc", "Bcc")]
    people = [each for found in lists if isinstance(found, list) for each in found]
    addresses = [each.get("Address") for each in people if isinstance(each, dict)]
    return frozenset(each.strip().lower() for each in addresses if isinstance(each, str))

"""A client that sends what it is told to, and never raises on an answer."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

HOUR = 3600
PASSWORD = "Correct-Horse-7"
NOBODY = "nobody@a.test"


@dataclass
class Seen:
    """One answer; status 0 is a connection that broke without one."""

    status: int
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def field(self, name: str) -> str:
        """Give a string of the body, or a string that nothing accepts."""
        body = self.json()
        value = body.get(name) if isinstance(body, dict) else None
        return value if isinstance(value, str) and value else "missing"


def request(
    base: str,
    method: str,
    path: str,
    body: object = None,
    token: str | None = None,
    media_type: str = "application/json",
    headers: Mapping[str, str] = {},
) -> Seen:
    """Send a request; a body that is an iterator of bytes comes in chunks, another as JSON.

    Names that differ by their case are headers that come twice.
    """
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    content = body if isinstance(body, bytes | Iterator) else json.dumps(body).encode()
    sent = {"Content-Type": media_type}
    if token is not None:
        sent["X-Access-Token"] = token
    sent |= headers
    try:
        connection.request(method, parts.path + path, None if body is None else content, sent)
        answer = connection.getresponse()
        named: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            named.setdefault(name.lower(), []).append(value)
        return Seen(answer.status, named, answer.read())
    except (http.client.HTTPException, ConnectionError):
        return Seen(0)
    finally:
        connection.close()

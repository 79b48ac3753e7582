"""A client that sends what it is told to, and never raises on an answer."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests import direct

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

APPLICATIONS: dict[str, ASGIApp] = {}
"""By host and port, what is asked without a socket between, as :mod:`tests.direct` does it."""
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
    content = body if isinstance(body, bytes | Iterator) else json.dumps(body).encode()
    sent = {"Content-Type": media_type}
    if token is not None:
        sent["X-Access-Token"] = token
    sent |= headers
    application = APPLICATIONS.get(parts.netloc)
    if application is not None and isinstance(content, bytes):
        given = b"" if body is None else content
        seen = _asked(application, method, f"http://{parts.netloc}{parts.path}{path}", given, sent)
        if seen is not None:
            return seen
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
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


def _asked(
    application: ASGIApp, method: str, url: str, body: bytes, headers: Mapping[str, str]
) -> Seen | None:
    """Hand a request over that would cross the wire as it is; None where it is another."""
    parts = urlsplit(url)
    named = {"host": parts.netloc, "accept-encoding": "identity", "content-length": str(len(body))}
    if not body and method == "GET":
        del named["content-length"]
    pairs = [(name.lower(), value) for name, value in headers.items()]
    sent = [*named.items(), *pairs]
    is_once = len({name for name, _ in sent}) == len(sent)
    is_plain = url.isascii() and url.isprintable() and not {*" %#"} & {*url}
    if not is_once or not is_plain:
        return None
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent]
    if not direct.is_ordinary(method, raw, body):
        return None
    scope = direct.scope_of(method, url, raw)
    return _seen(direct.call(application, scope, body))


def _seen(events: list[Message]) -> Seen:
    start, *parts = events
    direct.require_framed(start, parts)
    named: dict[str, list[str]] = {}
    for name, value in start["headers"]:
        named.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return Seen(start["status"], named, b"".join(each["body"] for each in parts))

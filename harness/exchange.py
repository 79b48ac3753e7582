"""One request and its answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.outcomes import Broken
from harness.redaction import SECRET_HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from spec.specification import Operation, Specification

_VARYING = re.compile(rb"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|\d+")
"""What differs from answer to answer: ids, times and counters."""
Headers = tuple[tuple[str, str], ...]
"""Names and values in the order they were sent; a name may come more than once."""


@dataclass(frozen=True)
class Request:
    """What was sent."""

    method: str
    url: str
    headers: Headers = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(eq=False)
class Exchange:
    """A request, its answer, and what the pages have against it."""

    operation: Operation | None
    """None for an operation that the pages do not have, such as a probe."""
    request: Request
    started: datetime
    status: int = 0
    reason: str = ""
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    """In what the answer departs from the page, one line each."""
    is_superseded: bool = False
    """Whether it was a gateway that answered, so that the request was sent again."""
    is_generated: bool = False
    """Whether a search of generated input sent it."""
    note: str = ""
    """What a search says of it, where it is the smallest case that breaks a rule."""

    @property
    def text(self) -> str:
        """The answer's body; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a success (2xx)."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """Return the first value of the answer's header, whatever the case of its name."""
        return next(iter(self.header_values(name)), None)

    def header_values(self, name: str) -> list[str]:
        """Return every value of the answer's header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def media_type(self) -> str | None:
        """The answer's media type in lower case, without its parameters."""
        value = self.header("Content-Type")
        return value.split(";")[0].strip().lower() if value else None

    def decoded(self) -> object:
        """Decode the answer's body as JSON; ValueError where it is none."""
        try:
            return json.loads(self.body.decode("utf-8-sig"))
        except RecursionError as failure:
            raise ValueError("nested too deeply") from failure

    def member(self, name: str) -> object:
        """Return the member called ``name`` of the JSON object that is the body, or None."""
        try:
            body = self.decoded()
        except ValueError:
            return None
        return body.get(name) if isinstance(body, dict) else None

    def has_member(self, name: str) -> bool:
        """Whether the body is a JSON object with a member called ``name``, null or not."""
        try:
            body = self.decoded()
        except ValueError:
            return False
        return isinstance(body, dict) and name in body

    def was_sent(self, value: str) -> bool:
        """Whether the request held that text, in a header or in its JSON."""
        if any(value in each for _, each in self.request.headers):
            return True
        return value in _texts_in(self.sent())

    def carries_secret(self) -> bool:
        """Whether the request holds a header in which secrets travel."""
        return any(name.lower() in SECRET_HEADERS for name, _ in self.request.headers)

    def sent(self) -> object:
        """Decode the request's body as JSON; None where it is none."""
        try:
            return json.loads(self.request.body or b"null")
        except (ValueError, RecursionError):
            return None


class Answer:
    """An answer, as a contract reads it: what it lacks breaks the rule that reads it."""

    def __init__(self, exchange: Exchange, spec: Specification) -> None:
        self.exchange = exchange
        self.spec = spec
        self.status = exchange.status
        self.operation = exchange.operation
        self.succeeded = exchange.succeeded

    @property
    def json(self) -> object:
        """The decoded body, or None where it is not JSON."""
        try:
            return self.exchange.decoded()
        except ValueError:
            return None

    @property
    def token(self) -> str:
        """The access token that it holds: a non-empty string that a header can carry."""
        token = self.find("token")
        if not isinstance(token, str) or not token.strip():
            raise self.lacks("a JSON object with a non-empty string `token`")
        if not token.isascii() or not token.isprintable():
            raise self.lacks("a token that can be sent in a header")
        return token

    @property
    def message(self) -> str:
        """Its ``message``, a string."""
        message = self.find("message")
        if not isinstance(message, str):
            raise self.lacks("a JSON object with a string `message`")
        return message

    def text_field(self, name: str) -> str:
        """Return the string called ``name`` that it holds."""
        value = self.find(name)
        if not isinstance(value, str) or not value:
            raise self.lacks(f"a JSON object with a non-empty string `{name}`")
        return value

    def find(self, name: str) -> object:
        """Return the member called ``name`` of the JSON object, or None."""
        return self.exchange.member(name)

    def gives_token(self) -> bool:
        """Whether it holds an access token, under any status and at any depth.

        A refusal may say what was wrong: a ``token`` that is a sentence, or was sent, is none.
        """
        tokens = list(_tokens_in(self.json))
        if self.status < 400:
            return bool(tokens)
        usable = [each for each in tokens if each.isascii() and each.isprintable()]
        return any(" " not in each and not self.exchange.was_sent(each) for each in usable)

    def looks_like(self, other: Answer) -> bool:
        """Whether both have the same status, media type and body, ids and times left out."""
        return self._appearance() == other._appearance()

    def _appearance(self) -> tuple[int, str | None, bytes]:
        body = _VARYING.sub(b"#", self.exchange.body)
        return self.status, self.exchange.media_type, body

    def lacks(self, expected: str) -> Broken:
        """Return the failure that says what was expected of it, and what came."""
        return Broken(expected, self.in_words(), self.exchange)

    def in_words(self) -> str:
        """Say what came, in a few words: status, media type and the body's beginning."""
        body = " ".join(self.exchange.text.split())
        shown = body if len(body) <= 120 else body[:119] + "…"
        media_type = self.exchange.media_type or "no Content-Type"
        return f"{self.status} ({media_type}) {shown or 'without a body'}"


def _tokens_in(value: object) -> Iterator[str]:
    """Yield every non-empty text that a member called ``token`` holds."""
    if isinstance(value, dict):
        token = value.get("token")
        if isinstance(token, str) and token.strip():
            yield token
        for each in value.values():
            yield from _tokens_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _tokens_in(each)


def _texts_in(value: object) -> Iterator[str]:
    """Yield every text of a decoded JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)

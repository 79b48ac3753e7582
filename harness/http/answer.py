"""An answer, as a contract reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.core.outcomes import Broken, Unproven
from harness.http.recorder import Recorder
from harness.http.rendering import answer_text, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.core.exchange import Exchange
    from spec.roles import Role
    from spec.specification import Specification

LONGEST_DESCRIBED = 120
"""Characters of a body that a line about it shows."""
_VARYING = re.compile(rb"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|\d+")
"""What differs from answer to answer: ids, times and counters."""


class Answer:
    """An answer, as a contract reads it: what it lacks breaks the rule that reads it."""

    def __init__(
        self, exchange: Exchange, spec: Specification, recorder: Recorder | None = None
    ) -> None:
        self.exchange = exchange
        self.recorder = recorder or Recorder(spec)
        """Where what is found out about it is noted."""
        self.spec = spec
        self.status = exchange.status
        self.operation = exchange.operation
        self.succeeded = exchange.succeeded

    def is_for(self, *roles: Role) -> bool:
        """Whether it came to an operation of one of the roles."""
        return self.exchange.is_for(*roles)

    @property
    def asked(self) -> str:
        """The method and path of its operation; empty where the pages have none."""
        return f"{self.operation.method} {self.operation.path}" if self.operation else ""

    @property
    def json(self) -> object:
        """The decoded body, or None where it is not JSON; Unproven where it can't be read."""
        self._require_readable()
        try:
            return self.exchange.decoded()
        except ValueError:
            return None

    @property
    def token(self) -> str:
        """The access token that it holds: a non-empty string that a header can carry."""
        token = self.find("token")
        if not isinstance(token, str) or not token.strip():
            raise self.broken("a JSON object with a non-empty string `token`")
        if not token.isascii() or not token.isprintable():
            raise self.broken("a token that can be sent in a header")
        return token

    @property
    def message(self) -> str:
        """Its ``message``, a string."""
        message = self.find("message")
        if not isinstance(message, str):
            raise self.broken("a JSON object with a string `message`")
        return message

    def text_field(self, name: str) -> str:
        """Return the string called ``name`` that it holds."""
        value = self.find(name)
        if not isinstance(value, str) or not value:
            raise self.broken(f"a JSON object with a non-empty string `{name}`")
        return value

    def find(self, name: str) -> object:
        """Return the member called ``name`` of the JSON object, or None.

        Unproven where the body can't be read.
        """
        self._require_readable()
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

    def _require_readable(self) -> None:
        """Make sure that what it holds can be told: nothing is concluded from another's coding."""
        if self.exchange.unreadable:
            raise Unproven(
                f"{self.exchange.request.method} {self.exchange.request.url} answered "
                f"{self.status}, and the body {self.exchange.unreadable}"
            )

    def _appearance(self) -> tuple[int, str | None, bytes]:
        self._require_readable()
        body = _VARYING.sub(b"#", self.exchange.body)
        return self.status, self.exchange.media_type, body

    def broken(self, expected: str, seen: str = "") -> Broken:
        """Return the failure that says what was expected of it, what came, and what that is."""
        came = self.description()
        return Broken(expected, f"{came}; {seen}" if seen else came, self.exchange)

    def description(self) -> str:
        """Say what came, in a few words: status, media type and the body's beginning."""
        shown = cut(" ".join(answer_text(self.exchange).split()), LONGEST_DESCRIBED)
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

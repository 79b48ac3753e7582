"""One request and its answer."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from harness.core.foreign import moment_of
from harness.core.json_text import parsed
from harness.redaction.secret_names import SECRET_HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from spec.roles import Role
    from spec.specification import Operation


_GZIP, _OF_GZIP = b"\x1f\x8b", 31
"""How gzip begins (RFC 1952), and what zlib calls it."""
Headers = tuple[tuple[str, str], ...]
"""Names and values in the order they were sent; a name may come more than once."""


@dataclass(frozen=True)
class Request:
    """What was sent."""

    method: str
    url: str
    headers: Headers = field(repr=False)
    body: bytes | None = field(repr=False)
    target: str | None = None
    """What stood in the request line; None: what the URL makes of it."""


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Those that ask for no change (RFC 9110, section 9.2.1): they may be sent again."""


@dataclass(frozen=True, eq=False)
class Exchange:
    """A request and its answer; what is found out about it, a recorder notes beside it."""

    operation: Operation | None
    """None for an operation that the pages do not have, such as a probe."""
    request: Request
    started: datetime
    status: int = 0
    """0 where there is no answer yet."""
    reason: str = ""
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    """Without its content coding; nothing where it is ``unreadable``."""
    unreadable: str = ""
    """Why the body can't be read, as what follows "the body"; nothing where it can.

    No byte of such a body is kept: what it holds can't be masked either.
    """
    seconds: float = 0.0
    is_generated: bool = False
    """Whether a search of generated input sent it."""

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

    @property
    def clock_offset(self) -> timedelta | None:
        """By how much the instance's clock is ahead of ours; None where it tells no time.

        The ``Date`` header (RFC 9110 §6.6.1) is a second wide, and the answer was made at some
        moment between the two that we know: the middle of both is taken.
        """
        told = moment_of(self.header("Date") or "")
        if told is None:
            return None
        middle = self.started + timedelta(seconds=self.seconds / 2)
        return told - middle + timedelta(seconds=0.5)

    def decoded(self) -> object:
        """Decode the answer's body as JSON; ValueError where it is none.

        It is the same value each time: nobody changes it.
        """
        return _decoded(self.body)

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

    def is_for(self, *roles: Role) -> bool:
        """Whether it was sent as an operation of one of the roles."""
        return self.operation is not None and self.operation.role in roles

    def was_sent(self, value: str) -> bool:
        """Whether the request held that text, in a header or in its JSON."""
        if any(value in each for _, each in self.request.headers):
            return True
        return value in self.sent_texts()

    def sent_texts(self) -> Iterator[str]:
        """Yield every text of the JSON that was sent."""
        return _texts_in(self.sent())

    def carries_secret(self) -> bool:
        """Whether the request holds a header in which secrets travel."""
        return any(name.lower() in SECRET_HEADERS for name, _ in self.request.headers)

    def sent(self) -> object:
        """Decode the request's body as JSON, packed or not; None where it is none."""
        body = self.request.body or b"null"
        try:
            return parsed(_unpacked(body) if body.startswith(_GZIP) else body)
        except (ValueError, zlib.error):
            return None


def _unpacked(body: bytes) -> bytes:
    """Unpack what was sent as gzip, as far as it goes; zlib.error where it is damaged."""
    return zlib.decompressobj(_OF_GZIP).decompress(body)


@lru_cache(maxsize=1)
def _decoded(body: bytes) -> object:
    """Decode the body that is looked at, which is asked for several things one after the other."""
    return parsed(body.decode("utf-8-sig"))


def _texts_in(value: object) -> Iterator[str]:
    """Yield every text of a decoded JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)

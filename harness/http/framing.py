"""Where an answer begins and ends on the wire (RFC 9112), read within bounds.

The standard library's reader takes a ``103 Early Hints`` for the answer, ends the head at a line
that is no header field, and waits anew for each byte. This one passes over informational answers,
reads a head line by line, and ends by a time, whatever keeps coming.
"""

from __future__ import annotations

import io
import re
import socket
import time
from contextlib import suppress
from contextvars import ContextVar
from http.client import BadStatusLine, HTTPException, HTTPMessage, HTTPResponse, RemoteDisconnected
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.core.foreign import LARGEST_NUMBER, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_HEAD = 64 * 1024
"""Bytes of an answer before its body, informational answers included."""
MOST_INTERIM = 100
"""Informational answers before the final one."""
MOST_SHOWN = 100
"""Characters of a line that is shown because it was not understood."""
SWITCHING = 101
_STATUS_LINE = re.compile(rb"HTTP/1\.([0-9])[ \t]++([1-9][0-9]{2})([ \t][^\r\n]*+)?\r*+\n?")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")  # RFC 9110 §5.6.2, but for its length
_Fields = list[tuple[str, str]]


class OutOfBounds(HTTPException):
    """An answer that has no end: too long, or too slow."""

    def __init__(self, words: str, *, is_late: bool = False) -> None:
        super().__init__(words)
        self.is_late = is_late
        """Whether it was the time that ran out."""


class Unframed(HTTPException):
    """An answer of which nobody can say where it begins and ends."""


class CutOff(HTTPException):
    """A head that ended with its connection: half an answer would look like a whole one."""


class Bounds:
    """What one exchange may take in all."""

    def __init__(self, seconds: float, quiet: float, largest: int) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._quiet = quiet
        self._largest = largest
        self._count = 0

    def patience(self) -> float:
        """Return the seconds for which the next byte may be waited for; OutOfBounds if none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self.late()
        return min(self._quiet, left)

    def is_over(self) -> bool:
        """Whether the time has run out."""
        return time.monotonic() >= self._ends

    def late(self) -> OutOfBounds:
        """Return the failure that says so."""
        return OutOfBounds(f"no end after {self._seconds:g} s", is_late=True)

    def read(self, count: int) -> None:
        """Count bytes that came."""
        self._count += count
        if self._count > self._largest:
            raise OutOfBounds(f"the answer has no end after {self._largest} bytes")


BOUNDS: ContextVar[Bounds] = ContextVar("bounds")
"""Those of the exchange that is under way: urllib3 hands nothing on to its connections."""


class _Stream(io.RawIOBase):
    """What comes over a socket, each read within the bounds of the whole exchange."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, bounds: Bounds) -> None:
        self._raw = raw
        self._sock = sock
        self._bounds = bounds
        self._is_done = False

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has come, or wait for it."""
        if self._is_done:
            return None
        self._sock.settimeout(self._bounds.patience())
        try:
            count = self._raw.readinto(buffer)
        except TimeoutError:
            if self._bounds.is_over():
                raise self._bounds.late() from None
            raise
        self._bounds.read(count or 0)
        return count

    def finish(self) -> None:
        """Read nothing any more."""
        self._is_done = True

    def end_connection(self) -> None:
        """Make sure that nothing is sent over the socket, or read from it, again."""
        with suppress(OSError):  # it may have ended before
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it, but not the socket, which may serve the next exchange."""
        self._raw.close()
        super().close()


class _Reader(io.BufferedReader):
    """Reads lines and bytes; what is left when it is closed belongs to no answer.

    It would be taken for the beginning of the next one, so the connection is given up.
    """

    raw: _Stream

    def close(self) -> None:
        """Close it, and end the connection where something is left."""
        if not self.closed:
            self.raw.finish()
            if self.peek(1):
                self.raw.end_connection()
        super().close()


class FramedResponse(HTTPResponse):
    """An answer, from its status line to its end."""

    _method: str | None

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        stream = self.fp.detach()
        self.fp = _Reader(_Stream(stream, sock, BOUNDS.get()))
        self._head_size = 0

    def begin(self, **_: Any) -> None:
        """Read the head of the final answer.

        RFC 9110 §15.2: a client must be able to parse informational answers before it, and may
        ignore those it does not expect.
        """
        for _interim in range(MOST_INTERIM + 1):
            minor, status, reason = self._status()
            fields = list(self._fields())
            if status == SWITCHING:
                raise Unframed("101 Switching Protocols, which was not asked for")
            if status >= 200:
                break
        else:
            raise OutOfBounds(f"no answer after {MOST_INTERIM} informational ones")
        self.version = 11 if minor else 10
        self.code = self.status = status
        self.reason = reason
        self.headers = self.msg = HTTPMessage()
        for name, value in fields:
            self.headers[name] = value
        framing = framing_of(fields, status, self._method, is_old=not minor)
        self.chunked, self.length, self.will_close = framing
        self.chunk_left = None

    def _status(self) -> tuple[int, int, str]:
        """Return the minor version, the status, and its reason unless that is a whole story."""
        line = self.fp.readline(LARGEST_HEAD)
        if not line:
            raise RemoteDisconnected("the connection was closed without an answer")
        found = _STATUS_LINE.fullmatch(line)
        if found is None:
            shown = line.decode("latin-1").strip()
            raise BadStatusLine(shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…")
        minor, status, reason = found.groups(b"")
        words = reason.decode("latin-1").strip()
        return int(minor), int(status), words if len(words) <= MOST_SHOWN else ""

    def _fields(self) -> Iterator[tuple[str, str]]:
        """Yield the header fields up to the empty line; lines that are none are passed over.

        A line that begins with a blank goes on with the one before (RFC 9112 §5.2). A blank before
        the colon belongs to no name (§5.1).
        """
        name, parts = "", list[str]()
        for line in self._lines():
            if line[:1] in {" ", "\t"}:
                parts.append(line)
                continue
            if name:
                yield name, _value(parts)
            said, colon, value = line.partition(":")
            name = said.rstrip(" \t")
            name, parts = name if colon and _NAME.fullmatch(name) else "", [value]
        if name:
            yield name, _value(parts)

    def _lines(self) -> Iterator[str]:
        while line := self.fp.readline(LARGEST_HEAD):
            self._head_size += len(line)
            if self._head_size >= LARGEST_HEAD:
                raise OutOfBounds(f"the answer's head is over {LARGEST_HEAD} bytes")
            if not line.endswith(b"\n"):
                break
            text = line.decode("latin-1").rstrip("\r\n")
            if not text:
                return
            yield text
        raise CutOff("the connection ended within the answer's head")


class Framing(NamedTuple):
    """How a body ends."""

    chunked: bool
    length: int | None
    """Bytes; None where it ends with the connection, or is chunked."""
    will_close: bool
    """Whether the connection is good for nothing more."""


def framing_of(fields: _Fields, status: int, method: str | None, *, is_old: bool) -> Framing:
    """Say how the body of an answer ends (RFC 9112 §6.3); ``is_old``: over HTTP/1.0.

    Unframed where its lengths are none, or contradict each other.
    """
    said = _tokens(fields, "connection")
    closes = "close" in said or (is_old and "keep-alive" not in said)
    if method == "HEAD" or status in {204, 304}:
        return Framing(chunked=False, length=0, will_close=closes)
    codings = [each for each in _tokens(fields, "transfer-encoding") if each != "identity"]
    if codings:
        is_chunked = codings[-1] == "chunked"
        is_clear = is_chunked and not is_old and not _tokens(fields, "content-length")
        return Framing(chunked=is_chunked, length=None, will_close=closes or not is_clear)
    length = _length(_tokens(fields, "content-length"))
    return Framing(chunked=False, length=length, will_close=closes or length is None)


def _length(said: list[str]) -> int | None:
    lengths = {whole_number(each) for each in said}
    if not lengths:
        return None
    length = lengths.pop()
    if lengths or length is None or not 0 <= length < LARGEST_NUMBER:
        raise Unframed("its Content-Length is none, or there are two of them")
    return length


def _tokens(fields: _Fields, wanted: str) -> list[str]:
    """Return the members of a header that is a list, in lower case."""
    values = [value for name, value in fields if name.lower() == wanted]
    return [each.strip().lower() for value in values for each in value.split(",") if each.strip()]


def _value(parts: list[str]) -> str:
    """Join the lines of a value; RFC 9110 §5.5 has a NUL or a bare CR replaced by a blank."""
    text = " ".join(part.strip(" \t") for part in parts)
    return text.replace("\x00", " ").replace("\r", " ").strip(" \t")

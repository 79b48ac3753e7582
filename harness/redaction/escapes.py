"""Text whose characters are escaped one by one, read as it was before: in whatever mixture.

A secret may be percent-encoded within JSON within an attribute of HTML. That is not undone layer by
layer, each by its own rules: any escape is undone wherever it stands, again and again. What is read
so is searched and never shown, so that an escape undone too many does no harm.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_UNIT = re.compile(
    rb"""(?x)
    %(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})
    | \\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}
    | \\(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2})
    | \\[0-3][0-7]{2}
    | \\["'\\/nrtbf&<>=]
    | &\#(?:[xX][0-9A-Fa-f]{1,12}|[0-9]{1,12});?
    | &[A-Za-z][A-Za-z0-9]{1,30};
    | (?P<break>
        [=\\]\r?\n
        | ["']\n(?:E[ ])?[ \t]*+b?["']
        | (?:\r?\n(?:E[ ])?[ \t]*+)++
    )
    """
)
"""An escaped character, or a place where a long text is broken. No part can be read two ways, so
that the time it takes goes by the length of the text alone."""
_SIMPLE = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LAYERS = 8


@dataclass(frozen=True)
class Reading:
    """A text with its escapes undone once, and where each of its bytes came from."""

    data: bytes
    _at: array[int]
    """Where pieces begin in ``data``: in turn one that stood so, and one that was escaped."""
    _source: array[int]
    """Where the same pieces begin in what was read."""

    def source_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the range that was read as this one; an escape in it is taken whole."""
        first, last = bisect_right(self._at, start) - 1, bisect_right(self._at, end - 1) - 1
        begin = self._source[first] + (0 if first % 2 else start - self._at[first])
        if last % 2:
            return begin, self._source[last + 1]
        return begin, self._source[last] + end - self._at[last]


def unescaped(data: bytes) -> Reading | None:
    """Undo every escape of a text once; None where it has none."""
    made = bytearray()
    at, source = array("I", [0]), array("I", [0])
    read = 0
    for unit in _UNIT.finditer(data):
        start, end = unit.span()
        made += data[read:start]
        at.append(len(made))
        source.append(start)
        made += b"" if unit["break"] else _undone(unit[0])
        at.append(len(made))
        source.append(end)
        read = end
    if not read:
        return None
    made += data[read:]
    return Reading(bytes(made), at, source)


def without_escapes(data: bytes, *, line_break: bytes = b"") -> bytes:
    """Undo every escape of a text once, where it does not matter what stood where."""
    return _UNIT.sub(lambda unit: line_break if unit["break"] else _undone(unit[0]), data)


def normal(text: str) -> str:
    """Undo the escapes of a text until it has none, as a secret may hold what looks like some."""
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(_LAYERS):
        if (plain := without_escapes(data)) == data:
            break
        data = plain
    return data.decode("utf-8", "replace")


@lru_cache(maxsize=4096)
def _undone(unit: bytes) -> bytes:
    """Return the bytes that an escape stands for."""
    kind, second = unit[:1], unit[1:2]
    if kind == b"%":
        return _character(unit[2:]) if second == b"u" else bytes.fromhex(unit[1:].decode())
    if kind == b"&":
        return html.unescape(unit.decode()).encode()
    if second in b"uU":
        return _of_unicode(unit)
    if second == b"x":
        return bytes.fromhex(unit[2:].decode())
    if second in b"0123":
        return bytes([int(unit[1:], 8)])
    return _SIMPLE.get(second, second)


def _of_unicode(unit: bytes) -> bytes:
    if len(unit) == 12:  # two halves of one character
        pair = unit[2:6] + unit[8:]
        return bytes.fromhex(pair.decode()).decode("utf-16-be").encode()
    return _character(unit[2:].strip(b"{}"))


def _character(digits: bytes) -> bytes:
    """Return a character by its number in hexadecimal digits; nothing where there is none."""
    number = int(digits, 16)
    return chr(number).encode("utf-8", "surrogatepass") if number <= 0x10FFFF else b""

"""Content codings (RFC 9110 §8.4): none is asked for, yet a proxy may apply one."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from harness.core import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_CODINGS = 5
"""Of one body, each applied to what the one before made of it."""
_NONE = frozenset({"", "identity", "none", "utf-8"})
"""What says that nothing was done, or is no coding though it is found in the wild."""
_GZIP_MAGIC = b"\x1f\x8b"
_NAMEABLE = re.compile(r"[a-z0-9.+-]{1,20}")
_WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""For zlib: deflate is meant to be in its format, and is often sent without (§8.4.1.2)."""


class Undecodable(ValueError):  # noqa: N818 - what became of a body, noted on its exchange
    """A body that can't be read; the message says why, as what follows "the body"."""


def decoded(body: bytes, codings: Iterable[str], largest: int) -> bytes:
    """Undo the codings that a header lists; Undecodable where that can't be done.

    A body that is a JSON object or array as it stands was not coded, whatever its header says.
    """
    wanted = [each for each in codings if each not in _NONE]
    for coding in reversed(wanted[:MOST_CODINGS] if body else []):
        if coding not in _WINDOWS:
            return _as_it_stands(body, coding)
        plain = _inflated(body, coding, largest)
        if plain is None:
            return _as_it_stands(body, coding)
        body = plain
    if body and len(wanted) > MOST_CODINGS:
        raise Undecodable(f"is coded {len(wanted)} times")
    return body


def _inflated(body: bytes, coding: str, largest: int) -> bytes | None:
    """Undo zlib's work; None where it is not its work, or not the whole of it."""
    for window in _WINDOWS[coding]:
        found, rest, is_whole = bytearray(), body, True
        with suppress(zlib.error):
            while rest and is_whole and (not found or rest.startswith(_GZIP_MAGIC)):
                reader = zlib.decompressobj(window)
                found += reader.decompress(rest, largest + 1 - len(found))
                if len(found) > largest:
                    raise Undecodable(f"is over {largest} bytes")
                rest, is_whole = reader.unused_data, reader.eof  # gzip may have parts
            if is_whole:
                return bytes(found)
    return None


def _as_it_stands(body: bytes, coding: str) -> bytes:
    try:
        found = json_text.parsed(body.decode("utf-8-sig"))
    except ValueError:
        found = None
    if isinstance(found, dict | list):
        return body
    shown = coding if _NAMEABLE.fullmatch(coding) else "a name that is none"
    raise Undecodable(f"is coded ({shown}), which was not asked for, and can't be read")

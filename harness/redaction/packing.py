"""Runs of a text that may stand for other text as a whole: base64, hexadecimal, compressed data."""

from __future__ import annotations

import base64
import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}+={0,2}+")
"""What may be base64 (RFC 4648), base64url or hexadecimal."""
MOST_UNPACKED = 1_000_000
"""Bytes that a run may hold once decompressed; what comes behind them is not read."""
_SHORTEST = 6
"""Bytes of a text that may hold a secret."""
_PRINTABLE = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]+")
_LONGEST_KEPT = 4096
_ORDINARY = b"abcdefghijklmnopqrstuvwxyz/_-"
_URLSAFE = bytes.maketrans(b"-_", b"+/")
_MAGIC = (b"\x1f\x8b", b"\x78")
_GZIP_OR_ZLIB, _BARE = zlib.MAX_WBITS + 32, -zlib.MAX_WBITS


def unpacked(run: bytes) -> tuple[bytes, ...]:
    """Return the texts that a run may stand for; none where it stands for itself."""
    return _kept(run) if len(run) <= _LONGEST_KEPT else tuple(_texts(run))


@lru_cache(maxsize=8192)
def _kept(run: bytes) -> tuple[bytes, ...]:
    """Remember what a run stands for: paths and names come again and again."""
    return tuple(_texts(run))


def _texts(run: bytes) -> Iterator[bytes]:
    if not run.translate(None, _ORDINARY):
        return  # a path or a name: what is encoded has a capital or a digit among so many
    for raw in _decoded(run):
        for data in (raw, *_inflated(raw)):
            text = data.replace(b"\0", b"") if data.count(0) * 3 > len(data) else data  # UTF-16
            if len(text) >= _SHORTEST and len(text.translate(None, _PRINTABLE)) * 4 <= len(text):
                yield text


def _decoded(run: bytes) -> Iterator[bytes]:
    """Decode a run; where other characters stand before it, it may begin at any of four places."""
    run = run.rstrip(b"=")
    plain = run.translate(_URLSAFE)
    for start in range(4):
        whole = plain[start:]
        if len(whole) % 4 == 1:
            whole = whole[:-1]
        yield base64.b64decode(whole + b"=" * (-len(whole) % 4))
    if _HEXADECIMAL.fullmatch(run):
        yield from (
            bytes.fromhex(run[start:][: (len(run) - start) // 2 * 2].decode()) for start in (0, 1)
        )


def _inflated(raw: bytes) -> Iterator[bytes]:
    windows = (_GZIP_OR_ZLIB, _BARE) if raw.startswith(_MAGIC) else (_BARE,)
    for window in windows:
        try:
            yield zlib.decompressobj(window).decompress(raw, MOST_UNPACKED)
        except zlib.error:
            continue

"""The last look of a run: whether a secret stands in what it wrote.

Masking happens where things are shown; this makes sure of it, whatever a plugin did. It reads each
file itself, and undoes what it finds encoded there, whether or not masking knew of it.
"""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from harness.redaction.own_words import own_words_that_are
from harness.redaction.redactor import SHORTEST
from harness.redaction.search import KeysAlone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import IO

PART = 1024 * 1024
"""Bytes of a file that are looked at together: all of them where it is no larger."""
ACROSS = 64 * 1024
"""Bytes that are looked at with the next part as well: any form of a secret is shorter."""


def leaking(
    files: Iterable[Path],
    secrets: Iterable[str],
    passwords: Iterable[str],
    also: Iterable[str] = (),
) -> list[Path]:
    """Return the files that hold a secret in any form, also across a line break.

    ``passwords`` are what somebody chose: a form of one that is a word of the suite's own, or
    stands in the texts ``also``, is not looked for.
    """
    index, texts = KeysAlone(), list(also)
    for value in {*passwords}:
        if len(value) >= SHORTEST:
            index.add(value, "PASSWORD", own_words_that_are(value, texts))
    for value in {*secrets} - {*passwords}:
        if len(value) >= SHORTEST:
            index.add(value, "SECRET")
    return [file for file in files if _leaks(file, index)]


def _leaks(file: Path, index: KeysAlone) -> bool:
    try:
        with file.open("rb") as plain:
            if _has(plain, index):
                return True
        if file.suffix != ".gz":
            return False
        with gzip.open(file) as unpacked:
            return _has(unpacked, index)
    except (OSError, EOFError, zlib.error):
        return False


def _has(opened: IO[bytes] | gzip.GzipFile, index: KeysAlone) -> bool:
    """Whether a file holds a secret; a large one is read in parts, which lie across each other."""
    end = b""
    while data := opened.read(PART):
        if index.finds(end + data):
            return True
        end = (end + data)[-ACROSS:]
    return False

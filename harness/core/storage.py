"""Files that are written whole, or not at all, and read if they are what they should be."""

from __future__ import annotations

import errno
import json
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

MOST_READ = 64 * 1024 * 1024
"""Bytes of a file that an earlier run left."""


def writable(text: str) -> str:
    """Return a text that UTF-8 can hold: half of a surrogate pair, as JSON may hold it, escaped."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a file to write, which takes the place of another once it is there as a whole."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with written_whole(path) as part, _opened(part) as file:
        file.write(text)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file whole or not at all."""
    with written_whole(path) as part, _opened(part) as file:
        # As a whole, the text of a large run would be there several times.
        file.writelines(json.JSONEncoder(indent=1, ensure_ascii=False).iterencode(value))
        file.write("\n")


def _opened(path: Path) -> TextIO:
    """Open a file for writing, in which what UTF-8 can't hold is escaped as by :func:`writable`."""
    return path.open("w", encoding="utf-8", errors="backslashreplace")


def read_bytes(path: Path) -> bytes:
    """Read a file that an earlier run left; OSError where it is none, or far too large for one."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        raise OSError(errno.EINVAL, "is no file", str(path))
    if found.st_size > MOST_READ:
        raise OSError(errno.EFBIG, f"is larger than {MOST_READ // 1024 // 1024} MB", str(path))
    return path.read_bytes()

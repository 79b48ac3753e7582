"""The last look of a run: whether a secret stands in what it wrote.

Masking happens where things are shown; this makes sure of it, whatever a plugin did. A file is
read once, as the set of its words: a run has thousands of secrets, and megabytes of exchanges.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.redaction import SHORTEST, forms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_READ = 4_000_000
"""Characters of a file in which a password is looked for inside words as well."""
_WORD = re.compile(r"[\w-]{6,}", re.ASCII)
_BREAK = re.compile(r"\s*\\?\n\s*")


def leaking(files: Iterable[Path], secrets: Iterable[str], passwords: Iterable[str]) -> list[Path]:
    """Return the files that hold a secret in any form, also across a line break.

    ``passwords`` are looked for wherever they stand, ``secrets`` and, in a large file, all of them
    where a word begins and ends.
    """
    keyed = [(_key_of(form), form) for form in _forms(secrets)]
    keyed += [("", form) for form in _forms(passwords)]
    return [file for file in files if _leaks(file, keyed)]


def _leaks(file: Path, keyed: list[tuple[str, str]]) -> bool:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    joined = _BREAK.sub("", text)
    if len(text) > MOST_READ:
        keyed = [(key or _key_of(form), form) for key, form in keyed]
    words = {*_WORD.findall(text), *_WORD.findall(joined)}
    return any(
        (not key or key in words) and (form in text or form in joined) for key, form in keyed
    )


def _forms(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        if len(value) >= SHORTEST:
            yield from forms_of(value)


def _key_of(form: str) -> str:
    """Return the longest word of a secret: the file must have it, to hold the secret."""
    inner = _WORD.findall(form)
    return max(inner, key=len, default="")

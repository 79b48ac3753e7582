"""The last look of a run: whether a secret stands in what it wrote.

Masking happens where things are shown; this makes sure of it, whatever a plugin did. A file is
read once, as the set of its words: a run has thousands of secrets, and megabytes of exchanges.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.redaction.redactor import SHORTEST, forms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_READ = 4_000_000
"""Characters of a file in which a password is looked for inside words as well."""
_WORD = re.compile(r"[\w-]{6,}", re.ASCII)
_BREAK = re.compile(r"""(?:(["'])(?:\n|\\n)(?:E[ ])?\s*b\1|\s*(?:\\?\n)(?:E[ ])?\s*)""")
"""Where a long text is broken: by a line's end, a shell's backslash, or between shown bytes."""
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[nrtbf\"'\\/])")
"""What may stand before a word in JSON, and is none of its letters."""


def leaking(files: Iterable[Path], secrets: Iterable[str], passwords: Iterable[str]) -> list[Path]:
    """Return the files that hold a secret in any form, also across a line break.

    ``passwords`` are looked for wherever they stand, ``secrets`` and, in a large file, all of them
    where a word begins and ends.
    """
    keyed = [(_key_of(form), form) for form in _forms(secrets)]
    keyed += [("", form) for form in _forms(passwords, thorough=True)]
    return [file for file in files if _leaks(file, keyed)]


def _leaks(file: Path, keyed: list[tuple[str, str]]) -> bool:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    joined = _BREAK.sub("", text)
    if len(text) > MOST_READ:
        keyed = [(key or _key_of(form), form) for key, form in keyed]
    apart = _ESCAPE.sub(" ", text)
    words = {each for version in (text, joined, apart) for each in _WORD.findall(version)}
    return any(
        (not key or key in words) and (form in text or form in joined) for key, form in keyed
    )


def _forms(values: Iterable[str], *, thorough: bool = False) -> Iterator[str]:
    for value in values:
        if len(value) >= SHORTEST:
            yield from forms_of(value, thorough=thorough)


def _key_of(form: str) -> str:
    """Return the longest word of a secret: the file must have it, to hold the secret."""
    inner = _WORD.findall(form)
    return max(inner, key=len, default="")

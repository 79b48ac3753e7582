"""The sentences of a page's words. Lines are broken anywhere; paragraphs and lists are not."""

from __future__ import annotations

import re

_BROKEN_LINE = re.compile(r"(?<![.;\n])\n(?!\n|[-*+] |\|)")
_ENDS = re.compile(r"(?<=[.;])\s+|\n+")
_FULL_STOPS = re.compile(r"(?<=\.)\s+|\n+")


def lines_of(words: str) -> list[str]:
    """Return paragraphs, items of lists and lines that end with a sentence, each in one line."""
    return [each for each in _BROKEN_LINE.sub(" ", words).splitlines() if each.strip()]


def sentences_of(words: str, *, at_semicolons: bool = True) -> list[str]:
    """Return sentences, and the parts of one that a semicolon parts as well, each in one line.

    A row of a table is a line.
    """
    ends = _ENDS if at_semicolons else _FULL_STOPS
    return [each for each in ends.split(_BROKEN_LINE.sub(" ", words)) if each.strip()]

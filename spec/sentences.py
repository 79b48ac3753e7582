"""The sentences of a page's words. Lines are broken anywhere; paragraphs and lists are not."""

from __future__ import annotations

import re

_BROKEN_LINE = re.compile(r"(?<![.;\n])\n(?!\n|[-*+] )")
_ENDS = re.compile(r"(?<=[.;])\s+|\n+")


def sentences_of(words: str) -> list[str]:
    """Return sentences, and the parts of one that a semicolon parts, each in one line."""
    return [each for each in _ENDS.split(_BROKEN_LINE.sub(" ", words)) if each.strip()]

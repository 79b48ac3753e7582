"""Where two texts differ, word by word: what was expected beside what came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

LEAST_ALIKE = 0.2
"""Of two long texts with less in common, marks would be on nearly every word."""
FEW = 8
"""Words and signs of a text that is short enough to be marked as a whole."""
MOST = 1500
"""Words and signs that are compared: the time grows with their square."""
_STATUS = re.compile(r"\b[1-5](?:\d\d|xx)\b")
_NAMED = re.compile(r"`(\w+)`")
"""A member that something is expected of."""
_VALUE = r'"%s"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[^\s",:\[\]{}]+)'
"""That member in a body, with a value of its own line."""
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    """A part of a text."""

    text: str
    differs: bool
    """Whether the other text has something else there."""
    is_name: bool = False
    """Whether it is what a text has between backticks, which Markdown shows as code."""


Pieces = tuple[Piece, ...]


def marked(expected: str, came: str) -> tuple[Pieces, Pieces]:
    """Part both texts into what they have in common and what they have not."""
    one, other = _WORD.findall(expected), _WORD.findall(came)
    if not (one and other) or max(len(one), len(other)) > MOST:
        return _pointed(expected, came)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if _likeness(one, other) < LEAST_ALIKE and max(len(one), len(other)) > FEW:
        return _pointed(expected, came)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, begin, end, from_, to in matcher.get_opcodes():
        _add(left, "".join(one[begin:end]), differs=tag != "equal")
        _add(right, "".join(other[from_:to]), differs=tag != "equal")
    return tuple(left), tuple(right)


def _pointed(expected: str, came: str) -> tuple[Pieces, Pieces]:
    """Mark what tells two texts apart that are hardly alike: the status, or else a named member."""
    wanted, given = _STATUS.search(expected), _STATUS.match(came)
    if wanted and given and not _admits(wanted[0], given[0]):
        return _cut(expected, wanted.span()), _cut(came, given.span())
    for name in _NAMED.finditer(expected):
        found = re.search(_VALUE % re.escape(name[1]), came)
        if found:
            return _cut(expected, name.span()), _cut(came, found.span())
    return plain(expected), plain(came)


def _admits(wanted: str, given: str) -> bool:
    return given.startswith(wanted.removesuffix("xx"))


def _cut(text: str, span: tuple[int, int]) -> Pieces:
    begin, end = span
    parts = ((text[:begin], False), (text[begin:end], True), (text[end:], False))
    return tuple(Piece(part, differs) for part, differs in parts if part)


def _likeness(one: list[str], other: list[str]) -> float:
    """Return how much of their words two texts have in common: all have blanks and signs so."""
    left, right = ([each for each in text if each[0].isalnum()] for text in (one, other))
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def plain(text: str) -> Pieces:
    """Return a text of which nothing is marked."""
    return (Piece(text, differs=False),) if text else ()


def with_names(pieces: Pieces) -> Pieces:
    """Return a text with the names in it as pieces of their own, without their backticks."""
    text, names = text_of(pieces), set[int]()
    ticks = set[int]()
    for found in _NAMED.finditer(text):
        names.update(range(*found.span(1)))
        ticks.update((found.start(), found.end() - 1))
    shown: list[Piece] = []
    signs = (each.differs for each in pieces for _ in each.text)
    for at, (sign, differs) in enumerate(zip(text, signs, strict=True)):
        if at in ticks:
            continue
        is_name = at in names
        if shown and shown[-1][1:] == (differs, is_name):
            shown[-1] = Piece(shown[-1].text + sign, differs, is_name)
        else:
            shown.append(Piece(sign, differs, is_name))
    return tuple(shown)


def text_of(pieces: Pieces) -> str:
    """Return the text again."""
    return "".join(each.text for each in pieces)


def _add(pieces: list[Piece], text: str, *, differs: bool) -> None:
    """Add a part; a mark goes over the blanks between two words that are marked."""
    if not text:
        return
    is_blank = not text.strip()
    if pieces and (pieces[-1].differs is differs):
        pieces[-1] = Piece(pieces[-1].text + text, differs)
    elif len(pieces) > 1 and pieces[-2].differs and differs and not pieces[-1].text.strip():
        before, between = pieces[-2], pieces[-1]
        pieces[-2:] = [Piece(before.text + between.text + text, differs=True)]
    else:
        pieces.append(Piece(text, differs and not is_blank))

"""A page that is text: which characters mean a bullet, an indent or nothing at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .lines import Line, Repairs

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEPTH = {"•": 1, "●": 1, "∙": 1, "·": 1, "◦": 2, "○": 2, "o": 2, "▪": 3, "■": 3, "▫": 3}
"""How deep browsers use a bullet: a disc, then a circle, then squares."""

_BULLETS = "•●∙·◦○▪■▫‣\u2043\u2013*+-"
_BULLET = re.compile(rf"([{_BULLETS}])(?:\s+|$)|([{_BULLETS[:-4]}])(?=\w)")
_LETTER_O = re.compile(r"o\s+(?=\S)")
_O_IS_A_BULLET = re.compile(
    r"^[ \t]*o\s+(?:Request|Response|Attributes|Parameters|Headers|Body)\b", re.MULTILINE
)
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")


def text_lines(text: str, repairs: Repairs) -> list[Line]:
    """Return the lines of a page that is text."""
    with_o = bool(_O_IS_A_BULLET.search(text))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    lines = [
        text_line(number, raw, letter_o=with_o) for number, raw in enumerate(text.split("\n"), 1)
    ]
    _note_characters(text, lines, repairs)
    return _depths_of_bullets(_joined(lines), repairs)


def text_line(number: int, raw: str, *, letter_o: bool = False) -> Line:
    """Return one line of text, parted from its indent and its bullet."""
    raw = _BLANKS.sub(" ", _INVISIBLE.sub("", raw)).expandtabs(4).rstrip()
    text = raw.lstrip()
    indent = len(raw) - len(text)
    match = _BULLET.match(text) or (_LETTER_O.match(text) if letter_o else None)
    if match:
        return Line(number, raw, text[match.end() :].strip(), indent, text[0])
    if hashes := _HASHES.match(text):
        return Line(number, raw, text[hashes.end() :], indent, level=len(hashes[1]))
    return Line(number, raw, text, indent)


def _note_characters(text: str, lines: Sequence[Line], repairs: Repairs) -> None:
    """Say once for each kind of character what it is read as, where it first stands."""
    for pattern, what in (
        (_BLANKS, "blanks of a special width are read as plain ones"),
        (_INVISIBLE, "characters that can't be seen are left out"),
    ):
        if match := pattern.search(text):
            repairs.note(text.count("\n", 0, match.start()) + 1, what)
    first: dict[str, Line] = {}
    for line in lines:
        if line.bullet and line.bullet not in "+":
            first.setdefault(line.bullet, line)
    for bullet, line in first.items():
        repairs.note(line.number, f"the bullet {bullet} is read as +, here and below")


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Give a bullet that stands alone on its line to the text below it."""
    result: list[Line] = []
    waiting: Line | None = None
    for line in lines:
        if line.bullet and not line.text:
            waiting = line
        elif waiting and line.text:
            taken = line if line.bullet else replace(line, bullet=waiting.bullet)
            result.append(replace(taken, indent=max(waiting.indent, 0)))
            waiting = None
        else:
            result.append(line)
    return result


def _depths_of_bullets(lines: list[Line], repairs: Repairs) -> list[Line]:
    """Where no line is indented any more, take the depth of an item from its kind of bullet."""
    bulleted = [line for line in lines if line.bullet]
    depths = {_DEPTH[line.bullet] for line in bulleted if line.bullet in _DEPTH}
    if len({line.indent for line in bulleted}) > 1 or len(depths) < 2:
        return lines
    repairs.note(bulleted[0].number, "the kind of a bullet is read as its depth: indents are lost")
    return [
        replace(line, indent=2 * _DEPTH.get(line.bullet, 0)) if line.bullet else line
        for line in lines
    ]

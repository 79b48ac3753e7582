"""What shields a text in MSON: backticks and backslashes, and what commas then part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TICKS = re.compile(r"`+|\\[!-/:-@\[-`{-~]")


def _shielded(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each shielded part begins and ends, and what it means.

    A run of backticks ends at the next run of the same length, as in Markdown; each run is looked
    at once, so that a line of nothing but backticks takes no more time than any other.
    """
    tokens = list(_TICKS.finditer(text))
    last: dict[int, int] = {}
    closing: list[int] = [0] * len(tokens)
    for number in range(len(tokens) - 1, -1, -1):
        token = tokens[number][0]
        if token[0] == "`":
            closing[number] = last.get(len(token), -1)
            last[len(token)] = number
    number = 0
    while number < len(tokens):
        opening = tokens[number]
        if opening[0][0] == "\\":
            yield opening.start(), opening.end(), opening[0][1]
        elif closing[number] > 0:
            end = tokens[closing[number]]
            yield opening.start(), end.end(), text[opening.end() : end.start()]
            number = closing[number]
        number += 1


def mask(text: str) -> str:
    """Return the text with all that backticks or a backslash shield blotted out."""
    if "`" not in text and "\\" not in text:
        return text
    parts, end = [], 0
    for start, after, _ in _shielded(text):
        parts += [text[end:start], "\0" * (after - start)]
        end = after
    return "".join([*parts, text[end:]])


def unquote(text: str) -> str:
    """Return the text without its backticks and escapes."""
    text = text.strip()
    if "`" not in text and "\\" not in text:
        return text
    parts, end = [], 0
    for start, after, meaning in _shielded(text):
        parts += [text[end:start], meaning]
        end = after
    return "".join([*parts, text[end:]]).strip()


def is_quoted(text: str) -> bool:
    """Tell whether backticks shield the whole text."""
    stripped = text.strip()
    return bool(stripped) and stripped[0] == "`" and not mask(stripped).strip("\0")


def split_list(text: str, separator: str = ",") -> list[str]:
    """Return the parts between commas that nothing shields or brackets."""
    parts, depth, start = [], 0, 0
    shielded = mask(text)
    if separator not in shielded:
        return [text.strip()]
    for index, character in enumerate(shielded):
        if character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif character == separator and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]


def groups(shielded: str) -> tuple[list[tuple[int, int]], int]:
    """Return the outermost parentheses of a masked text, and the place of one without its partner.

    The place is -1 where all have partners; a closing one too many counts as text.
    """
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for index, character in enumerate(shielded):
        if character == "(":
            opened.append(index)
        elif character == ")" and opened:
            start = opened.pop()
            if not opened:
                found.append((start, index + 1))
    return found, (opened[0] if opened else -1)

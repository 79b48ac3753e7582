"""Bodies that stand on a page without a fence, and often without their indent."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SMART = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"'})
_GOES_ON = tuple('}],:"{[')
_LABELS = {"json", "javascript", "js", "xml", "text", "plain text", "http", "bash", "shell", "yaml"}


@dataclass(frozen=True, slots=True)
class Capture:
    """Lines that make up a body, where the next line stands, and what a line still held."""

    lines: tuple[str, ...]
    end: int
    rest: Line | None = None


def starts_json(line: Line) -> bool:
    """Tell whether a line begins a JSON object or array."""
    return line.raw.lstrip()[:1] in ("{", "[")


def is_label(text: str) -> bool:
    """Tell whether a line is the name of a language, as a tab above a body shows it."""
    return text.strip().lower() in _LABELS


def capture_json(lines: Sequence[Line], start: int, stops: Callable[[int], bool]) -> Capture:
    """Take the lines from `start` until its brackets are closed, or until a line that `stops`.

    A body whose brackets don't match goes on while lines look like JSON.
    """
    taken: list[str] = []
    depth, index = 0, start
    while index < len(lines) and not (index > start and stops(index)):
        line = lines[index]
        if taken and depth <= 0:
            below = _below(lines, index)
            if below >= len(lines) or not lines[below].raw.lstrip().startswith(_GOES_ON):
                break
            taken += [""] * (below - index)
            index, line = below, lines[below]
        depth, end = _depth_after(line.raw, depth)
        rest = line.raw[end:].strip() if end else ""
        if rest and not rest.startswith(_GOES_ON):
            whole = Line(line.number, rest, rest)
            return Capture((*taken, line.raw[:end]), index + 1, whole)
        taken.append(line.raw)
        index += 1
    return Capture(_trimmed(taken), index)


def _below(lines: Sequence[Line], index: int) -> int:
    """Return the next line with a text; a body whose brackets close too early goes on there."""
    while index < len(lines) and lines[index].empty:
        index += 1
    return index


def _depth_after(text: str, depth: int) -> tuple[int, int]:
    """Return the depth at a line's end, or at the bracket that closes the last one, and where."""
    quoted = escaped = False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character in '"“”':
            quoted = not quoted
        elif not quoted and character in "{[":
            depth += 1
        elif not quoted and character in "}]":
            depth -= 1
            if depth == 0 and text[position + 1 :].strip()[:1] not in {",", "]", "}", ""}:
                return 0, position + 1
    return max(depth, 0), 0


def capture_text(lines: Sequence[Line], start: int, stops: Callable[[int], bool]) -> Capture:
    """Take the lines from `start` until one that `stops`."""
    index = start
    while index < len(lines) and not stops(index):
        index += 1
    return Capture(_trimmed([line.raw for line in lines[start:index]]), index)


def capture_code(lines: Sequence[Line], start: int) -> Capture:
    """Take the lines that the page itself shows as one verbatim text."""
    index = start
    while index < len(lines) and lines[index].code:
        index += 1
    return Capture(_trimmed([line.raw for line in lines[start:index]]), index)


def _trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    text = "\n".join(lines).strip("\n")
    return tuple(text.split("\n")) if text.strip() else ()


def mended(lines: Sequence[str]) -> tuple[str, list[str]]:
    """Return a body as it is written down, and what was done to it."""
    text = textwrap.dedent("\n".join(lines)).strip("\n")
    done: list[str] = []
    if text[:1] not in ("{", "["):
        return text, done
    straight = text.translate(_SMART)
    if straight != text and not _parses(text) and (_parses(straight) or '"' not in text):
        text = straight
        done.append("typographic quotes in a body are read as plain ones")
    if reason := _fault(text):
        done.append(f"the body is no JSON, and is kept as it stands: {reason}")
    rows = text.split("\n")
    if len(rows) > 2 and not any(row[:1] == " " for row in rows):
        text = _indented(rows)
    return text, done


def _parses(text: str) -> bool:
    return not _fault(text)


def _fault(text: str) -> str:
    """Return why a text is no JSON, or nothing where it is."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"{error.msg} in its line {error.lineno}"
    except (ValueError, RecursionError):
        return "it is too big or too deep"
    return ""


def _indented(rows: Sequence[str]) -> str:
    """Give lines the indent that their brackets ask for: it means nothing, but people read it."""
    result, depth = [], 0
    for row in rows:
        closing = len(row) - len(row.lstrip("}]"))
        result.append(" " * 4 * min(max(depth - closing, 0), 20) + row)
        depth = max(depth + _balance(row), 0)
    return "\n".join(result)


def _balance(text: str) -> int:
    balance, quoted, escaped = 0, False, False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
        elif not quoted:
            balance += (character in "{[") - (character in "}]")
    return balance

"""A page, whatever its form, as Blueprint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import headings
from .furniture import unframed
from .html import from_archive, html_lines, is_html
from .lines import Repairs
from .parts import read_parts
from .tables import as_lists, with_bars
from .text import text_line, text_lines
from .writer import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .lines import Line
    from .tree import Document

LOOKED_FOR = (
    "no operation found: looked for headings such as `List users [GET]` below "
    "`Users [/users]`, `Create a user [POST /users]` or `GET /users`"
)


_UNDERLINE = re.compile(r"(?:=+|-{2,})\s*")
_BULLET_OF_A_BROWSER = re.compile(r"^[ \t]*[•◦▪] *(?:Request|Response)\b", re.MULTILINE)

_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_BODY_AT_THE_MARGIN = re.compile(r"^(?:\{[ \t]*$|\{\"|\[[ \t]*$|\[\{)", re.MULTILINE)
"""No body of Blueprint begins there, but those of its rendering do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page gave: Blueprint, unless there is an error, and the repairs on the way."""

    blueprint: bytes
    repairs: tuple[str, ...]
    error: str = ""


def read_page(name: str, content: bytes) -> Reading:
    """Return the page as Blueprint."""
    repairs = Repairs(name)
    text = from_archive(content) or _decoded(content, repairs)
    if is_html(text):
        lines = html_lines(text, repairs)
        embedded = "\n".join(line.raw for line in lines if line.code)
        if _is_blueprint(embedded):
            repairs.note(1, "the verbatim text of this page is Blueprint, and is taken as it is")
            return _passed(name, embedded.encode() + b"\n", embedded, repairs)
    elif _is_blueprint(text):
        return _passed(name, content, text, repairs)
    else:
        lines = text_lines(with_bars(text), repairs)
    return _rendered(name, lines, repairs)


def _rendered(name: str, lines: Sequence[Line], repairs: Repairs) -> Reading:
    document = read_parts(unframed(as_lists(lines, repairs), repairs), repairs)
    blueprint = write(document, repairs)
    found = tuple(repairs.report())
    if document.count("action"):
        return Reading(blueprint.encode(), found)
    types = _types(document)
    if not types:
        return Reading(b"", found, f"{name}:1: {LOOKED_FOR}")
    message = f"{name}:1: no operation stands here, but data structures: {types}"
    return Reading(blueprint.encode(), (*found, message))


def _types(document: Document) -> int:
    return sum(part.kind == "type" and part.level >= 0 for part in document.parts)


def _passed(name: str, content: bytes, text: str, repairs: Repairs) -> Reading:
    """Return a page that is Blueprint already."""
    if any(heading.kind in {"action", "types"} for heading in _marked(text)):
        repairs.note(1, "the page is Blueprint already: it is passed on as it is")
        return Reading(content, tuple(repairs.report()))
    return Reading(b"", tuple(repairs.report()), f"{name}:1: {LOOKED_FOR}")


def _marked(text: str) -> Iterator[headings.Heading]:
    """Yield the headings with a meaning that Markdown marks as headings."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for raw, below in zip(rows, [*rows[1:], ""], strict=True):
        underlined = raw[:1].strip() and _UNDERLINE.fullmatch(below)
        if raw.startswith("#") or underlined:
            heading = headings.find(text_line(1, raw))
            if heading:
                yield heading


def _is_blueprint(text: str) -> bool:
    """Tell Blueprint, whose headings are marked as such, from its rendering, where they aren't."""
    if next(_marked(text), None) is None or _BULLET_OF_A_BROWSER.search(text):
        return False
    return bool(_FENCE.search(text)) or not _BODY_AT_THE_MARGIN.search(text)


def _decoded(content: bytes, repairs: Repairs) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        repairs.note(line, "not UTF-8: the page is read as Windows-1252")
        return content.decode("cp1252", "replace")

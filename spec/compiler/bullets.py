"""Stage 2, the part for calls that lost their bullet: `Response 200 (application/json)` alone.

A line such as `+Response 204`, `**Response 200**` or `#### Request (application/json)` is a text
to Markdown. Where nothing else can be meant, it opens the section that it names.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from .keywords import opens_call
from .markdown import Item, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .diagnostics import Diagnostics
    from .markdown import Block, Source

_TITLE = (
    r"(?i:response)\s+[1-5]\d\d(?:\s+[A-Z][A-Za-z ]{0,40})?(?:\s*\([^()\s]+/[^()]*\))?"
    r"|(?i:request)(?:\s*\([^()\s]+/[^()]*\))?"
)
_GLUED = re.compile(rf"[+*-](?P<title>{_TITLE})\s*:?\s*")
_BARE = re.compile(
    rf"(?P<mark>\#{{1,6}}\s*|\*\*|__|)(?P<title>{_TITLE})\s*(?:\*\*|__)?\s*:?\s*\#*\s*(?:\*\*|__)?"
)
_LONGEST = 300


def with_bullets(
    blocks: Sequence[Block], source: Source, diagnostics: Diagnostics
) -> Iterator[Block]:
    """Yield the blocks of an action, each request and response as the item that it is.

    A line without any bullet counts only in an action that has no request or response otherwise:
    beside these, it is one of the action's own headings.
    """
    alone = not any(isinstance(block, Item) and opens_call(block) for block in blocks)
    for block in blocks:
        if isinstance(block, Text):
            yield from _parted(block, source, diagnostics, alone=alone)
        else:
            yield block


def _parted(
    block: Text, source: Source, diagnostics: Diagnostics, *, alone: bool
) -> Iterator[Block]:
    """Part a text at each of its lines that opens a request or a response."""
    start, end = block.span
    titles = {
        number: title
        for number in range(start, end)
        if (title := _title(source.lines[number], alone=alone))
    }
    if not titles:
        yield block
        return
    bounds = [*titles, end]
    if bounds[0] > start:
        yield _text(source, start, bounds[0])
    for number, following in itertools.pairwise(bounds):
        title = titles[number]
        message = f"{title!r} is read as if a bullet and a space stood before it"
        diagnostics.warning(source.at(number), message, "no-bullet")
        below = (_text(source, number + 1, following),) if following > number + 1 else ()
        raw = source.slice(number, following)
        yield Item(source.at(number), raw, (number, following), title, below)


def _text(source: Source, start: int, end: int) -> Text:
    return Text(source.at(start), source.slice(start, end), (start, end))


def _title(line: str, *, alone: bool) -> str:
    """Return what a line opens, or an empty text."""
    text = line.strip()[:_LONGEST].replace("\u00a0", " ")
    if text[:1] in {"+", "-", "*"} and text[1:2] == " ":
        text = text[:1] + text[1:].lstrip()  # A space that does not break is none to Markdown.
    if glued := _GLUED.fullmatch(text):
        return glued["title"]
    bare = _BARE.fullmatch(text) if alone else None
    if bare is None or (not bare["mark"] and bare["title"].lower() == "request"):
        return ""
    return bare["title"]

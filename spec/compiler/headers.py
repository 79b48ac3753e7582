"""Stage 2, the part for Headers: a line each, however it is written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .blueprint import Header
from .markdown import Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Diagnostics, Position
    from .markdown import Asset, Block

_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*[:=]\s*(.*)")
_BULLET = re.compile(r"[+*-]\s+")
_TYPE = re.compile(r"\s\((?:string|number|boolean|required|optional|,|\s)+\)(?:\s+-\s.*)?$")


def read_headers(
    text: Asset | None, blocks: Sequence[Block], diagnostics: Diagnostics
) -> list[Header]:
    """Return the headers of a text, or of the items of a list."""
    headers: list[Header] = []
    if blocks and all(isinstance(block, Item) for block in blocks):
        items = [block for block in blocks if isinstance(block, Item)]
        lines = [(item.at, _TYPE.sub("", item.title).rstrip()) for item in items]
    elif text is not None:
        numbered = enumerate(text.text.split("\n"))
        lines = [(replace(text.at, line=text.at.line + n), line) for n, line in numbered]
    else:
        lines = []
    for at, line in lines:
        if line.strip():
            _add(line, at, headers, diagnostics)
    return headers


def _add(line: str, at: Position, headers: list[Header], diagnostics: Diagnostics) -> None:
    stripped = line.strip()
    if match := _HEADER.fullmatch(stripped):
        headers.append(Header(at, match[1].strip("`"), match[2]))
        return
    if line[0].isspace() and headers:
        headers[-1] = replace(headers[-1], value=f"{headers[-1].value} {stripped}".strip())
        return
    bare = _BULLET.sub("", stripped, count=1).strip(",;").replace('"', "").replace("`", "")
    match = _HEADER.fullmatch(_TYPE.sub("", bare).rstrip())
    if match:
        diagnostics.warning(at, f"{stripped!r} is taken for the header {match[1]}", "header")
        headers.append(Header(at, match[1], match[2].strip("'")))
    elif re.fullmatch(r"[A-Za-z][\w-]*", bare):
        diagnostics.warning(at, f"the header {bare} has no value", "header")
        headers.append(Header(at, bare, ""))
    else:
        diagnostics.warning(at, f"{stripped!r} is no header: it is left out", "header")

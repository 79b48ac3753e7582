"""Stage 1: a page's Markdown as a tree of blocks that know where they stand.

markdown-it-py finds the blocks; their text is the page's own, never rendered, because Blueprint
and MSON give a meaning to characters that Markdown would swallow. Adjacent bullet lists are one
sequence of items, since CommonMark starts a new list with every change of bullet.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from .diagnostics import Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, under the name that diagnostics give it."""

    name: str
    text: str

    def at(self, line: int) -> Position:
        """Return the place of a line's first visible character; lines count from 0 here."""
        lines = self.text.split("\n")
        text = lines[line] if line < len(lines) else ""
        return Position(self.name, line + 1, len(text) - len(text.lstrip()) + 1)

    def slice(self, start: int, end: int) -> str:
        """Return lines `start` to `end` (from 0, `end` left out) without their common indent."""
        lines = self.text.split("\n")[start:end]
        return textwrap.dedent("\n".join(line.expandtabs(4) for line in lines)).strip("\n")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, `#` or underlined."""

    at: Position
    raw: str
    span: tuple[int, int]
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or anything else that only a description can hold."""

    at: Position
    raw: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Code:
    """An indented or a fenced block of code; `at` is its first line of content."""

    at: Position
    raw: str
    span: tuple[int, int]
    content: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a bullet list: its first line, and what stands below it."""

    at: Position
    raw: str
    span: tuple[int, int]
    title: str
    children: tuple[Block, ...]


Block = Heading | Text | Code | Item


@dataclass(frozen=True, slots=True)
class Asset:
    """A text that a page gives verbatim, such as a body, and where it begins."""

    at: Position
    text: str
    indented: bool = True


def parse(source: Source, *, skip: int = 0) -> tuple[Block, ...]:
    """Return the blocks of a page, from line `skip` on."""
    lines = source.text.split("\n")
    text = "\n".join([""] * skip + lines[skip:])
    tree = SyntaxTreeNode(MarkdownIt("commonmark").parse(text))
    return tuple(_blocks(source, tree.children))


def _blocks(source: Source, nodes: Iterable[SyntaxTreeNode]) -> Iterable[Block]:
    for node in nodes:
        if node.type == "bullet_list":
            yield from (_item(source, child) for child in node.children)
        else:
            yield _block(source, node)


def _lines(node: SyntaxTreeNode) -> tuple[int, int]:
    start, end = node.map or (0, 0)
    return start, end


def _block(source: Source, node: SyntaxTreeNode) -> Block:
    span = start, end = _lines(node)
    at, raw = source.at(start), source.slice(start, end)
    if node.type == "heading":
        return Heading(at, raw, span, int(node.tag[1:]), node.children[0].content.strip())
    if node.type == "code_block":
        return Code(at, raw, span, textwrap.dedent(node.content).strip("\n"))
    if node.type == "fence":
        content = textwrap.dedent(node.content).rstrip("\n")
        return Code(source.at(start + 1), raw, span, content)
    return Text(at, raw, span)


def _item(source: Source, node: SyntaxTreeNode) -> Item:
    start, end = _lines(node)
    while end > start + 1 and not source.slice(end - 1, end).strip():
        end -= 1
    title, children = "", list(node.children)
    below: list[Block] = []
    if children and children[0].type == "paragraph":
        first = children.pop(0)
        title, _, rest = first.children[0].content.partition("\n")
        if rest:
            start_of_first, after = _lines(first)
            second = start_of_first + 1
            below.append(Text(source.at(second), source.slice(second, after), (second, after)))
    below.extend(_blocks(source, children))
    return Item(
        source.at(start), source.slice(start, end), (start, end), title.strip(), tuple(below)
    )


def prose(blocks: Sequence[Block]) -> str:
    """Return blocks as the Markdown of a description."""
    parts: list[str] = []
    for number, block in enumerate(blocks):
        in_list = number > 0 and isinstance(block, Item) and isinstance(blocks[number - 1], Item)
        parts += ["\n" if in_list else "\n\n", block.raw]
    # A single space at the end of a line means nothing in Markdown; two are a line break.
    return re.sub(r"(?<! ) $", "", "".join(parts).strip(), flags=re.MULTILINE)


def asset(source: Source, blocks: Sequence[Block]) -> Asset | None:
    """Return blocks as a verbatim text: one block of code, or else the lines as they stand."""
    if not blocks:
        return None
    first, last = blocks[0], blocks[-1]
    if len(blocks) == 1 and isinstance(first, Code):
        return Asset(first.at, first.content)
    start, end = first.span[0], last.span[1]
    return Asset(source.at(start), source.slice(start, end), indented=False)

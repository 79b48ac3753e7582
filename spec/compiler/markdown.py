"""Stage 1: a page's Markdown as a tree of blocks that know where they stand.

markdown-it-py finds the blocks; their text is the page's own, never rendered, because Blueprint
and MSON give a meaning to characters that Markdown would swallow. Adjacent lists are one sequence
of items, since CommonMark starts a new list with every change of bullet.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import fence, html_block
from markdown_it.tree import SyntaxTreeNode

from .diagnostics import Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.rules_block import StateBlock

_MAX_NESTING = 100
"""Lists count twice, so that members may stand 50 deep; what is deeper would exhaust the stack."""

_UNSPACED = re.compile(r"[\w/*`\[\"'({]")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`~]*")
_OPENS_HTML = re.compile(r"(<!--|<(?:script|pre|style|textarea)\b)", re.IGNORECASE)
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, under the name that diagnostics give it.

    `origins` names, for every line of a text that other files were included in, the file and the
    line (from 0) that it came from; it is empty where all lines are the file's own.
    """

    name: str
    text: str
    origins: tuple[tuple[str, int], ...] = ()
    lines: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Split once: a page has thousands of places.
        object.__setattr__(self, "lines", tuple(self.text.split("\n")))

    def at(self, line: int) -> Position:
        """Return the place of a line's first visible character; lines count from 0 here."""
        text = self.lines[line] if line < len(self.lines) else ""
        name, number = self.origins[line] if line < len(self.origins) else (self.name, line)
        return Position(name, number + 1, len(text) - len(text.lstrip()) + 1)

    def slice(self, start: int, end: int) -> str:
        """Return lines `start` to `end` (from 0, `end` left out) without their common indent."""
        lines = self.lines[start:end]
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

    @property
    def is_silent(self) -> bool:
        """Whether it says nothing: a comment, or a line across the page."""
        raw = self.raw.strip()
        comment = raw.startswith("<!--") and raw.find("-->") == len(raw) - 3
        return comment or bool(_RULE.fullmatch(raw))


@dataclass(frozen=True, slots=True)
class Code:
    """An indented or a fenced block of code; `at` is its first line of content."""

    at: Position
    raw: str
    span: tuple[int, int]
    content: str
    fenced: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its first line, and what stands below it."""

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


def _heading(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read `#Heading` as `# Heading`, which older pages write throughout."""
    del end_line
    begin, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if state.is_code_block(line):
        return False
    text = state.src[begin:end]
    rest = text.lstrip("#")
    level = len(text) - len(rest)
    if not 1 <= level <= 6 or not (not rest or rest[0] in " \t" or _UNSPACED.match(rest)):
        return False
    if silent:
        return True
    state.line = line + 1
    content = rest.strip()
    bare = content.rstrip("#")
    if not bare or bare[-1] in " \t":
        content = bare.rstrip()
    _push_heading(state, level, content, line)
    return True


def _fence(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read a fence, unless nothing closes it and it would take all the rest of the page."""
    begin = state.bMarks[line] + state.tShift[line]
    mark = state.src[begin : state.eMarks[line]].strip()[:3]
    unclosed: set[str] = state.env.setdefault("unclosed", set())
    if mark in unclosed and state.level == 0:
        return False
    before = len(state.tokens)
    found = fence(state, line, end_line, silent)
    if not found or silent or state.line < state.lineMax or state.level:
        return found
    last = state.src[state.bMarks[state.line - 1] : state.eMarks[state.line - 1]].strip()
    if state.line - 1 > line and last.startswith(mark) and not last.strip(mark[0]):
        return True
    unclosed.add(mark)
    del state.tokens[before:]
    state.line = line
    return False


def _html_block(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read HTML, unless nothing closes it and it would take all the rest of the page."""
    begin = state.bMarks[line] + state.tShift[line]
    opening = _OPENS_HTML.match(state.src, begin)
    if opening:
        closing = "-->" if opening[1] == "<!--" else f"</{opening[1][1:].lower()}>"
        ends: dict[str, int] = state.env.setdefault("ends", {})
        if closing not in ends:
            ends[closing] = state.src.lower().rfind(closing)
        if ends[closing] < begin:
            return False
    return html_block(state, line, end_line, silent)


def _push_heading(state: StateBlock, level: int, content: str, line: int) -> None:
    token = state.push("heading_open", f"h{level}", 1)
    token.markup, token.map = "#" * level, [line, state.line]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [line, state.line], []
    token = state.push("heading_close", f"h{level}", -1)
    token.markup = "#" * level


def _make_parser() -> MarkdownIt:
    """Return a parser for blocks alone: what stands within a line is Blueprint's, not Markdown's.

    Definitions of links are text too, since a description needs them as they stand.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.disable(["inline", "reference"])
    ruler = parser.block.ruler
    ruler.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


_PARSER = _make_parser()


def parse(source: Source, *, skip: int = 0) -> tuple[Block, ...]:
    """Return the blocks of a page, from line `skip` on."""
    return _parse_text(source, "\n".join(source.lines[skip:]), skip)


def unwrap(source: Source, start: int, end: int) -> tuple[Block, ...]:
    """Return what lines `start` to `end` hold, once their common indent is gone."""
    return _parse_text(source, source.slice(start, end), start)


def _parse_text(source: Source, text: str, first_line: int) -> tuple[Block, ...]:
    tree = SyntaxTreeNode(_PARSER.parse(text))
    return tuple(_Blocks(source, first_line).blocks(tree.children))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Turns markdown-it's nodes into blocks; the first line of its text is `offset` in the page."""

    source: Source
    offset: int

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> Iterable[Block]:
        for node in nodes:
            if node.type in {"bullet_list", "ordered_list"}:
                yield from (self.item(child) for child in node.children)
            else:
                yield self.block(node)

    def span(self, node: SyntaxTreeNode) -> tuple[int, int]:
        start, end = node.map or (0, 0)
        return start + self.offset, end + self.offset

    def block(self, node: SyntaxTreeNode) -> Block:
        span = start, end = self.span(node)
        at, raw = self.source.at(start), self.source.slice(start, end)
        if node.type == "heading":
            return Heading(at, raw, span, int(node.tag[1:]), node.children[0].content.strip())
        if node.type == "code_block":
            return Code(at, raw, span, textwrap.dedent(node.content).strip("\n"))
        if node.type == "fence":
            content = textwrap.dedent(node.content).rstrip("\n")
            return Code(self.source.at(start + 1), raw, span, content, fenced=True)
        return Text(at, raw, span)

    def item(self, node: SyntaxTreeNode) -> Item:
        start, end = self.span(node)
        while end > start + 1 and not self.source.lines[end - 1].strip():
            end -= 1
        title, children = "", list(node.children)
        below: list[Block] = []
        if children and children[0].type == "paragraph":
            first = children.pop(0)
            title, _, rest = first.children[0].content.partition("\n")
            if rest:
                below.append(self._text(start + 1, self.span(first)[1]))
        elif children and children[0].type == "code_block" and self.span(children[0])[0] == start:
            # Five spaces or more after the bullet.
            title, below = self._title_of_code(children.pop(0))
        below.extend(self.blocks(children))
        raw = self.source.slice(start, end)
        return Item(self.source.at(start), raw, (start, end), title.strip(), tuple(below))

    def _text(self, start: int, end: int) -> Text:
        return Text(self.source.at(start), self.source.slice(start, end), (start, end))

    def _title_of_code(self, node: SyntaxTreeNode) -> tuple[str, list[Block]]:
        title, _, rest = node.content.partition("\n")
        if not rest.strip():
            return title, []
        start, end = self.span(node)
        content = textwrap.dedent(rest).strip("\n")
        span = (start + 1, end)
        raw = self.source.slice(*span)
        return title, [Code(self.source.at(start + 1), raw, span, content)]


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
        return _unfenced(Asset(first.at, first.content))
    start, end = first.span[0], last.span[1]
    return _unfenced(Asset(source.at(start), source.slice(start, end), indented=False))


def _unfenced(text: Asset) -> Asset:
    """Return a text without the fence that stands around it within its indent."""
    lines = text.text.strip().split("\n")
    opening = _FENCE.fullmatch(lines[0].strip())
    if opening is None or len(lines) < 2:
        return text
    closed = lines[-1].strip().startswith(opening[1])
    content = textwrap.dedent("\n".join(lines[1:-1] if closed else lines[1:]))
    return Asset(replace(text.at, line=text.at.line + 1), content, text.indented)

"""A document as API Blueprint: clean, so that the compiler has nothing to guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import keywords
from .tree import Node, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .lines import Repairs
    from .tree import Document, Part

_HASHES = {"group": "#", "types": "#", "resource": "##", "action": "###", "type": "##"}
_UNDERLINE = re.compile(r"[=-]{2,}|[*_]{3,}")
_MEANS_SOMETHING = re.compile(r"(?:#{1,6}|>|```+|~~~+)(?:\s|$)|\+\s")


def write(document: Document, repairs: Repairs) -> str:
    """Return the document as Blueprint."""
    head = ["FORMAT: 1A", *(f"{key}: {value}" for key, value in document.metadata.items())]
    blocks = ["\n".join(head)]
    if document.name:
        blocks.append(f"# {document.name}")
        blocks += _described(document.description)
    for part in document.parts:
        blocks.append(_heading(part))
        blocks += _described(part.description)
        sections = _sections(part, repairs)
        blocks += sections
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


def _heading(part: Part) -> str:
    hashes = "###" if part.level < 0 else _HASHES.get(part.kind, "####")
    return f"{hashes} {part.heading}"


def _described(description: Sequence[Node | Text]) -> Iterator[str]:
    """Yield the blocks of a description; adjacent items are one list."""
    items: list[str] = []
    for each in description:
        if isinstance(each, Node):
            items.append(_item(each, 0))
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield _fenced(each.text) if each.verbatim else _prose(each.text)
    if items:
        yield "\n".join(items)


def _prose(text: str) -> str:
    """Return a paragraph that Markdown can't take for anything else."""
    return "\n".join(map(_prose_line, text.split("\n")))


def _prose_line(text: str) -> str:
    if text.startswith(("#### ", "##### ", "###### ")):
        return text
    misread = _UNDERLINE.fullmatch(text) or _MEANS_SOMETHING.match(text)
    return f"\\{text}" if misread else text


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"


def _item(node: Node, depth: int) -> str:
    """Return an item of a description; one that looks like a section becomes plain text."""
    bullet = "•" if keywords.find(node.text) or _near(node.text) else "-"
    rows = [f"{' ' * 4 * depth}{bullet} {node.text}"]
    for child in node.children:
        if isinstance(child, Node):
            rows.append(_item(child, depth + 1))
        else:
            rows.append("")
            rows.append(_indented(child.text, depth + 1))
    return "\n".join(rows)


def _near(text: str) -> bool:
    """Tell whether an item begins with a keyword, as no item of a description should."""
    word = text.partition(" ")[0].rstrip(":").title()
    return word in {"Request", "Response", "Model"}


def _indented(text: str, depth: int) -> str:
    blanks = " " * 4 * depth
    return "\n".join(f"{blanks}{row}" if row.strip() else "" for row in text.split("\n"))


def _sections(part: Part, repairs: Repairs) -> list[str]:
    if part.kind == "type":
        return ["\n".join(_members(part)).strip("\n")]
    return ["\n".join(_section(node, 0)) for node in _whole(part, repairs)]


def _members(part: Part) -> list[str]:
    rows: list[str] = []
    for node in part.sections:
        for child in node.children:
            rows += _section(child, 0) if isinstance(child, Node) else ["", child.text, ""]
    return rows


def _whole(part: Part, repairs: Repairs) -> list[Node]:
    """Return the sections of a part, without those that hold nothing and need something."""
    whole = []
    for node in part.sections:
        node.children = [child for child in node.children if not _hollow(child, repairs)]
        inner = any(isinstance(child, Node) for child in node.children)
        if node.keyword in keywords.PAYLOADS and inner:
            node.children = [_as_body(child) for child in node.children]
        if not _hollow(node, repairs):
            whole.append(node)
    return whole


def _as_body(child: Node | Text) -> Node | Text:
    if isinstance(child, Text) and child.verbatim:
        return Node(child.line, "Body", keyword="Body", children=[child])
    return child


def _hollow(node: Node | Text, repairs: Repairs) -> bool:
    if isinstance(node, Text) or node.children:
        return False
    bare = node.keyword in keywords.ASSETS or node.text in {"Parameters", "Attributes"}
    if bare:
        repairs.note(node.line, f"{node.keyword} is left out: nothing stands below it")
    return bare


def _section(node: Node, depth: int) -> list[str]:
    """Return the lines of a section or a member, with all that stands below."""
    rows = [f"{' ' * 4 * depth}+ {node.text}"]
    for child in node.children:
        if isinstance(child, Node):
            rows += _section(child, depth + 1)
        elif child.verbatim:
            rows += ["", _indented(child.text, depth + 2), ""]
        else:
            rows += ["", _indented(_prose(child.text), depth + 1), ""]
    while rows and not rows[-1]:
        rows.pop()
    return rows

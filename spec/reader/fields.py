"""The members below Attributes, Parameters and the heading of a type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import members
from .lines import Line, Repairs, shown
from .tree import Node, Text

_NAME = re.compile(r"`?[\w$.-]{1,80}`?")
"""A name, as it stands before a type: no sentence has parentheses after its first word."""


@dataclass
class Fields:
    """Takes the members of one list, and nests them."""

    container: Node
    repairs: Repairs
    indented: bool
    last: Node | None = None
    opened: Node | None = None
    choice: Node | None = None
    path: list[Node] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    warned: bool = False

    def loose(self, line: Line) -> bool:
        """Tell whether a line without a bullet is a member all the same."""
        if self.last is not None and self.last.indent >= 0 and self.last.keyword != "loose":
            return False
        found = members.find_type(line.text)
        if found is None:
            return False
        head = line.text[: found[0]].strip()
        if ":" in head:
            return True
        known = members.type_list(line.text[found[0] + 1 : found[1] - 1])
        return known and bool(_NAME.fullmatch(head))

    def add(self, line: Line) -> None:
        """Take an item."""
        name = line.text.split(":")[0].strip()
        if line.text == f"{name}:" and name in self.names:
            message = f"{shown(line.text)} is left out: a member of that name stands above"
            self.repairs.note(line.number, message)
            return
        if not line.bullet:
            message = f"{shown(line.text)} is read as a member that lost its bullet"
            self.repairs.note(line.number, message)
        self.names.add(name)
        node = self._node(line.number, line.text, line.indent)
        node.keyword = node.keyword or ("" if line.bullet else "loose")
        self._place(node, deepest=line.deepest)

    def _node(self, number: int, text: str, indent: int) -> Node:
        section = members.SECTION.fullmatch(text.rstrip(":"))
        if section and self._is_value(text):
            return Node(number, f"`{text}`", indent, "", text)
        if section and (section["value"] is None or not members.has_type(text)):
            value = f": {section['value']}" if section["value"] else ""
            return Node(number, f"{section['name'].title()}{value}", indent, "section", text)
        if members.ONE_OF.fullmatch(text):
            return Node(number, "One Of", indent, "choice", text)
        if text.lower().startswith("include ") and ":" not in text and text[:1] == "I":
            return Node(number, text, indent, "include", text)
        return Node(number, members.clean(text), indent, "", text)

    def _is_value(self, text: str) -> bool:
        """Tell a value such as `values` among values, which only looks like a section's keyword."""
        return self.opened is not None and self.opened.keyword == "section" and text.islower()

    def _place(self, node: Node, *, deepest: bool = False) -> None:
        if self.indented:
            above = self._above_by_indent(node, deepest=deepest)
        else:
            above = self._above_by_words(node)
        above.children.append(node)
        self.last = node

    def _above_by_indent(self, node: Node, *, deepest: bool) -> Node:
        """Where indents are kept; below the deepest bullets, values belong to their section."""
        value = deepest and node.keyword == "" and not members.has_type(node.raw)
        while self.path and self.path[-1].indent >= node.indent:
            if value and self.path[-1].keyword == "section":
                break
            self.path.pop()
        above = self.path[-1] if self.path else self.container
        self.path.append(node)
        return above

    def _above_by_words(self, node: Node) -> Node:
        """Where indents are lost: values belong to the section or the enum above them."""
        if node.keyword == "section":
            owner = self.path[-1] if self.path else self.container
            self.opened = None if ":" in node.text else node
            return owner
        typed = members.has_type(node.raw)
        if self.opened is not None and (not typed or self.opened.text in {"Items", "Properties"}):
            return self.opened
        if self.choice is not None and len(self.choice.children) < 2:
            return self.choice
        self.opened = None
        self.path = [node]
        if node.keyword == "choice":
            self.choice = node
        elif members.kind(node.raw) == "enum" and ":" not in node.raw.split("(")[0]:
            self.opened = node
        elif members.kind(node.raw) == "object":
            self._warn(node)
        return self.container

    def _warn(self, node: Node) -> None:
        if not self.warned:
            message = f"members below {shown(node.raw)} are read beside it: indents are lost"
            self.repairs.note(node.line, message)
        self.warned = True

    @property
    def described(self) -> list[Node | Text]:
        """What a text below belongs to: the last member, or the list itself."""
        return (self.last or self.container).children

    def goes_on(self, line: Line) -> bool:
        """Take a text that is the rest of a member's line, which was broken; tell whether it is."""
        last = self.last
        if last is None or line.code or self.indented or last.children:
            return False
        if line.number != last.line + 1:
            return False
        pieces = members.split_glued(f"{last.raw} {line.text}")
        last.raw, last.line = pieces[0], line.number
        last.text = pieces[0] if last.keyword else members.clean(pieces[0])
        message = f"{shown(line.text)} is read as the rest of the member above it"
        self.repairs.note(line.number, message)
        for piece in pieces[1:]:
            self.repairs.note(line.number, f"{shown(piece)} is read as a member of its own")
            self.names.add(piece.split(":")[0].strip())
            self._place(self._node(line.number, piece, last.indent))
        return True

"""The lists of a page: which item is a section, what it holds, and what is only a description.

Where indents are kept, they say what belongs to what. Where they are lost, the keywords say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import bodies, keywords
from .fields import Fields
from .lines import Line, Repairs, shown
from .text import text_line
from .tree import Node, Part, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bodies import Capture
    from .keywords import Keyword

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}\s*:.*")


@dataclass
class Sections:
    """Reads the lines below one heading after the other. `index` is the line to be read."""

    lines: list[Line]
    stops: Callable[[int], bool]
    repairs: Repairs
    indented: bool
    spaced: bool = True
    index: int = 0
    part: Part = field(default_factory=lambda: Part(0, "none", ""))
    payload: Node | None = None
    asset: Node | None = None
    fields: Fields | None = None

    def begin(self, part: Part) -> None:
        """Read on below another heading; below that of a type, items are its members."""
        self.part, self.payload, self.asset, self.fields = part, None, None, None
        if part.kind == "type":
            self.fields = Fields(Node(part.line, "", -1), self.repairs, indented=self.indented)
            part.sections.append(self.fields.container)

    def take(self) -> None:
        """Read the next line, and those that belong to it."""
        line = self.lines[self.index]
        keyword = None if self.part.kind in {"type", "none"} else keywords.of_line(line)
        if self.fields and self._is_member(line, keyword):
            self.index += 1
            self.fields.add(line)
        elif keyword:
            self.index += 1
            self._open(keyword, line)
        elif line.bullet and not self._in_asset():
            self.index += 1
            self._item(line)
        else:
            self._text(line)

    def _in_asset(self) -> bool:
        return self.asset is not None and not self.asset.children

    def _is_member(self, line: Line, keyword: Keyword | None) -> bool:
        fields = self.fields
        if fields is None or line.code or (not line.bullet and not fields.loose(line)):
            return False
        if self.part.kind == "type":
            return True
        if keyword and keyword.sure and keyword.name in keywords.PAYLOADS:
            return False
        if fields.indented and line.bullet:
            return line.indent > fields.container.indent
        return keyword is None or line.text[:1].islower()

    def _open(self, keyword: Keyword, line: Line) -> None:
        """Begin a section."""
        node = Node(line.number, keyword.text, line.indent, keyword.name, line.text)
        if not line.bullet:
            message = f"{shown(line.text)} is read as a section that lost its bullet"
            self.repairs.note(line.number, message)
        elif keyword.mended:
            message = f"{shown(line.text)} is read as {shown(keyword.text)}"
            self.repairs.note(line.number, message)
        below_payload = keyword.name in keywords.ASSETS or keyword.name == "Attributes"
        self.asset = self.fields = None
        if keyword.name in keywords.PAYLOADS:
            self.payload = node
            self.part.sections.append(node)
        elif below_payload and self.payload:
            self.payload.children.append(node)
        elif keyword.name in keywords.ASSETS:
            message = f"{keyword.name} is left out: no Request or Response stands above it"
            self.repairs.note(line.number, message)
        else:
            self.part.sections.append(node)
        if keyword.name in {"Attributes", "Parameters"}:
            nested = self.indented and not (line.guessed and line.indent > 2)
            self.fields = Fields(node, self.repairs, indented=nested)
        elif keyword.name in keywords.ASSETS:
            self.asset = node

    def _item(self, line: Line) -> None:
        """Take an item that opens no section: description, or a list among sections."""
        node = Node(line.number, line.text, line.indent)
        if self.part.sections and self.part.kind != "type":
            message = f"{shown(line.text)}, among sections, is read as description"
            self.repairs.note(line.number, message)
        above = self.part.description
        while self.indented and above and isinstance(last := above[-1], Node):
            if last.indent >= line.indent:
                break
            above = last.children
        above.append(node)

    def _text(self, line: Line) -> None:
        """Take a line without a bullet, by what is open above it."""
        if self._is_label(line):
            message = f"{shown(line.text)} is left out: the name of a language"
            self.repairs.note(line.number, message)
            self.index += 1
            return
        if self.asset is not None and self.asset.keyword == "Headers":
            if self._header(line):
                return
        elif self._in_asset() and self.asset is not None:
            self._body(self.asset, line)
            return
        if self.fields and not (self.payload and self._shows_json(line)):
            self.index += 1
            if not self.fields.goes_on(line):
                self._append(self.fields.described, line)
        elif self.payload is not None and not _has_body(self.payload):
            self._payload_text(self.payload, line)
        else:
            self._paragraph(line)

    def _header(self, line: Line) -> bool:
        """Take one line of headers; another line ends them."""
        asset = self.asset
        if asset is None or not _HEADER.fullmatch(line.text):
            self.asset = None
            return False
        self.index += 1
        if asset.children and isinstance(first := asset.children[0], Text):
            first.text += f"\n{line.text}"
        else:
            asset.children.append(Text(line.number, line.text, verbatim=True))
        return True

    def _shows_json(self, line: Line) -> bool:
        shallow = line.indent <= (self.payload.indent if self.payload else 0)
        return bodies.starts_json(line) and (line.code or shallow or not self.indented)

    def _payload_text(self, payload: Node, line: Line) -> None:
        """Take the text of a request or response: its body, or what describes it."""
        if status := keywords.status_below(payload.text, line.text):
            self.repairs.note(line.number, f"{shown(line.text)} is read as that of the response")
            payload.text = status
            self.index += 1
        elif line.code or bodies.starts_json(line) or self._is_sent(payload):
            self._body(payload, line)
        else:
            self.index += 1
            self._append(payload.children, line)

    def _is_sent(self, payload: Node) -> bool:
        """Tell whether words are what a payload holds: one that states a media type, and no more.

        A page that states none says by words when the payload comes, or why.
        """
        return payload.text.endswith(")") and not self._described(payload)

    def _is_label(self, line: Line) -> bool:
        """Tell whether a line is the name that a site puts above a body of that language."""
        if line.code or not self.payload or not bodies.is_label(line.text):
            return False
        below = self._next_text()
        return below is not None and not below.bullet

    def _next_text(self) -> Line | None:
        """Return the next line with a text, if it belongs to the same payload."""
        index = self.index + 1
        while index < len(self.lines) and self.lines[index].empty:
            index += 1
        if index >= len(self.lines) or self.stops(index):
            return None
        return self.lines[index]

    def _described(self, payload: Node) -> bool:
        """Tell whether a text describes the payload: sections follow in it, or JSON where it is."""
        is_json = "json" in payload.text.lower()
        for index in range(self.index + 1, min(self.index + 40, len(self.lines))):
            line = self.lines[index]
            if keyword := keywords.of_line(line):
                inner = keyword.name in keywords.ASSETS or keyword.name == "Attributes"
                return inner and (not self.indented or line.indent > payload.indent)
            if self.stops(index):
                break
            if is_json and bodies.starts_json(line):
                return True
        return False

    def _body(self, owner: Node, line: Line) -> None:
        """Take all lines of a body."""
        if line.code:
            capture = bodies.capture_code(self.lines, self.index)
        elif bodies.starts_json(line):
            capture = bodies.capture_json(self.lines, self.index, self.stops)
        else:
            capture = bodies.capture_text(self.lines, self.index, self.stops)
        self._close(capture)
        text, done = bodies.mended(capture.lines)
        first, last = line.number, line.number + max(len(capture.lines) - 1, 0)
        place = f"lines {first} to {last} are" if last > first else "this line is"
        self.repairs.note(first, f"{place} read as the body of {shown(self._owner(owner))}")
        for message in done:
            self.repairs.note(first, message)
        owner.children.append(Text(first, text, verbatim=True))

    def _owner(self, node: Node) -> str:
        if self.payload is None or node is self.payload:
            return node.text
        return f"{self.payload.text}, {node.text}"

    def _close(self, capture: Capture) -> None:
        self.index = capture.end
        if capture.rest:
            self.index -= 1
            self.lines[self.index] = text_line(capture.rest.number, capture.rest.raw)
            message = f"{shown(capture.rest.raw)} is parted from the body that it is glued to"
            self.repairs.note(capture.rest.number, message)

    def _paragraph(self, line: Line) -> None:
        """Take a paragraph of a description."""
        if line.code:
            capture = bodies.capture_code(self.lines, self.index)
            self.index = capture.end
            text = "\n".join(capture.lines)
            self.part.description.append(Text(line.number, text, verbatim=True))
            return
        self.index += 1
        if self.part.sections:
            message = f"{shown(line.text)}, below a section, is read as description"
            self.repairs.note(line.number, message)
        above = self.part.description
        last = above[-1] if above else None
        if self.indented and isinstance(last, Node) and line.indent > last.indent:
            above = last.children
        self._append(above, line)

    def _append(self, above: list[Node | Text], line: Line) -> None:
        """Add a line of prose, to the paragraph of the line above it where there is one."""
        last = above[-1] if above else None
        before = self.lines[self.index - 2] if self.index > 1 else None
        follows = self.spaced and before is not None and not before.empty
        prose = isinstance(last, Text) and not last.verbatim
        if isinstance(last, Text) and prose and follows and before and last.end == before.number:
            last.text += f"\n{line.text}"
            last.end = line.number
        else:
            above.append(Text(line.number, line.text))


def _has_body(payload: Node) -> bool:
    return any(
        child.verbatim if isinstance(child, Text) else child.keyword == "Body"
        for child in payload.children
    )

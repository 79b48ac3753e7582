"""The whole page: headings with a meaning, and what stands below each."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from . import headings, keywords
from .headings import Heading
from .lines import Line, Repairs, shown
from .sections import Sections
from .tree import Document, Part, Text

if TYPE_CHECKING:
    from .furniture import Frame

_KINDS = {"group": "a group", "resource": "a resource", "action": "an action", "type": "a type"}


def read_parts(frame: Frame, repairs: Repairs) -> Document:
    """Return what the lines of a page say."""
    reader = _Reader(frame.lines, repairs)
    document = reader.read()
    document.metadata, document.name = frame.metadata, frame.name
    document.parts = _without_repetitions(document.parts, repairs)
    return document


@dataclass
class _Reader:
    lines: list[Line]
    repairs: Repairs
    document: Document = field(default_factory=Document)
    kind: str = ""
    resource: Part | None = None
    marked: bool = False

    def read(self) -> Document:
        self.lines = list(self.lines)
        self.marked = sum(line.level > 0 for line in self.lines) > 1
        indented = len({line.indent for line in self.lines if line.bullet}) > 1
        spaced = sum(line.empty for line in self.lines) * 5 > len(self.lines)
        sections = Sections(self.lines, self._stops, self.repairs, indented, spaced)
        head = Part(0, "none", "")
        sections.begin(head)
        while sections.index < len(self.lines):
            line = self.lines[sections.index]
            heading = None if line.empty else self._heading(sections.index)
            if heading:
                sections.index += 1
                sections.begin(self._open(heading, line))
            elif line.empty:
                sections.index += 1
            elif line.level and not line.code:
                sections.index += 1
                sections.part.description.append(Text(line.number, _marked(line)))
            else:
                sections.take()
        self.document.description = head.description
        return self.document

    def _stops(self, index: int) -> bool:
        """Tell whether a line ends the body above it."""
        line = self.lines[index]
        if line.empty or line.code:
            return False
        if line.text[:1] in {'"', "“", "{", "}", "]"}:
            return False
        keyword = keywords.of_line(line)
        return bool(keyword and (keyword.sure or line.bullet in "•◦▪")) or bool(
            line.level or self._heading(index)
        )

    def _heading(self, index: int) -> Heading | None:
        line = self.lines[index]
        heading = headings.find(line)
        if heading is None:
            return self._type(index) if self.kind in {"types", "type"} else None
        if line.level:
            return heading
        if "[" not in heading.text and heading.kind != "types" and not self._alone(index):
            return None
        return None if line.indent >= 4 else heading

    def _alone(self, index: int) -> bool:
        """Tell whether a line stands by itself, as a heading does and a line of prose doesn't."""
        above = self.lines[index - 1] if index else None
        below = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return (above is None or above.empty or above.level > 0) and (
            below is None or below.empty or bool(below.bullet)
        )

    def _type(self, index: int) -> Heading | None:
        """Return a line among data structures as the heading of a type, or of a type's section."""
        line = self.lines[index]
        if line.bullet or line.code or not line.text:
            return None
        text = headings.without_marks(line.text)
        if self.kind == "type" and headings.TYPE_SECTION.fullmatch(text):
            return Heading("section", text)
        if line.level:
            return Heading("type", text) if headings.is_type(text) else None
        if self.marked or not headings.is_type(text) or line.indent >= 2:
            return None
        below = next((each for each in self.lines[index + 1 :][:6] if not each.empty), None)
        typed = text.endswith(")")
        return Heading("type", text) if typed or (below and below.bullet) else None

    def _open(self, heading: Heading, line: Line) -> Part:
        part = Part(
            line.number, heading.kind, heading.text, line.level, heading.method, heading.path
        )
        if heading.kind in _KINDS:
            message = f"{shown(line.text)} is read as the heading of {_KINDS[heading.kind]}"
            self.repairs.note(line.number, message)
        lost = heading.kind == "action" and not heading.path and self.resource is None
        if lost:
            message = f"{shown(line.text)} is left out: no resource with a path stands above it"
            self.repairs.note(line.number, message)
        else:
            self.document.parts.append(part)
        if heading.kind in {"group", "types"}:
            self.resource = None
        elif heading.kind == "resource":
            self.resource = part
        if heading.kind == "section":
            part.kind = "type"
            part.level = -1
        self.kind = part.kind
        return part


def _marked(line: Line) -> str:
    return f"{'#' * max(line.level, 4)} {headings.without_marks(line.text)}"


def _without_repetitions(parts: list[Part], repairs: Repairs) -> list[Part]:
    """Leave out headings with nothing below them that stand elsewhere with their content."""
    full = {key for key, part in _keyed(parts) if not part.bare}
    kept = []
    for key, part in _keyed(parts):
        if part.kind == "action" and part.bare and key in full:
            message = f"{shown(part.heading)}, with nothing below it, repeats another heading"
            repairs.note(part.line, message)
        else:
            kept.append(part)
    return _without_empty_resources(kept, repairs)


def _keyed(parts: list[Part]) -> list[tuple[tuple[str, str], Part]]:
    keyed, path = [], ""
    for part in parts:
        path = part.path if part.kind == "resource" else path
        keyed.append(((part.method, part.path or path), part))
    return keyed


def _without_empty_resources(parts: list[Part], repairs: Repairs) -> list[Part]:
    acting = {
        part.path
        for part, below in pairwise(parts)
        if part.kind == "resource" and below.kind == "action"
    }
    kept = []
    for part, below in zip(parts, [*parts[1:], None], strict=False):
        idle = part.kind == "resource" and part.bare and (below is None or below.kind != "action")
        if idle and part.path in acting:
            message = f"{shown(part.heading)}, with nothing below it, repeats another heading"
            repairs.note(part.line, message)
        else:
            kept.append(part)
    return kept

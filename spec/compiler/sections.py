"""Stage 2, the part for lists: the sections of a resource, an action and a payload."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from . import markdown
from .keywords import Section, is_section, normalized_attributes_line, read_section
from .markdown import Code, Heading, Item, Text, prose
from .mson import MsonParser
from .parameters import ParameterParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .blueprint import Element
    from .diagnostics import Diagnostics, Position
    from .markdown import Block, Source

PAYLOADS = frozenset({"Request", "Response"})
PARTS = frozenset({"Headers", "Body", "Schema", "Attributes"})
"""The sections of a payload."""

_OF_THE_ACTION = frozenset({"Request", "Response", "Parameters", "Relation"})


@dataclass
class _Open:
    """A section, and what was found below it that stands in the wrong place."""

    section: Section
    more: list[Block] = field(default_factory=list)

    def closed(self) -> Section:
        """Return the section with all that belongs to it."""
        if not self.more:
            return self.section
        item = self.section.item
        end = max(self.more[-1].span[1], item.span[1])
        raw = "\n\n".join([item.raw, *(block.raw for block in self.more)])
        children = (*item.children, *self.more)
        whole = replace(item, raw=raw, span=(item.span[0], end), children=children)
        return replace(self.section, item=whole)


@dataclass
class Sections:
    """A part of a page, divided: its description, and its sections in order."""

    description: str = ""
    found: list[Section] = field(default_factory=list)

    def all(self, keyword: str) -> list[Section]:
        """Return the sections of one keyword."""
        return [section for section in self.found if section.keyword == keyword]


@dataclass(frozen=True, slots=True)
class SectionParser:
    """Reads the lists of one page."""

    source: Source
    diagnostics: Diagnostics
    read: list[Position] = field(default_factory=list)
    """Where the sections stand that were read."""

    @property
    def mson(self) -> MsonParser:
        """The reader for MSON on the same page."""
        return MsonParser(self.source, self.diagnostics)

    def divide(self, blocks: Sequence[Block], allowed: frozenset[str], where: str) -> Sections:
        """Part the sections from the description, and read what stands astray where it is meant."""
        description: list[Block] = []
        opened: list[_Open] = []
        for block in self.unwrapped(blocks):
            section = read_section(block, self.diagnostics) if isinstance(block, Item) else None
            if section:
                if not self._place(section, opened, allowed, where):
                    description.append(block)
            elif opened and isinstance(block, Text) and block.is_silent:
                continue
            elif opened and self._continues(block, opened[-1]):
                opened[-1].more.append(block)
            else:
                self._remark_on_text(block, opened)
                description.append(block)
        sections = Sections(found=[each.closed() for each in opened])
        sections.description = prose(description)
        return sections

    def unwrapped(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Yield the blocks; a list that was indented as far as code is read as a list."""
        rest = list(blocks)[::-1]
        while rest:
            block = rest.pop()
            end = block.span[1]
            if isinstance(block, Text) and rest and isinstance(rest[-1], Code):
                end = rest[-1].span[1]
            inside = self._list_of_sections(block, end)
            if inside:
                message = "a list indented as far as code is read as a list"
                self.diagnostics.warning(block.at, message, "indent")
                if end > block.span[1]:
                    rest.pop()
            yield from inside or (block,)

    def _list_of_sections(self, block: Block, end: int) -> tuple[Block, ...]:
        if isinstance(block, Heading | Item) or (isinstance(block, Code) and block.fenced):
            return ()
        first = block.raw.lstrip()[:2]
        if first[:1] not in {"+", "-", "*"} or not first[1:].isspace():
            return ()
        inside = markdown.unwrap(self.source, block.span[0], end)
        opens = inside and isinstance(inside[0], Item) and is_section(inside[0], self.diagnostics)
        return inside if opens else ()

    def _place(
        self, section: Section, opened: list[_Open], allowed: frozenset[str], where: str
    ) -> bool:
        """Put a section where it belongs, or return False where it belongs nowhere."""
        at, keyword = section.item.at, section.keyword
        self.read.append(at)
        last = opened[-1].section.keyword if opened else ""
        bare = bool(opened) and not (opened[-1].section.item.children or opened[-1].more)
        again = bare or any(each.section.keyword == keyword for each in opened)
        if last in PAYLOADS | {"Model"} and keyword in PARTS and (keyword != "Attributes" or again):
            message = f"{keyword} is read as part of the {last} before it"
            self.diagnostics.warning(at, message, "misplaced")
            opened[-1].more.append(section.item)
        elif keyword in allowed:
            opened.append(_Open(section))
        elif keyword in {"Body", "Schema"} and "Parameters" in allowed and "Model" not in allowed:
            message = f"{keyword} without a Request is taken for a request's"
            self.diagnostics.warning(at, message, "misplaced")
            item = replace(section.item, title="Request", children=(section.item,))
            opened.append(_Open(Section("Request", item)))
        else:
            message = f"{keyword} does not belong {where}: it is kept as text"
            self.diagnostics.warning(at, message, "misplaced")
            return False
        return True

    def _continues(self, block: Block, last: _Open) -> bool:
        """Tell whether a block that lost its indent is the rest of the section before it."""
        keyword, item = last.section.keyword, last.section.item
        bare = not (item.children or last.more or last.section.inline)
        first = block.raw.lstrip()[:1]
        if isinstance(block, Item):
            continues = keyword in {"Parameters", "Attributes", "Headers"} and not item.children
        elif keyword in {"Parameters", "Attributes", "Relation"}:
            continues = False
        elif isinstance(block, Code):
            continues = True
        else:
            begun = bool(last.more) and isinstance(last.more[-1], Text)
            continues = (bare and first in set("{[<`~")) or (begun and first in set('}]"'))
        if continues:
            message = f"read as part of the {keyword} above, whose indent it lacks"
            self.diagnostics.warning(block.at, message, "indent")
        return continues

    def _remark_on_text(self, block: Block, opened: list[_Open]) -> None:
        if opened:
            message = f"a text after {opened[-1].section.keyword} is kept in the description"
            self.diagnostics.warning(block.at, message, "text-after-section")

    def lifted(self, blocks: Sequence[Block]) -> list[Block]:
        """Return the blocks of an action; what a payload holds of the action's stands beside it."""
        result: list[Block] = []
        for block in self.unwrapped(blocks):
            result.append(block)
            section = (
                read_section(block, self.diagnostics, quiet=True)
                if isinstance(block, Item)
                else None
            )
            if section is None or section.keyword not in PAYLOADS or not isinstance(block, Item):
                continue
            astray = [child for child in block.children if self._is_of_the_action(child)]
            if astray:
                moved = set(map(id, astray))
                kept = tuple(child for child in block.children if id(child) not in moved)
                result[-1] = replace(block, children=kept)
                result += self.lifted(self._remarked(astray, section.keyword))
        return result

    def _is_of_the_action(self, block: Block) -> bool:
        if not isinstance(block, Item):
            return False
        section = read_section(block, self.diagnostics, quiet=True)
        return section is not None and section.keyword in _OF_THE_ACTION

    def _remarked(self, astray: list[Block], keyword: str) -> list[Block]:
        for block in astray:
            message = f"read as if it stood beside the {keyword}, not within"
            self.diagnostics.warning(block.at, message, "misplaced")
        return astray

    def description(self, blocks: Sequence[Block]) -> str:
        """Return a description, where no section can be."""
        for block in blocks:
            section = None
            if isinstance(block, Item):
                section = read_section(block, self.diagnostics, quiet=True)
            if section is None:
                continue
            is_call = bool(section.item.children) or section.item.raw.startswith("+")
            if section.keyword == "Response" and section.name and is_call:
                message = f"{section.item.title!r} belongs to no resource with a method"
                self.diagnostics.error(block.at, message, "no-resource")
                self.diagnostics.lost(block.at, section.item.title)
            else:
                message = f"{section.item.title!r} is read as text: no section belongs here"
                self.diagnostics.warning(block.at, message, "misplaced")
        return prose(blocks)

    def one(self, sections: Sections, keyword: str) -> Section | None:
        """Return the section of a keyword, if there is one; what a second one has is added."""
        found = sections.all(keyword)
        if not found:
            return None
        first = _Open(found[0])
        for section in found[1:]:
            message = f"a second {keyword} is read with the first"
            self.diagnostics.warning(section.item.at, message, "duplicate-section")
            first.more.extend(section.item.children)
        return first.closed()

    def parameters(self, sections: Sections) -> tuple[Element, ...]:
        """Return the URI parameters that a resource or an action declares."""
        section = self.one(sections, "Parameters")
        if section is None:
            return ()
        return ParameterParser(self.mson, self.diagnostics).read(section.item.children)

    def attributes(self, sections: Sections) -> Element | None:
        """Return the data structure below Attributes."""
        section = self.one(sections, "Attributes")
        if section is None:
            return None
        item = section.item
        line = normalized_attributes_line(item.title)
        return self.mson.declaration(line, item.at, item.children)


def flat(blocks: Sequence[Block]) -> list[Block]:
    """Turn headings that mean nothing into text: they belong to a description."""
    return [
        Text(block.at, block.raw, block.span) if isinstance(block, Heading) else block
        for block in blocks
    ]

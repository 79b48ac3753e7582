"""Stage 2, the part for MSON: declarations of types and of their members."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .blueprint import Element, Include, Member, OneOf
from .markdown import Heading, Item, asset, prose
from .mson_line import parse_line, parse_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Diagnostics, Position
    from .markdown import Block, Source

_VALUE_SECTION = re.compile(r"(default|sample)(?:\s*:\s*(.*))?", re.IGNORECASE)
_MEMBER_SECTION = re.compile(r"items|members|properties|values", re.IGNORECASE)
_INCLUDE = re.compile(r"include\s+(.+)", re.IGNORECASE)
_ONE_OF = re.compile(r"one\s+of", re.IGNORECASE)


def is_type_section(title: str) -> bool:
    """Tell whether a heading below a named type is one of its sections, no type of its own."""
    return bool(_VALUE_SECTION.fullmatch(title) or _MEMBER_SECTION.fullmatch(title))


@dataclass
class _Body:
    """What stands below a declaration."""

    description: list[Block] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    defaults: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MsonParser:
    """Reads the declarations of one page."""

    source: Source
    diagnostics: Diagnostics

    def declaration(self, line: str, at: Position, below: Sequence[Block]) -> Element:
        """Return the declaration whose line is `line`, with what stands below it."""
        parts = parse_line(line, at, self.diagnostics)
        body = self._body(_sections_as_items(below))
        description = "\n\n".join(filter(None, [parts.description, prose(body.description)]))
        return Element(
            at=at,
            literal=parts.literal,
            name=parts.name,
            value=parts.value,
            type=parts.type,
            attributes=parts.attributes,
            description=description,
            members=tuple(body.members),
            defaults=tuple(body.defaults),
            samples=tuple(body.samples),
        )

    def _body(self, blocks: Sequence[Block]) -> _Body:
        body = _Body()
        for block in blocks:
            if not isinstance(block, Item):
                body.description.append(block)
            elif section := _VALUE_SECTION.fullmatch(block.title):
                values = self._values(block, section[2])
                (body.defaults if section[1].lower() == "default" else body.samples).extend(values)
            elif _MEMBER_SECTION.fullmatch(block.title):
                body.members.extend(self._section_members(block))
            else:
                if body.description and not body.members:
                    message = "members after a text belong below `Properties`, `Items` or `Members`"
                    self.diagnostics.warning(block.at, message, "members-after-text")
                body.members.extend(self._members([block]))
        return body

    def _values(self, item: Item, inline: str | None) -> list[str]:
        nested = [child for child in item.children if isinstance(child, Item)]
        if inline and item.children:
            message = "a value both after the colon and below it"
            self.diagnostics.error(item.at, message, "two-values")
        if inline:
            return [inline]
        if not nested:
            text = asset(self.source, item.children)
            if text is None:
                self.diagnostics.error(item.at, f"{item.title} without a value", "empty-section")
            return [text.text] if text else []
        if any(child.children for child in nested) or len(nested) < len(item.children):
            self.diagnostics.unsupported(item.at, f"{item.title} with members")
        return [child.title for child in nested]

    def _section_members(self, item: Item) -> list[Member]:
        if not any(isinstance(child, Item) for child in item.children):
            message = f"{item.title} without members; a property of that name needs backticks"
            self.diagnostics.error(item.at, message, "empty-section")
        return self._members(item.children)

    def _members(self, blocks: Sequence[Block]) -> list[Member]:
        members: list[Member] = []
        for block in blocks:
            if not isinstance(block, Item):
                message = "a text where only members belong"
                self.diagnostics.error(block.at, message, "unexpected-text")
            elif include := _INCLUDE.fullmatch(block.title):
                members.extend(self._include(block, include[1]))
            elif _ONE_OF.fullmatch(block.title):
                members.append(self._one_of(block))
            else:
                members.append(self.declaration(block.title, block.at, block.children))
        return members

    def _include(self, item: Item, name: str) -> list[Member]:
        bare = name.strip()
        if bare.startswith("(") and bare.endswith(")"):
            bare = bare[1:-1]
        if item.children:
            self.diagnostics.unsupported(item.at, "an Include with something below it")
        type_name = parse_type(bare, item.at, self.diagnostics)
        return [Include(item.at, type_name)] if type_name else []

    def _one_of(self, item: Item) -> OneOf:
        options = []
        for child in item.children:
            group = isinstance(child, Item) and _MEMBER_SECTION.fullmatch(child.title)
            found = self._members(child.children if isinstance(child, Item) and group else [child])
            elements = [member for member in found if isinstance(member, Element)]
            if len(elements) < len(found):
                self.diagnostics.unsupported(child.at, "Include or One Of within One Of")
            options.append(tuple(elements))
        if len(options) < 2:
            self.diagnostics.error(item.at, "One Of needs two members or more", "one-of")
        return OneOf(item.at, tuple(options))


def _sections_as_items(blocks: Sequence[Block]) -> list[Block]:
    """Turn `## Properties` and what follows into the item `+ Properties` that it stands for."""
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and is_type_section(block.text):
            result.append(Item(block.at, block.raw, block.span, block.text, ()))
        elif result and isinstance(last := result[-1], Item) and last.raw.startswith("#"):
            result[-1] = Item(last.at, last.raw, last.span, last.title, (*last.children, block))
        else:
            result.append(block)
    return result

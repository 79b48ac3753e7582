"""Stage 2, the part for MSON: declarations of types and of their members."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .aliases import alias
from .blueprint import Element, Include, Member, OneOf, TypeName
from .markdown import Code, Heading, Item, asset, prose
from .mson_attributes import is_known
from .mson_line import parse_line
from .mson_text import groups, mask, split_list, unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Diagnostics, Position
    from .markdown import Block, Source

DEEPEST = 60
"""How deep members may hold members: a page that goes deeper is told of it."""

_VALUE_SECTION = re.compile(r"(defaults?|samples?)(?:\s*:\s*(\S.*)?)?", re.IGNORECASE)
_MEMBER_SECTION = re.compile(r"(items|members|properties|values)\s*:?", re.IGNORECASE)
_INCLUDE = re.compile(r"include\s+(?![-:])(.+)", re.IGNORECASE)
_ONE_OF = re.compile(r"one[\s-]*of\s*:?", re.IGNORECASE)
_ELLIPSIS = re.compile(r"\.{2,}|…|etc\.?")
_PRIMITIVES = {"string", "number", "integer", "boolean"}
_VALUES = {"members", "values"}
_LISTING = re.compile(r"(?i)(?:members|values)\s*:\s+(?=\S)")
"""Before the values of an enum that stand on the line of their keyword."""


def is_type_section(title: str) -> bool:
    """Tell whether a heading below a named type is one of its sections, no type of its own."""
    return bool(_VALUE_SECTION.fullmatch(title) or _MEMBER_SECTION.fullmatch(title))


@dataclass
class _Body:
    """What stands below a declaration."""

    description: list[Block] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    defaults: list[str | tuple[Member, ...]] = field(default_factory=list)
    samples: list[str | tuple[Member, ...]] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class MsonParser:
    """Reads the declarations of one page."""

    source: Source
    diagnostics: Diagnostics
    depth: int = 0

    def declaration(self, line: str, at: Position, below: Sequence[Block]) -> Element:
        """Return the declaration whose line is `line`, with what stands below it."""
        parts = parse_line(line, at, self.diagnostics)
        listed = parts.listed
        kind = _kind(listed.types)
        body = self._body(_sections_as_items(below), kind)
        description = "\n\n".join(filter(None, [parts.description, prose(body.description)]))
        inline = [
            Element(at=at, literal=unquote(value), name=unquote(value)) for value in listed.values
        ]
        types = self._with_section(listed.types, kind, body, at)
        return Element(
            at=at,
            literal=parts.literal,
            name=parts.name,
            value=parts.value,
            type=types[0] if types else None,
            attributes=frozenset(listed.attributes),
            description=description,
            members=(*inline, *body.members),
            defaults=(*listed.defaults, *body.defaults),
            samples=(*listed.samples, *body.samples),
            others=tuple(types[1:]),
            keywords=tuple(listed.keywords.items()),
            variable=parts.variable,
        )

    def _with_section(
        self, types: list[TypeName], kind: str, body: _Body, at: Position
    ) -> list[TypeName]:
        """Return the types that a section makes of those stated: `Values` makes an enum."""
        held = _VALUES & body.sections
        if held and kind in {"", *_PRIMITIVES}:
            if kind not in {"", "string"}:
                message = f"{sorted(held)[0].title()} below a {kind} make an enum of it"
                self.diagnostics.note(at, message, "members-section")
            return [TypeName(at, "enum", tuple(types[:1])), *types[1:]]
        if "items" in body.sections and not types and body.members:
            return [TypeName(at, "array")]
        return types

    def _body(self, blocks: Sequence[Block], kind: str) -> _Body:
        body = _Body()
        prose_ends = _description_end(blocks)
        for number, block in enumerate(blocks):
            if number < prose_ends:
                body.description.append(block)
            elif not isinstance(block, Item):
                self._text(block, body)
            elif (section := _VALUE_SECTION.fullmatch(block.title)) and not _is_property(
                section, kind
            ):
                values = self._values(block, section[2], kind)
                is_default = section[1].lower().startswith("default")
                (body.defaults if is_default else body.samples).extend(values)
            elif (named := _MEMBER_SECTION.fullmatch(block.title)) and _has_items(block):
                body.sections.add(named[1].lower())
                self._section(block, body, "enum" if named[1].lower() in _VALUES else kind)
            elif listed := self._listed_values(block, kind):
                body.members.extend(listed)
            else:
                self._member_of(block, body)
        return body

    def _text(self, block: Block, body: _Body) -> None:
        """Take a text for the description, or for a sample where it is JSON in a block of code."""
        if isinstance(block, Code) and block.content.lstrip()[:1] in {"{", "["}:
            message = "JSON below a declaration is read as a sample of it"
            self.diagnostics.warning(block.at, message, "json-sample")
            body.samples.append(block.content)
            return
        if body.members:
            message = "a text after members is read as part of the description"
            self.diagnostics.warning(block.at, message, "unexpected-text")
        body.description.append(block)

    def _member_of(self, block: Item, body: _Body) -> None:
        if body.description and not body.members:
            message = "members after a text belong below `Properties`, `Items` or `Members`"
            self.diagnostics.warning(block.at, message, "members-after-text")
        body.members.extend(self._members([block]))

    def _listed_values(self, block: Item, kind: str) -> list[Member]:
        """Return the values of an enum that stand on one line: `red, green, blue`."""
        title = _LISTING.sub("", block.title) if kind == "enum" else block.title
        shielded = mask(title)
        if (
            kind != "enum"
            or "," not in shielded
            or block.children
            or re.search("[(*]| - ", shielded)
        ):
            return []
        message = f"{block.title} is read as several values; backticks would make it one"
        self.diagnostics.note(block.at, message, "enum-value")
        values = [unquote(part) for part in split_list(title) if part]
        return [Element(at=block.at, literal=value, name=value) for value in values]

    def _section(self, item: Item, body: _Body, kind: str) -> None:
        for child in item.children:
            if isinstance(child, Item) and (values := self._listed_values(child, kind)):
                body.members.extend(values)
            elif isinstance(child, Item):
                body.members.extend(self._members([child]))
            else:
                message = "a text among members is read as part of the description"
                self.diagnostics.warning(child.at, message, "unexpected-text")
                body.description.append(child)

    def _values(self, item: Item, inline: str | None, kind: str) -> list[str | tuple[Member, ...]]:
        """Return what a Default or a Sample holds: texts, or the members below it."""
        nested = [child for child in item.children if isinstance(child, Item)]
        found: list[str | tuple[Member, ...]] = []
        if inline:
            found.append(self._bare_value(inline, item.at))
        if inline and item.children:
            message = "a value both after the colon and below it: both are kept"
            self.diagnostics.warning(item.at, message, "two-values")
        if nested:
            members = self._members(item.children)
            literals = [each.literal for each in members if isinstance(each, Element)]
            if kind in _PRIMITIVES | {"enum"}:
                found += literals
            elif members:
                found.append(tuple(members))
        elif text := asset(self.source, item.children):
            found.append(text.text)
        if not found:
            message = f"{item.title} without a value"
            self.diagnostics.warning(item.at, message, "empty-section")
        return found

    def _bare_value(self, text: str, at: Position) -> str:
        """Return a value without the type that some pages repeat after it."""
        shielded = mask(text)
        quoted = re.match("\0+(?= +[^ ,])", shielded)
        if quoted and text[0] == "`" and ": " not in shielded:
            message = f"only {text[: quoted.end()]} is the value: {text[quoted.end() :].strip()}"
            self.diagnostics.warning(at, f"{message} is left out", "text-after-value")
            return text[: quoted.end()]
        found, _ = groups(shielded)
        if found and found[-1][1] == len(text) and found[-1][0]:
            start = found[-1][0]
            if text[start - 1].isspace() and is_known(text[start + 1 : -1], certain=True):
                message = f"the type {text[start:]} after a value is left out"
                self.diagnostics.note(at, message, "type-after-value")
                return text[:start].strip()
        return text

    def _members(self, blocks: Sequence[Block]) -> list[Member]:
        members: list[Member] = []
        for block in blocks:
            if not isinstance(block, Item):
                message = "a text where only members belong is left out"
                self.diagnostics.warning(block.at, message, "unexpected-text")
            elif self.depth >= DEEPEST:
                message = f"members nested more than {DEEPEST} deep are left out"
                self.diagnostics.warning(block.at, message, "deep-members")
            elif _ELLIPSIS.fullmatch(block.title) and not block.children:
                message = f"{block.title} stands for more that the page does not show"
                self.diagnostics.note(block.at, message, "ellipsis")
            else:
                deeper = MsonParser(self.source, self.diagnostics, self.depth + 1)
                members.extend(deeper._member(block))
        return members

    def _member(self, block: Item) -> list[Member]:
        if (match := _INCLUDE.fullmatch(block.title)) and not _is_type(match[1]):
            return self._include(block, match[1])
        if _ONE_OF.fullmatch(block.title) and _has_items(block):
            return [self._one_of(block)]
        if _MEMBER_SECTION.fullmatch(block.title) and not block.children:
            message = f"{block.title} without members is read as a property of that name"
            self.diagnostics.warning(block.at, message, "empty-section")
        if not block.title and not block.children:
            self._empty(block)
            return []
        return [self.declaration(block.title, block.at, block.children)]

    def _empty(self, block: Item) -> None:
        """Tell of a bullet without a text, which Markdown also leaves where it nests no deeper."""
        lost = block.raw.strip().lstrip("+-* ").partition("\n")[0]
        if lost:
            message = f"nested too deep: {lost} and what stands below it are left out"
            self.diagnostics.warning(block.at, message, "deep-members")
        else:
            self.diagnostics.warning(block.at, "an empty bullet is left out", "empty-member")

    def _include(self, item: Item, text: str) -> list[Member]:
        """Return an Include, and what stands below it, which joins the members around it."""
        bare = text.strip()
        if bare.startswith("(") and bare.endswith(")"):
            bare = bare[1:-1]
        found, _ = groups(mask(bare))
        inside = [bare[start + 1 : end - 1] for start, end in found[-1:] if end == len(bare)]
        if " - " in mask(bare) or (inside and is_known(inside[0])):
            message = "only a type belongs to Include: the rest of the line is left out"
            self.diagnostics.warning(item.at, message, "include")
        line = parse_line(bare, item.at, self.diagnostics) if " - " in bare or inside else None
        name = line.literal if line else bare
        nested = [child for child in item.children if isinstance(child, Item)]
        if item.children:
            message = "members below an Include are read as members beside it"
            self.diagnostics.warning(item.at, message, "include")
        included = [Include(item.at, TypeName(item.at, " ".join(_link_text(name).split())))]
        return [*included, *self._members(nested)]

    def _one_of(self, item: Item) -> OneOf:
        options: list[tuple[Member, ...]] = []
        for child in item.children:
            if not isinstance(child, Item):
                message = "a text in One Of is left out"
                self.diagnostics.warning(child.at, message, "unexpected-text")
                continue
            group = _MEMBER_SECTION.fullmatch(child.title) and child.children
            found = self._members(child.children if group else [child])
            if found:
                options.append(tuple(found))
        if len(options) < 2:
            self.diagnostics.warning(
                item.at, "One Of with fewer than two members is no choice", "one-of"
            )
        return OneOf(item.at, tuple(options))


def _link_text(name: str) -> str:
    link = re.fullmatch(r"\[([^\[\]]+)\]\s?(?:\([^()]*\)|\[[^\[\]]*\])", name.strip())
    return unquote(link[1] if link else name)


def _kind(types: Sequence[TypeName]) -> str:
    """Return what the first type comes down to, as far as the page's words alone tell."""
    found = alias(types[0].name) if types else None
    if found is None:
        return "named" if types else ""
    return found.kind


def _has_items(item: Item) -> bool:
    return any(isinstance(child, Item) for child in item.children)


def _is_type(text: str) -> bool:
    """Tell whether a text is types in parentheses: `include (boolean)` is a property."""
    text = text.strip()
    return text.startswith("(") and ")" in text and is_known(text[1 : text.index(")")])


def _is_property(section: re.Match[str], kind: str) -> bool:
    """Tell whether `default: 5 (number)` is a property of an object: by its case and its type."""
    text = (section[2] or "").strip()
    found, _ = groups(mask(text))
    typed = bool(found) and is_known(text[found[0][0] + 1 : found[0][1] - 1], certain=True)
    return typed and section[1].islower() and kind in {"", "object", "named"}


def _description_end(blocks: Sequence[Block]) -> int:
    """Return how many blocks are description: a text, and the bullets that are prose as well.

    Bullets after a text are prose if a section for the members follows, or if none of them
    looks like a member.
    """
    start = next((n for n, block in enumerate(blocks) if not isinstance(block, Item)), len(blocks))
    if start > 0 or not blocks:
        return 0
    bullets = [block for block in blocks if isinstance(block, Item)]
    sections = [block for block in bullets if is_type_section(block.title)]
    if any(_MEMBER_SECTION.fullmatch(each.title) and _has_items(each) for each in sections):
        return blocks.index(sections[0])
    if sections:
        return 0
    if bullets and all(_is_sentence(block) for block in bullets):
        return len(blocks)
    return 0


def _is_sentence(item: Item) -> bool:
    """Tell whether a bullet is prose: many words, and nothing that a member would have."""
    shielded = mask(item.title)
    words = len(shielded.split())
    return words > 3 and not re.search(r"\(|\0|: | - ", shielded)


def _sections_as_items(blocks: Sequence[Block]) -> list[Block]:
    """Turn `## Properties` and what follows into the item `+ Properties` that it stands for."""
    result: list[Block] = []
    section: Heading | None = None
    held: list[Block] = []

    def close() -> None:
        if section:
            item = Item(section.at, section.raw, section.span, section.text, tuple(held))
            result.append(item)

    for block in blocks:
        if isinstance(block, Heading) and is_type_section(block.text):
            close()
            section, held = block, []
        elif section:
            held.append(block)
        else:
            result.append(block)
    close()
    return result

"""Stage 2: the blocks of a page become a `blueprint.Page`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from . import markdown
from .blueprint import Action, Group, Header, NamedType, Page, Resource
from .diagnostics import Position
from .markdown import Heading, Source, Text
from .mson import is_type_section
from .sections import SectionParser
from .uri import parse_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .diagnostics import Diagnostics
    from .markdown import Block

METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")

_METADATA = re.compile(r"([A-Za-z][A-Za-z0-9_ -]*?)\s*:(?:\s+(.*)|)")
_METHOD = "|".join((*METHODS, "CONNECT", "LINK", "UNLINK"))
_KINDS = {
    "group": re.compile(r"group\s+(?P<name>.+)", re.IGNORECASE),
    "types": re.compile(r"data\s+structures", re.IGNORECASE),
    "resource": re.compile(r"(?:(?P<name>.+?)\s*\[(?P<uri>/[^\]]*)\]|(?P<bare>/\S*))"),
    "action": re.compile(
        rf"(?:(?P<name>.+?)\s*\[(?P<method>{_METHOD})(?:\s+(?P<uri>/[^\]]*))?\]"
        rf"|(?P<bare>{_METHOD})(?:\s+(?P<path>/\S*))?)"
    ),
}
_BRACKETS = re.compile(r".*\[[^\]]*\]")


@dataclass
class _Part:
    """A heading that means something, and the blocks up to the next one."""

    kind: str
    heading: Heading
    groups: dict[str, str]
    blocks: list[Block] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.groups.get("uri") or self.groups.get("path") or ""


def parse_page(source: Source, diagnostics: Diagnostics) -> Page:
    """Return what the page says; what is not understood is remarked on."""
    metadata, skip = _read_metadata(source, diagnostics)
    preamble: list[Block] = []
    parts = _divide(markdown.parse(source, skip=skip), preamble, diagnostics)
    return _PageParser(source, diagnostics, parts).page(metadata, preamble)


def _read_metadata(source: Source, diagnostics: Diagnostics) -> tuple[dict[str, Header], int]:
    found: dict[str, Header] = {}
    lines = source.text.split("\n")
    number = next((number for number, line in enumerate(lines) if line.strip()), 0)
    while number < len(lines) and (match := _METADATA.fullmatch(lines[number].rstrip())):
        at = source.at(number)
        key, value = match[1].upper(), (match[2] or "").strip()
        if key in found:
            diagnostics.error(at, f"{key} is given twice", "metadata")
        found[key] = Header(at, key, value)
        number += 1
    form = found.pop("FORMAT", None)
    if form and not form.value.startswith("1A"):
        message = f"the format {form.value} is not API Blueprint 1A"
        diagnostics.error(form.at, message, "format")
    return found, number


def _divide(
    blocks: Sequence[Block], preamble: list[Block], diagnostics: Diagnostics
) -> list[_Part]:
    """Part the page at every heading that means something."""
    parts: list[_Part] = []
    for block in blocks:
        part = _classify(block, parts, diagnostics) if isinstance(block, Heading) else None
        if part:
            parts.append(part)
        elif parts:
            parts[-1].blocks.append(block)
        else:
            preamble.append(block)
    return parts


def _classify(heading: Heading, parts: Sequence[_Part], diagnostics: Diagnostics) -> _Part | None:
    for kind, pattern in _KINDS.items():
        if match := pattern.fullmatch(heading.text):
            groups = {key: value for key, value in match.groupdict().items() if value}
            return _Part(kind, heading, groups)
    if parts and parts[-1].kind in {"types", "type"}:
        section = parts[-1].kind == "type" and is_type_section(heading.text)
        return None if section else _Part("type", heading, {})
    if _BRACKETS.fullmatch(heading.text):
        message = f"{heading.text!r} names neither a method in capitals nor a path that begins at /"
        diagnostics.error(heading.at, message, "heading")
    return None if parts else _Part("name", heading, {"name": heading.text})


@dataclass
class _PageParser:
    """Nests the parts of a page: groups hold resources, resources hold actions."""

    source: Source
    diagnostics: Diagnostics
    parts: list[_Part]

    def __post_init__(self) -> None:
        self.sections = SectionParser(self.source, self.diagnostics)

    def page(self, metadata: dict[str, Header], preamble: Sequence[Block]) -> Page:
        """Return the whole page."""
        name, blocks = "", list(preamble)
        start = Position(self.source.name)
        if self.parts and self.parts[0].kind == "name":
            part = self.parts.pop(0)
            name = part.groups["name"]
            blocks += part.blocks
        else:
            self.diagnostics.warning(start, "the page does not name its API", "no-name")
        types = [part for part in self.parts if part.kind == "type"]
        for part in self.parts:
            if part.kind == "types" and part.blocks:
                message = "a text between Data Structures and its first type"
                self.diagnostics.error(part.blocks[0].at, message, "unexpected-text")
        return Page(
            at=start,
            metadata=metadata,
            name=name,
            description=self.sections.description(_flat(blocks)),
            groups=tuple(self._groups()),
            types=tuple(self._type(part) for part in types),
        )

    def _type(self, part: _Part) -> NamedType:
        mson = self.sections.mson
        element = mson.declaration(part.heading.text, part.heading.at, part.blocks)
        if not element.literal:
            self.diagnostics.error(element.at, "a type without a name", "type-name")
        return NamedType(name=" ".join(element.literal.split()), element=element)

    def _groups(self) -> Iterator[Group]:
        group: Group | None = None
        for part, actions in self._resources():
            if part.kind == "group":
                if group:
                    yield group
                description = self.sections.description(_flat(part.blocks))
                name = part.groups["name"].strip()
                group = Group(at=part.heading.at, name=name, description=description)
                continue
            group = group or Group(at=part.heading.at)
            resource = self._resource(part, actions)
            group = replace(group, resources=(*group.resources, resource))
        if group:
            yield group

    def _resources(self) -> Iterator[tuple[_Part, list[_Part]]]:
        """Yield groups, and each resource with the parts of its actions."""
        current: tuple[_Part, list[_Part]] | None = None
        for part in self.parts:
            alone = part.kind == "action" and part.path and (not current or "path" in part.groups)
            if part.kind == "action" and not alone and current:
                current[1].append(part)
                continue
            if current:
                yield current
            current = None
            if part.kind == "resource":
                current = (part, [])
            elif alone:
                yield part, [part]
            elif part.kind == "action":
                message = f"{part.heading.text!r} stands below no resource, and names no path"
                self.diagnostics.error(part.heading.at, message, "no-resource")
            elif part.kind == "group":
                yield part, []
        if current:
            yield current

    def _resource(self, part: _Part, actions: Sequence[_Part]) -> Resource:
        at = part.heading.at
        uri = part.path or part.groups.get("bare", "")
        template = parse_template(uri, at, self.diagnostics)
        if part.kind == "action":
            action = replace(self._action(part), uri=None)
            return Resource(at=at, name="", uri=template, actions=(action,))
        allowed = {"Parameters", "Attributes", "Model"}
        sections = self.sections.divide(_flat(part.blocks), allowed, "in a resource")
        model = self.sections.one(sections, "Model")
        return Resource(
            at=at,
            name=" ".join(part.groups.get("name", "").split()),
            uri=template,
            description=sections.description,
            parameters=self.sections.parameters(sections),
            attributes=self.sections.attributes(sections),
            model=self.sections.payload(model) if model else None,
            actions=tuple(self._action(action) for action in actions),
        )

    def _action(self, part: _Part) -> Action:
        at = part.heading.at
        method = part.groups.get("method") or part.groups["bare"]
        if method not in METHODS:
            message = f"OpenAPI 3.1 has no operation for the method {method}"
            self.diagnostics.error(at, message, "method")
        allowed = {"Relation", "Parameters", "Attributes", "Request", "Response"}
        sections = self.sections.divide(_flat(part.blocks), allowed, "in an action")
        if not sections.all("Response"):
            message = f"{part.heading.text!r} documents no response"
            self.diagnostics.warning(at, message, "no-response")
        relation = self.sections.one(sections, "Relation")
        uri = parse_template(part.path, at, self.diagnostics) if part.path else None
        return Action(
            at=at,
            name=part.groups.get("name", "").strip(),
            method=method,
            uri=uri,
            description=sections.description,
            relation=relation.name if relation else "",
            parameters=self.sections.parameters(sections),
            attributes=self.sections.attributes(sections),
            transactions=self.sections.transactions(sections),
        )


def _flat(blocks: Sequence[Block]) -> list[Block]:
    """Turn headings that mean nothing into text: they belong to a description."""
    return [
        Text(block.at, block.raw, block.span) if isinstance(block, Heading) else block
        for block in blocks
    ]

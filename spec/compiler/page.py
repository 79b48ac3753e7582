"""Stage 2: the blocks of a page become a `blueprint.Page`."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import markdown
from .blueprint import Action, Group, Header, NamedType, Page, Resource
from .diagnostics import Position
from .headings import OPENAPI_METHODS, HeadingReader, Outlook, Part, is_action_without_path
from .keywords import opens_call
from .markdown import Heading, Item, Source
from .payloads import PayloadParser, media_type_of
from .sections import SectionParser, flat
from .uri import parse_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .diagnostics import Diagnostics
    from .markdown import Block
    from .sections import Sections

_METADATA_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*")
_KNOWN_METADATA = frozenset({"FORMAT", "HOST", "VERSION"})
_IN_A_RESOURCE = frozenset({"Parameters", "Attributes", "Model", "Headers", "Request", "Response"})
_IN_AN_ACTION = frozenset(
    {"Relation", "Parameters", "Attributes", "Headers", "Request", "Response"}
)


def parse_page(source: Source, diagnostics: Diagnostics) -> Page:
    """Return what the page says; what is not understood is remarked on."""
    metadata, skip = _read_metadata(source, diagnostics)
    preamble: list[Block] = []
    parts = _divide(markdown.parse(source, skip=skip), preamble, diagnostics)
    return _PageParser(source, diagnostics, parts).page(metadata, preamble)


def _read_metadata(source: Source, diagnostics: Diagnostics) -> tuple[dict[str, Header], int]:
    found: dict[str, Header] = {}
    lines = source.lines
    number = next((number for number, line in enumerate(lines) if line.strip()), 0)
    while number < len(lines) and (pair := _metadata_pair(lines[number].rstrip())):
        at = source.at(number)
        key, value = pair
        if key in found:
            diagnostics.warning(at, f"{key} is given twice: the first counts", "metadata")
        found.setdefault(key, Header(at, key, value))
        number += 1
    form = found.pop("FORMAT", None)
    if form and not form.value.upper().startswith("1A"):
        message = f"the format {form.value} is read as API Blueprint 1A"
        diagnostics.warning(form.at, message, "format")
    return found, number


def _metadata_pair(line: str) -> tuple[str, str] | None:
    """Return the key and the value of `KEY: value`, or None for any other line."""
    before, colon, after = line.partition(":")
    key = before.rstrip().upper()
    parted = not after or after[0].isspace() or key in _KNOWN_METADATA
    return (key, after.strip()) if colon and parted and _METADATA_KEY.fullmatch(key) else None


def _divide(blocks: Sequence[Block], preamble: list[Block], diagnostics: Diagnostics) -> list[Part]:
    """Part the page at every heading that means something."""
    parts: list[Part] = []
    reader = HeadingReader(diagnostics)
    outlook = _outlook(blocks)
    for number, block in enumerate(blocks):
        part = None
        if isinstance(block, Heading):
            part = reader.classify(block, parts, outlook[number])
        if part:
            parts.append(part)
        elif parts:
            if number in outlook and outlook[number].has_call and _is_called(parts[-1]):
                message = f"what stands below is read as a part of {parts[-1].heading.text!r}"
                diagnostics.warning(block.at, message, "heading")
            parts[-1].blocks.append(block)
        else:
            preamble.append(block)
    return parts


def _is_called(part: Part) -> bool:
    """Tell whether a part is an action that has a request or a response already."""
    calls = (isinstance(block, Item) and opens_call(block) for block in part.blocks)
    return part.kind == "action" and any(calls)


def _outlook(blocks: Sequence[Block]) -> dict[int, Outlook]:
    """Return for each heading what stands below it, up to the next one and in it."""
    headings = [number for number, block in enumerate(blocks) if isinstance(block, Heading)]
    found: dict[int, Outlook] = {}
    for number, following in itertools.pairwise([*headings, len(blocks)]):
        below = blocks[number + 1 : following]
        has_call = any(isinstance(each, Item) and opens_call(each) for each in below)
        after = blocks[following] if following < len(blocks) else None
        is_action = isinstance(after, Heading) and is_action_without_path(after.text)
        found[number] = Outlook(has_call=has_call, next_is_action=is_action)
    return found


@dataclass
class _PageParser:
    """Nests the parts of a page: groups hold resources, resources hold actions."""

    source: Source
    diagnostics: Diagnostics
    parts: list[Part]

    def __post_init__(self) -> None:
        self.sections = SectionParser(self.source, self.diagnostics)
        self.payloads = PayloadParser(self.source, self.diagnostics, self.sections)

    def page(self, metadata: dict[str, Header], preamble: Sequence[Block]) -> Page:
        """Return the whole page."""
        name, blocks = "", list(preamble)
        start = Position(self.source.name)
        if self.parts and self.parts[0].kind == "name":
            part = self.parts.pop(0)
            name = part.name
            blocks += part.blocks
        else:
            self.diagnostics.warning(start, "the page does not name its API", "no-name")
        types = [part for part in self.parts if part.kind == "type"]
        for part in self.parts:
            if part.kind == "types" and part.blocks:
                message = (
                    "a text between Data Structures and its first type is kept with the page's"
                )
                self.diagnostics.warning(part.blocks[0].at, message, "unexpected-text")
                blocks += part.blocks
        description = self.sections.description(flat(blocks))
        groups = tuple(self._groups())
        return Page(
            at=start,
            metadata=metadata,
            name=name,
            description=description,
            groups=groups,
            types=tuple(self._type(part) for part in types),
            sections=tuple(self.sections.read),
        )

    def _type(self, part: Part) -> NamedType:
        mson = self.sections.mson
        element = mson.declaration(part.heading.text, part.heading.at, part.blocks)
        if not element.literal:
            self.diagnostics.error(element.at, "a type without a name", "type-name")
        return NamedType(name=" ".join(element.literal.split()), element=element)

    def _groups(self) -> Iterator[Group]:
        group: Group | None = None
        resources: list[Resource] = []
        for part, actions in self._resources():
            if part.kind == "group":
                if group:
                    yield replace(group, resources=tuple(resources))
                    resources = []
                description = self.sections.description(flat(part.blocks))
                group = Group(at=part.heading.at, name=part.name, description=description)
                continue
            group = group or Group(at=part.heading.at)
            resources.append(self._resource(part, actions))
        if group:
            yield replace(group, resources=tuple(resources))

    def _resources(self) -> Iterator[tuple[Part, list[Part]]]:
        """Yield groups, and each resource with the parts of its actions."""
        current: tuple[Part, list[Part]] | None = None
        for part in self.parts:
            alone = part.kind == "action" and part.uri and (not current or part.bare)
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
                self.diagnostics.lost(part.heading.at, part.heading.text)
            elif part.kind == "group":
                yield part, []
        if current:
            yield current

    def _resource(self, part: Part, actions: Sequence[Part]) -> Resource:
        at = part.heading.at
        template = parse_template(part.uri, at, self.diagnostics)
        if part.kind == "action":
            action = replace(self._action(part, ()), uri=None)
            return Resource(at=at, name="", uri=template, actions=(action,))
        sections = self.sections.divide(flat(part.blocks), _IN_A_RESOURCE, "in a resource")
        self._refuse_calls(part, sections)
        model = self.sections.one(sections, "Model")
        headers = self._deprecated_headers(sections)
        return Resource(
            at=at,
            name=" ".join(part.name.split()),
            uri=template,
            description=sections.description,
            parameters=self.sections.parameters(sections),
            attributes=self.sections.attributes(sections),
            model=self.payloads.payload(model) if model else None,
            actions=tuple(self._action(action, headers) for action in actions),
        )

    def _refuse_calls(self, part: Part, sections: Sections) -> None:
        """Tell of requests and responses without a method, which would have to be invented."""
        for section in sections.found:
            if section.keyword in {"Request", "Response"}:
                message = f"{section.item.title!r} belongs to no method of {part.uri}"
                self.diagnostics.error(section.item.at, message, "no-method")
                self.diagnostics.lost(section.item.at, f"{part.uri}, {section.item.title}")

    def _deprecated_headers(self, sections: Sections) -> tuple[Header, ...]:
        section = self.sections.one(sections, "Headers")
        if section is None:
            return ()
        message = "Headers outside of a Request or a Response are those of all requests"
        self.diagnostics.warning(section.item.at, message, "headers")
        return tuple(self.payloads.headers(section))

    def _action(self, part: Part, headers: tuple[Header, ...]) -> Action:
        at = part.heading.at
        if part.method not in OPENAPI_METHODS:
            message = (
                f"OpenAPI 3.1 has no operation for the method {part.method}: "
                f"it is kept as x-{part.method.lower()}"
            )
            self.diagnostics.warning(at, message, "method")
        blocks = self.sections.lifted(flat(part.blocks))
        sections = self.sections.divide(blocks, _IN_AN_ACTION, "in an action")
        if not sections.all("Response"):
            message = f"{part.heading.text!r} documents no response"
            self.diagnostics.warning(at, message, "no-response")
        own = (*headers, *self._deprecated_headers(sections))
        relation = self.sections.one(sections, "Relation")
        uri = parse_template(part.uri, at, self.diagnostics) if part.uri else None
        return Action(
            at=at,
            name=part.name.strip(),
            method=part.method,
            uri=uri,
            description=sections.description,
            relation=relation.name if relation else "",
            parameters=self.sections.parameters(sections),
            attributes=self.sections.attributes(sections),
            headers=own,
            transactions=self.payloads.transactions(sections, media_type_of(own)),
        )

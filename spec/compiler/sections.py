"""Stage 2, the part for lists: the sections of a resource, an action and a payload."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .blueprint import Element, Header, Payload, Response, Transaction
from .markdown import Item, asset, prose
from .mson import MsonParser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Diagnostics, Position
    from .markdown import Asset, Block, Source

_KEYWORDS = {
    "Request": re.compile(r"request(?:\s+(?P<name>.*?))??(?:\s*\((?P<media>[^()]*)\))?", re.I),
    "Response": re.compile(r"response(?:\s+(?P<name>\d+))?(?:\s*\((?P<media>[^()]*)\))?", re.I),
    "Model": re.compile(r"model(?:\s*\((?P<media>[^()]*)\))?", re.I),
    "Headers": re.compile(r"headers?", re.I),
    "Parameters": re.compile(r"parameters?", re.I),
    "Attributes": re.compile(r"attributes?(?P<line>\s*\(.*|\s+-\s.*)?", re.I),
    "Body": re.compile(r"body", re.I),
    "Schema": re.compile(r"schema", re.I),
    "Relation": re.compile(r"relation\s*:\s*(?P<name>\S+)", re.I),
}
_LOOKS_LIKE_SECTION = re.compile(r"([A-Za-z]+)(?:\s+\d\w*|\s+\S+(?=\s*\())?\s*:?\s*(?:\([^()]*\))?")
_REFERENCE = re.compile(r"\[([^\]]+)\]\s?\[\]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*)")


@dataclass(frozen=True, slots=True)
class Section:
    """A list item that opens with a keyword."""

    keyword: str
    item: Item
    name: str
    media_type: str


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

    @property
    def mson(self) -> MsonParser:
        """The reader for MSON on the same page."""
        return MsonParser(self.source, self.diagnostics)

    def divide(self, blocks: Sequence[Block], allowed: set[str], where: str) -> Sections:
        """Part the sections from the description; a section outside `allowed` is an error."""
        description: list[Block] = []
        sections = Sections()
        for block in blocks:
            section = self._section(block) if isinstance(block, Item) else None
            if section and section.keyword not in allowed:
                message = f"{section.keyword} does not belong {where}"
                self.diagnostics.error(section.item.at, message, "misplaced")
            elif section:
                sections.found.append(section)
            elif sections.found:
                message = f"not understood {where}, after {sections.found[-1].keyword}"
                self.diagnostics.error(block.at, message, "unexpected")
            else:
                description.append(block)
        sections.description = self.description(description)
        return sections

    def description(self, blocks: Sequence[Block]) -> str:
        """Return a description, where no section can be; an included file is an error."""
        for block in blocks:
            if isinstance(block, Item) and any(
                pattern.fullmatch(block.title) for pattern in _KEYWORDS.values()
            ):
                message = f"{block.title!r} is read as text: no section belongs here"
                self.diagnostics.warning(block.at, message, "misplaced")
            if re.match(r"<!--\s*include\(|:\[[^\]]*\]\(", block.raw):
                self.diagnostics.unsupported(block.at, "an included file")
        return prose(blocks)

    def one(self, sections: Sections, keyword: str) -> Section | None:
        """Return the only section of a keyword, if there is one; a second one is an error."""
        found = sections.all(keyword)
        for section in found[1:]:
            self.diagnostics.error(section.item.at, f"a second {keyword}", "duplicate-section")
        return found[0] if found else None

    def _section(self, item: Item) -> Section | None:
        for keyword, pattern in _KEYWORDS.items():
            if match := pattern.fullmatch(item.title):
                groups = match.groupdict()
                media_type = self._media_type(groups.get("media"), item.at)
                return Section(keyword, item, (groups.get("name") or "").strip(), media_type)
        shape = _LOOKS_LIKE_SECTION.fullmatch(item.title)
        near = difflib.get_close_matches(shape[1].title(), _KEYWORDS, 1, 0.75) if shape else []
        if near:
            message = f"{item.title!r} is no section; did you mean {near[0]}?"
            self.diagnostics.error(item.at, message, "unknown-section")
        return None

    def _media_type(self, text: str | None, at: Position) -> str:
        media_type = (text or "").strip()
        if media_type and not re.fullmatch(r"[^\s/]+/[^\s/;]+(\s*;.*)?", media_type):
            self.diagnostics.error(at, f"{media_type!r} is no media type", "media-type")
            return ""
        return media_type

    def parameters(self, sections: Sections) -> tuple[Element, ...]:
        """Return the URI parameters that a resource or an action declares."""
        section = self.one(sections, "Parameters")
        found: dict[str, Element] = {}
        for block in section.item.children if section else ():
            if not isinstance(block, Item):
                self.diagnostics.error(block.at, "a text among parameters", "unexpected-text")
                continue
            if re.search(r"\)\s*\.\.\.|=\s*`", block.title):
                self.diagnostics.unsupported(block.at, "the old way to write a parameter")
                continue
            element = self.mson.declaration(block.title, block.at, block.children)
            if element.name in found:
                message = f"the parameter {element.name} is declared twice"
                self.diagnostics.error(block.at, message, "duplicate-parameter")
            found[element.name] = element
        return tuple(found.values())

    def attributes(self, sections: Sections) -> Element | None:
        """Return the data structure below Attributes."""
        section = self.one(sections, "Attributes")
        if section is None:
            return None
        item = section.item
        line = re.sub(r"(?i)^attributes?", "", item.title).strip()
        line = f" {line}" if line.startswith("-") else line
        return self.mson.declaration(line, item.at, item.children)

    def transactions(self, sections: Sections) -> tuple[Transaction, ...]:
        """Return the examples of an action: a request after a response begins a new one."""
        requests: list[Payload] = []
        responses: list[Response] = []
        transactions: list[Transaction] = []
        for section in sections.found:
            if section.keyword == "Request":
                if responses:
                    transactions.append(Transaction(tuple(requests), tuple(responses)))
                    requests, responses = [], []
                requests.append(self.payload(section, name=section.name))
            elif section.keyword == "Response":
                responses.append(self._response(section))
        if requests or responses:
            transactions.append(Transaction(tuple(requests), tuple(responses)))
        return tuple(transactions)

    def _response(self, section: Section) -> Response:
        if not section.name:
            message = "a response without a status is taken for 200"
            self.diagnostics.warning(section.item.at, message, "no-status")
        status = int(section.name or "200")
        if not 100 <= status <= 599:
            self.diagnostics.error(section.item.at, f"{status} is no HTTP status", "status")
        return Response(status, self.payload(section))

    def payload(self, section: Section, *, name: str = "") -> Payload:
        """Return what a Request, a Response or a Model carries."""
        item = section.item
        allowed = {"Headers", "Attributes", "Body", "Schema"}
        if not any(isinstance(block, Item) and self._section(block) for block in item.children):
            return self._bare(section, name)
        sections = self.divide(item.children, allowed, f"in a {section.keyword}")
        if _REFERENCE.fullmatch(sections.description):
            self.diagnostics.unsupported(item.at, "a model's name beside other sections")
        headers = self._headers(self.one(sections, "Headers"))
        stated = [each.value for each in headers if each.name.lower() == "content-type"]
        return Payload(
            at=item.at,
            name=name,
            media_type=stated[0] if stated else section.media_type,
            description=sections.description,
            headers=tuple(each for each in headers if each.name.lower() != "content-type"),
            attributes=self.attributes(sections),
            body=self._asset(self.one(sections, "Body")),
            schema=self._asset(self.one(sections, "Schema")),
        )

    def _bare(self, section: Section, name: str) -> Payload:
        """Without sections, everything below is the body, or names the model that holds it."""
        item = section.item
        body = asset(self.source, item.children)
        reference = _REFERENCE.fullmatch(body.text.strip()) if body else None
        if body and not reference:
            self._check_indent(body)
        return Payload(
            at=item.at,
            name=name,
            media_type=section.media_type,
            body=None if reference else body,
            reference=reference[1] if reference else "",
        )

    def _asset(self, section: Section | None) -> Asset | None:
        if section is None:
            return None
        text = asset(self.source, section.item.children)
        if text is None:
            message = f"{section.keyword} with nothing below it"
            self.diagnostics.error(section.item.at, message, "empty-section")
        else:
            self._check_indent(text)
        return text

    def _check_indent(self, text: Asset) -> None:
        if not text.indented:
            message = "a verbatim text wants 8 spaces more than its section, or a fence"
            self.diagnostics.warning(text.at, message, "indent")

    def _headers(self, section: Section | None) -> list[Header]:
        text = self._asset(section)
        if text is None:
            return []
        headers = []
        for number, line in enumerate(text.text.split("\n")):
            at = replace(text.at, line=text.at.line + number)
            if match := _HEADER.fullmatch(line.strip()):
                headers.append(Header(at, match[1], match[2]))
            elif line.strip():
                self.diagnostics.error(at, f"{line.strip()!r} is no header", "header")
        return headers

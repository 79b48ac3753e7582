"""What stands in the pages, held against what stands in the document.

This count and the parser know nothing of each other: `lines_passed_over` finds headings and
keywords in the page's bare lines that nothing was made of, and `Account` finds parts of a page that
did not reach the document. Either is told, unless something was told of that line before.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .blueprint import Element, OneOf
from .headings import METHODS
from .values import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .blueprint import Action, Member, Page, Payload, Resource
    from .diagnostics import Diagnostics, Position
    from .markdown import Asset, Source
    from .values import Json

_METHOD = "|".join(METHODS)
_CONSTRUCT = re.compile(
    r" {0,3}\#{1,6}\s*(?:"
    rf"(?:{_METHOD})(?:\s+/|\s*$)|/\S|[^\[\n]*\[(?:/|(?:{_METHOD})[\]\s])|group\s+\S"
    r")"
    r"|\s*(?:[+*-]|\d+\.)\s+(?:"
    r"(?:request|model)(?:\s*\(|\s*$)|response\s+\d{3}\b|(?:body|schema|headers)\s*$"
    r"|(?:parameters|attributes)\s*(?:\(|$)"
    r")",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s*(?:[+*-]\s+)*(`{3,}|~{3,})")
_NOT_KEPT = frozenset({"accept", "authorization", "content-type"})
"""Headers that OpenAPI has elsewhere than among parameters."""

_LOOKED_AT = 200
"""How much of a line is looked at: what a line opens stands at its beginning."""

Place = tuple[str, int]


def compare(
    sources: Sequence[Source],
    pages: Sequence[Page],
    document: Json,
    diagnostics: Diagnostics,
    *,
    read: Sequence[Page] = (),
) -> None:
    """Remark on all that went in and did not come out.

    `read` are the pages as they were before what they share was merged.
    """
    claimed = {place for page in read or pages for place in _places(page)}
    told = {(remark.at.file, remark.at.line) for remark in diagnostics.found}
    for source in sources:
        for at, line in lines_passed_over(source, claimed | told):
            message = f"{line!r} looks like a part of Blueprint, and is read as text"
            diagnostics.warning(at, message, "read-as-text")
    account = Account(document, diagnostics, told)
    for page in pages:
        for group in page.groups:
            for resource in group.resources:
                account.check(resource)
        for named in page.types:
            account.check_type(named.element.at, named.name)


def lines_passed_over(source: Source, known: set[Place]) -> Iterator[tuple[Position, str]]:
    """Yield the lines outside of fences that look like a part of Blueprint and are not known."""
    fence = ""
    for number, line in enumerate(source.lines):
        mark = _FENCE.match(line[:_LOOKED_AT])
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if fence or not _CONSTRUCT.match(line[:_LOOKED_AT]):
            continue
        at = source.at(number)
        if (at.file, at.line) not in known:
            yield at, line.strip()


def _places(page: Page) -> Iterator[Place]:
    """Yield the lines that a page's parts begin at, and all lines of its verbatim texts."""
    for group in page.groups:
        yield group.at.file, group.at.line
        for resource in group.resources:
            yield resource.at.file, resource.at.line
            if resource.model:
                yield from _places_of_payload(resource.model)
            for action in resource.actions:
                yield action.at.file, action.at.line
                for payload in _payloads(action):
                    yield from _places_of_payload(payload)
    for named in page.types:
        yield from _places_of_members(named.element.members)
    for at in page.sections:
        yield at.file, at.line


def _places_of_members(members: Iterable[Member]) -> Iterator[Place]:
    """Yield the lines of members, whose names may be words of Blueprint."""
    for each in members:
        yield each.at.file, each.at.line
        if isinstance(each, Element):
            yield from _places_of_members(each.members)
        elif isinstance(each, OneOf):
            for option in each.options:
                yield from _places_of_members(option)


def _places_of_payload(payload: Payload) -> Iterator[Place]:
    yield payload.at.file, payload.at.line
    if payload.attributes:
        yield from _places_of_members(payload.attributes.members)
    for asset in (payload.body, payload.schema):
        if asset:
            for line in range(asset.text.count("\n") + 1):
                yield asset.at.file, asset.at.line + line


def _payloads(action: Action) -> Iterator[Payload]:
    for transaction in action.transactions:
        yield from transaction.requests
        yield from (response.payload for response in transaction.responses)


@dataclass
class Account:
    """Holds the parts of pages against the operations of a document."""

    document: Json
    diagnostics: Diagnostics
    told: set[Place] = field(default_factory=set)
    """Lines of which something was told already."""
    operations: dict[str, Json] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for item in self.document["paths"].values():
            for operation in item.values():
                if isinstance(operation, dict) and "x-source" in operation:
                    self.operations[operation["x-source"]] = operation
                    for other in operation.get("x-other-actions", []):
                        self.operations[other["x-source"]] = operation
        schemas = self.document.get("components", {}).get("schemas", {})
        self.types = {str(schema.get("x-source")) for schema in schemas.values()}

    def _lost(self, at: Position, what: str) -> None:
        self.diagnostics.warning(at, f"{what} is not in the document", "lost")

    def check_type(self, at: Position, name: str) -> None:
        """Remark on a named type that is no component."""
        if at.source not in self.types and (at.file, at.line) not in self.told:
            self._lost(at, f"the type {name}")

    def check(self, resource: Resource) -> None:
        """Remark on what a resource has and its operations have not."""
        own = [action for action in resource.actions if action.uri is None]
        for parameter in resource.parameters:
            if not own:
                what = f"the parameter {parameter.name}, which no action of the resource uses,"
                self._lost(parameter.at, what)
        for action in resource.actions:
            operation = self.operations.get(action.at.source)
            if operation is None:
                self._lost(action.at, f"{action.method} {resource.uri.text}")
                self.diagnostics.lost(action.at, f"{action.method} {resource.uri.text}")
            else:
                self._check_action(action, resource, operation)

    def _check_action(self, action: Action, resource: Resource, operation: Json) -> None:
        parameters = operation.get("parameters", [])
        names = {each.get(key) for each in parameters for key in ("name", "x-variable")}
        names |= {unquote(str(name)) for name in names}
        names.update(operation.get("x-renamed", ()))
        inherited = () if action.uri else resource.parameters
        for element in (*action.parameters, *inherited):
            if element.name not in names and element.name not in str(
                operation.get("x-uri-templates")
            ):
                self._lost(element.at, f"the parameter {element.name}")
        lower = {str(name).lower() for name in names}
        requests = [each for pair in action.transactions for each in pair.requests]
        for header in (
            *action.headers,
            *(each for request in requests for each in request.headers),
        ):
            if header.name.lower() not in lower | _NOT_KEPT:
                self._lost(header.at, f"the header {header.name}")
        self._check_bodies(requests, operation.get("requestBody", {}).get("content", {}))
        self._check_responses(action, operation)

    def _check_responses(self, action: Action, operation: Json) -> None:
        entries = operation.get("responses", {}) | operation.get("x-responses", {})
        by_status: dict[str, list[Payload]] = {}
        for transaction in action.transactions:
            for response in transaction.responses:
                by_status.setdefault(response.status, []).append(response.payload)
        for status, payloads in by_status.items():
            entry = entries.get(status, {})
            sources = {entry.get("x-source"), *entry.get("x-other-sources", [])}
            names = {name.lower() for name in entry.get("headers", {})}
            for payload in payloads:
                if payload.at.source not in sources:
                    self._lost(payload.at, f"the response {status}")
                for header in payload.headers:
                    if header.name.lower() not in names:
                        self._lost(header.at, f"the header {header.name}")
            self._check_bodies(payloads, entry.get("content", {}))

    def _check_bodies(self, payloads: Iterable[Payload], content: Json) -> None:
        bodies = [payload.body for payload in payloads if payload.body]
        if not bodies:
            return
        kept = [value for media in content.values() for value in _examples(media)]
        if len(kept) >= len({body.text for body in bodies}):
            return
        written = {json.dumps(value, sort_keys=True) for value in kept}
        for body in bodies:
            if not _forms(body) & written:
                self._lost(body.at, "a body")


def _examples(media: Json) -> list[Any]:
    named = [example["value"] for example in media.get("examples", {}).values()]
    return [media["example"]] if "example" in media else named


def _forms(body: Asset) -> set[str]:
    """Return what a body may be in a document: its text, or its value."""
    forms = {json.dumps(body.text)}
    with contextlib.suppress(ValueError, RecursionError):
        forms.add(json.dumps(parse_json(body.text), sort_keys=True))
    return forms

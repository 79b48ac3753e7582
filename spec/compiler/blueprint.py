"""Stage 2's result: what a page in API Blueprint 1A9 says, each part with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Position
    from .markdown import Asset
    from .uri import Template


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as a page names it: `array[User]` is `array` with one parameter."""

    at: Position
    name: str
    parameters: tuple[TypeName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One MSON declaration: a property, an item, a value of an enum or a URI parameter.

    `literal` is all that stands before the type; `name` and `value` are its halves around the
    colon. Which of them counts is known only with the type that holds the element. `others` are
    further types in the same parentheses, `keywords` what attributes say in JSON Schema's terms.
    A default or a sample is a text, or the members that stand below it.
    """

    at: Position
    literal: str = ""
    name: str = ""
    value: str | None = None
    type: TypeName | None = None
    attributes: frozenset[str] = frozenset()
    description: str = ""
    members: tuple[Member, ...] = ()
    defaults: tuple[str | tuple[Member, ...], ...] = ()
    samples: tuple[str | tuple[Member, ...], ...] = ()
    others: tuple[TypeName, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()
    variable: bool = False


@dataclass(frozen=True, slots=True)
class Include:
    """MSON's `Include`: the members of another type, here."""

    at: Position
    type: TypeName


@dataclass(frozen=True, slots=True)
class OneOf:
    """MSON's `One Of`: groups of properties, of which an object has exactly one."""

    at: Position
    options: tuple[tuple[Member, ...], ...]


Member = Element | Include | OneOf


@dataclass(frozen=True, slots=True)
class Header:
    """One header line of a request or a response."""

    at: Position
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What a request, a response or a resource's model carries."""

    at: Position
    name: str = ""
    media_type: str = ""
    description: str = ""
    headers: tuple[Header, ...] = ()
    attributes: Element | None = None
    body: Asset | None = None
    schema: Asset | None = None
    reference: str = ""
    missing_model: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing says what the body holds."""
        return self.attributes is None and self.body is None and self.schema is None


def is_status(text: str) -> bool:
    """Tell whether OpenAPI has responses for a status."""
    return text == "default" or bool(re.fullmatch(r"[1-5](?:\d\d|XX)", text))


def is_bodiless(status: str) -> bool:
    """Tell whether an answer of a status never has a body (RFC 9110, section 6.4.1)."""
    return bool(re.fullmatch(r"1(?:\d\d|XX)|204|304", status))


@dataclass(frozen=True, slots=True)
class Response:
    """A response: its status, which a page may give as no number of HTTP, and what it carries."""

    status: str
    payload: Payload


def are_refusals(statuses: Sequence[str]) -> bool:
    """Whether statuses are of what does not succeed, all of them."""
    return bool(statuses) and all(each[:1] in {"4", "5"} for each in statuses)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One example of a call: any of these requests may get any of these responses."""

    requests: tuple[Payload, ...]
    responses: tuple[Response, ...]

    @property
    def is_refused(self) -> bool:
        """Whether it shows what does not succeed, and nothing that does."""
        return are_refusals([each.status for each in self.responses])


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A method on a resource. `uri` is set where the action has a path of its own."""

    at: Position
    name: str
    method: str
    uri: Template | None = None
    description: str = ""
    relation: str = ""
    parameters: tuple[Element, ...] = ()
    attributes: Element | None = None
    headers: tuple[Header, ...] = ()
    transactions: tuple[Transaction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A path with its actions."""

    at: Position
    name: str
    uri: Template
    description: str = ""
    parameters: tuple[Element, ...] = ()
    attributes: Element | None = None
    model: Payload | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Resources under one heading; resources outside any group share a group without a name."""

    at: Position
    name: str = ""
    description: str = ""
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedType:
    """A data structure that other parts may name."""

    name: str
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page."""

    at: Position
    metadata: dict[str, Header] = field(default_factory=dict)
    name: str = ""
    description: str = ""
    groups: tuple[Group, ...] = ()
    types: tuple[NamedType, ...] = ()
    sections: tuple[Position, ...] = ()
    """Where the lists of this page have their sections, so that none is passed over."""

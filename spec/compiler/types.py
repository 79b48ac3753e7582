"""The named types of a product's pages, and what they inherit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .blueprint import Element, Include, Member, NamedType, TypeName
from .mson_line import BASE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .blueprint import Page
    from .diagnostics import Diagnostics


@dataclass(frozen=True, slots=True)
class Flat:
    """A type without its ancestors: a base type, its parameters, and all its members."""

    kind: str
    parameters: tuple[TypeName, ...] = ()
    members: tuple[Member, ...] = ()
    attributes: frozenset[str] = frozenset()


@dataclass
class Types:
    """The named types, by name, and the key of each below `components.schemas`."""

    diagnostics: Diagnostics
    named: dict[str, NamedType] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def define(self, pages: Iterable[Page]) -> None:
        """Take up the data structures of the pages, and their resources with attributes."""
        for page in pages:
            for named in page.types:
                self._add(named)
            for group in page.groups:
                for resource in group.resources:
                    if resource.attributes and resource.name:
                        self._add(NamedType(name=resource.name, element=resource.attributes))
                    elif resource.attributes:
                        at = resource.attributes.at
                        message = "attributes of a resource without a name, which none can use"
                        self.diagnostics.warning(at, message, "unnamed-type")

    def _add(self, named: NamedType) -> None:
        at = named.element.at
        if named.name.lower() in BASE_TYPES:
            self.diagnostics.error(at, f"{named.name} is a type of MSON itself", "base-type")
        elif named.name in self.named:
            first = self.named[named.name].element.at.source
            message = f"the type {named.name} is defined a second time, after {first}"
            self.diagnostics.error(at, message, "duplicate-type")
        else:
            self.keys[named.name] = self._key(named.name)
            self.named[named.name] = named

    def _key(self, name: str) -> str:
        taken = set(self.keys.values())
        key = slug(name)
        choices = (key if number == 1 else f"{key}_{number}" for number in range(1, len(taken) + 2))
        return next(choice for choice in choices if choice not in taken)

    def flat(self, name: TypeName, inside: tuple[str, ...] = ()) -> Flat | None:
        """Return the type with all that it inherits, or None after an error."""
        if name.name in BASE_TYPES:
            return Flat(name.name, name.parameters)
        named = self.named.get(name.name)
        if named is None:
            self.diagnostics.error(name.at, f"the type {name.name} is not defined", "unknown-type")
            return None
        if name.name in inside:
            circle = " → ".join((*inside[inside.index(name.name) :], name.name))
            message = f"a type cannot inherit from itself: {circle}"
            self.diagnostics.error(named.element.at, message, "circular-type")
            return None
        element = named.element
        parent = self.flat(element.type or TypeName(element.at, "object"), (*inside, name.name))
        return self.extend(parent, element, (*inside, name.name)) if parent else None

    def extend(self, parent: Flat, element: Element, inside: tuple[str, ...] = ()) -> Flat:
        """Return a type with the members that an element adds to it."""
        added: list[Member] = []
        if parent.kind == "object":
            self._refuse_twins(element)
        for member in element.members:
            included = [member]
            if isinstance(member, Include):
                included = list(self._included(member, parent.kind, inside))
            added.extend(included)
        members = (*parent.members, *added)
        return replace(parent, members=members, attributes=parent.attributes | element.attributes)

    def _refuse_twins(self, element: Element) -> None:
        names: set[str] = set()
        for member in element.members:
            if isinstance(member, Element) and member.name in names:
                message = f"the property {member.name} is declared twice"
                self.diagnostics.error(member.at, message, "duplicate-property")
            names.add(member.name if isinstance(member, Element) else "")

    def _included(self, include: Include, kind: str, inside: tuple[str, ...]) -> tuple[Member, ...]:
        flat = self.flat(include.type, inside)
        if flat and flat.kind != kind:
            message = f"{include.type.name}, of type {flat.kind}, cannot be included in {kind}"
            self.diagnostics.error(include.at, message, "include")
        return flat.members if flat and flat.kind == kind else ()


def slug(name: str) -> str:
    """Return a key that OpenAPI allows: `Invitation link` becomes `InvitationLink`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = [word for word in re.split(r"[^A-Za-z0-9._-]+", plain) if word]
    if len(words) > 1:
        words = [word[0].upper() + word[1:] for word in words]
    return "".join(words) or "Type"

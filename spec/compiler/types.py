"""The named types of a product's pages, and what they inherit."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .aliases import BASE_TYPES, Alias, alias, folded
from .blueprint import Element, Include, Member, NamedType, OneOf, TypeName
from .type_choice import one_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .blueprint import Page
    from .diagnostics import Diagnostics, Position

DEEPEST_CHAIN = 16
"""How many ancestors a type is written with; what is above them it names by reference."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A type without its ancestors: what it comes down to, its parameters, and all its members.

    `bases` are types whose members are not among these, but count as well.
    """

    kind: str
    parameters: tuple[TypeName, ...] = ()
    members: tuple[Member, ...] = ()
    attributes: frozenset[str] = frozenset()
    keywords: tuple[tuple[str, Any], ...] = ()
    bases: tuple[str, ...] = ()
    depth: int = 0


@dataclass
class Types:
    """The named types, by name, and the key of each below `components.schemas`."""

    diagnostics: Diagnostics
    named: dict[str, NamedType] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    undefined: dict[str, Position] = field(default_factory=dict)
    _alike: dict[str, str] = field(default_factory=dict)
    _flats: dict[str, Flat] = field(default_factory=dict)
    _entered: dict[str, None] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _slugs: Counter[str] = field(default_factory=Counter)

    def define(self, pages: Iterable[Page]) -> None:
        """Take up the data structures of the pages, and their resources with attributes."""
        pages = list(pages)
        for named in (named for page in pages for named in page.types):
            self._add(named)
        groups = (group for page in pages for group in page.groups)
        for resource in (each for group in groups for each in group.resources):
            if resource.attributes and resource.name:
                self._add_resource(NamedType(name=resource.name, element=resource.attributes))
            elif resource.attributes:
                at = resource.attributes.at
                message = "attributes of a resource without a name, which none can use"
                self.diagnostics.warning(at, message, "unnamed-type")

    def _add_resource(self, named: NamedType) -> None:
        """Take up a resource's attributes, but not where they only name the type of its name."""
        element = named.element
        names_itself = element.type and element.type.name == named.name and not element.members
        if not (names_itself and named.name in self.named):
            self._add(named)

    def _add(self, named: NamedType) -> None:
        """Take up a type; one whose name is taken is kept where no page can name it."""
        at, name = named.element.at, named.name
        if name.lower() in BASE_TYPES:
            message = f"{name} is a type of MSON itself: what names it means that one"
            self.diagnostics.warning(at, message, "base-type")
            name += "\n"
        elif name in self.named:
            first = self.named[name].element.at.source
            message = f"the type {name} is defined a second time, after {first}: the first counts"
            self.diagnostics.warning(at, message, "duplicate-type")
        while name in self.named:
            name += "\n"
        self.keys[name] = self._key(name)
        self.named[name] = named
        self._alike.setdefault(folded(name), name)

    def _key(self, name: str) -> str:
        key = slug(name)
        while True:
            self._slugs[key] += 1
            number = self._slugs[key]
            choice = key if number == 1 else f"{key}_{number}"
            if choice not in self._taken:
                self._taken.add(choice)
                return choice

    def known(self, name: str) -> str:
        """Return the name of the defined type that a page means, or nothing."""
        if name in self.named:
            return name
        if name in BASE_TYPES or alias(name):
            return ""
        return self._alike.get(folded(name), "") or self._alike.get(folded(name)[:-1], "")

    def is_defined(self, name: TypeName) -> bool:
        """Tell whether a name is one of a type that all pages or these pages know."""
        return bool(self.known(name.name) or alias(name.name) or _singular(name.name))

    def reference(self, name: TypeName) -> str:
        """Return the name below which a component stands, or nothing for a type of MSON.

        A type that no page defines gets a placeholder, which allows anything.
        """
        known = self.known(name.name)
        if known and known != name.name:
            message = f"the type {name.name} is not defined: read as {known}"
            self.diagnostics.warning(name.at, message, "unknown-type")
        if known and name.parameters:
            message = f"{known} takes no types in brackets: they are left out"
            self.diagnostics.warning(name.at, message, "generic-type")
        if known or self.is_defined(name):
            return known
        message = f"the type {name.name} is not defined: a placeholder allows anything"
        self.diagnostics.warning(name.at, message, "unknown-type")
        if name.name not in self.keys:
            self.keys[name.name] = self._key(name.name)
        self.undefined.setdefault(name.name, name.at)
        return name.name

    def flat(self, name: TypeName) -> Flat:
        """Return the type with all that it inherits."""
        reference = self.reference(name)
        if not reference:
            return self._of_words(name)
        if reference not in self.named:
            return Flat("any", bases=(reference,))
        return self.named_flat(reference)

    def _of_words(self, name: TypeName) -> Flat:
        """Return what a word that all pages share means."""
        found = alias(name.name) or _singular(name.name) or Alias("any")
        if folded(name.name) not in {*BASE_TYPES, found.kind}:
            message = f"{name.name} is no type of MSON: read as {_in_words(found.kind)}"
            keywords = " ".join(f"{key} {value}" for key, value in found.keywords.items())
            self.diagnostics.note(name.at, f"{message} {keywords}".rstrip(), "type-alias")
        return Flat(found.kind, name.parameters, keywords=tuple(found.keywords.items()))

    def named_flat(self, name: str) -> Flat:
        """Return a defined type with all that it inherits: each is put together once."""
        if name in self._flats:
            return self._flats[name]
        path, entered = [(name, self._needs(name))], self._entered
        entered[name] = None
        while path:
            current, needs = path[-1]
            need = next((each for each in needs if each not in self._flats), None)
            if need is None:
                self._flats[current] = self._put_together(current)
                path.pop()
                del entered[current]
            elif need in entered:
                names = list(entered)
                circle = " → ".join((*names[names.index(need) :], need))
                message = f"a type cannot inherit from itself: {circle}; read without that"
                self.diagnostics.warning(self.named[need].element.at, message, "circular-type")
            else:
                entered[need] = None
                path.append((need, self._needs(need)))
        return self._flats[name]

    def _needs(self, name: str) -> Iterator[str]:
        """Yield the defined types without which one cannot be put together."""
        element = self.named[name].element
        for base in (element.type, *element.others):
            if base and (known := self.known(base.name)):
                yield known
        for include in _includes(element.members):
            if known := self.known(include.type.name):
                yield known

    def _put_together(self, name: str) -> Flat:
        element = self.normal(self.named[name].element)
        base = element.type
        known = self.known(base.name) if base else ""
        in_circle = known in self._entered
        parent = self.flat(base) if base and not in_circle else Flat("object")
        if parent.kind == "any" and element.members:
            parent = replace(parent, kind="object")
        keeps = {"fixed", "fixed-type"} & (parent.attributes | element.attributes)
        if parent.depth >= DEEPEST_CHAIN and parent.kind == "object" and not keeps:
            parent = self._by_reference(known, element, replace(parent, members=()))
        elif parent.kind == "object" and not keeps and not parent.bases:
            element, parent = self._include_by_reference(element, parent)
        depths = [self._depth(include.type) for include in _includes(element.members)]
        if known or parent.bases:
            depths.append(parent.depth)
        return replace(self.extend(parent, element), depth=max(depths, default=-1) + 1)

    def _depth(self, name: TypeName) -> int:
        flat = self._flats.get(self.known(name.name))
        return flat.depth if flat else 0

    def _by_reference(self, known: str, element: Element, parent: Flat) -> Flat:
        message = f"more than {DEEPEST_CHAIN} ancestors: those of {known} are named only"
        self.diagnostics.note(element.at, message, "deep-inheritance")
        return replace(parent, bases=(known,), depth=DEEPEST_CHAIN - 1)

    def _include_by_reference(self, element: Element, parent: Flat) -> tuple[Element, Flat]:
        """Leave the first Include of a type that has too many ancestors to be written out."""
        for member in element.members:
            if isinstance(member, Include) and self._depth(member.type) >= DEEPEST_CHAIN:
                known = self.known(member.type.name)
                if self._flats[known].kind == "object":
                    others = tuple(each for each in element.members if each is not member)
                    return replace(element, members=others), self._by_reference(
                        known, element, parent
                    )
        return element, parent

    def extend(self, parent: Flat, element: Element) -> Flat:
        """Return a type with the members and the keywords that an element adds to it."""
        if parent.kind == "object":
            self._tell_twins(element.members)
        added = tuple(self._spliced(element.members, parent.kind))
        parameters = parent.parameters
        if parent.kind == "enum" and not parameters and added:
            parameters = self._kind_of_values(added)
        return replace(
            parent,
            parameters=parameters,
            members=(*parent.members, *added) if added else parent.members,
            attributes=parent.attributes | element.attributes - {"required", "optional"},
            keywords=(*parent.keywords, *element.keywords),
        )

    def _kind_of_values(self, members: Iterable[Member]) -> tuple[TypeName, ...]:
        """Return the type on which all values of an enum agree that state one: `+ 1 (number)`."""
        types = [each.type for each in members if isinstance(each, Element) and each.literal]
        kinds = {self.kind_of(name) if name else "" for name in types}
        agreed = len(kinds) == 1 and kinds <= {"number", "integer", "boolean"}
        return tuple(filter(None, types[:1])) if agreed else ()

    def _tell_twins(self, members: Iterable[Member]) -> None:
        names: set[str] = set()
        for member in members:
            if isinstance(member, Element):
                if member.name in names:
                    message = f"the property {member.name} is declared twice: the later one counts"
                    self.diagnostics.warning(member.at, message, "duplicate-property")
                names.add(member.name)

    def _spliced(self, members: Iterable[Member], kind: str) -> Iterator[Member]:
        """Yield members, and in the place of each Include what it stands for."""
        for member in members:
            if isinstance(member, Include):
                yield from self._included(member, kind)
            elif isinstance(member, OneOf):
                options = (tuple(self._spliced(option, kind)) for option in member.options)
                yield replace(member, options=tuple(options))
            else:
                yield member

    def _included(self, include: Include, kind: str) -> tuple[Member, ...]:
        name = include.type
        if self.known(name.name) in self._entered:
            return ()
        if not self.is_defined(name):
            message = f"the type {name.name} is not defined: nothing is included"
            self.diagnostics.warning(include.at, message, "unknown-type")
            return ()
        flat = self.flat(name)
        if flat.kind != kind:
            message = f"{name.name}, of type {flat.kind}, is left out: it cannot be included in"
            self.diagnostics.warning(include.at, f"{message} {_in_words(kind)}", "include")
            return ()
        members = flat.members
        while flat.bases and flat.bases[0] in self.named:
            flat = self.named_flat(flat.bases[0])
            members = (*flat.members, *members)
        return members

    def included_in(self, element: Element) -> set[str]:
        """Return the defined types that an element includes."""
        names = {self.known(each.type.name) for each in _includes(element.members)}
        return names - {""}

    def normal(self, element: Element) -> Element:
        """Return an element with one type; what was said beside it is merged, or told."""
        return one_type(element, self.kind_of, self.diagnostics)

    def kind_of(self, name: TypeName) -> str:
        """Return what a type comes down to, or nothing where no page defines it."""
        if self.known(name.name):
            return "named"
        found = alias(name.name) or _singular(name.name)
        return found.kind if found else ""


def _includes(members: Iterable[Member]) -> Iterator[Include]:
    for member in members:
        if isinstance(member, Include):
            yield member
        elif isinstance(member, OneOf):
            for option in member.options:
                yield from _includes(option)


def _singular(name: str) -> Alias | None:
    """Return what a word means whose plural a page uses: `integers`."""
    return alias(name[:-1]) if name[-1:] in "sS" and len(name) > 3 else None


def _in_words(kind: str) -> str:
    article = "an" if kind[0] in "aeiou" else "a"
    return "anything" if kind == "any" else f"{article} {kind}"


def slug(name: str) -> str:
    """Return a key that OpenAPI allows: `Invitation link` becomes `InvitationLink`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = [word for word in re.split(r"[^A-Za-z0-9._-]+", plain) if word]
    if len(words) > 1:
        words = [word[0].upper() + word[1:] for word in words]
    return "".join(words) or "Type"

"""Arrays of MSON as JSON Schema: what their items are, and how the page shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .blueprint import Element, OneOf, TypeName
from .mson_text import split_list
from .values import Json, merge_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .blueprint import Member
    from .diagnostics import Diagnostics
    from .samples import SampleReader
    from .types import Flat

_NAME = re.compile(r"[A-Za-z_$@][\w$.\- ]*")
_PRIMITIVES = {"number", "integer", "boolean"}


def without_bare(schemas: Sequence[Json], shown: Sequence[Json]) -> list[Json]:
    """Return schemas without those that only say `object`, where one is shown in detail."""
    kinds = [each.get("type") for each in shown if isinstance(each.get("type"), str)]
    return [each for each in schemas if not (set(each) == {"type"} and each["type"] in kinds)]


@dataclass(frozen=True, slots=True)
class ArraySchema:
    """Writes the schemas of arrays. `build` gives that of a declaration."""

    build: Callable[[Element], Json]
    build_fixed: Callable[[Element], Json]
    samples: SampleReader

    @property
    def told(self) -> Diagnostics:
        """Where remarks go."""
        return self.samples.told

    def made(self, flat: Flat, *, fixed: bool) -> Json:
        """Return the schema of an array with the items of `flat`."""
        if self._shows_properties(flat):
            return {"type": "array", "items": self._of_properties(flat)}
        if fixed and flat.members:
            return self._fixed(flat)
        if enum := self._of_values(flat):
            return {"type": "array", "items": self.build(enum)}
        items = [self._item(each) for each in self._elements(flat.members)]
        shown = [self.build(item) for item in items if item]
        schemas = [self.build(Element(at=name.at, type=name)) for name in flat.parameters]
        schemas = [*without_bare(schemas, shown), *shown]
        merged = merge_schemas(schemas)
        return {"type": "array", "items": merged} if merged else {"type": "array"}

    def _of_values(self, flat: Flat) -> Element | None:
        """Return the enum whose values stand as members of `array[enum[string]]`."""
        if len(flat.parameters) != 1 or not flat.members:
            return None
        name = flat.parameters[0]
        plain = all(
            isinstance(each, Element) and not each.type and not each.members
            for each in flat.members
        )
        if not plain or self.samples.types.kind_of(name) != "enum":
            return None
        return Element(at=name.at, type=name, members=flat.members)

    def _elements(self, members: Sequence[Member]) -> Iterator[Element]:
        for member in members:
            if isinstance(member, OneOf):
                message = "One Of in an array: an item is any of its members"
                self.told.warning(member.at, message, "one-of")
                for option in member.options:
                    yield from self._elements(option)
            elif isinstance(member, Element):
                yield member

    def _item(self, member: Element) -> Element | None:
        """Return an item that has a type, whose line is all value; others are samples."""
        if not (member.type or member.members):
            return None
        kind = self.samples.types.flat(member.type).kind if member.type else "object"
        if member.literal and kind in {"object", "array"} and member.value is None:
            message = f"an item has no name: {member.literal} is kept in its description"
            self.told.warning(member.at, message, "item-name")
            text = " - ".join(filter(None, [member.literal, member.description]))
            return replace(member, value=None, description=text)
        return replace(member, value=member.literal or None)

    def plain(self, element: Element, flat: Flat) -> list[Any]:
        """Return the items that an element shows without a type: together they are a sample."""
        if self._shows_properties(flat) or self._of_values(flat):
            return []
        shown: list[Any] = []
        for member in element.members:
            if isinstance(member, Element) and not member.type and not member.members:
                shown += self._shown(member, flat)
        return [shown] if shown else []

    def _shown(self, member: Element, flat: Flat) -> list[Any]:
        if member.description:
            message = f"an item has no description: {member.description} is left out"
            self.told.warning(member.at, message, "item-description")
        try:
            return self._listed([replace(member, value=None)], flat)
        except ValueError as error:
            parts = split_list(member.literal)
            if len(parts) > 1:
                items = [Element(at=member.at, literal=part) for part in parts]
                try:
                    return self._listed(items, flat)
                except ValueError:
                    pass
            self.told.warning(member.at, f"{error}: the sample is left out", "value")
            return []

    def _listed(self, items: Sequence[Element], flat: Flat) -> list[Any]:
        found: list[Any] = self.samples.read(tuple(items), flat, items[0].at)[0]
        return found

    def _fixed(self, flat: Flat) -> Json:
        """Return the schema of exactly these items, in their order."""
        items: list[Json] = []
        for member in self._elements(flat.members):
            item = self._item(member)
            if item:
                items.append(self.build_fixed(item))
            else:
                items += [{"const": value} for value in self._shown(member, flat)]
        if not items:
            return {"type": "array", "maxItems": 0}
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}

    def _shows_properties(self, flat: Flat) -> bool:
        """Tell whether the items' own properties stand where the items belong.

        Pages do so below `array[object]`, whose items no line of text can be, and below `array`,
        where a member such as `price: 5 (number)` is none itself.
        """
        elements = [each for each in flat.members if isinstance(each, Element)]
        if not elements or len(elements) < len(flat.members) or len(flat.parameters) > 1:
            return False
        if not all(_NAME.fullmatch(each.name) for each in elements):
            return False
        if flat.parameters:
            return self.samples.kind(flat.parameters) == "object"
        return all(each.type or each.value is not None for each in elements) and any(
            self._is_no_item(each) for each in elements
        )

    def _is_no_item(self, member: Element) -> bool:
        if member.type is None or member.members:
            return False
        return self.samples.types.kind_of(member.type) in _PRIMITIVES or member.value is not None

    def _of_properties(self, flat: Flat) -> Json:
        elements = [each for each in flat.members if isinstance(each, Element)]
        message = "members of an array that have names are read as the properties of its items"
        self.told.warning(elements[0].at, message, "item-properties")
        name = flat.parameters[0] if flat.parameters else TypeName(elements[0].at, "object")
        item = Element(at=elements[0].at, type=name, members=tuple(elements))
        return self.build(item)

"""Enums of MSON as JSON Schema: their values, and what else a page puts among them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .blueprint import Element, OneOf
from .samples import listed_values
from .schema_arrays import without_bare
from .values import Json, merge_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .blueprint import Member
    from .diagnostics import Diagnostics, Position
    from .samples import SampleReader
    from .types import Flat


@dataclass
class EnumSchema:
    """Gathers the values of one enum. `build` gives the schema of a declaration."""

    build: Callable[[Element], Json]
    samples: SampleReader
    kind: str
    values: list[Any] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=dict)
    schemas: list[Json] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    """Values that are only examples of more, `*value*`: the enum is open."""

    default: list[Any] = field(default_factory=list)
    mixed: bool = False
    taken: set[str] = field(default_factory=set)
    seen: set[tuple[type, Any]] = field(default_factory=set)

    @property
    def told(self) -> Diagnostics:
        """Where remarks go."""
        return self.samples.told

    def made(self, flat: Flat, element: Element) -> Json:
        """Return the schema of an enum with the members of `flat`, declared by `element`."""
        if self.kind in {"object", "array", "any"}:
            self.schemas = [self.build(Element(at=at.at, type=at)) for at in flat.parameters]
        stated, self.schemas = self.schemas, []
        self._take_all(flat.members)
        self.schemas = [*without_bare(stated, self.schemas), *self.schemas]
        inline = listed_values(element.value) if element.value is not None else []
        if len(inline) > 1 or self.values or self.schemas:
            for text in inline:
                self._join(text, element.at, stated=bool(flat.members) or bool(self.schemas))
        if self.values or self.schemas:
            given = [*element.defaults, *element.samples]
            for text in (each for each in given if isinstance(each, str)):
                self._join(text, element.at, stated=True)
        return self._schema(element)

    def _schema(self, element: Element) -> Json:
        plain: Json = {} if self.kind == "any" or self.mixed else {"type": self.kind}
        if self.schemas:
            values: list[Json] = [{"enum": self.values}] if self.values else []
            return merge_schemas([*self.schemas, *values])
        if not self.values and not self.shown:
            message = "an enum without members: any value is allowed"
            self.told.warning(element.at, message, "empty-enum")
            return {"type": self.kind}
        if not self.values:
            return {**plain, "examples": self.shown}
        if None in self.values and plain and self.kind != "null":
            plain = {"type": [self.kind, "null"]}
        schema = {**plain, "enum": self.values}
        if self.shown:
            schema = {**plain, "anyOf": [{"enum": self.values}, {}], "examples": self.shown}
        described = {"x-enum-descriptions": self.descriptions} if self.descriptions else {}
        return {**schema, **described, **({"default": self.default[0]} if self.default else {})}

    def _take_all(self, members: Iterable[Member]) -> None:
        for member in members:
            if isinstance(member, OneOf):
                message = "One Of in an enum: each of its members is a value"
                self.told.warning(member.at, message, "one-of")
                for option in member.options:
                    self._take_all(option)
            elif isinstance(member, Element):
                self._take(member)

    def _take(self, member: Element) -> None:
        structured = bool(member.members) or (
            member.type is not None and not member.literal and not member.samples
        )
        if structured and not self._spliced(member):
            self.schemas.append(self.build(member))
        if structured:
            return
        value, described = self._value(member)
        if member.variable:
            self.seen.add(_key(value))
            self.shown.append(value)
        else:
            self._add(value, member.at)
        if described:
            self.descriptions[_label(value)] = described
        if "default" in member.attributes:
            self.default = [value]
        ignored = [name for name, _ in member.keywords] + sorted(
            member.attributes - {"default", "sample", "fixed", "required", "optional"}
        )
        if ignored:
            message = f"{', '.join(ignored)} says nothing of a value of an enum: left out"
            self.told.warning(member.at, message, "attribute")

    def _spliced(self, member: Element) -> bool:
        """Take the values of another enum, which a value in parentheses names: `(Colour)`."""
        if member.members or member.type is None:
            return False
        types = self.samples.types
        name = types.known(member.type.name)
        if not name or types.named_flat(name).kind != "enum":
            return False
        if name not in self.taken:
            self.taken.add(name)
            self._take_all(types.named_flat(name).members)
        return True

    def _value(self, member: Element) -> tuple[Any, str]:
        """Return the value of a member and its description, which may stand after a colon."""
        try:
            return self._cast(member.literal, member.at), member.description
        except ValueError as error:
            if member.value is not None:
                try:
                    value = self._cast(member.name, member.at)
                except ValueError:
                    pass
                else:
                    message = f"what follows {member.name}: is read as its description"
                    self.told.warning(member.at, message, "enum-value")
                    parts = filter(None, [member.value, member.description])
                    return value, " - ".join(parts)
            self.told.warning(member.at, f"{error}: kept as a text", "enum-value")
            self.mixed = True
            return member.literal, member.description

    def _cast(self, text: str, at: Position) -> Any:
        if self.kind in {"string", "object", "array", "any"}:
            return text
        return self.samples.scalar(text, self.kind, at)

    def _add(self, value: Any, at: Position) -> None:
        if _key(value) in self.seen:
            message = f"the value {_label(value)} stands there twice"
            self.told.note(at, message, "enum-value")
        else:
            self.seen.add(_key(value))
            self.values.append(value)

    def _join(self, text: str, at: Position, *, stated: bool) -> None:
        """Add a value that only a sample or a default shows, as the reference parser does."""
        try:
            value = self.samples.scalar(text, self.kind, at)
        except ValueError:
            return
        if value is None or _key(value) in self.seen:
            return
        if self.schemas and isinstance(value, dict | list):
            return  # One of the schemas allows it: it is an example of that one.
        if stated:
            among = ", ".join(_label(each) for each in self.values[:10])
            message = f"{_label(value)} is not among {among}: read as one more value"
            self.told.warning(at, message, "enum-value")
        self._add(value, at)


def _key(value: Any) -> tuple[type, Any]:
    """Return what tells values apart, as JSON does: 1 is not true."""
    structured = isinstance(value, dict | list)
    return type(value), json.dumps(value, sort_keys=True) if structured else value


def _label(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)

"""Defaults and samples of MSON, as JSON of the type that they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .blueprint import Element, OneOf, TypeName
from .mson_text import split_list
from .values import Json, cast, is_canonical, is_null, parse_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .blueprint import Member
    from .diagnostics import Diagnostics, Position
    from .types import Flat, Types

Given = str | tuple["Member", ...]
_STRUCTURES = {"object", "array", "any"}
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class SampleReader:
    """Reads values. All that it cannot read raises ValueError, with words for people."""

    types: Types

    @property
    def told(self) -> Diagnostics:
        """Where remarks go."""
        return self.types.diagnostics

    def kind(self, parameters: Sequence[TypeName], depth: int = 0) -> str:
        """Return what the items of an array or the values of an enum come down to."""
        flat = self.types.flat(parameters[0]) if parameters else None
        if flat and flat.kind == "enum" and depth < _DEEPEST:
            return self.kind(flat.parameters, depth + 1)
        return flat.kind if flat else "string"

    def read(self, given: Given, flat: Flat, at: Position, depth: int = 0) -> list[Any]:
        """Return the values that a default or a sample holds: one, or several of one type."""
        if depth > _DEEPEST:
            raise ValueError("a sample that is nested too deep")
        kind = self.kind(flat.parameters) if flat.kind == "enum" else flat.kind
        if isinstance(given, str):
            return self._texts(given, flat, kind, at)
        if kind == "array":
            return [self._items(given, flat, at, depth)]
        if kind in {"object", "any"}:
            return [self._object(given, flat, depth)]
        literals = [member.literal for member in given if isinstance(member, Element)]
        return [self.scalar(literal, kind, at) for literal in literals]

    def scalar(self, raw: str, kind: str, at: Position) -> Any:
        """Return one value, and tell where it is not written as JSON writes it."""
        if is_null(raw):
            return None
        if kind == "any":
            return _json_or_text(raw)
        value = cast(raw, kind)
        if not is_canonical(raw, kind):
            message = f"{raw.strip()} is read as the {kind} {_as_json(value)}"
            self.told.note(at, message, "loose-value")
        return value

    def _texts(self, text: str, flat: Flat, kind: str, at: Position) -> list[Any]:
        """Return the value of a text, or several: `1, 2` are two samples of a number."""
        if kind == "array":
            return [self._list(text, flat, at)]
        try:
            return [self.scalar(text, kind, at)]
        except ValueError:
            parts = split_list(text)
            if len(parts) < 2 or kind in _STRUCTURES:
                raise
            return [self.scalar(part, kind, at) for part in parts]

    def _list(self, text: str, flat: Flat, at: Position) -> list[Any]:
        if text.strip().strip("`").startswith("["):
            try:
                return list(cast(text, "array"))
            except ValueError:
                pass
        parts = [part for part in split_list(text) if part]
        return [self._item(part, flat, at) for part in parts]

    def _item(self, raw: str, flat: Flat, at: Position) -> Any:
        """Return an item of an array: of the first of its types that the text can be of."""
        wrong: ValueError | None = None
        for name in flat.parameters or (TypeName(at, "string"),):
            try:
                return self.scalar(raw, self.kind((name,)), at)
            except ValueError as error:
                wrong = wrong or error
        raise wrong or ValueError(f"{raw!r} is no item")

    def _items(self, members: Sequence[Member], flat: Flat, at: Position, depth: int) -> list[Any]:
        items: list[Any] = []
        holds_objects = bool(flat.parameters) and self.kind(flat.parameters) == "object"
        elements = [member for member in members if isinstance(member, Element)]
        if holds_objects and elements and all(_is_property(each) for each in elements):
            return [self._object(elements, self.types.flat(flat.parameters[0]), depth + 1)]
        for member in elements:
            if member.type or member.members:
                items += self._member(_all_value(member), depth)
            else:
                items.append(self._item(member.literal, flat, at))
        return items

    def _object(self, members: Sequence[Member], flat: Flat, depth: int) -> Json:
        known = {each.name: each for each in flat.members if isinstance(each, Element)}
        found: Json = {}
        for member in members:
            if isinstance(member, Element):
                declared = known.get(member.name)
                values = self._member(member, depth, declared)
                found[member.name] = values[0] if values else None
            elif isinstance(member, OneOf):
                message = "a One Of in a sample is left out"
                self.told.warning(member.at, message, "one-of")
        return found

    def _member(self, member: Element, depth: int, declared: Element | None = None) -> list[Any]:
        """Return the value of a member in a sample, by its own type or by the declared one."""
        typed = member if member.type else (declared or member)
        if typed.type:
            name = self.types.normal(typed).type or typed.type
        else:
            name = TypeName(member.at, implied(typed if typed.members else member, "string"))
        flat = self.types.flat(name)
        given: Given | None = member.members or member.value
        if given is None:
            given = member.samples[0] if member.samples else None
        if given is None:
            return [{"array": [], "object": {}, "string": ""}.get(flat.kind)]
        return self.read(given, flat, member.at, depth + 1)


def _all_value(member: Element) -> Element:
    """Return an item of an array, whose line is all value: items have no names."""
    if member.members or not member.literal:
        return member
    return Element(at=member.at, value=member.literal, type=member.type, others=member.others)


def implied(element: Element, otherwise: str) -> str:
    """Return the base type of an element that states none."""
    if element.members:
        return "object"
    if element.value is not None and len(split_list(element.value)) > 1:
        return "array"
    sample = next((each for each in element.samples if isinstance(each, str)), "")
    return {"{": "object", "[": "array"}.get(sample[:1], otherwise)


def listed_values(value: str) -> list[str]:
    """Return the values that an enum lists on its line: `a, b` or `a | b`."""
    parts = split_list(value)
    return split_list(value, "|") if len(parts) == 1 else parts


def _is_property(member: Element) -> bool:
    return bool(member.name) and member.value is not None


def _json_or_text(raw: str) -> Any:
    text = raw.strip().strip("`")
    if text[:1] in {"{", "["}:
        try:
            return parse_json(text)
        except (ValueError, RecursionError):
            return text
    return text


def _as_json(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

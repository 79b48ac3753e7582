"""Bodies that tell more than a page's sample: what an instance may keep only a part of.

An array with one item does not show that only the first of several is kept, nor a member that was
sent with its usual value that it is always given that, nor a number that 0 is taken for none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.operations.comparing import same
from harness.operations.formed import fits
from harness.operations.values import PREFIX, PROSE, reference_free

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

_SPELLED = frozenset({"name", "title", "label", "subject", "display_name", "full_name"})
"""Members whose upper and lower case and accents are theirs; a key or an address may have none."""
_ENDING = " Žluťoučký"
_BOUND = {"enum", "const", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"}
_FORMED = {"enum", "const", "pattern", "format"}
_LONG, _LONGEST = 100, 5000
"""Characters that a page allows of a text that a person writes, whatever its name; and the most
that are sent of one.
"""
_MOST = 8
"""Items of an array, to which none is added."""
_DEEPEST = 3
"""Objects in each other that are looked into."""


class Teller:
    """Makes bodies that tell more out of those that a page shows."""

    def __init__(
        self,
        whole: Callable[[Mapping[str, Any]], Mapping[str, Any]],
        other: Callable[[str, Mapping[str, Any]], object],
        marker: str,
        *,
        keeps_values: bool = False,
        zeroes: Iterable[bool] = (),
        ids: Collection[str] = (),
    ) -> None:
        self._whole = whole
        """Gives a schema with what it refers to."""
        self._other = other
        """Gives the id of another thing than a member refers to, or None."""
        self._marker = marker
        self._keeps_values = keeps_values
        """Whether arrays alone are to tell more."""
        self._zeroes = iter(zeroes)
        """Whether the next number that may be 0 is to be that: an instance may take it for none."""
        self._ids = ids
        """Members that tell a thing from others."""

    def members(
        self, sent: Mapping[str, object], schema: Mapping[str, Any], *, depth: int = 0
    ) -> dict[str, object]:
        """Return a body with other values where the page leaves them open."""
        properties = self._whole(schema).get("properties", {})
        return {
            name: self._value(name, value, self._whole(properties.get(name, {})), depth)
            for name, value in sent.items()
        }

    def _value(self, name: str, value: object, schema: Mapping[str, Any], depth: int) -> object:
        if isinstance(value, dict):
            return self.members(value, schema, depth=depth + 1) if depth < _DEEPEST else value
        if isinstance(value, list):
            return [*value, *self._more(name, value, schema)]
        if self._keeps_values:
            return value
        may_be_zero = name not in self._ids and _may_be_zero(name, value, schema)
        if may_be_zero and next(self._zeroes, False):
            return 0
        return _plain(name, value, schema)

    def _more(self, name: str, value: Sequence[object], schema: Mapping[str, Any]) -> list[object]:
        """Return one more item of an array, unlike the others; nothing where none is known."""
        most = schema.get("maxItems", _MOST)
        if not value or len(value) >= most:
            return []
        items = self._whole(schema.get("items", {}))
        found = self._item(name, value[-1], items, schema)
        return [found] if found is not None and found not in value else []

    def _item(
        self, name: str, like: object, items: Mapping[str, Any], schema: Mapping[str, Any]
    ) -> object:
        if not reference_free(name):
            found = self._other(name, schema)
            return found[0] if isinstance(found, list) and found else None
        if choices := [each for each in items.get("enum", ()) if each is not None]:
            return next((each for each in reversed(choices) if each != like), None)
        if isinstance(like, dict):
            return self._another(like, items)
        if isinstance(like, str):
            text = f"{self._marker}-also"
            return text if not items.keys() & _FORMED and fits(text, items) else None
        is_number = isinstance(like, int | float) and not isinstance(like, bool)
        return _number("", like, items) if is_number else None  # type: ignore[arg-type]

    def _another(self, like: Mapping[str, object], schema: Mapping[str, Any]) -> object:
        """Return an object that differs from one in its first member that can be another."""
        properties = schema.get("properties", {})
        for name, value in like.items():
            own = self._whole(properties.get(name, {}))
            choices = [each for each in own.get("enum", ()) if each not in {None, value}]
            if choices:
                return {**like, name: choices[0]}
        for name, value in like.items():
            own = self._whole(properties.get(name, {}))
            other = _plain(name, value, own)
            if other != value:
                return {**like, name: other}
        return None


def another(
    name: str,
    value: Sequence[object],
    inner: str,
    schema: Mapping[str, Any],
    among: Sequence[object] = (),
) -> object:
    """Return another item than an array's first, by which a list may be asked; None without one.

    ``inner`` is the member of an item that tells it from others, where items are objects, and
    ``schema`` that of what tells; ``among`` has the values that a list can be asked for, if told.
    """
    first, *others = value
    told = first.get(inner) if isinstance(first, dict) else first
    for each in others:
        if (each.get(inner) if isinstance(each, dict) else each) != told:
            return each
    choices = [each for each in schema.get("enum", ()) if not among or each in among]
    text = f"{PREFIX}-also"
    if not choices and reference_free(inner or name) and isinstance(told, str):
        choices = [text] if not schema.keys() & _FORMED and fits(text, schema) else []
    for each in choices:
        if each is not None and each != told:
            return {**first, inner: each} if isinstance(first, dict) else each
    return None


def _plain(name: str, value: object, schema: Mapping[str, Any]) -> object:
    """Return another plain value than a member's usual one; any other value as it is."""
    if isinstance(value, bool):
        return value if schema.keys() & {"const", "enum"} else not value
    if isinstance(value, int | float):
        return _number(name, value, schema)
    return _spelled(name, value, schema) if isinstance(value, str) else value


def _number(name: str, value: float, schema: Mapping[str, Any]) -> float:
    is_bound = bool(schema.keys() & _BOUND) or value >= schema.get("maximum", value + 1)
    return value if is_bound or not reference_free(name) else value + 1


def _may_be_zero(name: str, value: object, schema: Mapping[str, Any]) -> bool:
    """Whether a page lets a number be 0, which it is not in its sample."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value == 0 or not reference_free(name):
        return False
    is_within = schema.get("minimum", 0) <= 0 <= schema.get("maximum", 0)
    is_below = schema.get("exclusiveMaximum", 1) > 0
    return is_within and is_below and not schema.keys() & {"enum", "const", "exclusiveMinimum"}


def alone(told: object, plain: object) -> object:
    """Return a body whose arrays hold only what was added to them."""
    if isinstance(told, dict) and isinstance(plain, dict):
        return {name: alone(value, plain.get(name)) for name, value in told.items()}
    if isinstance(told, list) and isinstance(plain, list) and len(told) > len(plain):
        return told[len(plain) :]
    return told


def has_more(told: object, plain: object) -> bool:
    """Whether some array of a body holds more than in another."""
    return alone(told, plain) != told


def _spelled(name: str, value: str, schema: Mapping[str, Any]) -> str:
    """Return a text with capitals and accents, where it is one that a person writes.

    It is as long as the page says that it may be: an instance may keep its beginning alone.
    """
    lowered = name.lower()
    is_written = lowered in PROSE or (lowered in _SPELLED and value.startswith(PREFIX))
    most = schema.get("maxLength", 0)
    is_long = _LONG <= most <= _LONGEST and reference_free(name)
    text = (value + _ENDING).ljust(most if most <= _LONGEST else 0, "x")
    if not (is_written or is_long) or schema.keys() & _FORMED or not fits(text, schema):
        return value
    return text


def differing(told: Mapping[str, object], plain: Mapping[str, object]) -> list[str]:
    """Return the members in which a body tells more than another."""
    return [name for name, value in told.items() if value != plain.get(name)]


def with_exchanged(
    changes: Mapping[str, object], now: Mapping[str, object], *, is_needed: bool = False
) -> dict[str, object]:
    """Return changes in which the objects of arrays are those that are there.

    The first two have each other's numbers, where these differ: whatever they add up to stays.
    Where it ``is_needed`` alone, arrays stay that say something else than what is there.
    """
    made: dict[str, object] = {}
    for name, value in changes.items():
        is_of_objects = isinstance(value, list) and any(isinstance(each, dict) for each in value)
        if not is_of_objects or (is_needed and not same(value, now.get(name))):
            made[name] = value
        elif (other := _exchanged(now.get(name))) is not None:
            made[name] = other
        elif is_needed:
            made[name] = value
    return made


def _exchanged(objects: object) -> list[object] | None:
    match objects:
        case [dict() as one, dict() as two, *others]:
            for name, value in one.items():
                is_number = isinstance(value, int | float) and not isinstance(value, bool)
                if is_number and isinstance(two.get(name), int | float) and two[name] != value:
                    return [{**one, name: two[name]}, {**two, name: value}, *others]
    return None

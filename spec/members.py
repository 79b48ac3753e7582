"""The documented members of a list's things: their names, as words have them, and their kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec.resources import followed, items_at, success_schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from spec.specification import Operation


def members_of_things(document: Mapping[str, Any], operation: Operation) -> Mapping[str, Any]:
    """Return the schemas of the documented members of a list's things, by name."""
    schema = success_schema(document, operation)
    for name in items_at(document, operation) or ():
        schema = followed(document, schema.get("properties", {}).get(name, {}))
    return properties_of(document, schema.get("items", {}))


def properties_of(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an object, by name; none of what is none."""
    whole = followed(document, schema)
    found: dict[str, Any] = {}
    for part in whole.get("allOf", ()):
        found |= properties_of(document, part)
    own = whole.get("properties", {})
    return found | {name: followed(document, each) for name, each in own.items()}


def flat(document: Mapping[str, Any], members: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield members, and those of members that are objects."""
    for name, schema in members.items():
        inner = properties_of(document, schema)
        if not inner:
            yield name, schema
        yield from ((f"{name}.{each}", own) for each, own in inner.items())


def within_several(document: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the objects that stand in arrays, each as one that has several."""
    return {
        f"{name}.{inner}": {"type": "array", "items": own}
        for name, schema in members.items()
        if is_several(schema)
        for inner, own in properties_of(document, schema.get("items", {})).items()
        if not is_several(own)
    }


def is_several(schema: Mapping[str, Any]) -> bool:
    """Whether it is an array."""
    kinds = schema.get("type", ())
    return "array" in ([kinds] if isinstance(kinds, str) else kinds)


def bare(name: str) -> str:
    """Return the letters and digits of a name."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def is_mentioned(name: str, words: str) -> bool:
    """Whether words have a member's name."""
    return bool(mentioned([name], words))


def named_in(words: str, names: Iterable[str]) -> list[str]:
    """Return the names that words have, as they are spelt or in words of their own."""
    return mentioned(list(names), words.replace("_", " "))


def mentioned(names: Collection[str], words: str) -> list[str]:
    """Return the names that words have, also where a part of one is left out before *or*.

    The name of one member within that of another is not meant: the longest are looked for first.
    """
    found, rest = set(), words.lower()
    for each in sorted(names, key=len, reverse=True):
        spelled = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", each).lower()
        rest, count = re.subn(rf"\b{re.escape(spelled)}s?\b", "\N{MIDDLE DOT}", rest)
        first, _, last = map(re.escape, spelled.rpartition(" "))
        is_left_out = first and re.search(rf"\b{first} (?:or|and) \w+ {last}s?\b", words.lower())
        found |= {each} if count or is_left_out else set()
    return [each for each in names if each in found]


def is_time(*schemas: Mapping[str, Any]) -> bool:
    """Whether it is a day or a moment, which the pages seldom mean to be the same exactly."""
    return any(
        str(each.get("format", "")).startswith(("date", "time"))
        or any(re.match(r"\d{4}-\d\d-\d\d", str(sample)) for sample in _samples(each))
        for each in schemas
    )


def _samples(schema: Mapping[str, Any]) -> list[object]:
    return [*schema.get("examples", ()), schema.get("example")]


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the type of a value, or of each of several: string, number, boolean, or another."""
    kinds = schema.get("type", ())
    named = [each for each in ([kinds] if isinstance(kinds, str) else kinds) if each != "null"]
    if not named:
        return "string" if "enum" in schema else "number" if "minimum" in schema else "string"
    if named[0] == "array":
        return kind_of(schema.get("items", {}))
    return "number" if named[0] == "integer" else str(named[0])

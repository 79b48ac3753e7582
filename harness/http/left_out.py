"""Members that are left out, or null: null is taken as if they were left out.

A page says so of them, or an object has one of several: the others are not there, be it as null.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LEFT_OUT = r"(?:left out|missing|absent|omitted|not there|not sent|not shown)"
_OR_NULL = re.compile(
    rf"(?i)\b{_LEFT_OUT},? or (?:is )?`?null\b|\bnull`?,? or (?:is )?{_LEFT_OUT}\b"
)


def without_nulls(document: Mapping[str, Any], body: object) -> object:
    """Return a body without the members that are null, and might as well be left out."""
    names = frozenset(_said_of(document))
    return _without(body, names) if names else body


def _without(body: object, names: frozenset[str]) -> object:
    if isinstance(body, list):
        return [_without(each, names) for each in body]
    if not isinstance(body, dict):
        return body
    return {
        name: _without(value, names)
        for name, value in body.items()
        if value is not None or name not in names
    }


def _said_of(part: Any) -> Iterator[str]:
    """Yield the names of members whose words say so, and of those of which there is one."""
    if isinstance(part, list):
        for each in part:
            yield from _said_of(each)
    elif isinstance(part, dict):
        members = part.get("properties")
        if isinstance(members, dict):
            yield from _excluding(part)
        for name, schema in (members if isinstance(members, dict) else {}).items():
            words = schema.get("description", "") if isinstance(schema, dict) else ""
            if isinstance(words, str) and _OR_NULL.search(words):
                yield str(name)
        for each in part.values():
            yield from _said_of(each)


def _excluding(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the members of an object that exclude each other."""
    for each in schema.get("oneOf", ()):
        if isinstance(each, dict):
            yield from map(str, each.get("required", ()))
            yield from map(str, each.get("properties", ()))
            yield from _excluding(each)

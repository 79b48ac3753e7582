"""Members that are left out, or null: null is taken as if they were left out.

A page says so of them, or an object has one of several: the others are not there, be it as null.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LEFT_OUT = r"(?:left out|missing|absent|omitted|not there|not sent|not shown)"
_OR_NULL = re.compile(
    rf"(?i)\b{_LEFT_OUT},? or (?:is )?`?null\b|\bnull`?,? or (?:is )?{_LEFT_OUT}\b"
)


_NEEDED_WHERE = re.compile(
    r"(?i)\b(?:needed|required|given|only|there|present) (?:where|when|if) `?\w+`? (?:is|=)"
)
_IS_NULL = re.compile(r"(?i)\b(?:stays?|are|is|remains?) `?null\b")


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
            if not isinstance(words, str):
                continue
            if _OR_NULL.search(words) or _NEEDED_WHERE.search(words):
                yield str(name)
            yield from _null_in(words, map(str, members or ()))
        for each in part.values():
            yield from _said_of(each)


def _null_in(words: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the members that a sentence names which says when some are null."""
    said = " ".join(each for each in re.split(r"(?<=[.;])\s", words) if _IS_NULL.search(each))
    if said:
        yield from (name for name in names if re.search(rf"\b{re.escape(name)}\b", said))


def _excluding(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the members of an object that exclude each other."""
    for each in schema.get("oneOf", ()):
        if isinstance(each, dict):
            yield from map(str, each.get("required", ()))
            yield from map(str, each.get("properties", ()))
            yield from _excluding(each)

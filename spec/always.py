"""Members of which a page says in words that they are always there, though not by `required`.

"As it is shown. `minutes` and `tasks` are always there", "All its members are there": such a
sentence about a type of answers alone demands them. What requests take as well may lack them there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_THERE = r"(?:there|present|shown|included|given|set)"
_ALL = re.compile(
    r"(?i)(?<!not )\ball (?:of )?(?:its |their |the )?(?:members|fields|attributes|properties) are"
    rf" (?:always )?{_THERE}\b"
)
_SOME = re.compile(rf"(?i)(?P<names>[^.;]*)\b(?:is|are) always {_THERE}\b")
_REFERENCE = "#/components/schemas/"


def demanding(document: dict[str, Any]) -> dict[str, Any]:
    """Have a document's types of answers require what the pages say is always there; return it."""
    schemas = document.get("components", {}).get("schemas", {})
    taken = set(_taken(document, schemas))
    for name, schema in schemas.items():
        found = [] if name in taken else list(_always_there(schema))
        if found:
            schema["required"] = list(dict.fromkeys([*schema.get("required", ()), *found]))
    return document


def _always_there(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the members that the words about a type say are there."""
    words = schema.get("description", "")
    members = schema.get("properties", {})
    if not isinstance(words, str):
        return
    excluding = {each for group in schema.get("oneOf", ()) for each in group.get("required", ())}
    if _ALL.search(words):
        yield from (each for each in members if each not in excluding)
    for found in _SOME.finditer(words):
        named = re.findall(r"`([^`]+)`", found["names"])
        yield from (each for each in named if each in members and each not in excluding)


def _taken(document: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    """Yield the types that requests take, with those within them."""
    bodies = [
        operation.get("requestBody")
        for item in document.get("paths", {}).values()
        for operation in item.values()
        if isinstance(operation, dict)
    ]
    seen: set[str] = set()
    left = [name for body in bodies for name in _referred(body)]
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            yield name
            left += _referred(schemas.get(name))


def _referred(part: object) -> list[str]:
    """Return the types that a part of a document refers to."""
    if isinstance(part, list):
        return [name for each in part for name in _referred(each)]
    if not isinstance(part, dict):
        return []
    reference = part.get("$ref")
    own = [reference.removeprefix(_REFERENCE)] if isinstance(reference, str) else []
    return [*own, *(name for each in part.values() for name in _referred(each))]

"""What the sample of a body shows, where its page describes no schema.

A sample shows the type of a value, and demands no member. A null shows none: what it stands for
when it is there, another sample may tell, or nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .values import merge_schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .values import Json

_ID = re.compile(r"(?:^|_)id$|[a-z]Id$")
_HALF = 0.5
_FEWEST = 2
"""Members that two objects must have in common to be taken for samples of the same thing."""


def infer(value: Any) -> Json:
    """Return the schema of a sample."""
    return _of_all([value])


def _of_all(values: Sequence[Any]) -> Json:
    """Return the schema of several samples of the same value."""
    there = [each for each in values if each is not None]
    if not there:
        return {}
    if all(isinstance(each, dict) for each in there):
        found = _of_objects(there)
    elif all(isinstance(each, list) for each in there):
        items = [item for each in there for item in each]
        found = {"type": "array", **({"items": of} if items and (of := _of_all(items)) else {})}
    else:
        found = merge_schemas([_of_one(each) for each in there])
    return found if len(there) == len(values) else nullable(found)


def _of_one(value: Any) -> Json:
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int | float):
        return {"type": "number"}
    return {"type": "string"} if isinstance(value, str) else _of_all([value])


def _of_objects(values: Sequence[Json]) -> Json:
    names = dict.fromkeys(name for each in values for name in each)
    properties = {
        name: _as_id(name, _of_all([each[name] for each in values if name in each]))
        for name in names
    }
    return {"type": "object", "properties": properties} if properties else {"type": "object"}


def _as_id(name: str, schema: Json) -> Json:
    """Return the schema of an id, of which a sample shows one form: a number, or a text."""
    if not _ID.search(name) or schema.get("type") not in ("number", "string"):
        return schema
    return {**schema, "type": [schema["type"], *({"number", "string"} - {schema["type"]})]}


def nullable(schema: Json) -> Json:
    """Return a schema that allows null besides."""
    if not schema:
        return schema
    if "anyOf" in schema:
        nothing = {"type": "null"}
        return {**schema, "anyOf": [*(e for e in schema["anyOf"] if e != nothing), nothing]}
    types = schema.get("type", [])
    known = [types] if isinstance(types, str) else list(types)
    return {**schema, "type": [*known, "null"]} if known and "null" not in known else schema


def share_nulls(inferred: Iterable[Json], document: Json) -> None:
    """Let members be null of which the pages show elsewhere that they may be, of the same thing.

    A list's sample shows one thing, and what another may lack the schema of its creation says, or
    the sample of a change. The schemas that come of samples are changed where they stand.
    """
    known = [(each["properties"].keys(), names) for each, names in _with_nulls(document)]
    for root in inferred:
        for each in _objects(root):
            own = each["properties"]
            for names, nulls in known:
                shared = own.keys() & names
                if len(shared) >= _FEWEST and len(shared) > _HALF * min(len(own), len(names)):
                    own.update({name: nullable(own[name]) for name in shared & nulls})


def _with_nulls(document: Json) -> Iterator[tuple[Json, set[str]]]:
    """Yield the objects that the document describes or shows, with their nullable members."""
    for each in _all(document):
        properties = each.get("properties")
        if isinstance(properties, dict) and each.get("type", "object") != "array":
            names = {name for name, schema in properties.items() if _allows_null(schema)}
            if names:
                yield each, names
        for sample in _samples(each):
            for value in _all(sample):
                nulls = {name for name, member in value.items() if member is None}
                if nulls:
                    yield {"properties": value}, nulls


def _samples(media: Json) -> list[Any]:
    """Return the samples of a media type."""
    if not isinstance(media.get("schema"), dict):
        return []
    named = media.get("examples")
    values = [each.get("value") for each in named.values()] if isinstance(named, dict) else []
    return [media["example"], *values] if "example" in media else values


def _allows_null(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    types = schema.get("type", [])
    return "null" in types if isinstance(types, list) else types == "null"


def _objects(schema: Any) -> Iterator[Json]:
    for each in _all(schema):
        if isinstance(each.get("properties"), dict):
            yield each


def _all(value: Any) -> Iterator[Json]:
    """Yield the objects of a JSON value, the outer ones first."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each

"""Whether a document is OpenAPI 3.1, asked before it is written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing.exceptions import Unresolvable

from .diagnostics import Position
from .headings import OPENAPI_METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Diagnostics
    from .values import Json

_METHODS = frozenset(method.lower() for method in OPENAPI_METHODS)
_SOURCE = re.compile(r"(.*):(\d+)")
_STUMBLES = (LookupError, TypeError, AttributeError, ValueError, RecursionError, Unresolvable)
"""What the validator raises where it goes on behind an error as if there were none."""

Unit = tuple[str, str, str]
"""A part of a document that may be left out: an operation, or a component's schema."""


def without_repetition(document: Json) -> Json:
    """Return the document with one object for all schemas that are equal, and without examples.

    The validator looks into each object once, and most schemas of a page are alike.
    """
    known: dict[str, Json] = {}

    def thinned(value: Any) -> Any:
        if isinstance(value, list):
            return [thinned(each) for each in value]
        if not isinstance(value, dict):
            return value
        result: Json = {}
        for key, inner in value.items():
            if key in {"example", "examples"} or key.startswith("x-"):
                continue
            if key == "schema" and isinstance(inner, dict):
                result[key] = known.setdefault(json.dumps(inner), inner)
            else:
                result[key] = thinned(inner)
        return result

    return document | {"paths": {path: thinned(item) for path, item in document["paths"].items()}}


def problems(document: Json) -> list[str]:
    """Return what is not OpenAPI 3.1 in a document, a line each."""
    validator = OpenAPIV31SpecValidator(without_repetition(document))
    found: list[str] = []
    try:
        for error in validator.iter_errors():
            place = "/".join(map(str, error.absolute_path))
            message = str(error.message).split("\n")[0][:200]
            found.append(f"{place}: {message}" if place else message)
    except _STUMBLES as error:
        found.append(str(error).split("\n")[0][:200])
    return found


def check(document: Json, file: str, diagnostics: Diagnostics) -> Json:
    """Return the document without what OpenAPI does not allow; an error names each part.

    A page that is read as it stands gives a valid document: what is found here was not foreseen.
    Only a default that its own schema refuses is the page's, and costs nothing else.
    """
    found = problems(document)
    if not found:
        return document
    culprits = _culprits(document, _units(document))
    for unit in culprits:
        _mend(document, unit, file, diagnostics)
    for message in [] if culprits else found:
        diagnostics.error(Position(file), f"the document would be no OpenAPI: {message}", "openapi")
    return document


def _units(document: Json) -> list[Unit]:
    operations = [
        ("paths", path, method)
        for path, item in document["paths"].items()
        for method in item
        if method in _METHODS
    ]
    schemas = document.get("components", {}).get("schemas", {})
    return [*operations, *(("components", "schemas", key) for key in schemas)]


def _culprits(document: Json, units: Sequence[Unit]) -> list[Unit]:
    """Return the units that are wrong by themselves, found by halving."""
    if not units or not problems(_restricted(document, set(units))):
        return []
    if len(units) == 1:
        return list(units)
    middle = len(units) // 2
    return _culprits(document, units[:middle]) + _culprits(document, units[middle:])


def _restricted(document: Json, units: set[Unit]) -> Json:
    """Return the document with these units alone; other schemas stay as names that allow all."""
    paths = {
        path: {key: value for key, value in item.items() if ("paths", path, key) in units}
        for path, item in document["paths"].items()
    }
    components = document.get("components", {})
    schemas = {
        key: schema if ("components", "schemas", key) in units else {}
        for key, schema in components.get("schemas", {}).items()
    }
    return document | {"paths": paths, "components": components | {"schemas": schemas}}


def _mend(document: Json, unit: Unit, file: str, diagnostics: Diagnostics) -> None:
    """Take away a unit's defaults, if these are what is wrong, or else the unit."""
    first, second, last = unit
    at = _source(document, unit, file)
    whole = document[first][second][last]
    (message, *_) = problems(_restricted(document, {unit}))
    document[first][second][last] = _without_defaults(whole)
    if not problems(_restricted(document, {unit})):
        diagnostics.warning(at, f"a default is kept as x-default: {message}", "default")
    elif first == "paths":
        diagnostics.error(at, f"{last.upper()} {second} would be no OpenAPI: {message}", "openapi")
        diagnostics.lost(at, f"{last.upper()} {second}")
        del document[first][second][last]
    else:
        diagnostics.error(at, f"the type {last} would be no OpenAPI: {message}", "openapi")
        document[first][second][last] = {"x-invalid": True}


def _without_defaults(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_defaults(each) for each in value]
    if not isinstance(value, dict):
        return value
    result: Json = {}
    for key, inner in value.items():
        if key == "properties" and isinstance(inner, dict):
            result[key] = {name: _without_defaults(each) for name, each in inner.items()}
        elif key in {"example", "examples"}:
            result[key] = inner
        elif key == "default" and not (isinstance(inner, dict) and "description" in inner):
            result["x-default"] = inner
        else:
            result[key] = _without_defaults(inner)
    return result


def _source(document: Json, path: Sequence[str], file: str) -> Position:
    """Return the place in a page that a unit came from."""
    value: Any = document
    for step in path:
        value = value[step]
    match = _SOURCE.fullmatch(str(value.get("x-source")))
    return Position(match[1], int(match[2])) if match else Position(file)

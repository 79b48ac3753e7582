"""Attributes that say in JSON Schema's terms what a value must be: lengths, bounds, formats."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .diagnostics import Diagnostics, Position
    from .values import Json

_SIZES = {
    "string": {"minimum": "minLength", "maximum": "maxLength"},
    "array": {"minimum": "minItems", "maximum": "maxItems"},
    "object": {"minimum": "minProperties", "maximum": "maxProperties"},
}
_ONLY_FOR = {
    "minLength": {"string"},
    "maxLength": {"string"},
    "pattern": {"string"},
    "contentEncoding": {"string"},
    "minItems": {"array"},
    "maxItems": {"array"},
    "uniqueItems": {"array"},
    "minProperties": {"object"},
    "maxProperties": {"object"},
    "minimum": {"number", "integer"},
    "maximum": {"number", "integer"},
    "exclusiveMinimum": {"number", "integer"},
    "exclusiveMaximum": {"number", "integer"},
    "multipleOf": {"number", "integer"},
}
_LENGTHS = {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}


def with_keywords(
    core: Json,
    kind: str,
    keywords: Iterable[tuple[str, Any]],
    at: Position,
    told: Diagnostics,
) -> Json:
    """Return a schema with keywords, each if it says something of this kind of value.

    What it does not is kept below `x-attributes`, and told.
    """
    schema = dict(core)
    for keyword, value in keywords:
        name = _SIZES.get(kind, {}).get(keyword, keyword)
        if name == "x-attributes":
            schema[name] = [*schema.get(name, []), *value]
        elif reason := _misfit(name, value, kind):
            message = f"the attribute {keyword}: {value} is kept as x-attributes: {reason}"
            told.warning(at, message, "attribute")
            schema["x-attributes"] = [*schema.get("x-attributes", []), f"{keyword}: {value}"]
        else:
            schema[name] = value
    return schema


def _misfit(keyword: str, value: Any, kind: str) -> str:
    """Return why a keyword says nothing of a kind of value, or nothing where it does."""
    kinds = _ONLY_FOR.get(keyword)
    if kinds and kind not in kinds | {"any"}:
        return f"it says nothing of {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if keyword in _LENGTHS and (not isinstance(value, int) or value < 0):
        return "it is no length"
    if keyword == "pattern":
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                re.compile(value)
        except (re.error, OverflowError, RecursionError):
            return "it is no regular expression"
    return ""

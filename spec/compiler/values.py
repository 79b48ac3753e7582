"""Values of MSON and of JSON, as JSON Schema sees them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .mson_line import split_list, unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


def cast(raw: str, kind: str) -> Any:
    """Return a value as its type has it. Raises ValueError where it is of another type."""
    text = unquote(raw)
    if kind == "number":
        match = _NUMBER.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no number")
        return float(text) if match[1] or match[2] else int(text)
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise ValueError(f"{text!r} is neither true nor false")
        return text == "true"
    if kind in {"object", "array"}:
        raise ValueError(f"{text!r} is no {kind}")
    return text


def cast_list(raws: Sequence[str], kind: str) -> list[Any]:
    """Return the values of an array, of which one text may hold several, parted by commas."""
    parts = split_list(raws[0]) if len(raws) == 1 else raws
    return [cast(part, kind) for part in parts if part]


def parse_json(text: str) -> Any:
    """Return the value of a JSON text. Raises json.JSONDecodeError or ValueError."""
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member {twice!r} stands there twice")
    return result


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def infer(value: Any) -> Json:
    """Return the schema of an example. It shows types only, and demands no member."""
    if value is None:
        return {"type": ["null"]}
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int | float):
        return {"type": "number"}
    if isinstance(value, str):
        return {"type": "string"}
    if isinstance(value, dict):
        properties = {name: infer(member) for name, member in value.items()}
        return {"type": "object", "properties": properties} if value else {"type": "object"}
    items = merge_schemas([infer(item) for item in value])
    return {"type": "array", "items": items} if items else {"type": "array"}


def merge_schemas(schemas: Sequence[Json]) -> Json:
    """Return one schema that allows what any of these allows; equal ones count once.

    `anyOf`, never `oneOf`: nothing says that two documented bodies exclude each other.
    """
    distinct: list[Json] = []
    for schema in schemas:
        if schema not in distinct:
            distinct.append(schema)
    if len(distinct) < 2:
        return distinct[0] if distinct else {}
    return {"anyOf": distinct}

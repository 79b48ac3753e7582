"""Values of MSON and of JSON, as JSON Schema sees them."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from .mson_text import split_list, unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_LOOSE_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:_\d+)+")
_TRUE, _FALSE = {"true", "yes", "on", "1", "t", "y"}, {"false", "no", "off", "0", "f", "n"}
_LONGEST_NUMBER = 300


def cast(raw: str, kind: str) -> Any:
    """Return a value as its type has it. Raises ValueError where it is of another type.

    Numbers and truth values are read as people write them as well: `1,000`, `.5`, `True`, `yes`.
    """
    text = unquote(raw)
    if kind in {"number", "integer"}:
        return _number(text, kind)
    if kind == "boolean":
        word = _bare(text).lower()
        if word not in _TRUE | _FALSE:
            raise ValueError(f"{text!r} is neither true nor false")
        return word in _TRUE
    if kind in {"object", "array"}:
        return _structure(text, kind)
    if kind == "null":
        if text.lower() not in {"null", "nil", "none", ""}:
            raise ValueError(f"{text!r} is not null")
        return None
    return text


def is_canonical(raw: str, kind: str) -> bool:
    """Tell whether a value that can be cast is written as JSON writes it."""
    text = unquote(raw)
    if kind in {"number", "integer"}:
        return bool(_NUMBER.fullmatch(text))
    return kind != "boolean" or text in {"true", "false"}


def is_null(raw: str) -> bool:
    """Tell whether a text, outside backticks, is null."""
    return raw.strip() in {"null", "NULL", "Null"}


def _bare(text: str) -> str:
    """Return a text without the quotes around it."""
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if quoted else text


def _number(text: str, kind: str) -> int | float:
    bare = _bare(text)
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "").replace("_", "")
    if len(bare) > _LONGEST_NUMBER or not _LOOSE_NUMBER.fullmatch(bare):
        raise ValueError(f"{text!r} is no number")
    if re.fullmatch(r"[+-]?\d+", bare):
        return int(bare)
    value = float(bare)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is no number that JSON has")
    if kind == "integer":
        if not value.is_integer():
            raise ValueError(f"{text!r} is no integer")
        return int(value)
    return value


def _structure(text: str, kind: str) -> Any:
    """Return an object or an array that a page writes as JSON."""
    expected = dict if kind == "object" else list
    try:
        value = parse_json(text)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, expected):
        return value
    raise ValueError(f"{text!r} is no {kind}")


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

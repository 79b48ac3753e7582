"""Several types in one pair of parentheses: which one counts, and what the others add to it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .aliases import alias
from .blueprint import Element, TypeName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .diagnostics import Diagnostics

_TYPE_NAME = re.compile(r"[^\W\d_][^;:,=!?'\"…()*]{0,59}")
_PROSE = re.compile(
    r"(?:^|\s)(?:in|of|the|an?|is|are|to|for|by|or|and|if|when|not|only|with|from|as|see|per|"
    r"must|can|will|be|at|on|e\.g\.|i\.e\.|default|defaults)(?=\s|$)",
)
_PRIMITIVES = {"string", "number", "integer", "boolean"}


def one_type(element: Element, kind_of: Callable[[TypeName], str], told: Diagnostics) -> Element:
    """Return an element with one type, or none where its parentheses hold a remark.

    As in the reference implementation the first type counts, provided that a page defines it.
    """
    named = [element.type, *element.others] if element.type else list(element.others)
    types = [name for name in named if name]
    if not types or (len(types) == 1 and kind_of(types[0])):
        return element
    kinds = [kind_of(name) for name in types]
    some = any(kinds)
    remarks = [
        name
        for name, kind in zip(types, kinds, strict=True)
        if not kind and (some or not _is_name(name))
    ]
    element = _with_remarks(replace(element, type=None, others=()), remarks, told)
    dropped = {id(remark) for remark in remarks}
    left = [name for name in types if id(name) not in dropped]
    if not left:
        return element
    element = replace(element, type=left[0])
    for other in left[1:]:
        element = _merged(element, other, kind_of, told)
    return element


def _is_name(name: TypeName) -> bool:
    text = name.name
    words = len(text.split())
    prose = text.islower() and words > 1 and _PROSE.search(text)
    return bool(_TYPE_NAME.fullmatch(text)) and words <= 5 and not prose


def _with_remarks(element: Element, remarks: Sequence[TypeName], told: Diagnostics) -> Element:
    for remark in remarks:
        message = f"{remark.name} is neither a type nor an attribute: kept in the description"
        told.warning(remark.at, message, "unknown-attribute")
    if not remarks:
        return element
    text = f"({', '.join(remark.name for remark in remarks)})"
    return replace(element, description=f"{element.description} {text}".strip())


def _merged(
    element: Element, other: TypeName, kind_of: Callable[[TypeName], str], told: Diagnostics
) -> Element:
    """Add a further type to the first one, where the two agree."""
    first = element.type
    if first is None:
        return replace(element, type=other)
    one, two = kind_of(first), kind_of(other)
    if two == "null":
        return replace(element, attributes=element.attributes | {"nullable"})
    merged: TypeName | None = None
    if one in {"array", "enum"} and not first.parameters and two != one:
        merged = TypeName(first.at, first.name, (other,))
    elif two in {"array", "enum"} and not other.parameters and one in _PRIMITIVES:
        merged = TypeName(other.at, other.name, (first,))
    elif (one in {"object", "any"} and two == "named") or _narrows(first, one, other, two):
        merged = other
    elif two and (two == one or (one == "integer" and two == "number")) and two != "named":
        merged = first
    what = f"{first.name} and {other.name}"
    if merged is None:
        message = f"two types where one belongs: {what}; the first one counts"
        told.warning(other.at, message, "two-types")
        return element
    message = f"{what} are read as one type, {_in_words(merged)}"
    told.note(other.at, message, "two-types")
    return replace(element, type=merged)


def _narrows(first: TypeName, one: str, other: TypeName, two: str) -> bool:
    """Tell whether the second type says more than the first: `(string, email)`."""
    if one == "number" and two == "integer":
        return True
    plain, said = alias(first.name), alias(other.name)
    return one == two and bool(said and said.keywords) and not (plain and plain.keywords)


def _in_words(name: TypeName) -> str:
    inner = ", ".join(parameter.name for parameter in name.parameters)
    return f"{name.name}[{inner}]" if inner else name.name

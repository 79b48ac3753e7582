"""The parameters by which lists are parted and ordered, by the names that pages give them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec.sentences import sentences_of

if TYPE_CHECKING:
    from spec.parameters import Parameter
    from spec.specification import Operation

LIMITS = ("limit", "per_page", "page_size", "pagesize", "perpage", "size", "max_results", "take")
OFFSETS = ("offset", "skip", "start", "from")
PAGES = ("page", "page_number", "pagenumber", "p")
ORDERS = ("order_by", "orderby", "sort_by", "sortby", "order", "sort")
DIRECTIONS = (
    "order_dir",
    "orderdir",
    "direction",
    "sort_dir",
    "sort_direction",
    "sort_order",
    "dir",
)


RISING = frozenset({"asc", "ascending", "ascend", "up", "rising", "increasing", "1", "+1"})
FALLING = frozenset({"desc", "descending", "descend", "down", "falling", "decreasing", "-1"})
"""What pages call the two directions of an order."""
_SIGNS = frozenset({"+", "-", "0"})


def is_direction(parameter: Parameter) -> bool:
    """Whether a parameter of such a name asks for a direction, and does not choose among things."""
    values = [each for each in parameter.schema.get("enum", ()) if each is not None]
    return all(str(each).lower() in RISING | FALLING | _SIGNS for each in values)


def named(operation: Operation, names: tuple[str, ...], *, is_number: bool) -> Parameter | None:
    """Return the parameter of a list that has one of some names, and is a number or none."""
    there = {
        re.sub(r"[^a-z_]", "", each.name.lower()): each
        for each in operation.parameters
        if each.where == "query" and may_be_number(each) is not (not is_number)
        if each.name.lower() not in DIRECTIONS or is_direction(each)
    }
    return next((there[name] for name in names if name in there), None)


def may_be_number(parameter: Parameter) -> bool | None:
    """Whether a parameter is a number; None where the page does not say. A day may be one too."""
    kinds = parameter.schema.get("type", ())
    told = {kinds} if isinstance(kinds, str) else {*kinds}
    if told & {"integer", "number"}:
        return True
    values = (parameter.example, parameter.schema.get("default"))
    value = next((each for each in values if each is not None), None)
    if value is not None:
        return str(value).isdecimal()
    return False if told else None


_BEYOND = re.compile(
    r"(?i)\b(?:offset|skip|start|page)s?\b[`'\"]? (?:\w+ ){0,3}?"
    r"(?:beyond|past|behind|after|outside|(?:larger|higher|greater|more) than) (?:\w+ ){0,4}?"
    r"(?:end|last|list|total|things?|numbers?|range|items?|there)\b"
)
_EMPTY = re.compile(
    r"(?i)\b(?:empty|nothing|not an error|"
    r"no (?:things?|items?|error|results?|entries|records?|refusal))\b"
)


def is_empty_beyond_its_end(words: str) -> bool:
    """Whether words say that what is asked for beyond the end of a list is an empty one."""
    return any(_BEYOND.search(each) and _EMPTY.search(each) for each in sentences_of(words))

"""Which parameters of a list ask for what is so on a day, between its beginning and its end.

A page says what things are on *this* day ("Only passes valid on this day"), and they have one day
or moment at which that begins, and one at which it ends, or one of the two. What begins on a day is
another filter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec.members import is_time, kind_of, mentioned
from spec.ranges import name_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec.parameters import Parameter

_SO_ON_THIS_DAY = re.compile(
    r"(?i)\b(?:open|valid|active|running|ongoing|current|effective|under ?way|going on|"
    r"in (?:force|effect|progress|season|flower|bloom|use|operation|session)|tak(?:e|es|ing) place)"
    r" (?:on|at) (?:this|that|the given) (?:day|date|moment|time|instant)\b"
    r"|\b(?:this|that|the given) (?:day|date|moment|time) (?:lies|falls|is) (?:with)?in\b"
)
_BEGINNINGS = frozenset(
    {"from", "start", "starts", "started", "since", "begin", "begins", "began", "opens", "opened"}
)
_ENDS = frozenset(
    {"to", "until", "till", "end", "ends", "ended", "through", "closes", "closed", "expires"}
)


def span_of(
    parameter: Parameter, words: str, members: Mapping[str, Any]
) -> tuple[str | None, str | None] | None:
    """Return the members at which what is asked for begins and ends; None where none are told.

    Where things have one of the two alone, the words name it.
    """
    is_one = kind_of(parameter.schema) == "string" and "enum" not in parameter.schema
    if not is_one or not _SO_ON_THIS_DAY.search(words):
        return None
    first, last = _of(_BEGINNINGS, _ENDS, members), _of(_ENDS, _BEGINNINGS, members)
    found = [*first, *last]
    if len(first) > 1 or len(last) > 1 or not found:
        return None
    is_told = len(found) == 2 or mentioned(found, words.replace("_", " "))
    return ((*first, None)[0], (*last, None)[0]) if is_told else None


def _of(ends: frozenset[str], others: frozenset[str], members: Mapping[str, Any]) -> list[str]:
    """Return the days and moments that one side of a span is named by."""
    return [
        name
        for name, schema in members.items()
        if "." not in name and kind_of(schema) == "string" and is_time(schema)
        if ends & {*name_parts(name)} and not others & {*name_parts(name)}
    ]

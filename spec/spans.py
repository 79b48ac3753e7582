"""Which parameters of a list ask for what is so on a day, between its beginning and its end.

A page says what things are on *this* day ("Only passes valid on this day"), and they have one day
or moment at which that begins, and one at which it ends. What begins on a day is another filter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec.members import is_time, kind_of
from spec.ranges import name_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec.specification import Parameter

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


def span_of(parameter: Parameter, words: str, members: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the members at which what is asked for begins and ends; None where none are told."""
    if not _SO_ON_THIS_DAY.search(words) or "enum" in parameter.schema:
        return None
    if kind_of(parameter.schema) != "string":
        return None
    times = [
        name
        for name, schema in members.items()
        if "." not in name and kind_of(schema) == "string" and is_time(schema)
    ]
    first, last = (
        [each for each in times if ends & {*name_parts(each)} and not others & {*name_parts(each)}]
        for ends, others in ((_BEGINNINGS, _ENDS), (_ENDS, _BEGINNINGS))
    )
    return (first[0], last[0]) if len(first) == len(last) == 1 else None

"""Which member of a list's things is compared with the value of a range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec.members import bare, is_several, is_time, kind_of, mentioned
from spec.ranges import Of, is_end, measures_of, name_parts, stem_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec.parameters import Parameter
    from spec.ranges import Bound

_UNITS = {
    "m": r"met(re|er)s?",
    "km": r"kilomet(re|er)s?",
    "cm": r"centimet(re|er)s?",
    "mm": r"millimet(re|er)s?",
    "kg": r"kilo(gram)?s?",
    "g": r"grams?",
    "t": r"tons?|tonnes?",
    "s": r"seconds?",
    "min": r"minutes?",
    "h": r"hours?",
}
_YEAR = "year"
_OF_THAT_DAY = re.compile(r"(?i)\b(of|from|on) (this|that|the given) (day|date|moment|time)\b")
"""Words of things that have a day, whatever that is called."""


def compared(parameter: Parameter, bound: Bound, members: Mapping[str, Any]) -> str | None:
    """Return the one member that a range is about; None without one, or with several."""
    kinds = {name: _ordered(name, schema) for name, schema in members.items() if "." not in name}
    there = [
        name
        for name, of in kinds.items()
        if of and (bound.of in {of, Of.BOTH} or _YEAR in name_parts(name))
    ]
    words, stem = parameter.description, stem_of(parameter.name)
    moments = ("", "at", "on", "date", "time", "day")
    units = ("", *_UNITS)
    ends = {each: moments if kinds[each] is Of.MOMENTS else units for each in there}
    own = [
        each
        for each in there
        if bare(each) in {stem + end for end in ends[each]} or _is_year(each, stem)
    ]
    named = mentioned(list(members), words)
    said = [each for each in there if each in named or _is_done(each, words)]
    if own and said and not {*own} & {*said}:
        return None
    measures = measures_of(parameter.name, words)
    found = own or said or [each for each in there if name_parts(each)[0] in measures]
    if not found and bound.is_worded and _OF_THAT_DAY.search(words):
        found = [each for each in there if kinds[each] is Of.MOMENTS]  # if there is but one
    if len(found) != 1:
        return None
    if kinds[found[0]] is Of.MOMENTS:
        return found[0] if _may_be_moment(parameter, is_named=bool(own)) else None
    return found[0] if _is_in_its_unit(found[0], members[found[0]], words) else None


def _is_year(name: str, stem: str) -> bool:
    """Whether a member tells the year of what a parameter names: ``built``, ``year_built``."""
    parts = name_parts(name)
    return (
        bool(stem) and _YEAR in parts and "".join(each for each in parts if each != _YEAR) == stem
    )


def _may_be_moment(parameter: Parameter, *, is_named: bool) -> bool:
    """Whether a value is a day or moment, as its sample or the words say; a name needs neither."""
    if is_time(parameter.schema, {"example": parameter.example}):
        return True
    is_other = parameter.example is not None or kind_of(parameter.schema) == "number"
    is_told = re.search(r"(?i)\b(day|date|moment|time)\b", parameter.description) is not None
    return not is_other and (is_told or is_named)


def _ordered(name: str, schema: Mapping[str, Any]) -> Of | None:
    """Return as what a member's values have an order: as numbers or moments; None as neither."""
    if not is_plain(schema) or re.search(r"(?i)(^|_)(uu)?id$|Id$", name):
        return None
    if is_end(name):  # what is valid *from* a day may be looked for by any day that it is valid on
        return None
    if kind_of(schema) == "number":
        return Of.NUMBERS
    is_named = re.search(r"(?i)(^|_)(at|on|date|day)$|[a-z](At|On|Date|Day)$", name) is not None
    is_day = str(schema.get("format", "")).startswith("date") or is_time({**schema, "format": ""})
    return Of.MOMENTS if kind_of(schema) == "string" and (is_day or is_named) else None


def is_plain(schema: Mapping[str, Any]) -> bool:
    """Whether it is one value that no list of words binds."""
    is_one = not is_several(schema) and "enum" not in schema
    return is_one and kind_of(schema) in {"string", "number"}


def _is_done(name: str, words: str) -> bool:
    """Whether words say of things what a day's name does: *drilled on this day*, ``drilled_on``."""
    parts = name_parts(name)
    if len(parts) < 2 or parts[-1] not in {"at", "on"}:
        return False
    spelled = re.escape(" ".join(parts[:-1]).removesuffix("s")) + "s?"  # what they do, or one does
    return (
        re.search(rf"\b{spelled} (on|at|in|after|before|since|until|from|no)\b", words) is not None
    )


def _is_in_its_unit(name: str, member: Mapping[str, Any], words: str) -> bool:
    """Whether words that name a unit name that of the member."""
    said = [key for key, each in _UNITS.items() if re.search(rf"(?i)\b({each})\b", words)]
    own = str(member.get("description", ""))
    return all(
        name_parts(name)[-1] == key or re.search(rf"(?i)\b({_UNITS[key]})\b", own) for key in said
    )

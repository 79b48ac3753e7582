"""Which parameters of a list ask for more or less than a value, by their pages' words and names.

A page says it of *this* value ("Only cores drilled on this day or later"): a bound of the value
itself ("a number, 1 or more") is none. Where words and name disagree, or one says both, nothing is
found: too few are found rather than too many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple


class Of(Enum):
    """What can be compared so."""

    NUMBERS = auto()
    MOMENTS = auto()
    BOTH = auto()


@dataclass(frozen=True)
class Bound:
    """That things on one side of a value are asked for."""

    is_least: bool
    """Whether what is greater or later is asked for."""
    includes: bool | None
    """Whether exactly the value is; None where the page does not say."""
    of: Of
    is_worded: bool
    """Whether the words say so, and not the name alone."""


class _Phrase(NamedTuple):
    words: re.Pattern[str]
    bound: Bound


_THIS = r"(?:this|that|the given)\b(?! (?:one|thing|item|id|cursor|token|page)\b)"
_MORE, _LESS = (
    "more|greater|higher|larger|bigger|longer|heavier|taller|wider|thicker|warmer|hotter|dearer",
    "less|fewer|lower|smaller|shorter|lighter|narrower|thinner|colder|cooler|cheaper",
)
_LATER, _EARLIER = "later|newer", "earlier|older"
_OR = rf"{_THIS}(?: \w+)? (?:or|and)(?: \w+)?"


def _than(words: str) -> str:
    """Return what stands before a value, or at an end where the value is understood."""
    end = r"(?=\s*(?:[.;,)]|$))"
    return rf"(?:{words})(?=\s+{_THIS})|(?:is|are|was|were|lies?|stays?) (?:{words}){end}"


_SIDES: dict[str, tuple[bool, bool | None]] = {
    ">=": (True, True),
    ">": (True, False),
    ">?": (True, None),
    "<=": (False, True),
    "<": (False, False),
    "<?": (False, None),
}
"""What is asked for, by a sign: whether the greater, and whether the value itself, too."""


def _bound(sign: str, of: Of, *, is_worded: bool) -> Bound:
    is_least, includes = _SIDES[sign]
    return Bound(is_least, includes, of, is_worded)


def _phrase(words: str, sign: str, of: Of) -> _Phrase:
    return _Phrase(re.compile(rf"(?i)\b(?:{words})"), _bound(sign, of, is_worded=True))


_PHRASES = (
    # what denies the other side comes first, and what counts the value before what leaves it out
    _phrase(_than("(?:no|not) (?:less|fewer|lower|smaller) than"), ">=", Of.NUMBERS),
    _phrase(_than("(?:no|not) (?:more|greater|higher|larger) than"), "<=", Of.NUMBERS),
    _phrase(_than("(?:no|not) earlier than|not before"), ">=", Of.MOMENTS),
    _phrase(_than("(?:no|not) later than|not after"), "<=", Of.MOMENTS),
    _phrase(_than("(?:on|at) or (?:after|later than)"), ">=", Of.MOMENTS),
    _phrase(_than("(?:on|at) or (?:before|earlier than)"), "<=", Of.MOMENTS),
    _phrase(rf"(?:on )?{_OR} (?:{_LATER}|after)\b", ">=", Of.MOMENTS),
    _phrase(rf"(?:on )?{_OR} (?:{_EARLIER}|before)\b", "<=", Of.MOMENTS),
    _phrase(rf"from {_THIS}(?: \w+)? on(?:wards?)?\b", ">=", Of.BOTH),
    _phrase(rf"{_OR} (?:{_MORE}|above|over|upwards?)\b", ">=", Of.NUMBERS),
    _phrase(rf"{_OR} (?:{_LESS}|below|under)\b", "<=", Of.NUMBERS),
    _phrase(rf"{_OR} better\b", ">=", Of.NUMBERS),
    _phrase(_than("at least"), ">=", Of.NUMBERS),
    _phrase(_than("at most"), "<=", Of.NUMBERS),
    _phrase(_than(rf"(?:{_MORE}) (?:\w+ ){{0,2}}than"), ">", Of.NUMBERS),
    _phrase(_than(rf"(?:{_LESS}) (?:\w+ ){{0,2}}than"), "<", Of.NUMBERS),
    _phrase(_than(rf"(?:{_LATER}) than|after"), ">", Of.MOMENTS),
    _phrase(_than(rf"(?:{_EARLIER}) than|before"), "<", Of.MOMENTS),
    _phrase(_than("(?:above|over|exceed(?:s|ing)?)"), ">", Of.NUMBERS),
    _phrase(_than("(?:below|under)"), "<", Of.NUMBERS),
    _phrase(_than("since"), ">?", Of.MOMENTS),
    _phrase(_than("(?:until|till)"), "<?", Of.MOMENTS),
    _phrase(_than("up to"), "<?", Of.BOTH),
)
_SPELLED = {
    "min": (">?", Of.BOTH),
    "minimum": (">?", Of.BOTH),
    "max": ("<?", Of.BOTH),
    "maximum": ("<?", Of.BOTH),
    "gte": (">=", Of.BOTH),
    "gt": (">", Of.BOTH),
    "lte": ("<=", Of.BOTH),
    "lt": ("<", Of.BOTH),
    "from": (">?", Of.MOMENTS),
    "since": (">?", Of.MOMENTS),
    "after": (">?", Of.MOMENTS),
    "to": ("<?", Of.MOMENTS),
    "until": ("<?", Of.MOMENTS),
    "till": ("<?", Of.MOMENTS),
    "before": ("<?", Of.MOMENTS),
}
"""What a word at either end of a name says: the side, whether the value counts, and of what."""
_THAN = (
    (_MORE, ">?", Of.NUMBERS),
    (_LESS, "<?", Of.NUMBERS),
    (_LATER, ">?", Of.MOMENTS),
    (_EARLIER, "<?", Of.MOMENTS),
)
"""Likewise, of a name such as ``longer_than``."""
_MEASURED = {
    "longer": ("length", "duration"),
    "shorter": ("length", "duration"),
    "heavier": ("weight", "mass"),
    "lighter": ("weight", "mass"),
    "taller": ("height",),
    "wider": ("width",),
    "narrower": ("width",),
    "thicker": ("thickness",),
    "thinner": ("thickness",),
    "warmer": ("temperature",),
    "hotter": ("temperature",),
    "colder": ("temperature",),
    "cooler": ("temperature",),
    "dearer": ("price", "cost"),
    "cheaper": ("price", "cost"),
}
"""By what things are so: a member that begins with one of these words."""
_LEAST = re.compile(
    r"(?i)(?<!\bat )\b(the )?(minimum|minimal|lowest|least|smallest|earliest|first)\b"
)
_MOST = re.compile(
    r"(?i)(?<!\bat )\b(the )?(maximum|maximal|highest|most|largest|greatest|latest|last)\b"
)
"""What words may say of a value whose name tells its side."""
_AMOUNTS = re.compile(
    r"(?i)\b(how many|number of|results?|return\w*|answers?|responses?|pages?|entries|items|"
    r"listed|shown|list)\b"
)
"""Words about how much of a list is shown."""

_ZONE = re.compile(r" ?\((?:in )?(?:UTC|GMT)\)")
"""A time zone in passing, which moments are told in anyway."""
_PASSING = re.compile(r"(?i), (?:at|in|of|on) (?:whatever|any|which) ?(?:ever)? [a-z]+,")
"""What is said in passing of a day: at whatever hour."""


_ITSELF = re.compile(
    r"(?i),? ?\(?(?:but )?(?:the|this|that) \w+ itself (?:is )?"
    r"(?:(?P<out>not included|excluded|left out|not counted)|included|counted)\)?"
)
"""Words that say whether exactly the value is asked for."""


def bound_of(name: str, words: str) -> tuple[Bound, str] | None:
    """Return the side that is asked for, and what else the words say; None where none is told."""
    itself = _ITSELF.search(words)
    told = _bound_of(name, _ITSELF.sub("", words))
    if told is None or itself is None:
        return told
    includes = itself["out"] is None
    is_told_otherwise = told[0].includes not in {None, includes} and "than" not in words
    return replace(told[0], includes=None if is_told_otherwise else includes), told[1]


def _bound_of(name: str, words: str) -> tuple[Bound, str] | None:
    worded, rest = _worded(_PASSING.sub("", _ZONE.sub("", words)))
    named = _named(name)
    is_open = named is None and re.search(r"(?i)\bbetter\b", words) is not None
    if (worded == [] and named is None) or is_open:  # what is better may be less
        return None
    if worded == []:
        is_vague = name_parts(name)[-1:] == ["than"] or _AMOUNTS.search(words) is not None
        if named is None or is_vague:
            return None
        return named, (_LEAST if named.is_least else _MOST).sub(" ", rest)
    found = worded[0]
    sides = {each.is_least for each in (*worded, *([named] if named else ()))}
    if len(sides) > 1 or len({each.of for each in worded} - {Of.BOTH}) > 1:
        return None
    told = {each.includes for each in worded}
    if named is not None and named.includes is not None:
        told.add(named.includes)
    of = next((each.of for each in worded if each.of is not Of.BOTH), Of.BOTH)
    includes = found.includes if len(told) == 1 else None
    return Bound(found.is_least, includes, of, is_worded=True), rest


def _worded(words: str) -> tuple[list[Bound], str]:
    """Return the bounds that words tell of, and the words without them."""
    found: list[Bound] = []
    for each in _PHRASES:
        words, count = each.words.subn(" ", words)
        found += [each.bound] * bool(count)
    return found, words


def _named(name: str) -> Bound | None:
    """Return the side that a name tells of."""
    parts = name_parts(name)
    if parts[-1:] == ["than"] and len(parts) > 1:
        return next(
            (
                _bound(sign, of, is_worded=False)
                for words, sign, of in _THAN
                if parts[-2] in words.split("|")
            ),
            None,
        )
    if len(parts) < 2 and parts[:1] not in (["after"], ["before"], ["since"], ["until"]):
        return None
    ends = [_SPELLED[each] for each in (parts[0], parts[-1]) if each in _SPELLED]
    if not ends or len({sign[0] for sign, _ in ends}) > 1:
        return None
    sign, of = ends[0]
    return _bound(sign, of, is_worded=False)


def stem_of(name: str) -> str:
    """Return what a name tells beside the side: ``drilled`` of ``drilled_from``."""
    parts = name_parts(name)
    if parts[-1:] == ["than"]:
        parts = parts[:-2]
    for at in (0, -1):
        if len(parts) > 0 and parts[at] in _SPELLED:
            del parts[at]
    return "".join(parts)


def is_end(name: str) -> bool:
    """Whether a member is itself an end of something, as ``valid_until``."""
    return name_parts(name)[-1:] != [] and name_parts(name)[-1] in _SPELLED


def measures_of(name: str, words: str) -> tuple[str, ...]:
    """Return what things are measured by that are longer, or colder, than a value."""
    said = [*name_parts(name), *re.findall(r"[a-z]+", words.lower())]
    return next((_MEASURED[each] for each in said if each in _MEASURED), ())


def name_parts(name: str) -> list[str]:
    """Return the words of a name, however it is written."""
    parts = [each.lower() for each in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)]
    return parts[1:] if parts[:1] in (["filter"], ["filters"]) else parts

"""Which values lie on the side of another that a range asks for, and which values tell it.

A day and a moment are told apart only where no time zone could make them meet, and two moments only
where what is shown of them leaves no doubt.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from harness.operations.arguments import as_text
from harness.operations.moments import later, moment
from spec.filters import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spec.filters import Filter

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d.*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ZONES = timedelta(days=2)
"""How far a moment may be from a day, wherever that day is meant."""
_LEAVES_OUT = re.compile(
    r"(?i)\b(?:unknown|null|without|not (?:known|measured|given|set))\b[^.;]*"
    r"\b(?:left out|(?:not|never) (?:shown|listed|found|among)|never one)\b|"
    r"\bknown to (?:be|have)\b"
)
_FOREVER = re.compile(
    r"(?i)\b(?:unknown|null|without|no|not (?:known|given|set))\b[^.;]*"
    r"\b(?:for ?ever|always|at any time|without end|open[- ]ended|never (?:end|expire)s?)\b"
)
_UNSHOWN = timedelta(seconds=1)
"""What may be left out where a moment is shown."""


def is_within(found: Filter, value: str, shown: object) -> bool | None:
    """Whether what is shown lies where a value asks for; None where that can't be told."""
    includes = found.includes
    if _DAY.fullmatch(value) and _is_of_a_day(found, shown):
        includes = includes or None  # what is after a day may be so from its midnight on
        shown = str(shown)[:10]
    one, other = _key(shown), _key(float(value) if _NUMBER.fullmatch(value) else value)
    if isinstance(one, float) and isinstance(other, float):
        if one == other:
            return includes
        return (one > other) is (found.how is How.LEAST)
    if not isinstance(one, datetime) or not isinstance(other, datetime):
        return None
    if _DAY.fullmatch(value) and _DAY.fullmatch(str(shown)):
        if one == other:
            return includes
    elif abs(one - other) <= _margin(value, str(shown)):
        return None
    return (one > other) is (found.how is How.LEAST)


def is_during(found: Filter, value: str, first: object, last: object) -> bool | None:
    """Whether a day or moment lies between two that are shown; None where that can't be told."""
    begun = is_unknown_chosen(found) if first is None else _is_since(found, value, first)
    lasts = is_unknown_chosen(found)
    if last is not None:
        ended = _is_since(found, value, last, is_end=True)
        lasts = None if ended is None else not ended
    return False if False in {begun, lasts} else begun and lasts


def _is_since(found: Filter, value: str, shown: object, *, is_end: bool = False) -> bool | None:
    """Whether a day or moment comes after one that is shown; None where that can't be told."""
    one, other = _key(value), _key(shown)
    if not isinstance(one, datetime) or not isinstance(other, datetime):
        return None
    if all(map(_DAY.fullmatch, (value, str(shown)))):
        counts = not is_end if found.includes else None
        return counts if one == other else one > other
    return None if abs(one - other) <= _margin(value, str(shown)) else one > other


def between(found: Filter, spans: Sequence[tuple[object, object]]) -> list[str]:
    """Return what lies in the middle of each two days or moments, as a query holds it."""
    values = []
    for first, last in spans:
        one, other = _key(first), _key(last)
        if isinstance(one, datetime) and isinstance(other, datetime):
            days = (other - one).days // 2
            asked = _asked(found, later("", first, days)) if days > 0 else None
            values += [asked] if asked is not None else []
    return list(dict.fromkeys(values))


def is_unknown_chosen(found: Filter) -> bool | None:
    """Whether a page says that what shows no value is asked for, or that it is not."""
    words = found.parameter.description
    return False if _LEAVES_OUT.search(words) else True if _FOREVER.search(words) else None


def _is_of_a_day(found: Filter, shown: object) -> bool:
    """Whether a moment is of one day alone: its page and itself say that it is meant in UTC."""
    is_told = re.search(r"\b(UTC|GMT)\b", found.parameter.description) is not None
    return is_told and isinstance(shown, str) and shown.endswith("Z") and _is_moment(shown)


def _is_moment(text: str) -> bool:
    return _MOMENT.fullmatch(text) is not None


def middles(found: Filter, shown: Sequence[object]) -> list[str]:
    """Return what is shown as a query holds it, from the middle to both ends."""
    keys = {text: key for each in shown if (key := _key(each)) is not None
            if (text := _asked(found, each)) is not None}  # fmt: skip
    numbers = sorted((k, text) for text, k in keys.items() if isinstance(k, float))
    moments = sorted((k, text) for text, k in keys.items() if isinstance(k, datetime))
    texts = [text for _, text in (numbers if len(numbers) >= len(moments) else moments)]
    middle = len(texts) // 2
    return sorted(texts, key=lambda each: abs(texts.index(each) - middle))


def _key(value: object) -> float | datetime | None:
    """Return what a value is compared by; None where it has no order that is told."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    is_told = isinstance(value, str) and (_DAY.fullmatch(value) or _MOMENT.fullmatch(value))
    return moment(value) if is_told else None


def _margin(one: str, other: str) -> timedelta:
    is_alike = all(map(_is_moment, (one, other)))
    zoned = {moment_has_zone(each) for each in (one, other)}
    return _UNSHOWN if is_alike and len(zoned) == 1 else _ZONES


def moment_has_zone(text: str) -> bool:
    """Whether a moment says in which zone it is."""
    return re.search(r"(Z|[+-]\d\d:?\d\d)$", text) is not None


def _asked(found: Filter, value: object) -> str | None:
    """Return a value in the form that the page asks for; None where it does not have as much."""
    if not isinstance(value, str):
        text = as_text(value)
        return text if _NUMBER.fullmatch(text) else None
    parameter = found.parameter
    samples = [parameter.example, *parameter.schema.get("examples", ())]
    sample = next((str(each) for each in samples if each is not None), "")
    form = parameter.schema.get("format")
    says_day = re.search(r"(?i)\b(day|date)\b(?! and time)", parameter.description) is not None
    if form == "date" or _DAY.fullmatch(sample) or (not sample and form is None and says_day):
        return value[:10]
    is_too_short = _DAY.fullmatch(value) and (form == "date-time" or _MOMENT.fullmatch(sample))
    return None if is_too_short else value

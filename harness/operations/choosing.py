"""Which things of a list a filter's value chooses, and which values tell whether it does."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from harness.operations.arguments import as_text
from harness.operations.items import member_of
from spec.filters import How

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spec.filters import Filter

_PLAIN = re.compile(r"[\w@:+.-]([\w @:+.-]{0,78}[\w@:+.-])?")
"""A value that is one value in every query: no comma, no sign that stands for others."""
_WORD = re.compile(r"[A-Za-z0-9]{4,20}")
_MOST_TELLING = 3


def is_chosen(found: Filter, value: str, thing: object) -> bool | None:
    """Whether a thing is one of those that a value asks for; None where that can't be told."""
    if not isinstance(thing, dict):
        return None
    shown = [list(_shown(member_of(thing, each))) for each in found.members]
    given = [each for values in shown for each in values]
    if found.how is How.HOLDS:
        texts = [str(each) for each in given]
        if any(value in each for each in texts):
            return True
        if any(_folded(value) in _folded(each) for each in texts):
            return True if found.ignores_case else None
        return False if all(shown) else None
    if any(_is_equal(each, value) for each in given):
        return True
    return False if given and not any(_is_near(each, value) for each in given) else None


def telling_values(found: Filter, things: Sequence[object]) -> list[str]:
    """Return values that some things do not have, those first that others have."""
    if found.how is How.HOLDS:
        candidates = list(_words(found, things))
    else:
        candidates = [*_values(found, things)]
    had = [each for each in candidates if _tells(found, each, things)]
    among = [as_text(each) for each in found.among]
    others = [each for each in among if each not in candidates and _tells(found, each, things)]
    return [*had[:_MOST_TELLING], *others[:1]]


def shared_value(found: Filter, things: Sequence[object]) -> str | None:
    """Return a value that every thing has: all of them must be shown; None without one."""
    if found.how is not How.EQUAL:
        return None
    every = (each for each in _values(found, things))
    return next((each for each in every if all(is_chosen(found, each, t) for t in things)), None)


def _tells(found: Filter, value: str, things: Sequence[object]) -> bool:
    return any(is_chosen(found, value, each) is False for each in things)


def _values(found: Filter, things: Sequence[object]) -> list[str]:
    """Return what things show of a filter's member, as a query holds it."""
    shown = (
        as_text(each)
        for thing in things
        if isinstance(thing, dict)
        for each in _shown(member_of(thing, found.members[0]))
    )
    among = {as_text(each) for each in found.among}
    plain = (each for each in dict.fromkeys(shown) if _PLAIN.fullmatch(each))
    return [each for each in plain if not among or each in among]


def _words(found: Filter, things: Sequence[object]) -> Iterator[str]:
    """Yield words of things' texts, those first that the fewest of them hold."""
    counts: Counter[str] = Counter()
    for thing in things:
        if isinstance(thing, dict):
            texts = (str(t) for name in found.members for t in _shown(member_of(thing, name)))
            counts.update({word for each in texts for word in _WORD.findall(each)})
    for word, _ in sorted(counts.items(), key=lambda each: (each[1], each[0])):
        if not found.ignores_case:
            yield word
        elif word.swapcase() != word:
            yield word.swapcase()


def _shown(value: object) -> Iterator[object]:
    """Yield the plain values that a member shows."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str | int | float) and each != "":
            yield each


def _is_equal(shown: object, value: str) -> bool:
    if isinstance(shown, bool):
        return as_text(shown) == value.lower()
    if isinstance(shown, int | float):
        return as_text(float(shown)) == value or as_text(shown) == value
    return str(shown).strip().casefold() == value.strip().casefold()


def _is_near(shown: object, value: str) -> bool:
    """Whether one may be found by the other: a part of it, or of another type."""
    if isinstance(shown, bool):
        return value.lower() not in {"true", "false"}
    if isinstance(shown, int | float):
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is None
    one, other = _folded(str(shown)), _folded(value)
    is_id = re.search(r"\d", one + other) is not None and " " not in one + other
    return one == other if is_id else one in other or other in one


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))

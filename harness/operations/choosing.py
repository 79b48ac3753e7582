"""Which things of a list a filter's value chooses, and which values tell whether it does."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from harness.operations.arguments import as_text
from harness.operations.items import member_of
from harness.operations.ranging import (
    between,
    is_during,
    is_unknown_chosen,
    is_within,
    middles,
)
from spec.filters import RANGES, How

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spec.filters import Filter

_PLAIN = re.compile(r"[\w@:+.-]([\w @:+.-]{0,78}[\w@:+.-])?")
"""A value that is one value in every query: no comma, no sign that stands for others."""
_WORD = re.compile(r"[A-Za-z0-9]{4,20}")
_WORD_ALONE = re.compile(r"(?<![\w.@/:-])[A-Za-z]{4,}(?![\w.@/:-])")
"""A word that is no part of an address, a time or an id."""
_MOST_TELLING = 3
_MOST_BETWEEN = 2
"""Values of a range that are asked for, from the middle of those that are shown."""


def is_chosen(found: Filter, value: str, thing: object) -> bool | None:
    """Whether a thing is one of those that a value asks for; None where that can't be told."""
    several = value.split(",") if found.takes_several else [value]
    told = {_is_chosen_by_one(found, each, thing) for each in several}
    return True if True in told else None if None in told else False


def _is_chosen_by_one(found: Filter, value: str, thing: object) -> bool | None:
    if not isinstance(thing, dict):
        return None
    if found.how is How.DURING:
        return is_during(found, value, *(member_of(thing, each) for each in found.members))
    shown = [list(_shown(thing, each)) for each in found.members]
    given = [each for values in shown for each in values]
    if found.how in RANGES:
        is_unknown = thing.get(found.members[0], ...) is None
        told = is_within(found, value, given[0]) if len(given) == 1 else None
        return is_unknown_chosen(found) if is_unknown else told
    if found.how is How.HOLDS:
        return _is_held(found, value, given, is_all=all(shown))
    if any(_is_equal(each, value) for each in given):
        return True
    is_vague = not given or _is_part_hidden(thing, found.members[0])
    among = {as_text(each) for each in found.among}  # each of these is another
    is_own = value in among and all(as_text(each) in among for each in given)
    is_near = not is_own and any(_is_near(each, value) for each in given)
    return None if is_vague or is_near else False


def _is_held(found: Filter, value: str, given: list[object], *, is_all: bool) -> bool | None:
    """Whether a text is a part of what is shown; ``is_all`` says whether all of it is shown."""
    texts = [str(each) for each in given]
    if any(value in each for each in texts):
        return True
    if any(_folded(value) in _folded(each) for each in texts):
        return True if found.ignores_case else None
    return False if is_all else None


def telling_values(found: Filter, things: Sequence[object]) -> list[str]:
    """Return values that some things do not have, those first that others have."""
    if found.how in RANGES or found.how is How.DURING:
        telling = (each for each in _lying_between(found, things) if _tells(found, each, things))
        return list(telling)[:_MOST_BETWEEN]
    if found.how is How.HOLDS:
        candidates = list(_words(found, things))
    else:
        known = sorted(_values(found, things), key=partial(_is_always_first, found, things))
        # First what is a part of another value, by which that may be found.
        candidates = sorted(known, key=lambda each: not any(each in o and each != o for o in known))
    had = [each for each in candidates if _tells(found, each, things)]
    among = [as_text(each) for each in found.among]
    others = [each for each in among if each not in candidates and _tells(found, each, things)]
    return [*had[:_MOST_TELLING], *_swapped(found, had), *others[:1]]


def _lying_between(found: Filter, things: Sequence[object]) -> list[str]:
    """Return values between those that things show, or within the time of each of them."""
    if found.how is How.DURING:
        spans = ([_shown_of(each, name) for name in found.members] for each in things)
        return between(found, [(one[0], other[0]) for one, other in spans if one and other])
    return middles(found, [each for e in things for each in _shown_of(e, found.members[0])])


def near_value(found: Filter, things: Sequence[object]) -> str | None:
    """Return the beginning of what some thing shows, which is nothing's whole value; None without.

    It ends within a word: a value that stands before a mark may be meant to find what is below it.
    """
    if found.how is not How.EQUAL or not found.is_exact or found.among:
        return None
    shown = [each for thing in things for each in _shown_of(thing, found.members[0])]
    known = {_folded(str(each)) for each in shown}
    is_id = found.parameter.name.lower().endswith("id")
    for each in shown:
        text = str(each)
        if not (isinstance(each, str) or (is_id and type(each) is int)):
            continue
        for at in range(max(2, (len(text) + 1) // 2), len(text)):
            is_inside = text[at - 1].isalnum() and text[at].isalnum()
            is_other = _folded(text[:at]) not in known and _PLAIN.fullmatch(text[:at])
            if is_inside and is_other and text.isascii():
                return text[:at]
    return None


def elsewhere_value(found: Filter, things: Sequence[object]) -> str | None:
    """Return a word that another member of some thing has, and none that a filter looks through.

    None without one, or where the filter is for no part of a text.
    """
    if found.how is not How.HOLDS or not found.is_described:
        return None
    each_of = (_shown_of(thing, name) for thing in things for name in found.members)
    known = [_folded(str(value)) for values in each_of for value in values]
    others = (
        value
        for thing in things
        if isinstance(thing, dict)
        for name, value in thing.items()
        if name not in found.members and isinstance(value, str)
    )
    words = (word for value in others for word in _WORD_ALONE.findall(value))
    return next((e for e in words if not any(_folded(e) in each for each in known)), None)


def is_only_near(found: Filter, value: str, thing: object) -> bool:
    """Whether what a thing shows begins with a value, and nothing that it shows is that value."""
    shown = [_folded(str(each)) for each in _shown_of(thing, found.members[0])]
    begins = any(each.startswith(_folded(value)) for each in shown)
    return begins and _folded(value) not in shown


@dataclass(frozen=True)
class Asked:
    """Values of filters that a list is asked for at once, and what it is asked for beside them."""

    parts: tuple[tuple[Filter, str], ...]
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> dict[str, str]:
        """What the list is asked for."""
        return {**{each.parameter.name: value for each, value in self.parts}, **dict(self.beside)}

    @property
    def words(self) -> str:
        """Say how it is asked for."""
        return "&".join(f"{name}={value:.60}" for name, value in self.query.items())

    @property
    def things(self) -> str:
        """Say which things are asked for."""
        return "things whose " + " and whose ".join(_said(*each) for each in self.parts)

    def chooses(self, thing: object) -> bool | None:
        """Whether a thing is asked for; None where that can't be told."""
        told = {is_chosen(each, value, thing) for each, value in self.parts}
        return False if False in told else None if None in told else True


def _said(found: Filter, value: str) -> str:
    names = [f"`{each}`" for each in found.members]
    if found.how is How.DURING:
        return f"{' and '.join(names)} have {value!r:.60} between them"
    members = " or ".join(names)
    verbs = {How.HOLDS: "holds", How.LEAST: "lies above", How.MOST: "lies below"}
    counts = " or is it" if found.includes else ""
    return f"{members} {verbs.get(found.how, 'is')} {value!r:.60}{counts}"


def telling_pair(one: Filter, other: Filter, things: Sequence[object]) -> Asked | None:
    """Return values of two filters that some thing has both of, and others one alone."""
    best, most = None, 0
    for value in telling_values(one, things):
        for second in telling_values(other, things):
            asked = Asked(((one, value), (other, second)))
            told = [tuple(is_chosen(*part, each) for part in asked.parts) for each in things]
            score = len({(True, False), (False, True)} & {*told})
            if (True, True) in told and score > most:
                best, most = asked, score
    return best


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
        for each in _shown(thing, found.members[0])
    )
    among = {as_text(each) for each in found.among}
    plain = (each for each in dict.fromkeys(shown) if _PLAIN.fullmatch(each))
    return [each for each in plain if not among or each in among]


def _words(found: Filter, things: Sequence[object]) -> Iterator[str]:
    """Yield words of things' texts, those first that the fewest of them hold."""
    counts: Counter[str] = Counter()
    for thing in things:
        if isinstance(thing, dict):
            texts = (str(t) for name in found.members for t in _shown(thing, name))
            counts.update({word for each in texts for word in _WORD.findall(each)})
    for word, _ in sorted(counts.items(), key=lambda each: (each[1], each[0])):
        if not found.ignores_case:
            yield word
        elif word.swapcase() != word:
            yield word.swapcase()


def _shown(thing: Mapping[str, object], name: str) -> Iterator[object]:
    """Yield the plain values that a member shows, of each object where these are several."""
    outer, _, inner = name.partition(".")
    value = member_of(thing, name)
    if value is None and inner and isinstance(several := member_of(thing, outer), list):
        value = [member_of(each, inner) for each in several if isinstance(each, dict)]
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str | int | float) and each != "":
            yield each


def _shown_of(thing: object, name: str) -> list[object]:
    return list(_shown(thing, name)) if isinstance(thing, dict) else []


def _is_part_hidden(thing: Mapping[str, object], name: str) -> bool:
    """Whether some object in an array does not show the member that it is looked for by."""
    outer, _, inner = name.partition(".")
    several = member_of(thing, outer) if inner else None
    return isinstance(several, list) and len(several) > len(list(_shown(thing, name)))


def _is_always_first(found: Filter, things: Sequence[object], value: str) -> bool:
    """Whether a value stands behind no other in any thing's array."""
    behind = (each for thing in things for each in _shown_of(thing, found.members[0])[1:])
    return not any(_is_equal(each, value) for each in behind)


def _swapped(found: Filter, had: Sequence[str]) -> list[str]:
    """Return a value in the other case, where the page says that case does not count."""
    if found.how is not How.EQUAL or not found.ignores_case or found.among:
        return []
    others = (each.swapcase() for each in had if each.isascii() and each.swapcase() != each)
    return list(others)[:1]


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

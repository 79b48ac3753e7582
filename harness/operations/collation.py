"""Whether values stand in order, by any way of sorting them that an instance may have.

A database sorts texts by code points or by the habits of a language: without regard to case,
accents or punctuation, or with digits as numbers. Two values stand the wrong way round where they
do so by each of these ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from harness.operations.moments import is_unread_moment, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[object, object]
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DIGITS = re.compile(r"(\d+)")


def misplaced(
    values: Sequence[object],
    *,
    is_descending: bool,
    is_ranked: bool = False,
    ignores_case: bool = False,
) -> Pair | None:
    """Return two values that stand the wrong way round; None where all may be in order.

    ``is_ranked``: the values have an order of their own, as ``low`` comes before ``high``: those
    that are equal stand together, and no more is said; of numbers, that the first one may be the
    lowest or the highest. ``ignores_case``: texts are sorted without regard to case.
    """
    if (scattered := _scattered(values)) is not None:
        return scattered
    given = [each for each in values if not is_nothing(each)]
    if is_ranked and given and {*map(_kind, given)} == {"number"}:
        found = [
            misplaced(given, is_descending=each) for each in (is_descending, not is_descending)
        ]
        return None if None in found else found[0]
    if is_ranked or all(isinstance(each, bool) for each in given):
        return _torn(given)
    if not are_comparable(given):
        return None
    ways = _ways_without_case if ignores_case else _ways
    for (first, one), (second, other) in combinations([(each, ways(each)) for each in given], 2):
        if _is_before(one, other) if is_descending else _is_before(other, one):
            return first, second
    return None


def are_comparable(values: Sequence[object]) -> bool:
    """Whether values are of one kind that has an order."""
    given = [each for each in values if not is_nothing(each)]
    if any(map(is_unread_moment, given)):  # as texts or by time, their page does not say
        return False
    kinds = {_kind(each) for each in given}
    return len(kinds) == 1 and kinds <= {"number", "text", "boolean"}


def tell(values: Sequence[object], *, is_ranked: bool = False) -> bool:
    """Whether values could stand the wrong way round at all."""
    given = [each for each in values if not is_nothing(each)]
    if not are_comparable(given):
        return False
    if is_ranked or isinstance(given[0], bool):
        return len({_coarse(each) for each in given}) > 1
    ways = [_ways(each) for each in given]
    return any(_is_before(*pair) or _is_before(*reversed(pair)) for pair in combinations(ways, 2))


def landmarks(values: Sequence[object]) -> list[object]:
    """Return the values that are like no other, in their order, as they are told apart.

    By one way of sorting, those of a list stand in the reverse order where it is asked for.
    """
    given = [_coarse(each) for each in values if not is_nothing(each)]
    if all(isinstance(each, bool) for each in given):
        return [each for number, each in enumerate(given) if each not in given[:number]]
    counts = Counter(given)
    return [each for each in given if counts[each] == 1]


def are_told_apart(one: object, other: object, *, is_ranked: bool = False) -> bool:
    """Whether two values can't take each other's place in a list, by any way of sorting it."""
    if is_nothing(one) or is_nothing(other):
        return is_nothing(one) is not is_nothing(other)
    return tell([one, other], is_ranked=is_ranked)


def is_nothing(value: object) -> bool:
    """Whether a value may stand first or last, whatever the others are."""
    return value is None or (isinstance(value, str) and not value.strip())


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "other"


def _scattered(values: Sequence[object]) -> Pair | None:
    """Return two of which one is nothing, where that stands between others."""
    given = [n for n, each in enumerate(values) if not is_nothing(each)]
    gaps = (pair for pair in pairwise(given) if pair[1] > pair[0] + 1)
    return next(((values[pair[0]], values[pair[0] + 1]) for pair in gaps), None)


def _torn(values: Sequence[object]) -> Pair | None:
    """Return two between which another stands, though both are equal."""
    seen: list[object] = []
    for before, each in pairwise([None, *map(_coarse, values)]):
        if each != before and each in seen:
            return before, each
        seen.append(each)
    return None


def _ways(value: object) -> tuple[Any, ...]:
    """Return what a value is sorted by, in each way."""
    if isinstance(value, int | float):
        return (value,)
    text = str(value)
    if (instant := moment(text)) is not None:
        return (instant,)
    folded = text.casefold()
    plain = _without_accents(folded)
    bare = _bare(plain)
    ways = [text, folded, plain, bare, re.sub(r"[^\w]|_", " ", plain)]
    ways += [plain.replace("ch", "h\uffff"), _from_first_letter_of_others(bare)]
    number = float(text) if _NUMBER.fullmatch(text) else 0.0
    is_number = _NUMBER.fullmatch(text) is not None
    return (*ways, _natural(plain), (not is_number, number, plain))


def _ways_without_case(value: object) -> tuple[Any, ...]:
    ways = _ways(value)
    return ways[1:] if isinstance(ways[0], str) else ways


def _is_before(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether a value comes before another in every way."""
    if len(one) != len(other) or type(one[0]) is not type(other[0]):
        is_numeric = all(isinstance(each[0], int | float) for each in (one, other))
        return is_numeric and one[0] < other[0]
    return all(first < second for first, second in zip(one, other, strict=True))


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts = _DIGITS.split(text)
    return [(0, int(each), "") if each.isdecimal() else (1, 0, each) for each in parts if each]


def _from_first_letter_of_others(text: str) -> str:
    """Return what comes before the first letter that languages put in different places."""
    found = re.search(r"[^\x00-\x7f]", text)
    return text[: found.start()] if found else text


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(each for each in parts if not unicodedata.combining(each))


def _bare(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def _coarse(value: object) -> object:
    """Return a value without what some way of sorting looks over."""
    if not isinstance(value, str):
        return value
    if (instant := moment(value)) is not None:
        return instant
    return _bare(_without_accents(value.casefold())) or value

"""By what a script tells that a list is not the part of it that was asked for.

The ids of the list as it comes as a whole are kept from a step before, and those of the part are
held against them. It is tried here as the shell will do it: nothing is told of an answer in which
other things bear such ids as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from harness.operations.items import things_of
from harness.steps.answers import LARGEST, members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.core.exchange import Exchange
    from spec.specification import Specification

_PART = re.compile(r"^numbers? (\d+)(?: to (\d+))? of the list, as it comes as a whole")
_FIRST = re.compile(r"^the first (\d+) things? of the list$")
_MOST = re.compile(r"^no more than (\d+) things?\b")
_IDS = ("id", "uuid", "_id")


class Listed(NamedTuple):
    """How a script tells it."""

    test: str
    """Of the shell; it passes where the fault is there."""
    whole: Exchange | None = None
    """The step whose ids are kept; None where none are needed."""
    keep: str = ""
    """What keeps them."""
    begin: str = ""
    """What stands before the test: without it, it would tell something of a list too short."""


def listed(
    expected: str, shown: Exchange, before: Sequence[Exchange], spec: Specification
) -> Listed | None:
    """Return how a script sees what a failure says of a list; None where it can't be told."""
    for name in _IDS:
        found = _ids(shown, name, spec)
        if found is None:
            continue
        if most := _MOST.search(expected):
            test = f'[ "$(each_of {name} | wc -l)" -gt {most[1]} ]'
            return Listed(test) if len(found) > int(most[1]) else None
        return _against_the_whole(expected, shown, before, spec, name)
    return None


def _against_the_whole(
    expected: str, shown: Exchange, before: Sequence[Exchange], spec: Specification, name: str
) -> Listed | None:
    part, first = _PART.search(expected), _FIRST.search(expected)
    if part is None and first is None:
        return None
    begin, end = (int(part[1]), int(part[2] or part[1])) if part else (1, int(first[1]))  # type: ignore[index]
    found = _ids(shown, name, spec) or []
    wholes = [
        (each, _ids(each, name, spec) or [])
        for each in before
        if _is_whole(each, shown, is_part=part is not None)
    ]
    whole, ids = max(wholes, key=lambda each: len(each[1]), default=(None, []))
    wanted = ids[begin - 1 : end]
    if not wanted or found[: end - begin + 1] == wanted:
        return None
    kept = f'sed -n {begin},{end}p "$W/whole"'
    came = f"each_of {name} | sed -n 1,{end - begin + 1}p"
    return Listed(
        test=f'[ "$({came})" != "$({kept})" ]',
        whole=whole,
        keep=f'each_of {name} > "$W/whole"',
        begin=f'[ -n "$({kept})" ] || stop "the list is too short to tell"',
    )


def _is_whole(event: Exchange, shown: Exchange, *, is_part: bool) -> bool:
    """Whether a request asked for the same list, in its order, and for no other part of it.

    It may have another limit; of a part, it names no place at which to begin.
    """
    if event.operation != shown.operation or not event.succeeded:
        return False
    one, other = _query(event), _query(shown)
    differing = [each for each in one if each in other and one[each] != other[each]]
    is_limit = all(one[each].isdecimal() and other[each].isdecimal() for each in differing)
    if is_part and one.keys() == other.keys():
        return False
    return one.keys() <= other.keys() and one != other and is_limit and len(differing) <= 1


def _query(event: Exchange) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(event.request.url).query, keep_blank_values=True))


def _ids(event: Exchange, name: str, spec: Specification) -> list[str] | None:
    """Return the ids of a list; None where the shell would find others."""
    if event.operation is None or len(event.text) > LARGEST:
        return None
    try:
        things = things_of(spec, event.operation, event.decoded())
    except ValueError:
        return None
    if not things or not all(isinstance(each, dict) and name in each for each in things):
        return None
    ids = [str(each[name]) for each in things if isinstance(each, dict)]
    is_found = [value for member, value in members(event.text) if member == name] == ids
    return ids if is_found and len({*ids}) == len(ids) else None

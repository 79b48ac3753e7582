"""How things follow each other that are equal in what a list is asked to be ordered by, in words.

"Tuners alike in it follow each other by id, lowest first", "those that are equal come in the order
in which they were created". Where no word says so, a falling order may turn that round as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec.orders import Reading
from spec.resources import words_in_scope
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.specification import Operation

_EQUALS = (
    r"(?:(?:[\w-]+ )?(?:that |which |who )?(?:are )?(?:alike|equal|the same)(?: in [\w ]{1,40}?)?|"
    r"equals|ties|equal (?:ones|[\w-]+))"
)
_TIES = re.compile(
    rf"(?i)\b{_EQUALS} (?:are |come |follow |stay |remain )(?:each other |one another )?"
    r"(?:ordered |sorted |listed |broken |resolved )?"
    r"(?:by (?:the |their )?[`'\"]?(?P<by>[\w ]+?)[`'\"]?|"
    r"in (?:the )?order (?P<made>in which they were (?:made|created|added)|of (?:their )?creation))"
    r"(?P<first>,? (?:the )?(?:lowest|smallest|earliest|oldest)(?: one)? first)?$"
)
_EITHER_WAY = re.compile(
    r"(?i)\b(?:either way|in (?:both|either) directions?|"
    r"(?:whatever|whichever)(?: the direction)?)\b"
)


@dataclass(frozen=True)
class Ties:
    """By which member things follow that are equal, the least first."""

    member: str
    is_always: bool
    """Whether that is so in a falling order as well."""


def told_ties(document: Mapping[str, Any], operation: Operation) -> Ties | None:
    """Return what the pages say of things that are equal in a list; None where they say nothing."""
    about = [each.description for each in operation.queried]
    words = "\n".join([words_in_scope(document, operation), *about])
    found = {*_told(Reading(document, operation), words)}
    return found.pop() if len(found) == 1 else None


def _told(reading: Reading, words: str) -> Iterator[Ties]:
    for sentence in sentences_of(words):
        bare = re.sub(r"\s+", " ", _EITHER_WAY.sub("", sentence)).strip(" .,;")
        found = _TIES.search(bare)
        if found is None:
            continue
        if found["made"]:
            order = reading.of_making("made", is_descending=False)
            member = order.member if order is not None else ""
        else:
            member = reading.member(found["by"]) or ""
        if member:
            is_always = bool(found["made"] or found["first"] or _EITHER_WAY.search(sentence))
            yield Ties(member, is_always)

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
    r"(?:[\w-]+ (?:with|of|on|in|at|having|sharing) "
    r"(?:(?:the|an?) (?:same|equal)|equal(?:ly many)?|as many) [`'\"]?(?P<of>\w+)[`'\"]?|"
    r"(?:[\w-]+ )?(?:that |which |who )?(?:are )?(?:alike|equal|the same)(?: in [\w ]{1,40}?)?|"
    r"equals|ties|equal (?:ones|[\w-]+))"
)
_TIES = re.compile(
    rf"(?i)\b{_EQUALS} (?:are |come |follow |stay |remain |appear )(?:each other |one another )?"
    r"(?:ordered |sorted |listed |broken |resolved )?"
    r"(?:in (?:the )?order (?P<made>in which they were (?:made|created|added)|of (?:their )?"
    r"(?:creation|making))|(?:by|in (?:the )?order of) (?:the |their )?"
    r"[`'\"]?(?P<by>[\w ]+?)[`'\"]?|(?P<oldest>(?:the )?oldest first))"
    r"(?P<first>,? (?:(?:the )?(?:lowest|smallest|earliest|oldest)(?: one)? first|ascending|"
    r"(?:from )?a to z))?$"
)
_EITHER_WAY = re.compile(
    r"(?i)\b(?:either way|in (?:both|either) directions?|"
    r"(?:whatever|whichever)(?: the direction)?)\b"
)
_TURNED = re.compile(
    r"(?i)\b(?:whole list|exact(?:ly)?(?: the)? reverse|reverses? (?:the whole|everything|all)|"
    r"turns? [^.;]{0,30}\bround|other way (?:a?round))\b"
)
"""That another direction turns equals round as well."""
_ASKED_FOR = re.compile(
    r"(?i)(?:with|in|for|under|by) [`'\"]?-?(\w+)[`'\"]?(?: (?:or|and) [`'\"]?-?\1[`'\"]?)?,"
)
"""How a sentence begins that is about one order that is asked for."""


@dataclass(frozen=True)
class Ties:
    """By which member things follow that are equal, the least first."""

    member: str
    is_always: bool
    """Whether that is so in a falling order as well."""
    of: str = ""
    """The member in which things are equal of which that is said; empty for any."""


def told_ties(document: Mapping[str, Any], operation: Operation) -> frozenset[Ties]:
    """Return what the pages say of things that are equal in a list."""
    about = [each.description for each in operation.queried]
    words = "\n".join([words_in_scope(document, operation), *about])
    return frozenset(_told(Reading(document, operation), words))


def _told(reading: Reading, words: str) -> Iterator[Ties]:
    for sentence in sentences_of(words):
        bare = re.sub(r"\s+", " ", _EITHER_WAY.sub("", sentence)).strip(" .,;")
        found = _TIES.search(bare)
        if found is None:
            continue
        of = _equal_in(reading, sentence, found["of"])
        if of is None:
            continue
        if is_of_making := bool(found["made"] or found["oldest"]):
            order = reading.of_making("made", is_descending=False)
            member = order.member if order is not None else ""
        else:
            member = reading.member(found["by"]) or ""
        if member:
            is_turned = _TURNED.search(words) is not None
            is_told = not is_turned and (is_of_making or bool(found["first"]))
            is_always = is_told or _EITHER_WAY.search(sentence) is not None
            yield Ties(member, is_always, of)


def _equal_in(reading: Reading, sentence: str, named: str | None) -> str | None:
    """Return the member in which things are equal; empty for any, None where nobody can tell."""
    asked = _ASKED_FOR.match(sentence)
    if asked is not None:
        return reading.member(asked[1])
    if named is None:
        return ""
    return reading.member(named) or reading.member(f"{named.removesuffix('s')} count")

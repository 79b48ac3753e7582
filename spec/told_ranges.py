"""Two parameters of which one sentence says that a member lies between them.

"`from` and `until` bound `starts_at`: what starts at `from` is in, what starts at `until` is out":
the first is the least that is asked for, and the second the most.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from spec.resources import words_about
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from spec.specification import Operation

_BOUND = re.compile(
    r"(?i)`(?P<first>[\w\[\]-]+)` (?:and|to) `(?P<last>[\w\[\]-]+)`,? "
    r"(?:bound|limit|restrict|filter|narrow|select|choose)s?"
    r"(?: (?:the list|the results|\w+))?(?: (?:by|to|on|whose))?"
    r"(?: (?:those|\w+) whose)?(?: the| their| its)? `(?P<member>[\w.]+)`(?P<rest>[^`].*|)$"
)
_FIRSTS = re.compile(
    r"(?i)(?:.*_)?(?:from|since|after|start|begin|min|minimum|least|gte?)(?:_.*)?$"
)
_LASTS = re.compile(
    r"(?i)(?:.*_)?(?:to|until|till|before|end|max|maximum|most|lte?|through)(?:_.*)?$"
)
_IN = r"(?:in(?=\W*(?:$|[,;:.)]|and\b))|(?:included|inclusive|listed|shown|counts?)\b)"
_OUT = r"(?:out|left out|excluded|exclusive|not (?:in|included|listed|shown|counted))\b"
_BOTH = re.compile(
    r"(?i)\bboth(?: ends| bounds| of them)?(?: (?:are|is|count))? ?"
    rf"(?:(?P<in>{_IN})|(?P<out>{_OUT}))|"
    r"^[ ,(]*(?:(?P<only_in>inclusive(?:ly)?)|(?P<only_out>exclusive(?:ly)?))\W*$"
)


class ToldRange(NamedTuple):
    """One end of a range."""

    member: str
    """What is compared."""
    is_least: bool
    includes: bool | None
    """Whether exactly the value is asked for, too; None where the page is silent."""


def told_ranges(document: Mapping[str, Any], operation: Operation) -> dict[str, ToldRange]:
    """Return the ends of ranges that sentences about a list tell of two by two, by parameter."""
    found: dict[str, ToldRange] = {}
    names = {each.name for each in operation.queried}
    for sentence in sentences_of(words_about(document, operation), at_semicolons=False):
        told = _BOUND.fullmatch(sentence.strip().rstrip("."))
        if told is None or not {told["first"], told["last"]} <= names:
            continue
        if _FIRSTS.fullmatch(told["first"]) and _LASTS.fullmatch(told["last"]):
            for name, is_least in ((told["first"], True), (told["last"], False)):
                includes = _includes(name, told["rest"])
                found[name] = ToldRange(told["member"], is_least, includes)
    return found


def _includes(name: str, words: str) -> bool | None:
    """Whether words say that exactly the value of a parameter is asked for as well."""
    both = _BOTH.search(words)
    if both is not None:
        return both["in"] is not None or both["only_in"] is not None
    own = re.search(rf"(?i)`{re.escape(name)}`(?: itself)? is (?:(?P<in>{_IN})|{_OUT})", words)
    return own["in"] is not None if own is not None else None

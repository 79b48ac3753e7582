"""Refusals of whatever else a parameter may have, where pages tell of one after what it may be.

"`limit` is between 1 and 100, and 25 unless told. Anything else is refused with 400."
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from spec.general import STATUS
from spec.member_words import STANDS_FOR, told_of_members
from spec.members import named_in
from spec.resources import words_in_scope
from spec.sentences import lines_of, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.specification import Operation

_ELSE = re.compile(
    r"(?i)\b(?:(?:any|every)thing else|(?:any |every )?other (?:values?|numbers?)|others)\b"
    r"[^.]{0,60}\b(?:400|422)\b"
)
_OF_ITS_OWN = re.compile(
    r"(?i)[,;]? ?\b(?:(?:an? |any )?(?:unknown|invalid|wrong|unsupported) [\w`]+|otherwise|else|"
    r"outside(?: of)? (?:that|this)(?: range)?)\b[^.]{0,60}\b(?:400|422)\b[^.]*|"
    + _ELSE.pattern[4:]
    + r"[^.]*"
)
"""Words beside a parameter by which what it may not have is refused."""
_TAKEN_OTHERWISE = re.compile(
    r"(?i)\b(?:counts? as|stands? for|taken (?:as|for|to be)|treated as|lowered|capped|cut|"
    r"clamp\w*|\d+ asks?)\b"
)
"""Words of another value that is taken, and so none of what else there is."""


class RefusedQuery(NamedTuple):
    """What is answered to a value of a parameter that is none it may have."""

    statuses: frozenset[str]
    words: str
    """What the pages say that it may be, beside what stands with it; empty where that is all."""


def refused_queries(document: Mapping[str, Any], operation: Operation) -> dict[str, RefusedQuery]:
    """Return the refusals that pages tell of, by the names of parameters; the first one counts."""
    names = [each.name for each in operation.queried]
    found: dict[str, RefusedQuery] = {}
    for words, statuses in _told(words_in_scope(document, operation), names) if names else ():
        if _TAKEN_OTHERWISE.search(words) or STANDS_FOR.search(words):
            continue
        limits = told_of_members(_ELSE.sub("", words), names)
        for name in named_in(words, names):
            found.setdefault(name, RefusedQuery(statuses, limits.get(name, "")))
    for each in operation.queried:
        told = _OF_ITS_OWN.search(each.description)
        if told is not None and not _TAKEN_OTHERWISE.search(each.description):
            statuses = frozenset(STATUS.findall(told[0]))
            found.setdefault(each.name, RefusedQuery(statuses, ""))
    return found


def without_refusals(words: str) -> str:
    """Return the words beside a parameter without what they say of other values."""
    return _OF_ITS_OWN.sub("", words)


def _told(words: str, names: list[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what is said before such a refusal, of parameters, and the statuses of the refusal."""
    for paragraph in re.split(r"\n\s*\n", words):
        yield from _told_in(paragraph, names)


def _told_in(paragraph: str, names: list[str]) -> Iterator[tuple[str, frozenset[str]]]:
    before = ""
    for line in lines_of(paragraph):
        said = ""
        for sentence in sentences_of(line, at_semicolons=False):
            said = f"{said} {sentence}".strip()
            if not _ELSE.search(sentence):
                continue
            about = said if named_in(said, names) else f"{before} {said}"
            yield about, frozenset(STATUS.findall(sentence))
            said = ""
        before = line

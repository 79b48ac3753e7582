"""Which of two members must not be less than the other, by the words of a refusal."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LESS = re.compile(
    r"(?i)\b(?:before|precedes?|below|under|(?:earlier|sooner|less|fewer|lower|smaller|shorter)\b"
    r"(?: \w+){0,2} than)\b"
)
_GREATER = re.compile(
    r"(?i)\b(?:after|follows?|above|over|exceeds?|exceeding|"
    r"(?:later|more|greater|higher|larger|bigger|longer)\b(?: \w+){0,2} than)\b"
)
_NOT = re.compile(r"(?i)\b(?:not|no|never|cannot)\b|n't\b")
_MUST = re.compile(r"(?i)\b(?:must|has to|have to|should|shall|needs? to|may|can(?:not)?)\b|n't\b")
"""Words of what is asked for; without one, they say what is refused."""
_BETWEEN = 60
"""Characters that may stand between two names that are compared."""


def out_of_order(words: str, names: Sequence[str]) -> tuple[str, str] | None:
    """Return two members of which the first must not be less than the second; None without any.

    Compared is what stands between their names, which is all on one line: who says *must* says
    what is asked for, and who does not what is refused.
    """
    found = {pair for each in re.split(r"[.;]\s|\n", words) if (pair := _pair(each, names))}
    return found.pop() if len(found) == 1 else None


def _pair(sentence: str, names: Sequence[str]) -> tuple[str, str] | None:
    spelt = {re.sub(r"[_-]", " ", each).lower(): each for each in names}
    pattern = "|".join(map(re.escape, sorted(spelt, key=len, reverse=True)))
    if not pattern:
        return None
    plain = re.sub(r"[_-]", " ", sentence)  # as a message may spell them
    said = [
        (spelt[match.group().lower()], match.span())
        for match in re.finditer(rf"(?i)(?<!\w)(?:{pattern})(?!\w)", plain)
    ]
    for (one, (_, end)), (other, (start, _)) in pairwise(said):
        between = plain[end:start]
        less, greater = _LESS.search(between), _GREATER.search(between)
        if one == other or len(between) > _BETWEEN or (less is None) is (greater is None):
            continue
        is_refused = (_MUST.search(between) is None) is (_NOT.search(between) is None)
        return (one, other) if (less is not None) is is_refused else (other, one)
    return None

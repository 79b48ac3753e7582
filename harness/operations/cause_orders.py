"""Which of two members must not be less than the other, by the words of a refusal."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
_REFUSED = re.compile(r"(?i)\b(?:refus\w+|reject\w+|errors?|invalid|fails?|conflict\w*)\b")
_IDENTIFIER = re.compile(r"\b\w+_\w+\b")
_MARKED = re.compile(r"`[^`]*`")
"""A message: what it names is compared with nothing that stands about it."""
_ALSO = re.compile(r"(?i)\W*(?:and|or)\b")
_ELSE = re.compile(r"(?i)\b(?:else|otherwise)\b")
"""Words before what becomes of anything but what is asked for."""
_BETWEEN = 60
"""Characters that may stand between two names that are compared."""
_OF_TIME = frozenset({"at", "on", "date", "day", "time"})
"""Last words of a name that sentences leave out: ``starts_on`` is when something starts."""
_ENDING = re.compile(r"(?:es|s|ed|ing)$")
_IS_VERB = re.compile(
    r"(?:open|close|start|end|begin|leave|arrive|depart|expire|join)(?:s|d|ed)"
).fullmatch
"""Names that tell what a thing does, and sentences tell in another form: ``opens``."""
_SHORT = 3
"""Letters of a word that may as well be another one."""


def out_of_order(words: str, names: Sequence[str]) -> tuple[str, str] | None:
    """Return two members of which the first must not be less than the second; None without any.

    Compared is what stands between their names, which is all on one line: who says *must* says
    what is asked for, and who does not what is refused.
    """
    found = {pair for each in re.split(r"[.;]\s|\n", words) if (pair := _pair(each, names))}
    return found.pop() if len(found) == 1 else None


def _pair(sentence: str, names: Sequence[str]) -> tuple[str, str] | None:
    known = {each.lower() for each in names}
    own = _IDENTIFIER.sub(lambda each: each[0] if each[0].lower() in known else "", sentence)
    own = _MARKED.sub(lambda each: "" if " " in each[0] else each[0], own)
    plain = re.sub(r"[_-]", " ", own)  # as a message may spell them
    said = [
        (name, (match.start(), match.end()))
        for pattern, name in _spelt(names).items()
        for match in re.finditer(rf"(?i)(?<!\w)(?:{pattern})(?!\w)", plain)
    ]
    longest = sorted(said, key=lambda each: (each[1][0], -each[1][1]))
    apart: list[tuple[str, tuple[int, int]]] = []
    for name, (start, end) in longest:
        if not apart or start >= apart[-1][1][1]:
            apart.append((name, (start, end)))
    for (one, (begin, end)), (other, (start, _)) in pairwise(apart):
        between = plain[end:start]
        less, greater = _LESS.search(between), _GREATER.search(between)
        if one == other or len(between) > _BETWEEN or (less is None) is (greater is None):
            continue
        if _ALSO.match(between):  # what is compared stands before both
            continue
        asked = between
        if not _MUST.search(between) and not _NOT.search(between):
            asked = plain[:begin]
            if _MUST.search(asked) and _REFUSED.search(plain):
                continue
        is_asked = _MUST.search(asked) is not None or _ELSE.search(plain[start:]) is not None
        is_refused = is_asked is not (_NOT.search(asked) is None)
        return (one, other) if (less is not None) is is_refused else (other, one)
    return None


def _spelt(names: Sequence[str]) -> Mapping[str, str]:
    """Return the patterns of how sentences call members: by their names, or what happens then."""
    exact = {re.escape(re.sub(r"[_-]", " ", each)): each for each in names}
    parts = {each: re.findall(r"[a-z0-9]+|[A-Z][a-z0-9]*", each) for each in names}
    stems = {
        name: _ENDING.sub("", words[0].lower())
        for name, words in parts.items()
        if words and (words[-1].lower() in _OF_TIME if len(words) > 1 else _IS_VERB(name))
    }
    counts = Counter(stems.values())
    whole = {each.lower() for each in names}
    loose = {
        f"{re.escape(stem)}(?:e|s|es|ed|d|ing|ning)?": name
        for name, stem in stems.items()
        if counts[stem] == 1
        and len(stem) >= _SHORT
        and not {stem, f"{stem}s"} & (whole - {name.lower()})
    }
    return {**loose, **exact}

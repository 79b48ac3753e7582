"""The words by which pages tell in which order a list comes."""

from __future__ import annotations

import re
from typing import NamedTuple

_ASKED = r"(?:asked|requested|given|said|told|specified|stated|chosen|wanted|set)"
BY_DEFAULT = re.compile(
    r"(?i)[,;(]?\s*\b(?:by default|"
    rf"(?:if|when|where|as long as) (?:[^,.;()]*? )?(?:not|no|none|nothing)\b[^,.;()]*?\b{_ASKED}\b"
    r"(?: (?:for|otherwise|else))*|"
    r"without (?:an? )?(?:order|sort)\w*|"
    rf"unless (?:[^,.;()]*? )?(?:{_ASKED}|otherwise|else)\b"
    rf"(?: (?:for|so|otherwise|else|is|{_ASKED}))*)\)?"
)
"""That it is so where a request says nothing of it."""
WHERE_ASKED = re.compile(
    r"(?i)(?:(?:if|when|where)(?: (?:it is|they are))? )?(?:ordered|sorted) by `?[\w.-]+`?, "
    r"[^,.;]*\b(?:(?:without|lacking) (?:one|it|any|an?)|with no|(?:are|is) null)\b"
)
"""What is so in an order that is asked for."""
ASKED_BY_VALUE = re.compile(r"(?i)(?:with|in|for|under|by) ([-+\w.: ]+?(?:, [-+\w.: ]+?)*?), ")
"""How a sentence begins that may be about what is asked for."""
OF_EQUALS = re.compile(
    r"(?i)(?:[\w-]+ )?(?:that are |which are )?(?:equal|alike)\b|"
    r"[\w-]+ (?:with|of|on|in|at|having|sharing) "
    r"(?:(?:the|an?) (?:same|equal)|equal(?:ly many)?|as many)\b"
)
"""How a sentence begins that is about things of which no order tells which is the first."""
AS_DIRECTED = re.compile(
    rf"(?i)[,;(]?\s*\b(?:both |all |each )?in (?:the|that) direction {_ASKED}(?: for)?\)?"
)
"""That it goes the way that a request says."""
TELLS = re.compile(
    r"(?i)\b(order(ed|ing)|sort(ed|ing|s)?|in (the )?(\w{1,40} ){0,2}order(?! to\b)|comes? by|"
    r"appears? by|(listed|shown|returned|given) by|default order|usual order|equal \w+ follow|"
    r"first$|(comes?|stands?|listed|shown|goe?s?|are|is) (at the )?(first|last|top|end|bottom)|"
    r"newest|latest|oldest|earliest|most recent|highest|lowest|ascending|descending|"
    r"alphabetical(ly)?|chronological(ly)?|pinned|on top|random(ly)?|shuffled|ranked|grouped|"
    r"follow(s|ed)?|preced(es?|ed|ing)|leads?|head of|equal ones|ties|first,)(?!\w)"
)
"""What may tell of an order."""
NO_AGENTS = frozenset({"id", "name", "title", "slug", "label", "code", "key", "date"})
"""Members that nobody is: what is listed by a seller may be in any order."""
ASKS = re.compile(r"(order|sort|direction|dir)(?![a-z])")
"""How parameters are named that ask for an order."""
THINGS = (
    "one",
    "ones",
    "thing",
    "things",
    "item",
    "items",
    "entry",
    "entries",
    "record",
    "records",
)
MAKING = re.compile(
    r"(?i)(?:the |their )?(?:(?:date|time|day|moment|order) of (?:their )?|)"
    r"(?:making|creation)(?: date| time)?"
)
MAKING_MEMBERS = frozenset(
    f"{verb}{end}"
    for verb in ("created", "made", "added", "inserted", "creation", "create")
    for end in ("", "at", "on", "date", "time")
    if (verb, end) not in {("create", ""), ("creation", "")}
) | {"datecreated", "timecreated", "dateadded", "ctime"}
"""Members that tell when a thing was made, without what parts their words."""
BEST_FIRST = frozenset(
    {"score", "rating", "votes", "popularity", "relevance", "rank", "likes", "views", "count"}
)
"""Members whose highest values mostly come first where a page does not say."""
NAMES_TIME = re.compile(
    r"(?i)(_|^|\.)(at|on|date|day|time|timestamp|ts|since|until|birthday|ctime|mtime|year|month)$|"
    r"(?-i:[a-z])(?-i:At|On|Time|Date)$|^(created|updated|modified|changed|made|added|departure|"
    r"arrival|start|end|begins?|ends?|starts?|due|deadline|published|expires?|expiry)$"
)
"""How members are named that may hold a moment."""
_UP_IN_TIME = r"oldest|earliest|first (?:made|created|added)"
_DOWN_IN_TIME = (
    r"newest|latest|most recent(?:ly (?:made|created|added))?|last (?:made|created|added)"
)
_UP = r"lowest|smallest|least|fewest|shortest"
_DOWN = r"highest|largest|biggest|greatest|longest"
EXTREMES = "|".join((_UP_IN_TIME, _DOWN_IN_TIME, _UP, _DOWN))
SAYS_MADE = re.compile(r"(?i)\b(made|created|added)$")
IS_NEW = re.compile(r"(?i)newest|oldest")
"""What tells of the making, though of no change: any other moment may be one at which it is new."""
OF_CHANGES = re.compile(
    r"(?i)updat|modif|chang|edit|delet|remov|expir|last|seen|login|archiv|mtime"
)
"""How members are named that tell when a thing was changed, used or given up."""
_RISING = re.compile(
    r"(?i)(?:in )?(?:an? |the )?(?:asc|ascending|rising|increasing|alphabetical(?:ly)?|"
    r"numerical(?:ly)?)(?: order)?|(?:from )?a ?(?:to|-) ?z"
)
_FALLING = re.compile(
    r"(?i)(?:in )?(?:an? |the )?(?:desc|descending|falling|decreasing|"
    r"reversed?(?: alphabetical)?)(?: order)?|(?:from )?z ?(?:to|-) ?a"
)
_FIRST = re.compile(
    rf"(?i)(?:with |starting with |beginning with )?(?:the )?(?P<extreme>{EXTREMES})"
    r"(?: ones?| values?| numbers?)?(?: (?:comes?|being))? first|"
    rf"from (?:the )?(?P<begins>{EXTREMES}) to (?:the )?(?:{EXTREMES})"
)


class Direction(NamedTuple):
    """A direction, as words say it."""

    is_descending: bool
    is_of_time: bool
    """Whether it is said as of moments."""


def direction(words: str) -> Direction | None:
    """Return the direction that words say, and nothing else; None where they don't."""
    if _RISING.fullmatch(words):
        return Direction(is_descending=False, is_of_time=False)
    if _FALLING.fullmatch(words):
        return Direction(is_descending=True, is_of_time=False)
    found = _FIRST.fullmatch(words)
    if found is None:
        return None
    extreme = found["extreme"] or found["begins"]
    is_of_time = re.fullmatch(rf"(?i){_UP_IN_TIME}|{_DOWN_IN_TIME}", extreme) is not None
    return Direction(re.fullmatch(rf"(?i){_DOWN}|{_DOWN_IN_TIME}", extreme) is not None, is_of_time)

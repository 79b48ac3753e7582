"""How many things a list says that there are, where its page tells in words what that counts.

"`total` counts everything that matches, not just the page": what goes round a list has such a
member, and the words about it, or above all lists, say that no part of a list changes it. Of a
member that has but a name nothing is held: some count what stands on the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec.resources import Kind, followed, items_at, success_schema, words_in_scope
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.specification import Operation

_NAMES = re.compile(
    r"(?i)(?:total|count|(?:total|overall|full)_?(?:count|items|results|number|records|entries|"
    r"elements|size)?|(?:items?|results?|records?)_?(?:total|count)|number_of_\w+)"
)
_COUNTS = re.compile(r"(?i)\b(?:counts?|numbers?|how many|total|all|every\w*)\b")
_OF_ALL = re.compile(
    r"(?i)\b(?:all|every\w*|match(?:es|ing)?|whatever|regardless|irrespective|altogether|overall|"
    r"entire|whole|in total|total number|not (?:just|only|merely)|however (?:few|many))\b"
)
_OF_A_PAGE = re.compile(r"(?i)\b(?:on|of|in) (?:the|this|that|each|one|a) (?:\w+ )?page\b")
_WHATEVER_THE_PAGE = re.compile(
    r"(?i)\b(?:not|however|whatever|whichever|regardless|irrespective|rather than)\b"
)
_OF_OTHERS = re.compile(r"(?i)\b(?:sum|prices?|amounts?|costs?|about|around|roughly|estimate\w*)\b")
_OF_WHAT_MATCHES = re.compile(
    r"(?i)\b(?:match\w*|meet\w*|filter\w*|fit\w*|asked for|found|satisf\w+|selected|chosen)\b"
)
_WHATEVER_IS_ASKED = re.compile(
    r"(?i)\b(?:whatever|regardless of|irrespective of|without|before|not) (?:the |any |heed\w* )*"
    r"filters?\b"
)


@dataclass(frozen=True)
class ToldCount:
    """The member that says how many things there are."""

    path: tuple[str, ...]
    """The members that lead to it, from the outermost."""
    heeds_filters: bool
    """Whether it counts those alone that are asked for, as its words say."""

    @property
    def name(self) -> str:
        """What the member is called."""
        return self.path[-1]

    def of(self, body: object) -> int | None:
        """Return what an answer says; None where it holds no whole number there."""
        for name in self.path:
            body = body.get(name) if isinstance(body, dict) else None
        if isinstance(body, float) and body.is_integer():
            return int(body)
        return body if isinstance(body, int) and not isinstance(body, bool) else None


def told_count(document: Mapping[str, Any], operation: Operation) -> ToldCount | None:
    """Return the member of a list's answer that counts all its things; None where no word says so.

    The words are the member's own, or sentences about the list, its group or all that there are,
    which have the member's name.
    """
    things = items_at(document, operation) if operation.kind is Kind.LIST else None
    if not things:
        return None
    above = words_in_scope(document, operation)
    for path, schema in _numbers(document, success_schema(document, operation), things):
        name = path[-1]
        own = str(schema.get("description", ""))
        if _is_of_all(own):
            return ToldCount(path, _heeds_filters(own))
        about = [
            each for each in sentences_of(above) if _NAMES.fullmatch(name) and _tells(each, name)
        ]
        for each in about:
            if _is_of_all(each):
                return ToldCount(path, _heeds_filters(each))
    return None


def _numbers(
    document: Mapping[str, Any], schema: Mapping[str, Any], things: tuple[str, ...], depth: int = 1
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield the numbers that go round a list, each with what leads to it."""
    for name, each in schema.get("properties", {}).items():
        own = followed(document, each)
        described = {**own, **each} if isinstance(each, dict) else own
        types = own.get("type", ())
        types = [types] if isinstance(types, str) else types
        if {"number", "integer"} & {*types}:
            yield (name,), described
        elif depth and "properties" in own and name not in things:
            for path, inner in _numbers(document, own, things, depth - 1):
                yield (name, *path), inner


def _tells(sentence: str, name: str) -> bool:
    spelt = re.sub(r"_|(?<=[a-z])(?=[A-Z])", "[ _-]?", name)
    return re.search(rf"(?i)(?<![\w.]){spelt}(?![\w(])", sentence) is not None


def _is_of_all(words: str) -> bool:
    """Whether words are of the number of all things of a list."""
    if _OF_OTHERS.search(words) or not _COUNTS.search(words):
        return False
    is_of_a_page = _OF_A_PAGE.search(words) and not _WHATEVER_THE_PAGE.search(words)
    return _OF_ALL.search(words) is not None and not is_of_a_page


def _heeds_filters(words: str) -> bool:
    is_whatever = _WHATEVER_IS_ASKED.search(words) is not None
    return _OF_WHAT_MATCHES.search(words) is not None and not is_whatever

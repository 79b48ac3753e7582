"""Which member must be there, and when, by the words of a refusal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from spec.members import mentioned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LACKS = re.compile(
    r"(?i)\b(?:missing|null|left out|absent|required|needs?|needed|must have|without|lacks?|has no|"
    r"not (?:given|sent|set))\b"
)
_OTHERWISE = re.compile(r"(?i)\b(?:unless|except|only|other than|another|may|can|optional)\b")


_SHORT = 4
"""Letters of a name that may as well be a word of the language, unless it is marked as a name."""


class Needed(NamedTuple):
    """A member that must be there where another one has a value."""

    name: str
    other: str
    value: str


def needed_when(
    words: str, names: Sequence[str], members: Mapping[str, Mapping[str, object]]
) -> Needed | None:
    """Return the member that one sentence says must not be missing where another has a value.

    ``names`` are all that a body may have, ``members`` their schemas. None where a sentence names
    more, or another condition, or more than one says so.
    """
    sentences = re.split(r"[.;]\s|\n|\.$", words)
    found = {told for each in sentences for told in _told(each, names, members)}
    return found.pop() if len(found) == 1 else None


def _told(
    sentence: str, names: Sequence[str], members: Mapping[str, Mapping[str, object]]
) -> Iterator[Needed]:
    if _LACKS.search(sentence) is None or _OTHERWISE.search(sentence) is not None:
        return
    values = {
        (name, value)
        for name, schema in members.items()
        for value in _values(schema)
        if _is_said(value, sentence)
    }
    if len(values) != 1:
        return
    ((other, value),) = values
    named = [each for each in mentioned(list(names), sentence) if each != other]
    if len(named) == 1 and named[0] != value and _is_name(named[0], sentence):
        yield Needed(named[0], other, value)


def _is_said(value: str, sentence: str) -> bool:
    """Whether a sentence has a value, and does not deny it."""
    denied = r"(?P<not>\bn(?:ot|o)(?: an?)? [`'\"]?)?"
    said = re.search(rf"(?i){denied}(?<![\w-]){re.escape(value)}(?![\w-])", sentence)
    return said is not None and not said["not"]


def _is_name(name: str, sentence: str) -> bool:
    """Whether a sentence means a member, and no word that is spelt like it."""
    return len(name) > _SHORT or re.search(rf"[`'\"]{re.escape(name)}[`'\"]", sentence) is not None


def _values(schema: Mapping[str, object]) -> list[str]:
    found = schema.get("enum", ())
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []

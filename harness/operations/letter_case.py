"""Texts that pages say are kept in capitals, or in lower case, whatever was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec.members import mentioned, properties_of
from spec.resources import words_about
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.specification import Operation, Specification

_SMALL = r"lower[- ]?case|small letters"
_GREAT = r"upper[- ]?case|capitals|capital letters"
_KEPT = re.compile(
    r"(?i)\b(?:comes? (?:back|out)|kept|stored|saved|held|shown|returned|converted|turned|changed|"
    r"folded|put|written|normali[sz]ed) (?:\w+ ){0,2}"
    rf"(?:(?P<small>{_SMALL})|(?P<great>{_GREAT}))\b|"
    r"\b(?:(?P<smaller>lower[- ]?cased|lowercases?(?= it| them))|"
    r"(?P<greater>upper[- ]?cased|uppercases?(?= it| them)|capitali[sz]ed))\b"
)
_ALONE = re.compile(
    rf"(?i)^(?:always |kept |stored |in )*(?:(?P<smaller>{_SMALL})|(?P<greater>{_GREAT}))\W*$"
)
"""What stands beside a member, and says no more."""


def in_told_case(
    spec: Specification,
    operation: Operation,
    sent: Mapping[str, object],
    shown: Mapping[str, object],
) -> Mapping[str, object]:
    """Return what was sent in the case in which the page says that it is kept.

    Of which member a sentence speaks that names none, or several, nobody knows: any may be shown in
    other letters then.
    """
    found = dict(_told(spec, operation, sent))
    is_any = found.pop("", None) is not None
    kept = {name: _cased(value, found.get(name)) for name, value in sent.items()}
    if not is_any:
        return kept
    return {name: _like(value, shown.get(name)) for name, value in kept.items()}


def _told(
    spec: Specification, operation: Operation, names: Mapping[str, object]
) -> Iterator[tuple[str, bool]]:
    """Yield the members that are kept in capitals, or not; no name for one that is not told.

    What is said where a thing is made holds where it is changed.
    """
    beside = [each for each in spec.operations.values() if each.resource == operation.resource]
    for each in (operation, *beside):
        for name, schema in properties_of(spec.document, each.body_schema or {}).items():
            if found := _ALONE.search(str(schema.get("description", ""))):
                yield name, found["greater"] is not None
        for sentence in sentences_of(words_about(spec.document, each), at_semicolons=False):
            if found := _KEPT.search(sentence):
                of = mentioned(list(names), sentence)
                yield of[0] if len(of) == 1 else "", bool(found["great"] or found["greater"])


def _cased(value: object, in_capitals: bool | None) -> object:  # noqa: FBT001 - or neither
    if isinstance(value, list):
        return [_cased(each, in_capitals) for each in value]
    if not isinstance(value, str) or in_capitals is None:
        return value
    return value.upper() if in_capitals else value.lower()


def _like(value: object, shown: object) -> object:
    """Return a value in the letters in which it is shown, where it is the same but for them."""
    if isinstance(value, dict) and isinstance(shown, dict):
        return {name: _like(each, shown.get(name)) for name, each in value.items()}
    if isinstance(value, list) and isinstance(shown, list) and len(value) == len(shown):
        return [_like(*each) for each in zip(value, shown, strict=True)]
    is_same = isinstance(value, str) and isinstance(shown, str) and value.lower() == shown.lower()
    return shown if is_same else value

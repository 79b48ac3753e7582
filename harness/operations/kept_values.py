"""Values that pages say are kept otherwise than they are sent: in capitals, or cut, or rounded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec.members import named_in, properties_of
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
_CUT = re.compile(
    r"(?i)\b(?:(?:is|are|be|get|gets) (?:\w+ )?(?:dropped|removed|stripped|rounded|truncated)|"
    r"we (?:drop|remove|strip|round|truncate))\b"
)
"""Words of a value of which less is kept than was sent."""
_ALONE = re.compile(
    rf"(?i)^(?:always |kept |stored |in )*(?:(?P<smaller>{_SMALL})|(?P<greater>{_GREAT}))\W*$"
)
"""What stands beside a member, and says no more."""


def as_kept(
    spec: Specification,
    operation: Operation,
    sent: Mapping[str, object],
    shown: Mapping[str, object],
) -> Mapping[str, object]:
    """Return what was sent as the page says that it is kept.

    A part of a text may lack, and a number be rounded, where it says so of that member. Of which
    one a sentence about letters speaks that names none, or several, nobody knows: any may be shown
    in others then.
    """
    found = dict(_told(spec, operation, sent))
    is_any = found.pop("", None) is not None
    kept = {name: _cased(value, found.get(name)) for name, value in sent.items()}
    for name in _cut(spec, operation, sent):
        kept[name] = _nearly(kept[name], shown.get(name))
    if not is_any:
        return kept
    return {name: _like(value, shown.get(name)) for name, value in kept.items()}


def kept_in_case(
    spec: Specification, operation: Operation, names: Mapping[str, object]
) -> dict[str, bool]:
    """Return the members that a page says are kept in small letters, or else in capitals: true."""
    return {name: is_great for name, is_great in _told(spec, operation, names) if name in names}


def _told(
    spec: Specification, operation: Operation, names: Mapping[str, object]
) -> Iterator[tuple[str, bool]]:
    """Yield the members that are kept in capitals, or not; no name for one that is not told.

    What is said where a thing is made holds where it is changed.
    """
    for each in _beside(spec, operation):
        for name, schema in properties_of(spec.document, each.body_schema or {}).items():
            words = str(schema.get("description", ""))
            if found := _ALONE.search(words):
                yield name, found["greater"] is not None
            elif found := _KEPT.search(words):
                yield name, bool(found["great"] or found["greater"])
        for sentence in sentences_of(words_about(spec.document, each), at_semicolons=False):
            if found := _KEPT.search(sentence):
                of = named_in(sentence, names)
                yield of[0] if len(of) == 1 else "", bool(found["great"] or found["greater"])


def _cut(spec: Specification, operation: Operation, names: Mapping[str, object]) -> Iterator[str]:
    """Yield the members of which a sentence says that a part is dropped, or it is rounded."""
    for each in _beside(spec, operation):
        for sentence in sentences_of(words_about(spec.document, each), at_semicolons=False):
            of = named_in(sentence, names) if _CUT.search(sentence) else []
            yield from of if len(of) == 1 else ()


def _beside(spec: Specification, operation: Operation) -> list[Operation]:
    """Return the operations on the same things, that one among them."""
    return [each for each in spec.operations.values() if each.resource == operation.resource]


def _nearly(value: object, shown: object) -> object:
    """Return what is shown where it is a part of a text, or a number less than one away."""
    is_text = isinstance(value, str) and isinstance(shown, str) and bool(shown)
    is_number = isinstance(value, int | float) and isinstance(shown, int | float)
    is_near = (is_text and shown in value) or (is_number and abs(value - shown) < 1)  # type: ignore[operator]
    return shown if is_near else value


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

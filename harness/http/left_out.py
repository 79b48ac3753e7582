"""Members that are left out, or null: null is taken as if they were left out.

A page says so of them, or an object has one of several: the others are not there, be it as null.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jsonschema.exceptions import ValidationError

_LEFT_OUT = r"(?:left out|missing|absent|omitted|not there|not sent|not shown)"
_OR_NULL = re.compile(
    rf"(?i)\b{_LEFT_OUT},? or (?:is )?`?null\b|\bnull`?,? or (?:is )?{_LEFT_OUT}\b"
)


_NEEDED_WHERE = re.compile(
    r"(?i)\b(?:needed|required|given|only|there|present) (?:where|when|if) `?\w+`? (?:is|=)"
)
_IS_NULL = re.compile(r"(?i)\b(?:stays?|are|is|remains?) `?null\b")
_ARE_NULL = re.compile(
    r"(?i)(?P<names>(?:`?\w+`?(?:, |,? and |,? or ))*`?\w+`?) "
    r"(?:stays?|are|is|remains?|becomes?)(?: then| also)? `?null\b"
)
"""Names of which a sentence anywhere says that they are null."""
_NULL_AT_TIMES = re.compile(
    r"(?i)^\W*(?P<names>\w+)\b.*\b(?:and|or|else|otherwise) `?null`? "
    r"(?:before|until|when|if|while|where|unless|as long|for|in)\b"
)
"""That with which a sentence begins, and which is something else at other times."""


def without_nulls(document: Mapping[str, Any], body: object) -> object:
    """Return a body without the members that are null, and might as well be left out."""
    names = frozenset(_said_of(document)) | _said_anywhere(document)
    return _without(body, names) if names else body


def is_of_null(error: ValidationError, body: object) -> bool:
    """Whether what is said to be missing is there as null: it was left out for that alone."""
    wanted = error.validator_value if error.validator == "required" else None
    if not isinstance(wanted, list) or not isinstance(error.instance, dict):
        return False
    for step in error.absolute_path:
        body = body[step]  # type: ignore[index]
    whole = body if isinstance(body, dict) else {}
    gone = [each for each in wanted if each not in error.instance]
    return any(each in whole and error.message.startswith(repr(each)) for each in gone)


def _without(body: object, names: frozenset[str]) -> object:
    if isinstance(body, list):
        return [_without(each, names) for each in body]
    if not isinstance(body, dict):
        return body
    return {
        name: _without(value, names)
        for name, value in body.items()
        if value is not None or name not in names
    }


def _said_of(part: Any) -> Iterator[str]:
    """Yield the names of members whose words say so, and of those of which there is one."""
    if isinstance(part, list):
        for each in part:
            yield from _said_of(each)
    elif isinstance(part, dict):
        members = part.get("properties")
        if isinstance(members, dict):
            yield from _excluding(part)
        for name, schema in (members if isinstance(members, dict) else {}).items():
            words = schema.get("description", "") if isinstance(schema, dict) else ""
            if not isinstance(words, str):
                continue
            if _OR_NULL.search(words) or _NEEDED_WHERE.search(words):
                yield str(name)
            yield from _null_in(words, map(str, members or ()))
        for each in part.values():
            yield from _said_of(each)


def _said_anywhere(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the members of which words anywhere on the pages say that they are null at times."""
    words, members = list[str](), set[str]()
    left: list[Any] = [document]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            words += [said] if isinstance(said := part.get("description"), str) else []
            members |= {*map(str, part["properties"])} if _is_of_members(part) else set()
        left += (
            [*part.values()] if isinstance(part, dict) else part if isinstance(part, list) else ()
        )
    found = [
        told["names"]
        for sentence in (each for said in words for each in sentences_of(said))
        for told in (*_ARE_NULL.finditer(sentence), *_NULL_AT_TIMES.finditer(sentence))
    ]
    return frozenset(name for each in found for name in re.findall(r"\w+", each)) & members


def _is_of_members(part: Mapping[str, Any]) -> bool:
    return isinstance(part.get("properties"), dict)


def _null_in(words: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the members that a sentence names which says when some are null."""
    said = " ".join(each for each in re.split(r"(?<=[.;])\s", words) if _IS_NULL.search(each))
    if said:
        yield from (name for name in names if re.search(rf"\b{re.escape(name)}\b", said))


def _excluding(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the members of an object that exclude each other."""
    for each in schema.get("oneOf", ()):
        if isinstance(each, dict):
            yield from map(str, each.get("required", ()))
            yield from map(str, each.get("properties", ()))
            yield from _excluding(each)

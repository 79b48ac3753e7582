"""Boundary cases: bodies, paths, methods and header values at which servers stumble."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harness.fixtures.users import PREFIX
from harness.generation.case import Case
from harness.run.settings import Depth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.specification import Operation, Specification

Fields = tuple[str, ...]
"""The documented members of a request body."""
_DEEP = b"[" * 5_000 + b"]" * 5_000
_TEXT = "text/plain"

WHOLE_BODIES: Mapping[str, bytes] = {
    "an empty body": b"",
    "a body that is cut short": b'{"email": ',
    "a body that is null": b"null",
    "a body that is an array": b"[]",
    "a body that is a text": b'"text"',
    "an object without fields": b"{}",
    "a body that nests 5000 deep": _DEEP,
    "a body that is not UTF-8": b'{"email": "\xff\xfe", "token": "\xff\xfe", "code": "\xff\xfe"}',
}
"""By what they are."""
FIELD_VALUES: Mapping[str, object] = {
    "null": None,
    "a number": 17,
    "a number of 400 digits": 10**400,
    "true": True,
    "an array": ["a", "b"],
    "an object": {"a": {"b": None}},
    "empty": "",
    "blank": "   ",
    "a text of 300 characters": "a" * 300,
    "a text of 100000 characters": "a" * 100_000,
    "characters beyond ASCII": "žluťoučký ☃ 💥",
    "control characters": "a\x00b\r\nc",
    "a lone surrogate": "a\ud83d",
    "quotes": f"o'brien\"+{PREFIX}@example.com",
}
"""What each field of a body is, by its words."""
TURNS: Mapping[str, object] = {
    "a fraction": 1.5,
    "a backslash": "a\\",
    "braces": "{{a}} ${a}",
    "markup": f"<a+{PREFIX}@example.com>",
    "two at signs": f"a@b+{PREFIX}@example.com",
    "right to left": "a\u202e\u200b\ufeffb",
    "a percent sign": "100%s%d%",
    "spaces around an address": f" a+{PREFIX}@example.com ",
    "a zero": 0,
    "a negative number": -1,
    "false": False,
    "an empty object": {},
    "an empty array": [],
}
"""More of them, sent by turns: see :data:`MANY`."""
WHOLE_TURNS: Mapping[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf{}",
    "white space": b" \n ",
    "a number that is none": b'{"email": NaN, "token": NaN, "code": NaN}',
    "JSON in UTF-16": '{"email": "a"}'.encode("utf-16"),
}
MEDIA_TURNS = (
    "multipart/form-data",
    "application/xml",
    "application/json; charset=latin-9",
    "nonsense",
    "",
)
"""Media types, by turns as well; the empty one is that of a header without a value."""
MANY = 8
"""Operations up to which a standard run sends everything. More of them leave it no budget for that:
each gets three of the turns, and not those that are :data:`DEEP`."""
QUICK = frozenset(
    {
        "a body that is cut short",
        "a body that is an array",
        "null",
        "an array",
    }
)
"""Of the whole bodies and the field values, those that a quick run sends."""
DEEP = frozenset({"a body that is a text", "true", "blank", "a number of 400 digits"})
"""Those that a standard run leaves out on a product of more than :data:`MANY` operations."""
SECRETS: Mapping[str, object] = {
    "null": None,
    "an object": {},
    "true": True,
    "zero": 0,
    "an array": [],
    "an operator": {"$gt": ""},
    "over 72 bytes": "Aa1!" * 25,
    "huge": "Aa1!" * 5_000,
    "beyond ASCII": "žluťoučký ☃ 💥 Aa1!",
    "a control character": "Aa1!\x00\x1f-tail",
    "a lone surrogate": "Aa1!\ud83d-tail",
}
"""Passwords and the like, at which hashing or comparing may stumble once a user is found; the first
two are quick."""
RESET_PASSWORDS = ("null", "true", "over 72 bytes", "beyond ASCII", "a lone surrogate")
"""Of those, what is tried with a right reset token: each takes a user of its own."""
RESET_TOKENS = ("true", "an array", "beyond ASCII", "a lone surrogate", "over 72 bytes")
"""Of those, what is tried as the reset token of one user."""
TOKENS: Mapping[str, bytes] = {
    "beyond ASCII": "žluťoučký ☃".encode(),
    "empty": b"",
    "Latin-1": b"\xe9\xff",
    "6000 characters": b"a" * 6_000,  # below the header limits that servers have by default
    "quotes": b"' OR '1'='1",
    "JSON": b'{"alg": "none"}',
    "two dots": b"..",
    "null": b"null",
}
"""Values of the access token's header; the first two are quick."""
PATH_VALUES: Mapping[str, str] = {
    "quotes": "' OR '1'='1",
    "a path upwards": "../../etc/passwd",
    "a null character": "\x00",
    "beyond ASCII": "žluťoučký ☃ 💥",
    "2000 characters": "a" * 2_000,
    "a format": "%s%n${7*7}{{7*7}}",
}
"""What stands for an id in a path; the first is quick. Only look-ups get them."""
IN_A_ROW = 8
"""Log-ins that are sent one after another."""


def bodies(spec: Specification, operation: Operation, depth: Depth) -> Iterator[Case]:
    """Yield an operation's odd bodies."""
    fields = operation.body_fields
    left_out = _left_out(spec, depth)
    for name, body in WHOLE_BODIES.items():
        if name not in left_out:
            yield Case(operation.id, name, body)
    for name, value in FIELD_VALUES.items():
        if name not in left_out:
            yield Case(operation.id, f"fields: {name}", encoded(dict.fromkeys(fields, value)))
    if depth is not Depth.QUICK:
        yield from _in_turn(operation, every=not left_out)
        yield Case(operation.id, "every field twice", _twice(fields))
        plain = encoded(dict.fromkeys(fields, "text"))
        yield Case(operation.id, "JSON under another media type", plain, media_type=_TEXT)
        yield Case(operation.id, "a field that the page does not have", _with_more(fields))


def _in_turn(operation: Operation, *, every: bool) -> Iterator[Case]:
    """Yield what each operation gets all of, or a part: one parser serves them all."""
    fields = operation.body_fields
    plain = encoded(dict.fromkeys(fields, "text"))
    cases = [
        *(Case(operation.id, f"fields: {name}", encoded(dict.fromkeys(fields, value)))
          for name, value in TURNS.items()),
        *(Case(operation.id, name, body) for name, body in WHOLE_TURNS.items()),
        *(Case(operation.id, f"media type {each!r}", plain, each) for each in MEDIA_TURNS),
    ]  # fmt: skip
    yield from cases if every else _three_of(cases, operation.id)


def _three_of(cases: list[Case], name: str) -> list[Case]:
    """Choose three cases, a third of the list apart; where the first stands is told by the name.

    So operations get different ones, and each of them the same in every run.
    """
    first = sum(name.encode()) % len(cases)
    from_there_on = [*cases[first:], *cases[:first]]
    third = len(cases) // 3
    return [from_there_on[0], from_there_on[third], from_there_on[2 * third]]


def _left_out(spec: Specification, depth: Depth) -> frozenset[str]:
    """Name the whole bodies and field values that a run does not send."""
    if depth is Depth.QUICK:
        return frozenset({*WHOLE_BODIES, *FIELD_VALUES}) - QUICK
    is_every = depth is Depth.DEEP or len(spec.operations) <= MANY
    return frozenset() if is_every else DEEP


def other_methods(spec: Specification, operation: Operation) -> tuple[str, ...]:
    """Return methods that no page has for the operation's path: the safe one first.

    They are sent without a token and without a body: whatever is there, nothing is done.
    """
    paged = {each.method for each in spec.operations.values() if each.path == operation.path}
    return tuple(each for each in ("OPTIONS", "PUT") if each not in paged)


def encoded(value: object) -> bytes:
    """Encode JSON; what UTF-8 can't hold is escaped."""
    return json.dumps(value).encode()


def _twice(fields: Fields) -> bytes:
    """Write every field as a text, and all of them again as null, which no JSON library does."""
    texts = [f'{json.dumps(name)}: "a"' for name in fields]
    nulls = [f"{json.dumps(name)}: null" for name in fields]
    return f"{{{', '.join([*texts, *nulls])}}}".encode()


def _with_more(fields: Fields) -> bytes:
    return encoded(dict.fromkeys(fields, "text") | {"__proto__": {"admin": True}, "": None})

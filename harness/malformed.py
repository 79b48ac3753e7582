"""Bodies and header values that no client of good will sends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.exchange import Answer

Fields = tuple[str, ...]
"""The documented members of a request body."""
_HUGE = 100_000
"""Characters: more than any field of these pages has use for."""


def _whole(text: str) -> Callable[[Fields], bytes]:
    return lambda _: text.encode()


def _each(value: object) -> Callable[[Fields], bytes]:
    return lambda fields: json.dumps(dict.fromkeys(fields, value)).encode()


MALFORMED_BODIES: dict[str, Callable[[Fields], bytes]] = {
    "empty": _whole(""),
    "no-json": _whole('{"email": '),
    "null": _whole("null"),
    "array": _whole("[]"),
    "text": _whole('"text"'),
    "number": _whole("17"),
    "no-fields": _whole("{}"),
    "deep": _whole("[" * 5_000 + "]" * 5_000),
    "invalid-utf8": lambda _: b'{"email": "\xff\xfe"}',
    "null-fields": _each(None),
    "number-fields": _each(17),
    "huge-number-fields": _each(10**400),
    "boolean-fields": _each(True),  # noqa: FBT003 - the value itself
    "array-fields": _each(["a", "b"]),
    "object-fields": _each({"a": {"b": None}}),
    "empty-fields": _each(""),
    "blank-fields": _each("   "),
    "huge-fields": _each("a" * _HUGE),
    "non-ascii-fields": _each("žluťoučký ☃ 💥"),
    "control-character-fields": _each("a\x00b\r\nc"),
    "lone-surrogate-fields": _each("\ud83d"),
    "quote-fields": _each("o'brien\"@example.com"),
}
"""By name: what makes the body of the operation's documented fields."""

NOTHING_TO_ACT_ON = frozenset(
    {
        "empty",
        "no-json",
        "null",
        "array",
        "text",
        "number",
        "no-fields",
        "deep",
        "null-fields",
        "array-fields",
        "object-fields",
    }
)
"""Of these bodies, those that name nobody: a success would be a change out of nothing. A number may
be read as the text that it looks like."""

ODD_PASSWORDS: dict[str, object] = {
    "null": None,
    "true": True,
    "zero": 0,
    "array": [],
    "object": {},
    "operator": {"$gt": ""},
    "over-72-bytes": "Aa1!" * 25,
    "huge": "Aa1!" * 5_000,
    "non-ascii": "žluťoučký ☃ 💥 Aa1!",
    "control-character": "Aa1!\x00\x1f-tail",
    "lone-surrogate": "Aa1!\ud83d-tail",
}
"""By name: values at which hashing or comparing a password may stumble, once its user is found."""

MALFORMED_TOKENS: dict[str, bytes] = {
    "empty": b"",
    "huge": b"a" * 6_000,  # below the header limits that servers have by default
    "non-ascii": "žluťoučký ☃".encode(),
    "latin-1": b"\xe9\xff",
    "quote": b"' OR '1'='1",
    "json": b'{"alg": "none"}',
    "dots": b"..",
    "null": b"null",
}
"""By name: values of the access-token header."""


def expect_nobody_invited(answer: Answer, kind: str) -> None:
    """Expect that no user came of a body that names nobody."""
    operation = answer.operation
    invites = operation is not None and operation.id in {"inviteUser", "reinviteUser"}
    if invites and answer.status < 300 and kind in NOTHING_TO_ACT_ON:
        raise answer.lacks("nobody to be invited")

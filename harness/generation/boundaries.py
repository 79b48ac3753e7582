"""Boundary cases: bodies, paths and header values at which servers stumble.

What is odd about the rest of a request stands in :mod:`harness.generation.oddities`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from harness.generation import oddities
from harness.generation.case import Case
from harness.operations.values import PREFIX, reference_free
from harness.run.settings import Depth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.run.turns import Turns
    from spec.specification import Operation, Specification

Fields = tuple[str, ...]
"""The documented members of a request body."""
_TEXT = "text/plain"

CUT_SHORT = "a body that is cut short"
WHOLE_BODIES: Mapping[str, bytes] = {
    "an empty body": b"",
    CUT_SHORT: b'{"email": ',
    "a body that is null": b"null",
    "a body that is an array": b"[]",
    "a body that is a text": b'"text"',
    "an object without fields": b"{}",
}
"""By what they are; each operation gets them, since it is its own code that reads on."""
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
    "characters beyond ASCII": "žluťoučký ☃ 💥",
    "control characters": "a\x00b\r\nc",
    "a lone surrogate": "a\ud83d",
    "quotes": f"o'brien+{PREFIX}@example.com",
}
"""What each field of a body is, by its words."""
TURNS: Mapping[str, object] = {
    "a fraction": 1.5,
    "a backslash": "a\\",
    "a double quote": f'a"+{PREFIX}@example.com',
    "braces": "{{a}} ${a}",
    "markup": f"<a+{PREFIX}@example.com>",
    "two at signs": f"a@b+{PREFIX}@example.com",
    "right to left": "a\u202e\u200b\ufeffb",
    "a percent sign": "100%s%d%",
    "a name that objects have": "constructor",
    "another name that objects have": "__proto__",
    "spaces around an address": f" a+{PREFIX}@example.com ",
    "a zero": 0,
    "a negative number": -1,
    "false": False,
    "an empty object": {},
    "an empty array": [],
    "a text of 100000 characters": "a" * 100_000,
    "a name in quotes": f'"a b+{PREFIX}"@example.com',
    "an address on no host": f"a+{PREFIX}@[127.0.0.1]",
    "an address beyond ASCII": f"ž+{PREFIX}@žluť.example.com",
    "two dots in a row": f"a..b+{PREFIX}@example..com",
    "a local part of 300 characters": f"{'a' * 300}+{PREFIX}@example.com",
    "a header in an address": f"a+{PREFIX}@example.com\r\nX-Odd: a",
    "a date": "2026-02-30T25:61:61+99:99",
    "an id of no user": "{00000000-0000-0000-0000-000000000000}",
}
"""More of them, dealt out among the operations: see :data:`DEALT`."""
MANY = 8
"""Operations up to which a product leaves a standard run the budget for all of :data:`DEEP`."""
DEALT = {True: 6, False: 19}
"""How many of what is dealt out an operation gets in a standard run; fewer where there are more
than :data:`MANY`."""
SURE = (
    *("plain, called gzip", "packed", "in chunks", "a number that is none", "1000 members"),
    *("media type ''", "media type 'nonsense'", "two media types", "every field twice"),
    *("fields: an exponent beyond all bounds", "fields: 1000 arrays in each other"),
    *("fields: an integer of 5000 digits", "fields: a text of 100000 characters"),
    *("a body that nests 5000 deep", "a body that is not UTF-8", "a byte order mark"),
    *("a lone surrogate in a name", "a null character behind the JSON", "a comma at the end"),
    *("plain, called nonsense", "plain, called br", "packed, and cut short", "JSON in UTF-16"),
    *("an answer awaited before it", "media type 'multipart/form-data'", "its length twice"),
    *("a charset that is none", "media type 'application/json; charset=utf-16'"),
    *("fields: a fraction", "fields: a percent sign", "fields: two at signs", "fields: markup"),
    "fields: a header in an address",
)
"""Of what is dealt out, all that some operation gets in every run, the first of them another as
well where the budget allows it; others come by turns."""
ODD_FIELD = "a field that the page does not have"
OTHER_MEDIA_TYPE = "JSON under another media type"
QUICK = frozenset({"null", "a text of 300 characters", ODD_FIELD})
"""Of all these, what a quick run sends: those that showed the most faults of the reference, as
tests/telling_cases.json counts them."""
DEEP = frozenset({"a body that is a text", "true", "blank", "a number of 400 digits"})
"""Those that a standard run leaves out on a product of more than :data:`MANY` operations."""
SELDOM: tuple[str, ...] = (
    *("an empty body", "a body that is null", "an object", "control characters"),
)
"""Those that showed no fault of the reference which none of the rest did: there, an operation gets
one of them by turns."""
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
RESET_PASSWORDS = ("over 72 bytes", "beyond ASCII", "a lone surrogate")
"""Of those, what is tried with a right reset token: each takes a user of its own."""
NO_TEXTS = ("null", "true")
"""What is tried there as well, one of them in a run."""
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
    "a JWT that claims nothing": b"e30.e30.e30",
    "null": b"null",
}
"""Values of the access token's header; the first two are quick."""
PATH_VALUES: Mapping[str, str] = {
    "quotes": quote("' OR '1'='1"),
    "a null character": "%00",
    "beyond ASCII": quote("žluťoučký ☃ 💥"),
    "2000 characters": "a" * 2_000,
    "a percent sign before no digits": "%zz",
    "UTF-8 that is too long": "%c0%af",
    "encoded twice": "%2500%25zz",
    "a path upwards": quote("../../etc/passwd", safe=""),
    "a format": quote("%s%n${7*7}{{7*7}}"),
    "a percent sign at the end": "a%",
    "a percent sign before a letter": "%u0041",
    "a lone surrogate": "%ed%a0%bd",
    "braces": "%7b00000000-0000-4000-8000-000000000000%7d",
    "a name": "urn:uuid:00000000-0000-4000-8000-000000000000",
    "no dashes": "00000000000040008000000000000000",
    "capitals": "ABCDEFAB-CDEF-4BCD-8FAB-CDEFABCDEFAB",
    "one digit more": "00000000-0000-4000-8000-0000000000000",
    "a space behind": "00000000-0000-4000-8000-000000000000%20",
    "zeros": "00000000-0000-0000-0000-000000000000",
    "a negative number": "-1",
    "a number of 40 digits": "9" * 40,
    "a name that objects have": "__proto__",
    "a word for nothing": "undefined",
}
"""What stands for an id in a path, as it is sent; the first is quick. Only look-ups get them."""
LIKELY = 7
"""How many of them, from the first on, are what servers stumble at most."""
MOST_LIKELY, OTHERS = 4, 2
"""How many of these, and of the others, a look-up gets in a standard run, by turns."""
IN_A_ROW = 8
"""Log-ins that are sent one after another."""


def bodies(spec: Specification, operation: Operation, depth: Depth, turns: Turns) -> Iterator[Case]:
    """Yield an operation's odd bodies."""
    fields = operation.body_fields
    left_out = _left_out(spec, operation, depth, turns)
    for name, body in WHOLE_BODIES.items():
        if name not in left_out:
            yield Case(operation.id, name, body)
    place = _place(spec, operation)
    names = [name for name in FIELD_VALUES if name not in left_out]
    for number, name in enumerate(names):
        body = encoded(dict.fromkeys(fields, FIELD_VALUES[name]))
        case = Case(operation.id, f"fields: {name}", body)
        yield case if depth is Depth.QUICK else _with_rider(case, number + place)
    yield Case(operation.id, ODD_FIELD, _with_more(fields))
    if depth is not Depth.QUICK:
        yield from _dealt(spec, operation, depth, turns)
        plain = encoded(dict.fromkeys(fields, "text"))
        yield Case(operation.id, OTHER_MEDIA_TYPE, plain, media_type=_TEXT)


LONG = "fields: a text of 100000 characters"
BEYOND = "fields: characters beyond ASCII"
_OF_FIELDS = "fields: "
_MOST_HOLDING = 2
"""Members that hold others, each of which is null once."""


def in_a_right_body(cases: Sequence[Case], body: Mapping[str, object]) -> list[Case]:
    """Let every other odd value stand alone in a body that is right otherwise.

    What is wrong with one member is looked at by an instance before what is wrong with the next:
    each member gets some, and a text gets a long one. Characters beyond ASCII, which a text may
    hold, stand in all of them: a database may know no more than three bytes of each.
    """
    texts = [name for name, value in body.items() if isinstance(value, str)]
    made: list[Case] = []
    odd = [
        each for each in cases if _is_of_fields(each) and not each.how.startswith((LONG, BEYOND))
    ]
    for number, case in enumerate(odd):
        names = texts if texts and isinstance(_value(case), str) else list(body)
        if number % 2 == 0 and names:
            name = names[number // 2 % len(names)]
            alone = encoded({**body, name: _value(case)})
            made.append(replace(case, how=f"{case.how}, in {name} alone", body=alone))
        else:
            made.append(case)
    first = next(filter(_is_of_fields, cases), None)
    # Where any text may stand, if there is such a member: a date that is long is no date.
    free = [name for name in texts if str(body[name]).startswith(PREFIX)] or texts
    beyond = FIELD_VALUES[BEYOND.removeprefix(_OF_FIELDS)]
    made += [
        replace(each, body=encoded({**body, **dict.fromkeys(free, beyond)})) if free else each
        for each in cases
        if each.how.startswith(BEYOND)
    ]
    if texts and first is not None:
        name = free[len(odd) % len(free)]
        long = encoded({**body, name: "a" * 100_000})
        made.append(Case(first.operation, f"{LONG}, in {name} alone", long))
    if first is not None:
        made += [*_odd_insides(first.operation, body), *_beyond_32_bits(first.operation, body)]
    return [*made, *(each for each in cases if not _is_of_fields(each))]


def _odd_insides(operation: str, body: Mapping[str, object]) -> list[Case]:
    """Let what holds others be null, and hold what is odd.

    It is often gone through before anybody looks at it, and what it holds is looked at seldom.
    """
    holding = {name: value for name, value in body.items() if isinstance(value, list | dict)}
    odd: list[tuple[str, str, object]] = [("null", name, None) for name in holding]
    for name, value in holding.items():
        odd.append(("null within", name, _with_nulls(value)))
        if isinstance(value, list):
            odd.append(("another type within", name, [*value, _of_another_type(value)]))
        else:
            odd.append(("an empty object", name, {}))
    few = list(holding)[:_MOST_HOLDING]
    return [
        Case(operation, f"{_OF_FIELDS}{how}, in {name} alone", encoded({**body, name: value}))
        for how, name, value in odd
        if name in few
    ]


def _beyond_32_bits(operation: str, body: Mapping[str, object]) -> list[Case]:
    """Let whole numbers be what a column of 32 bits does not hold: counts, and then ids."""
    whole = [name for name, value in body.items() if type(value) is int]
    ids = [name for name in whole if not reference_free(name)]
    others = [name for name in whole if name not in ids]
    return [
        Case(
            operation,
            f"{_OF_FIELDS}just beyond 32 bits, in {', '.join(names)} alone",
            encoded({**body, **dict.fromkeys(names, 2**31)}),
        )
        for names in (others, ids)
        if names
    ]


def _with_nulls(value: object) -> object:
    """Return what holds others with null for each value that holds none."""
    if isinstance(value, dict):
        return {name: _with_nulls(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_nulls(each) for each in value] or [None]
    return None


def _of_another_type(values: list[object]) -> object:
    """Return what an array does not hold: a text among numbers, and a number among others."""
    return "text" if any(isinstance(each, int | float) for each in values) else 17


def _is_of_fields(case: Case) -> bool:
    return case.how.startswith(_OF_FIELDS) and isinstance(case.sent, dict) and bool(case.sent)


def _value(case: Case) -> object:
    """Return the value that each field of a case has."""
    assert isinstance(case.sent, dict)
    return next(iter(case.sent.values()))


def _with_rider(case: Case, number: int) -> Case:
    """Let odd headers come along with every other case, and so with each value somewhere."""
    riders = list(oddities.RIDERS.values())
    return case if number % 2 else replace(case, headers=riders[number // 2 % len(riders)])


def _place(spec: Specification, operation: Operation) -> int:
    """Return where an operation stands among those that take a body."""
    return [each.id for each in _takers(spec)].index(operation.id)


def _takers(spec: Specification) -> list[Operation]:
    return [each for each in spec.operations.values() if each.body_fields]


def _dealt(spec: Specification, operation: Operation, depth: Depth, turns: Turns) -> Iterator[Case]:
    """Yield what is dealt out to an operation: by turns another part of it.

    Each operation gets others, so that all that is sent in a run comes to one of them at least.
    """
    fields = operation.body_fields
    cases = oddities.of_bodies(operation) | {
        f"fields: {name}": Case(
            operation.id, f"fields: {name}", encoded(dict.fromkeys(fields, value))
        )
        for name, value in TURNS.items()
    }
    if depth is Depth.DEEP:
        yield from cases.values()
        return
    takers, each_gets = len(_takers(spec)), DEALT[len(spec.operations) > MANY]
    names = _in_this_run(list(cases), takers * each_gets, turns)
    others = [str(number) for number in range(takers)]
    first = int(turns.pick("who gets the first odd body", others)[0])
    begins = (_place(spec, operation) + first) % takers * each_gets
    yield from (cases[names[(begins + n) % len(names)]] for n in range(min(each_gets, len(names))))


def _in_this_run(names: list[str], count: int, turns: Turns) -> list[str]:
    """Return which of what is dealt out a run sends: what is sure, and others by turns."""
    by_turns = [each for each in names if each not in SURE]
    count = min(max(count - len(SURE), 0), len(by_turns))
    picked = turns.pick("odd bodies", by_turns, count) if count else []
    return [*SURE, *picked]


def paths(
    operation: Operation, depth: Depth, turns: Turns, known: Mapping[str, str] | None = None
) -> list[Case]:
    """Return a look-up's odd paths: in a standard run some of the likely ones, some of the rest.

    The last id is odd; those before it are ``known``, so that the look-up is reached.
    """
    names = list(PATH_VALUES)
    if depth is Depth.QUICK:
        names = names[:1]
    elif depth is Depth.STANDARD:
        likely, rest = names[:LIKELY], names[LIKELY:]
        names = turns.pick(f"likely paths of {operation.id}", likely, MOST_LIKELY)
        names += turns.pick(f"other paths of {operation.id}", rest, OTHERS)
    before, _, last = operation.path.rpartition("{")
    behind = last.partition("}")[2]
    for parameter, value in (known or {}).items():
        before = before.replace("{" + parameter + "}", quote(value, safe=""))
    return [
        Case(operation.id, f"an id: {name}", target=f"{before}{value}{behind}")
        for name, value in PATH_VALUES.items()
        if name in names
    ]


def _left_out(
    spec: Specification, operation: Operation, depth: Depth, turns: Turns
) -> frozenset[str]:
    """Name the whole bodies and field values that a run does not send to an operation."""
    if depth is Depth.QUICK:
        return frozenset({*WHOLE_BODIES, *FIELD_VALUES}) - QUICK
    if depth is Depth.DEEP or len(spec.operations) <= MANY:
        return frozenset()
    return DEEP.union(SELDOM).difference(turns.pick(f"seldom bodies of {operation.id}", SELDOM))


def encoded(value: object) -> bytes:
    """Encode JSON; what UTF-8 can't hold is escaped."""
    return json.dumps(value).encode()


def _with_more(fields: Fields) -> bytes:
    """Add members that no page has, by the names that objects of some languages have anyway."""
    names = ("constructor", "toString", "hasOwnProperty", "__class__", "0", "$where", "a.b")
    odd = {"__proto__": {"admin": True}, "": None, **dict.fromkeys(names, -1)}
    return encoded(dict.fromkeys(fields, "text") | odd)

"""By what an answer shows a fault: the test passes on what came, and fails on what should have."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from harness.steps.answers import FUNCTIONS
from harness.steps.quoting import word
from harness.steps.signs import sign_of
from tests.harness.making import an_exchange
from tests.harness.steps.shell import printed


class Sample(NamedTuple):
    """An expectation, what came, and what should have come."""

    expected: str
    came: str
    wrong: dict[str, Any]
    right: dict[str, Any]


COOKIE = "sid=x-1; Path=/"
SAMPLES = {
    "refusal": Sample("a refusal (4xx)", "200", {}, {"status": 401}),
    "documented": Sample("the documented 401 'm'", "200", {}, {"status": 401}),
    "success": Sample("a success (2xx) of GET /x, as", "401", {"status": 401}, {}),
    "genuine": Sample(
        "a refusal by GET /x, not what a genuine token gets",
        "404",
        {"status": 404},
        {"status": 401},
    ),
    "ambiguous": Sample(
        "a success of GET /x, which is its 404, as", "401", {"status": 401}, {"status": 404}
    ),
    "crash": Sample("no server error", "500", {"status": 500}, {"status": 400}),
    "no-log-in": Sample("no log-in", "200", {}, {"status": 401}),
    "undocumented": Sample("an answer", "status 202 is not documented", {"status": 202}, {}),
    "alike": Sample("the same answer as before: 200 (x)", "404", {"status": 404}, {}),
    "missing": Sample(
        "x", "body at $: 'id' is a required property", {"json": {}}, {"json": {"id": 1}}
    ),
    "mistyped": Sample(
        "x",
        "body at $.flags.on: 'true' is not of type 'boolean'",
        {"json": {"flags": {"on": "true"}}},
        {"json": {"flags": {"on": True}}},
    ),
    "header": Sample("x", "header ETag is missing", {}, {"headers": (("etag", "1"),)}),
    "media-type": Sample(
        "x",
        "media type is text/html, not application/json",
        {"headers": (("Content-Type", "text/html; charset=x"),)},
        {"json": {}},
    ),
    "no-body": Sample("x", "the documented body is missing", {}, {"json": {}}),
    "no-json": Sample("x", "the body is not JSON", {"body": b"<p>"}, {"json": {}}),
    "cacheable": Sample(
        "Cache-Control: no-store", "none", {}, {"headers": (("Cache-Control", "no-store"),)}
    ),
    "unguarded": Sample(
        "HttpOnly, SameSite",
        "a cookie without HttpOnly",
        {"headers": (("Set-Cookie", COOKIE),)},
        {"headers": (("Set-Cookie", f"{COOKIE}; HttpOnly"),)},
    ),
    "kept-cookie": Sample(
        "the cookie of log-in to be expired", "200", {}, {"headers": (("Set-Cookie", COOKIE),)}
    ),
    "message": Sample(
        "the documented message 'ok it is'",
        "200",
        {"json": {"message": "okay"}},
        {"json": {"message": "ok it is"}},
    ),
    "token-given": Sample(
        "no token", "401", {"json": {"token": "to-1"}, "status": 401}, {"json": {}, "status": 401}
    ),
    "token-missing": Sample(
        "a non-empty token", "200", {"json": {"token": ""}}, {"json": {"token": "to-1"}}
    ),
    "flag": Sample("a boolean `on`", "200", {"json": {"on": "x"}}, {"json": {"on": False}}),
    "value": Sample(
        "what was sent; `name` was 'a' and is 'b'",
        "200",
        {"json": {"name": "b"}},
        {"json": {"name": "a"}},
    ),
    "deleted": Sample(
        "a user who was not deleted",
        "200",
        {"json": {"deleted": True}},
        {"json": {"deleted": False}},
    ),
    "user": Sample(
        "the user of a@b.c", "200", {"json": {"email": "x@b.c"}}, {"json": {"email": "a@b.c"}}
    ),
}


def sign(sample, after=()):
    shown = an_exchange("login", **sample.wrong)
    return sign_of(
        sample.expected, sample.came, shown, list(after), lambda text: word([text.encode()])
    )


def answered(**of):
    """The lines that put an answer where a script has it."""
    made = an_exchange("login", **of)
    head = "".join(f"{name}: {value}\r\n" for name, value in made.headers)
    return [
        f"STATUS={made.status}",
        f'printf %s {word([head.encode()])} > "$W/head"',
        f'printf %s {word([made.body])} > "$W/body"',
    ]


@pytest.mark.starts_process
def test_each_sign_tells_wrong_answers_from_right_ones():
    lines = ["W=$(mktemp -d)", *FUNCTIONS.values()]
    for name, sample in SAMPLES.items():
        for of in (sample.wrong, sample.right):
            lines += [*answered(**of), f"if {sign(sample)}; then echo {name} wrong; "]
            lines += [f"else echo {name} right; fi"]

    told = printed("\n".join(lines)).decode().splitlines()

    assert told == [f"{name} {each}" for name in SAMPLES for each in ("wrong", "right")]


@pytest.mark.parametrize(
    "sample",
    [
        Sample("users in order", "200 others", {"json": []}, {}),
        Sample("x", "body at $: 'a' is too long", {"json": {}}, {}),
        Sample("the documented message 'ok'", "x", {"json": {"message": "ok", "x": 1}}, {}),
        Sample("no token", "401", {"body": b"to ken"}, {}),
        Sample("x", "the body is not JSON", {"body": b'{"a'}, {}),
    ],
    ids=range(5),
)
def test_what_can_not_be_told_is_not(sample):
    assert sign(sample) is None


def test_what_was_asked_afterwards_tells_where_the_answer_does_not():
    sample = Sample("the password not to be set", "200", {}, {})

    assert sign(sample) is None
    assert sign(sample, [an_exchange("login")]) == '[ "$STATUS" = 200 ]'

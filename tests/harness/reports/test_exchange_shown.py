"""A body of JSON is laid out, unless that could hide what is wrong with it."""

import json

import pytest

from harness.http.rendering import shown_data
from harness.reports.exchange_shown import exchange_lines, formatted, shown_exchange
from tests.harness.making import CANARY, REQUEST, an_exchange

MEMBERS = {"a": [1, 2.5], "ž": {"b": None}}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(MEMBERS),
        json.dumps(MEMBERS, separators=(",", ":")),
        json.dumps(MEMBERS, separators=(",", ":"), ensure_ascii=False),
    ],
    ids=["spaced", "narrow", "letters"],
)
def test_body_of_json_has_a_line_for_each_member(body):
    assert formatted(body).splitlines()[:2] == ["{", '  "a": [']
    assert json.loads(formatted(body)) == MEMBERS


@pytest.mark.parametrize(
    "body",
    [
        '{"a":1,"a":2}',
        '{"a":1.0e0}',
        '{"a" :1}',
        "NaN",
        '"text"',
        "<html>",
        '{"a":1',
        "[" * 300,
        "",
    ],
    ids=["twice", "number", "blanks", "no-json", "a-text", "html", "cut", "deep", "empty"],
)
def test_body_that_layout_could_change_stays_as_it_came(body):
    assert formatted(body) == body


def test_exchange_is_shown_in_the_lines_of_http():
    shown = shown_exchange(shown_data(an_exchange(request=REQUEST, json={"message": "ok"})))

    assert exchange_lines(shown) == [
        "POST http://acme.test/users/login",
        "Content-Type: application/json",
        "X-Access-Token: $TOKEN",
        "Cookie: $COOKIE",
        "",
        '{\n  "email": "o\'b\\"@acme.test",\n  "password": "$PASSWORD"\n}',
        "",
        "200",
        "Content-Type: application/json",
        "",
        '{\n  "message": "ok"\n}',
    ]
    assert CANARY not in str(shown)
    assert shown.took == "sent 2027-01-01 00:00:00 UTC, answered after 0 ms"


def test_exchange_without_bodies_has_no_empty_lines():
    shown = shown_exchange(shown_data(an_exchange(status=204)))

    assert exchange_lines(shown) == ["POST http://acme.test/api/users/login", "", "{}", "", "204"]

"""A body of JSON is laid out, unless that could hide what is wrong with it."""

import json

import pytest

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.http.rendering import shown_data
from harness.reports.exchange_shown import exchange_lines, formatted, shown_exchange
from harness.reports.files import EXCHANGES
from harness.reports.overview import overview
from harness.results.failure import failure_of
from tests.harness.making import CANARY, REQUEST, a_record, a_result, a_run, an_exchange

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


@pytest.mark.parametrize(
    ("steps", "is_linked"),
    [("# 1. log in\n\n# 2. log out\n", True), ("# 1. log out\n", False)],
    ids=["steps-before", "alone"],
)
def test_exchanges_of_the_steps_before_are_linked(steps, is_linked):
    result = a_result(Outcome.BROKEN)
    record = a_record(result)
    exchange = an_exchange(json={"a": 1})
    record.failures[result["test"]] = failure_of("status 401", "status 200", exchange, steps)

    page = overview(a_run(record), History({}))

    assert (f'href="{EXCHANGES}"' in page) is is_linked

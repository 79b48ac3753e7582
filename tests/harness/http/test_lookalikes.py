"""What may be a token is found in any place of an answer, under any name, however encoded."""

import base64
import json

import pytest

from harness.core.exchange import Request
from harness.http.lookalikes import Lookalike, lookalikes, places
from tests.harness.making import an_exchange

TOKEN = "canary-9VhQ2sLx7RbM4cTz"
OTHER = "canary-4XkP8wNy2QdJ6fGv"


def found(**of):
    return {(each.place, each.value) for each in lookalikes(an_exchange(status=401, **of))}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Link", f'</go?r={TOKEN}&lang=en>; rel="next"'),
        ("Location", f"https://acme.test/app#s%3D{TOKEN}%26x=1"),
        ("ETag", f'W/"{TOKEN}"'),
        ("Authorization", f"Bearer {TOKEN}"),
        ("X-State", base64.b64encode(json.dumps({"a": {"s": TOKEN}}).encode()).decode()),
        ("X-Version", f"v1.{TOKEN}"),
    ],
)
def test_header_of_any_name_is_looked_through(header, value):
    assert (f"header {header.lower()}", TOKEN) in found(headers=((header, value),))


def test_cookie_is_told_by_its_name():
    assert ("cookie sid", TOKEN) in found(headers=(("Set-Cookie", f"sid={TOKEN}; Path=/"),))


@pytest.mark.parametrize("between", [":", "|", "!", "."])
def test_token_of_several_parts_is_one(between):
    token = between.join((TOKEN, "1vO3xR", OTHER))

    assert ("cookie sid", token) in found(headers=(("Set-Cookie", f"sid={token}; Path=/"),))
    assert ("cookie sid", TOKEN) in found(headers=(("Set-Cookie", f"sid={token}; Path=/"),))


@pytest.mark.parametrize(
    ("json", "place"),
    [
        ({"a": [{"b": TOKEN}]}, "member a.b"),
        ({"a": f"https://acme.test/?r={TOKEN}"}, "member a"),
        ({TOKEN: 1}, "member name"),
        ([TOKEN], "member "),
        (TOKEN, "member "),
    ],
    ids=["nested", "link", "name", "list", "text"],
)
def test_member_of_any_name_is_looked_through(json, place):
    assert (place, TOKEN) in found(json=json)


@pytest.mark.parametrize(
    "body",
    [
        f"<script>boot(1, '{TOKEN}')</script>",
        f"<a href='/x?a=1&amp;b={TOKEN}'>",
        TOKEN.replace("-", "&#45;"),
        f'{{"a": "{TOKEN}", ',
    ],
    ids=["script", "attribute", "entity", "cut-short"],
)
def test_text_of_any_form_is_looked_through(body):
    assert ("body", TOKEN) in found(body=body.encode())


@pytest.mark.parametrize(
    "headers",
    [(("Date", "Thu, 26 Nov 2026 07:00:00 GMT"),), (("Content-Security-Policy", f"x-{TOKEN}"),)],
    ids=["date", "policy"],
)
def test_headers_of_servers_are_passed_over(headers):
    assert found(headers=headers) == set()


def test_what_was_sent_is_none():
    sent = Request(
        "PATCH",
        f"https://acme.test/users/{OTHER}",
        (("X-Access-Token", TOKEN),),
        b'{"password": "canary-0AbC1dEf2GhI3", "cut',
    )
    echoed = {"a": TOKEN, "b": OTHER, "c": "canary-0AbC1dEf2GhI3"}

    assert found(json=echoed, request=sent) == set()


def test_value_comes_once():
    values = [each.value for each in lookalikes(an_exchange(json={"a": TOKEN, "b": TOKEN}))]

    assert values == [TOKEN]


def test_body_of_many_members_is_looked_through_so_far():
    assert len(found(json=[f"{TOKEN}{number}" for number in range(5_000)])) <= 200


@pytest.mark.parametrize(
    ("value", "is_random"),
    [
        (TOKEN, True),
        ("0a1b2c3d4e5f6a7b", True),
        ("2026-11-26T07:02:55", False),
        ("123456789012345", False),
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", False),
        ("application-json.problem", False),
        ("/api/v2/users/login", False),
        ("short1", False),
    ],
)
def test_number_moment_path_and_word_do_not_look_random(value, is_random):
    assert Lookalike("body", value).is_random is is_random


@pytest.mark.parametrize(
    ("value", "token", "is_like"),
    [
        ("aB3dE6gH9jK2", "zY8xW5vU2tS9", True),
        ("0a1b2c3d4e5f6a7b", "ffeeddccbbaa0099", True),
        ("zY8xW5vU2tS9rQ6p", "ffeeddccbbaa0099", False),
        ("aB3dE6gH9jK2", "zY8xW5vU2tS9zY8xW5vU2tS9", False),
        ("eyJhbGciOi.eyJzdWIiOi1.sIgNaTuRe9", "eyJhbGciOi.eyJzdWIiOi12.sIgNaTuRe0", True),
        ("eyJhbGciOi-eyJzdWIiOi1.sIgNaTuRe9", "eyJhbGciOi.eyJzdWIiOi12.sIgNaTuRe0", False),
    ],
    ids=["mixed", "hexadecimal", "another-alphabet", "another-length", "jwt", "no-jwt"],
)
def test_form_of_a_token_is_known(value, token, is_like):
    assert Lookalike("body", value).is_like(token) is is_like


def test_places_are_told_without_a_look_at_what_stands_there():
    answer = an_exchange(json={"a": {"b": "x"}}, headers=(("X-Request-Id", "1"),))

    assert places(answer) == {"header x-request-id", "member a.b", "member a name", "member name"}

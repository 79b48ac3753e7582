"""An exchange as data that is shown, without its secrets."""

from dataclasses import replace

import pytest

from harness.core.exchange import Request
from harness.http.rendering import (
    cut,
    exchange_data,
    redacted_answer,
    redacted_headers,
    shown_data,
    shown_headers,
)
from tests.harness.making import CANARY, REQUEST, an_exchange


def test_exchange_is_shown_without_its_secrets():
    headers = (("Set-Cookie", f"s={CANARY}"), ("Server", "x"))
    exchange = an_exchange(request=REQUEST, json={"token": CANARY, "id": 1}, headers=headers)

    shown = exchange_data(exchange)

    assert CANARY not in str(shown)
    assert shown["answer_body"] == '{"token": "$TOKEN", "id": 1}'
    assert shown["answer_headers"][:2] == [("Set-Cookie", "$SET_COOKIE"), ("Server", "x")]


DRAWN = Request("POST", "http://acme.test/users", (("X-Access-Token", "a"),), b'{"password": "b"}')


@pytest.mark.parametrize(
    ("is_generated", "headers", "body"),
    [
        (True, [("X-Access-Token", "a")], '{"password": "b"}'),
        (False, [("X-Access-Token", "$TOKEN")], '{"password": "$PASSWORD"}'),
    ],
    ids=["drawn", "other"],
)
def test_what_was_drawn_is_shown_as_it_was_sent_where_it_fails(is_generated, headers, body):
    exchange = replace(an_exchange(request=DRAWN), is_generated=is_generated)

    shown = shown_data(exchange)

    assert (shown["request_headers"], shown["request_body"]) == (headers, body)
    assert exchange_data(exchange)["request_headers"] == [("X-Access-Token", "$TOKEN")]


@pytest.mark.parametrize("target", [None, "/api/users/%zz"], ids=["usual", "odd"])
def test_target_is_shown_as_it_was_on_the_wire(target):
    shown = shown_data(an_exchange(request=replace(DRAWN, target=target)))

    assert shown["target"] == (target or DRAWN.url)
    assert shown["url"] == DRAWN.url


def test_secret_headers_are_left_out_and_others_shown():
    headers = (("X-ACCESS-TOKEN", CANARY), ("Authorization", CANARY), ("X-Token-Type", "bearer"))

    assert redacted_headers(headers) == [
        ("X-ACCESS-TOKEN", "$TOKEN"),
        ("Authorization", "$AUTHORIZATION"),
        ("X-Token-Type", "bearer"),
    ]


@pytest.mark.parametrize(("length", "is_cut"), [(2000, False), (2001, True)], ids=["fits", "cut"])
def test_long_body_is_cut(length, is_cut):
    shown = redacted_answer(an_exchange("logout", body=b"a" * length))

    assert ("… (2001 characters)" in shown) is is_cut


def test_body_that_cannot_be_read_is_named_and_not_shown():
    exchange = replace(an_exchange(status=200), unreadable="is coded (br)")

    assert redacted_answer(exchange) == "(the body is coded (br))"


def test_long_header_of_an_answer_is_cut():
    exchange = an_exchange(headers=(("X-A", "a b" * 20_000), ("X-B", "c")))

    [(_, long), other] = shown_headers(exchange.headers)

    assert long.endswith("… (60000 characters)")
    assert len(long) < 3_000
    assert other == ("X-B", "c")


def test_headers_without_end_are_cut():
    exchange = an_exchange(headers=tuple((f"X-{number}", "a") for number in range(101)))

    assert shown_headers(exchange.headers)[-2:] == [
        ("X-99", "a"),
        ("X-Not-Shown", "1 more headers"),
    ]


@pytest.mark.parametrize(
    ("json", "shown"),
    [
        ({"a": [{"accessToken": "abc"}]}, '{"a": [{"accessToken": "$ACCESSTOKEN"}]}'),
        ({"token": ["abc", 17]}, '{"token": ["$TOKEN", "$TOKEN"]}'),
        ({"token": {"value": "abc"}}, '{"token": {"value": "$TOKEN"}}'),
        ({"token": None, "is_token_valid": True}, '{"token": null, "is_token_valid": true}'),
        ({"token_type": "bearer", "message": "abc"}, '{"token_type": "bearer", "message": "abc"}'),
    ],
)
def test_value_is_left_out_by_its_name_however_short(json, shown):
    assert redacted_answer(an_exchange(json=json)) == shown


def test_value_in_a_text_is_left_out_by_its_name():
    body = b"<p>access_token=ab1 and token: expired</p>"

    assert redacted_answer(an_exchange("logout", status=400, body=body)) == (
        "<p>access_token=$ACCESS_TOKEN and token: expired</p>"
    )


def test_body_that_can_not_be_read_is_not_shown_and_the_rest_is():
    exchange = an_exchange(body=b'{"token": "ab1', headers=(("Server", "x"),))

    shown = exchange_data(exchange)

    assert shown["answer_headers"] == [("Server", "x")]
    assert shown["answer_body"] == "(14 bytes left out: they are no JSON, and may hold a secret)"
    assert "ab1" not in str(shown)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("X-Session", "ab1cd2", "$TOKEN"),
        ("Set-Authorization", "Bearer ab1cd2", "$TOKEN"),
        ("X-Session-Timeout", "1800", "1800"),
        ("WWW-Authenticate", 'Bearer realm="a1b2"', 'Bearer realm="a1b2"'),
    ],
)
def test_header_that_is_called_like_a_secret_is_left_out(name, value, shown):
    assert redacted_headers(((name, value),)) == [(name, shown)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("word " * 9, "word word word word…"),
        ("x" * 40, "x" * 19 + "…"),
        (f"words {'a1B2' * 9}", "words …"),
        ("a1B2" * 9, "…"),
    ],
    ids=["words", "one word", "through a secret", "nothing else"],
)
def test_long_text_is_not_cut_through_what_may_be_a_secret(text, shown):
    assert cut(text, 20) == shown

"""An exchange as a person reads it and as a shell repeats it, without its secrets."""

from dataclasses import replace

import pytest

from harness.core.exchange import Request
from harness.http.rendering import (
    curl,
    cut,
    exchange_text,
    redacted_answer,
    redacted_headers,
)
from tests.harness.making import CANARY, REQUEST, an_exchange


def test_curl_line_repeats_the_request_with_secrets_as_variables():
    assert curl(an_exchange(request=REQUEST)) == (
        "curl -i -X POST http://acme.test/users/login "
        '-H "Content-Type: application/json" -H "X-Access-Token: $TOKEN" -H "Cookie: $COOKIE" '
        r"""--data-raw "{\"email\": \"o'b\\\"@acme.test\", \"password\": \"$PASSWORD\"}" """.strip()
    )


def test_curl_line_without_secrets_is_quoted_whole():
    request = Request("POST", "http://acme.test/a?b=c&d", (), b"{'a': `b`}")

    assert curl(an_exchange(request=request)).endswith(
        """ 'http://acme.test/a?b=c&d' --data-raw '{'"'"'a'"'"': `b`}'"""
    )


def test_exchange_is_shown_without_its_secrets():
    headers = (("Set-Cookie", f"s={CANARY}"), ("Server", "x"))
    exchange = an_exchange(request=REQUEST, json={"token": CANARY, "id": 1}, headers=headers)

    shown = exchange_text(exchange)

    assert CANARY not in shown
    assert '{"token": "$TOKEN", "id": 1}' in shown
    assert "Set-Cookie: $SET_COOKIE\nServer: x" in shown


def test_secret_headers_are_left_out_and_others_shown():
    headers = (("X-ACCESS-TOKEN", CANARY), ("Authorization", CANARY), ("X-Token-Type", "bearer"))

    assert redacted_headers(headers) == [
        ("X-ACCESS-TOKEN", "$TOKEN"),
        ("Authorization", "$AUTHORIZATION"),
        ("X-Token-Type", "bearer"),
    ]


@pytest.mark.parametrize(("length", "is_cut"), [(2000, False), (2001, True)], ids=["fits", "cut"])
def test_long_body_is_cut(length, is_cut):
    shown = exchange_text(an_exchange("logout", body=b"a" * length))

    assert ("… (2001 characters)" in shown) is is_cut


def test_body_that_cannot_be_read_is_named_and_not_shown():
    exchange = replace(an_exchange(status=200), unreadable="is coded (br)")

    assert "\n\n200\n\n(the body is coded (br))\n\ncurl " in exchange_text(exchange)


def test_long_header_of_an_answer_is_cut():
    exchange = an_exchange(headers=(("X-A", "a b" * 20_000), ("X-B", "c")))

    shown = exchange_text(exchange)

    assert "… (60000 characters)\nX-B: c\n" in shown
    assert len(shown) < 3_000


def test_headers_without_end_are_cut():
    exchange = an_exchange(headers=tuple((f"X-{number}", "a") for number in range(101)))

    shown = exchange_text(exchange)

    assert "X-99: a\nX-Not-Shown: 1 more headers\n" in shown
    assert "X-100" not in shown


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

    shown = exchange_text(exchange)

    assert "200\nServer: x\n\n(14 bytes left out: they may hold a secret)" in shown
    assert "ab1" not in shown


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

"""An exchange as a person reads it and as a shell repeats it, without its secrets."""

import pytest

from harness.core.exchange import Request
from harness.http.rendering import curl, exchange_text, redacted_headers
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

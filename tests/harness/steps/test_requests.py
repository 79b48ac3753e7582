"""A request as the words of a curl line."""

from __future__ import annotations

import pytest

from harness import USER_AGENT
from harness.core.exchange import Request
from harness.steps.quoting import Filled
from harness.steps.requests import FilledRequest, call
from tests.harness.making import URL, an_exchange


def lines(method="POST", headers=(), body=(), target=None):
    exchange = an_exchange(None, request=Request(method, URL, (), None))
    filled = FilledRequest([Filled.of("URL")], target, list(headers), list(body))
    return call(exchange, filled)


def test_names_stand_in_the_place_of_values():
    token = (b"X-Access-Token", [Filled.of("TOKEN")])

    assert lines(headers=[token], body=[b"{}"]) == [
        'call -X POST "$URL" \\\n'
        "  -H 'X-Access-Token: '\"$TOKEN\" \\\n"
        "  --data-raw '{}' \\\n"
        "  -H 'Content-Type:'"
    ]


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ((b"X-Empty", [b""]), "-H 'X-Empty;'"),
        ((b"Content-Length", [b"0"]), "-H 'Content-Length: 0'"),
        ((b"Transfer-Encoding", [b"chunked"]), "-H 'Transfer-Encoding: chunked'"),
    ],
)
def test_header_is_sent_that_curl_would_leave_out(header, shown):
    assert shown in lines(headers=[header])[0]


@pytest.mark.parametrize(
    "header", [(b"User-Agent", [USER_AGENT.encode()]), (b"Accept-Encoding", [b"identity"])]
)
def test_header_that_every_request_has_is_not_repeated(header):
    assert "-H" not in lines(headers=[header])[0]


def test_length_is_left_to_curl_where_there_is_a_body():
    assert "Length" not in lines(headers=[(b"Content-Length", [b"2"])], body=[b"{}"])[0]


def test_odd_method_and_target_are_sent_as_they_are():
    assert lines(method="ge t", target=[b"*"]) == [
        "call -X 'ge t' \"$URL\" \\\n  --request-target '*'"
    ]
    assert lines(method="HEAD")[0].startswith("call --head")


def test_body_that_no_word_holds_is_sent_from_a_file():
    printed, sent = lines(body=[b"\0\xff"])

    assert printed == "{ printf '\\000\\377'; } > \"$W/sent\""
    assert '--data-binary "@$W/sent"' in sent

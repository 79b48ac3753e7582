"""What is read off an answer: its token, its fields, and a few words of it."""

import json
from dataclasses import replace

import pytest

from harness.core.exchange import Request
from harness.core.outcomes import Broken, Unproven
from harness.http.answer import Answer
from tests.harness.making import an_answer

TOKEN = {"token": "an-access-token"}


@pytest.mark.parametrize("json", [{}, {"token": ""}, {"token": " "}, {"token": 17}, ["token"]])
def test_token_that_an_answer_lacks_breaks_the_rule_that_reads_it(json):
    with pytest.raises(Broken, match="a non-empty string `token`"):
        _ = an_answer(json=json).token


def test_token_is_read():
    assert an_answer(json=TOKEN).token == "an-access-token"


def test_field_is_read_or_lacking():
    answer = an_answer(json={"id": "17", "number": 17})

    assert answer.text_field("id") == "17"
    with pytest.raises(Broken, match="a non-empty string `number`"):
        answer.text_field("number")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (an_answer(status=204), "204 (no Content-Type) without a body"),
        (an_answer(json={"a": 1}), '200 (application/json) {"a": 1}'),
        (an_answer("logout", body=b"a\r\n  b"), "200 (no Content-Type) a b"),
        (an_answer("logout", body=b"a" * 121), f"200 (no Content-Type) {'a' * 119}…"),
        (
            an_answer(body=b"\xff"),
            "200 (no Content-Type) (1 bytes left out: no text that can be read)",
        ),
        (
            an_answer(body=b"no token"),
            "200 (no Content-Type) (8 bytes left out: they are no JSON, and may hold a secret)",
        ),
    ],
    ids=["no-body", "json", "one-line", "long", "no-text", "no-json"],
)
def test_answer_in_a_few_words(answer, words):
    assert answer.description() == words


SENT = Request(
    "PATCH", "http://acme.test", (("X-Access-Token", "sent-in-a-header"),), b'{"token": "ab"}'
)


@pytest.mark.parametrize(
    ("status", "json", "gives"),
    [
        (200, {"token": "a sentence is one here"}, True),
        (500, {"data": [{"session": {"token": "nested"}}]}, True),
        (401, {"data": [{"session": {"token": "nested"}}]}, True),
        (401, {"token": "is not valid"}, False),
        (401, {"token": "ab"}, False),
        (401, {"errors": {"token": "sent-in-a-header"}}, False),
        (401, {"token": "ab", "data": {"token": "new"}}, True),
        (200, {"token": "ab"}, True),
        (200, {"token": " "}, False),
        (200, {"token": ["x"]}, False),
    ],
    ids=ascii,
)
def test_answer_gives_a_token(status, json, gives):
    assert an_answer(status=status, json=json, request=SENT).gives_token() is gives


@pytest.mark.parametrize("token", ["a\nb", "a\x7f", "žeton", "a\tb"], ids=ascii)
def test_token_that_no_header_can_carry_is_none(token):
    with pytest.raises(Broken, match="a token that can be sent in a header"):
        _ = an_answer(json={"token": token}).token


def sent(token):
    body = json.dumps({"token": token}).encode()
    return Request("PATCH", "http://acme.test/users/login", (), body)


@pytest.mark.parametrize(
    "token", ["o'brien\"@example.com", "a\x00b", "žluťoučký"], ids=["quote", "control", "non-ascii"]
)
def test_token_that_a_refusal_repeats_is_none(token):
    answer = an_answer(status=401, json={"token": token}, request=sent(token))

    assert not answer.gives_token()


def test_token_that_a_refusal_gives_is_one():
    answer = an_answer(status=401, json={"token": "another-token"}, request=sent("the-sent-one"))

    assert answer.gives_token()


UNREADABLE = "is coded (br), which was not asked for, and can't be read"


def unread(**of):
    answer = an_answer(**of)
    return Answer(replace(answer.exchange, unreadable=UNREADABLE), answer.spec)


@pytest.mark.parametrize(
    "read",
    [
        lambda answer: answer.json,
        lambda answer: answer.token,
        lambda answer: answer.message,
        lambda answer: answer.text_field("id"),
        lambda answer: answer.find("id"),
        lambda answer: answer.gives_token(),
        lambda answer: answer.looks_like(an_answer()),
        lambda answer: an_answer().looks_like(answer),
    ],
    ids=["json", "token", "message", "field", "member", "gives-token", "like", "alike"],
)
def test_body_that_cannot_be_read_proves_nothing(read):
    with pytest.raises(Unproven) as caught:
        read(unread())

    assert str(caught.value) == (
        f"POST http://acme.test/api/users/login answered 200, and the body {UNREADABLE}"
    )


def test_status_of_a_body_that_cannot_be_read_is_known():
    assert not unread(status=401).succeeded
    assert unread(status=204).description() == f"204 (no Content-Type) (the body {UNREADABLE})"


def test_what_came_is_told_with_what_that_is():
    assert an_answer(status=204).broken("x", "that is number 1").came.endswith("; that is number 1")
    assert an_answer(status=204).broken("x").came == an_answer(status=204).description()

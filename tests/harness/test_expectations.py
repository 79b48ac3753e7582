import pytest

from harness.core.exchange import Request
from harness.core.outcomes import Broken
from harness.fixtures.expectations import (
    expect,
    expect_alike,
    expect_documented,
    expect_documented_refusal,
    expect_flags,
    expect_no_crash,
    expect_no_log_in,
    expect_no_token,
    expect_refused,
)
from tests.harness.making import an_answer

TOKEN = {"token": "an-access-token"}
FLAGS = {"is_credentials_login_enabled": True, "is_okta_login_enabled": False}
CDP_FLAGS = {"is_credentials_login_enabled": True, "is_oidc_login_enabled": False}
INVALID = {"message": "Invalid credentials have been provided"}
LOGGED_OUT = {"message": "Successfully logged-out"}


def options(json, product):
    return an_answer("getAuthenticationOptions", product=product, json=json)


KEPT = {
    "documented-status": (expect_documented, an_answer(json=TOKEN)),
    "documented-message": (expect_documented, an_answer("logout", product="cdp", json=LOGGED_OUT)),
    "flags-unwrapped": (expect_flags, options(FLAGS, "me")),
    "flags-missing-where-optional": (expect_flags, options({}, "me")),
    "flags-wrapped": (expect_flags, options({"authentication_options": CDP_FLAGS}, "cdp")),
    "documented-refusal": (expect_documented_refusal, an_answer(status=401, json=INVALID)),
    "any-refusal-where-silent": (
        expect_documented_refusal,
        an_answer(product="cdp", status=422, body=b"<html>"),
    ),
    "refused": (expect_refused, an_answer(status=404)),
    "log-in-refused": (expect_no_log_in, an_answer(status=500)),
    "no-token": (expect_no_token, an_answer(json={"token": " "})),
    "no-crash": (expect_no_crash, an_answer(status=499)),
}
BROKEN = {
    "another-status": (expect_documented, an_answer(status=201, json=TOKEN), "the documented 200"),
    "another-message": (
        expect_documented,
        an_answer("logout", product="cdp", json={"message": "bye"}),
        "the documented message 'Successfully logged-out'",
    ),
    "no-message": (
        expect_documented,
        an_answer("logout", product="cdp", json={}),
        "a JSON object with a string `message`",
    ),
    "flags-no-object": (expect_flags, options([], "me"), "a JSON object"),
    "flags-mistyped": (
        expect_flags,
        options(FLAGS | {"is_okta_login_enabled": "true"}, "me"),
        "a boolean `is_okta_login_enabled`",
    ),
    "flags-wrapped-where-plain": (
        expect_flags,
        options({"authentication_options": FLAGS}, "me"),
        "`is_credentials_login_enabled` unwrapped",
    ),
    "flags-plain-where-wrapped": (
        expect_flags,
        options(CDP_FLAGS, "cdp"),
        "an object `authentication_options`",
    ),
    "flag-missing": (
        expect_flags,
        options({"authentication_options": {"is_oidc_login_enabled": True}}, "cdp"),
        "`is_credentials_login_enabled` in `authentication_options`",
    ),
    "refusal-of-another-status": (
        expect_documented_refusal,
        an_answer(status=403, json=INVALID),
        "the documented 401 'Invalid credentials have been provided'",
    ),
    "refusal-of-another-message": (
        expect_documented_refusal,
        an_answer(status=401, json={"message": "no"}),
        "the documented 401 'Invalid credentials have been provided'",
    ),
    "refusal-with-a-token": (
        expect_documented_refusal,
        an_answer(status=401, json=INVALID | TOKEN),
        "no token",
    ),
    "success-where-silent": (
        expect_documented_refusal,
        an_answer(product="cdp", status=200, json={}),
        "a refusal (4xx)",
    ),
    "redirect": (expect_refused, an_answer(status=302), "a refusal (4xx)"),
    "crash": (expect_refused, an_answer(status=500), "a refusal (4xx)"),
    "refused-with-a-token": (expect_refused, an_answer(status=401, json=TOKEN), "no token"),
    "log-in": (expect_no_log_in, an_answer(status=204), "no log-in"),
    "log-in-by-a-crash": (expect_no_log_in, an_answer(status=500, json=TOKEN), "no token"),
    "token": (expect_no_token, an_answer(status=500, json=TOKEN), "no token"),
    "server-error": (expect_no_crash, an_answer(status=500), "no server error"),
    "token-for-nonsense": (expect_no_crash, an_answer(json=TOKEN), "no token"),
}


@pytest.mark.parametrize(("expectation", "answer"), KEPT.values(), ids=KEPT)
def test_expectation_is_met(expectation, answer):
    expectation(answer)


@pytest.mark.parametrize(("expectation", "answer", "expected"), BROKEN.values(), ids=BROKEN)
def test_expectation_is_not_met(expectation, answer, expected):
    with pytest.raises(Broken) as caught:
        expectation(answer)

    assert caught.value.expected == expected
    assert caught.value.came == answer.in_words()
    assert caught.value.exchange is answer.exchange


def test_form_of_a_documented_refusal_counts_against_the_exchange():
    html = (("Content-Type", "text/html"),)
    answer = an_answer(status=401, body=b"<html>", headers=html)

    with pytest.raises(Broken, match="the documented 401"):
        expect_documented_refusal(answer)

    assert answer.exchange.violations == ["media type is text/html, not application/json"]


def test_condition_that_holds_is_met():
    expect(condition=True, expected="anything", answer=an_answer())


def test_condition_that_does_not_hold_is_said_in_words():
    with pytest.raises(Broken, match="expected anything; came 200"):
        expect(condition=False, expected="anything", answer=an_answer())


def test_answers_that_look_the_same_are_alike():
    expect_alike(
        an_answer(status=401, json=INVALID, headers=(("Date", "Monday"),)),
        an_answer(status=401, json=INVALID, headers=(("Date", "Tuesday"),)),
    )


@pytest.mark.parametrize(
    "other",
    [
        an_answer(status=404, json=INVALID),
        an_answer(status=401, json={"message": "no such user"}),
        an_answer(status=401, body=b"", headers=(("Content-Type", "application/json"),)),
    ],
    ids=["status", "message", "body"],
)
def test_answers_that_differ_are_not_alike(other):
    with pytest.raises(Broken, match="the same answer as before: 401"):
        expect_alike(an_answer(status=401, json=INVALID), other)


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
        (an_answer(body=b"a\r\n  b"), "200 (no Content-Type) a b"),
        (an_answer(body=b"a" * 121), f"200 (no Content-Type) {'a' * 119}…"),
        (an_answer(body=b"\xff"), "200 (no Content-Type) \N{REPLACEMENT CHARACTER}"),
    ],
    ids=["no-body", "json", "one-line", "long", "no-text"],
)
def test_answer_in_a_few_words(answer, words):
    assert answer.in_words() == words


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

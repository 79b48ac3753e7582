"""What ended, what looks alike, and what a refusal only repeats."""

from __future__ import annotations

import json

import pytest

from harness.core.exchange import Request
from harness.core.outcomes import Broken, Unproven
from harness.fixtures.expectations import expect_alike
from harness.fixtures.gates import Gate
from harness.fixtures.tokens import Tokens
from harness.results.observed import without_token
from spec import specification
from tests.harness.making import a_target, an_answer

GENUINE, ENDED = "genuine-token", "ended-token"


def refusal(**members):
    return an_answer(status=401, json={"message": "no", **members})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"at": 1790000000}, {"at": 1790000001}),
        (
            {"id": "2f9bd8b0-6e3f-4d0b-9a6e-51c9d7f0a3b4"},
            {"id": "11111111-6e3f-4d0b-9a6e-51c9d7f0a3b4"},
        ),
        ({"trace": "00ff00ff00ff00ff"}, {"trace": "11ee11ee11ee11ee"}),
    ],
    ids=["time", "uuid", "hexadecimal"],
)
def test_ids_and_times_do_not_tell_answers_apart(first, second):
    expect_alike(refusal(**first), refusal(**second))


@pytest.mark.parametrize(
    "other",
    [
        refusal(hint="unknown address"),
        an_answer(status=404, json={"message": "no"}),
        an_answer(status=401, body=b'{"message": "no"}', headers=(("Content-Type", "text/plain"),)),
    ],
    ids=["body", "status", "media-type"],
)
def test_words_status_and_media_type_tell_answers_apart(other):
    with pytest.raises(Broken, match="the same answer"):
        expect_alike(refusal(), other)


def gate(opens_to):
    """A gate that opens to these tokens; None stands for any."""

    def send(token):
        opens = opens_to is None or token in opens_to
        return an_answer(status=200 if opens else 401, json={})

    return Gate("a gate", send, None)


def test_ended_token_that_is_refused_has_ended():
    one = gate({GENUINE})

    one.expect_end(one.send(ENDED), control=GENUINE)


def test_ended_token_that_passes_breaks():
    one = gate({GENUINE, ENDED})

    with pytest.raises(Broken, match="a refusal"):
        one.expect_end(one.send(ENDED), control=GENUINE)


def test_ended_token_proves_nothing_where_any_token_passes():
    one = gate(None)

    with pytest.raises(Unproven, match=r"token\.refuses-forged"):
        one.expect_end(one.send(ENDED), control=GENUINE)


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


class LogIn:
    """An API whose log-in gives one answer."""

    spec = specification.load("me")

    def __init__(self, answer):
        self._answer = answer

    def login(self, email, password):  # noqa: ARG002 - what is sent does not matter here
        return self._answer


def tokens_of(answer):
    target = a_target(product="me")
    return Tokens(LogIn(answer), target, frozenset(), ager=None, sso=None)  # type: ignore[arg-type]


def test_successful_log_in_without_a_token_is_kept_for_its_own_rule():
    tokens = tokens_of(an_answer(json={"token": ""}))

    with pytest.raises(Unproven, match=r"login\.issues-token"):
        tokens.fresh()

    assert without_token(tokens.without_token[0])["rule"] == "login.issues-token"


def test_refused_log_in_breaks_no_rule_of_its_own():
    tokens = tokens_of(an_answer(status=401, json={"message": "no"}))

    with pytest.raises(Unproven):
        tokens.fresh()

    assert not tokens.without_token

"""Each forgery says something else than the genuine token."""

import base64
import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.core.outcomes import Excluded
from harness.fixtures.tokens import random_like
from harness.generation import forged_tokens
from harness.generation.wrong_credentials import id_of

EXHAUSTIVE = settings(deadline=None, derandomize=True, max_examples=200)


def base64url(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def jwt_of(claims):
    parts = (json.dumps({"alg": "HS256", "typ": "JWT"}).encode(), json.dumps(claims).encode())
    return ".".join([*map(base64url, parts), base64url(b"\x81" * 32)])


JWT = jwt_of({"sub": "qa@acme.test", "exp": 1798761600})


def says(token):
    """Decode a token's parts as leniently as any reader does: by whole characters' bits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    plain = token.replace("+", "-").replace("/", "_").replace("=", "")
    parts = []
    for part in plain.split("."):
        bits = "".join(f"{alphabet.index(each):06b}" for each in part)
        parts.append(bits[: len(bits) // 8 * 8])
    return parts


TOKENS = st.one_of(
    st.binary(min_size=16, max_size=48).map(base64url),
    st.binary(min_size=16, max_size=48).map(bytes.hex),
    st.binary(min_size=16, max_size=48).map(lambda raw: base64.b64encode(raw).decode()),
    st.dictionaries(st.sampled_from(["sub", "exp", "jti"]), st.integers()).map(jwt_of),
)


@pytest.mark.parametrize(
    "forge", [*forged_tokens.FORGERIES, forged_tokens.with_any_character], ids=id_of
)
@EXHAUSTIVE
@given(token=TOKENS)
@example(token=JWT)
@example(token="a" * 32)
@example(token="0123456789abcdef" * 2)
def test_forged_token_says_something_else(forge, token):
    try:
        forged = forge(token)
    except Excluded:
        assert forge is forged_tokens.other_case
        assert token in {token.lower(), token.upper()}
        return

    assert forged
    is_hexadecimal = re.fullmatch("[0-9a-f]+", token) is not None
    assert forged != token if is_hexadecimal else says(forged) != says(token)


@given(token=TOKENS)
@EXHAUSTIVE
def test_random_token_has_the_form_of_the_genuine_one(token):
    forged = random_like(token)

    assert len(forged) == len(token)
    assert [each for each in forged if not each.isalnum()] == [
        each for each in token if not each.isalnum()
    ]


def test_middle_of_a_jwt_is_in_its_claims():
    header, _, signature = JWT.split(".")

    forged = forged_tokens.altered_in_the_middle(JWT).split(".")

    assert (forged[0], forged[2]) == (header, signature)


def test_other_case_is_of_letters_alone():
    assert forged_tokens.other_case("aB-1") == "Ab-1"


@pytest.mark.parametrize("token", ["0123abcdef", "0123ABCDEF", "17-17"])
def test_token_of_one_case_has_no_other(token):
    with pytest.raises(Excluded, match="have one case"):
        forged_tokens.other_case(token)


@pytest.mark.parametrize(("token", "padded"), [("abcdef", "abcdef=="), ("abcd", "abcd====")])
def test_hexadecimal_token_is_padded(token, padded):
    assert forged_tokens.padded(token) == padded


@pytest.mark.parametrize("token", ["token_of_base64", JWT])
def test_padding_may_say_nothing_elsewhere(token):
    with pytest.raises(Excluded, match="padding"):
        forged_tokens.padded(token)


def test_tail_is_of_another_session():
    assert forged_tokens.with_tail("aaaabbbb", "ccccdddd") == "aaaadddd"


def test_tokens_that_share_a_half_have_no_such_forgery():
    with pytest.raises(Excluded, match="share a half"):
        forged_tokens.with_tail("aaaabbbb", "ccccbbbb")


@EXHAUSTIVE
@given(TOKENS, st.integers(0, 10_000))
def test_character_altered_anywhere_says_something_else(token, position):
    forged = forged_tokens.altered_at(token, position)

    assert sum(one != other for one, other in zip(token, forged, strict=True)) == 1
    assert says(forged) != says(token)


def test_pattern_fits_the_token_it_was_made_of():
    assert forged_tokens.with_a_wildcard("aaaabbbb") == "aaaa%"
    assert forged_tokens.with_any_character("aaaabbbb") == "aaaa_bbb"


@pytest.mark.parametrize("token", ["a_a", "_"])
def test_no_character_is_replaced_by_itself(token):
    with pytest.raises(Excluded, match="too short"):
        forged_tokens.with_any_character(token.replace("a", "_"))


def test_what_stands_behind_a_null_is_added():
    assert forged_tokens.behind_a_null("aaaa") == "aaaa\0own"


@pytest.mark.parametrize(
    ("token", "altered"),
    [
        ("3f" * 16, "3f" * 15 + "3"),
        ("3f" * 15, "3f" * 14),
        ("3F" * 16, "3F" * 15),
    ],
)
def test_last_character_is_altered_where_it_says_something(token, altered):
    forged = forged_tokens.altered_at_the_end(token)

    assert forged.startswith(altered)
    assert forged != token
    assert (forged[-1] == token[-1]) is (len(altered) < len(token) - 1)

"""Each forgery says something else than the genuine token."""

import base64
import hmac
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.core.outcomes import Excluded
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


def claims_of(part):
    return json.loads(base64.urlsafe_b64decode(part + "==="))


TOKENS = st.one_of(
    st.binary(min_size=16, max_size=48).map(base64url),
    st.binary(min_size=16, max_size=48).map(bytes.hex),
    st.binary(min_size=16, max_size=48).map(lambda raw: base64.b64encode(raw).decode()),
    st.dictionaries(st.sampled_from(["sub", "exp", "jti"]), st.integers()).map(jwt_of),
)


@pytest.mark.parametrize("forge", forged_tokens.FORGERIES, ids=id_of)
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
    assert says(forged) != says(token)


@given(token=TOKENS)
@EXHAUSTIVE
def test_random_token_has_the_form_of_the_genuine_one(token):
    forged = forged_tokens.random_like(token)

    assert len(forged) == len(token)
    assert [each for each in forged if not each.isalnum()] == [
        each for each in token if not each.isalnum()
    ]


def test_middle_of_a_jwt_is_in_its_claims():
    header, _, signature = JWT.split(".")

    forged = forged_tokens.altered_in_the_middle(JWT).split(".")

    assert (forged[0], forged[2]) == (header, signature)


@pytest.mark.parametrize(
    ("sign", "key"),
    [(forged_tokens.signed_with_nothing, b""), (forged_tokens.signed_with_a_word, b"secret")],
)
def test_token_is_signed_with_a_key_that_anyone_may_guess(sign, key):
    said, _, signature = sign(JWT).rpartition(".")

    digest = hmac.digest(key, said.encode(), "sha256")
    assert signature == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_resigned_token_claims_the_same_by_another_signature():
    header, claims, signature = forged_tokens.resigned(JWT).split(".")

    assert json.loads(base64.urlsafe_b64decode(header + "==="))["alg"] == "HS256"
    assert json.loads(base64.urlsafe_b64decode(claims + "==="))["sub"] == "qa@acme.test"
    assert signature
    assert signature != JWT.split(".")[2]


@pytest.mark.parametrize(
    ("forge", "algorithm"),
    [
        (forged_tokens.unsigned, "none"),
        (forged_tokens.unsigned_in_capitals, "NONE"),
        (forged_tokens.unsigned_in_mixed_case, "nOnE"),
        (forged_tokens.signature_left_out, "HS256"),
    ],
    ids=["none", "capitals", "mixed", "left-out"],
)
def test_signature_is_left_out_under_a_claim(forge, algorithm):
    header, claims, signature = forge(JWT).split(".")

    assert json.loads(base64.urlsafe_b64decode(header + "==="))["alg"] == algorithm
    assert (claims_of(claims), signature) == (claims_of(JWT.split(".")[1]), "")


def test_other_case_is_of_letters_alone():
    assert forged_tokens.other_case("aB-1") == "Ab-1"


@pytest.mark.parametrize("token", ["0123abcdef", "0123ABCDEF", "17-17"])
def test_token_of_one_case_has_no_other(token):
    with pytest.raises(Excluded, match="have one case"):
        forged_tokens.other_case(token)


@pytest.mark.parametrize("forge", forged_tokens.JWT_FORGERIES, ids=id_of)
@pytest.mark.parametrize(
    "token", ["an-opaque-token", "a.b", "a.b.c", "W10.W10.c", "é.é.é", "17.17.17"]
)
def test_opaque_token_has_no_signature_to_forge(forge, token):
    with pytest.raises(Excluded, match="opaque, not JWT"):
        forge(token)


def test_changed_claim_keeps_the_signature():
    header, claims, signature = forged_tokens.changed_claim(JWT).split(".")

    assert claims_of(claims)["exp"] == claims_of(JWT.split(".")[1])["exp"] + 31_536_000
    assert claims_of(header) == claims_of(JWT.split(".")[0])
    assert signature == JWT.split(".")[2]


def test_claim_to_live_is_made_where_there_was_none():
    claims = claims_of(forged_tokens.changed_claim(jwt_of({"sub": "x"})).split(".")[1])

    assert claims["sub"] == "x"
    assert claims["exp"] > 4_000_000_000


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

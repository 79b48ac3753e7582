"""Each forged JSON Web Token says what it should, and is signed by nobody who may."""

import base64
import json

import pytest

from harness.core.outcomes import Excluded
from harness.generation import forged_jwts
from harness.generation.wrong_credentials import id_of
from tests.harness.generation.test_forged_tokens import JWT, jwt_of

EVERY = (
    *forged_jwts.SHORT,
    *forged_jwts.FORGERIES,
    *forged_jwts.OF_GATE,
    *forged_jwts.OF_REFRESH,
    *forged_jwts.TURNS,
)
OF_ITS_KEY = "signed-with-a-guess"
"""Can only be made where the key is one that is guessed."""


def part(token, index):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[index] + "==="))


@pytest.mark.parametrize("forge", EVERY, ids=id_of)
@pytest.mark.parametrize(
    "token", ["an-opaque-token", "a.b", "a.b.c", "W10.W10.c", "é.é.é", "17.17.17"]
)
def test_opaque_token_has_no_signature_to_forge(forge, token):
    with pytest.raises(Excluded, match="opaque, not JWT"):
        forge(token)


@pytest.mark.parametrize("forge", [each for each in EVERY if id_of(each) != OF_ITS_KEY], ids=id_of)
def test_forged_token_is_another_that_a_header_carries(forge):
    forged = forge(JWT)

    assert forged != JWT
    assert forged.isascii()
    assert forged.isprintable()


def test_forgeries_differ():
    made = [forge(JWT) for forge in EVERY if id_of(forge) != OF_ITS_KEY]

    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("forge", "algorithm"),
    [
        (forged_jwts.unsigned, "none"),
        (forged_jwts.unsigned_in_capitals, "NONE"),
        (forged_jwts.unsigned_in_mixed_case, "nOnE"),
        (forged_jwts.unsigned_in_title_case, "None"),
        (forged_jwts.algorithm_null, None),
        (forged_jwts.signature_left_out, "HS256"),
    ],
    ids=["none", "capitals", "mixed", "title", "null", "left-out"],
)
def test_signature_is_left_out_under_a_claim(forge, algorithm):
    forged = forge(JWT)

    assert part(forged, 0)["alg"] == algorithm
    assert (part(forged, 1), forged.split(".")[2]) == (part(JWT, 1), "")


def test_algorithm_is_left_out():
    assert part(forged_jwts.algorithm_left_out(JWT), 0) == {"typ": "JWT"}


@pytest.mark.parametrize(
    ("forge", "claims"),
    [
        (forged_jwts.changed_claim, {"sub": "qa@acme.test", "exp": 1798761600 + 31_536_000}),
        (forged_jwts.another_subject, {"sub": "1", "exp": 1798761600}),
        (forged_jwts.expiry_left_out, {"sub": "qa@acme.test"}),
        (forged_jwts.expiry_null, {"sub": "qa@acme.test", "exp": None}),
        (forged_jwts.expiry_as_text, {"sub": "qa@acme.test", "exp": "never"}),
    ],
    ids=["changed", "subject", "left-out", "null", "text"],
)
def test_claims_change_under_the_old_signature(forge, claims):
    forged = forge(JWT)

    assert part(forged, 1) == claims
    assert part(forged, 0) == part(JWT, 0)
    assert forged.split(".")[2] == JWT.split(".")[2]


def test_claim_to_live_is_made_where_there_was_none():
    assert part(forged_jwts.changed_claim(jwt_of({"sub": "x"})), 1)["exp"] > 4_000_000_000


@pytest.mark.parametrize(
    ("claims", "ends"),
    [
        ({"iat": 100_000, "exp": 128_800}, {"iat": 67_600, "exp": 96_400}),
        ({"exp": 128_800}, {"exp": 96_400}),
        ({"sub": "x"}, {"sub": "x", "exp": 1_000_000_000}),
    ],
    ids=["both", "end-alone", "none"],
)
def test_expired_token_ended_an_hour_before_it_began(claims, ends):
    token = jwt_of(claims)

    assert part(forged_jwts.expired(token), 1) == ends
    assert part(forged_jwts.expired_and_unsigned(token), 1) == ends


def test_signature_is_cut_by_whole_bytes():
    signature = forged_jwts.signature_cut(JWT).split(".")[2]

    assert base64.urlsafe_b64decode(signature + "===") == b"\x81" * 16


def test_signature_that_is_none_can_not_be_cut():
    with pytest.raises(Excluded, match="not in base64url"):
        forged_jwts.signature_cut(JWT.rpartition(".")[0] + ".a")


def test_signature_of_another_session_is_put_under_it():
    other = JWT[:-2] + "AA"

    forged = forged_jwts.signature_of_another(JWT, other)

    assert forged.split(".")[:2] == JWT.split(".")[:2]
    assert forged.split(".")[2] == other.split(".")[2]

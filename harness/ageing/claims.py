"""What a token says of itself, where it is a JSON Web Token (RFC 7519 §4.1).

Claims are evidence, and no proof: an instance may refuse a token before its ``exp``, or accept it
long after.
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta


def claimed_lifetime(token: str) -> timedelta | None:
    """Return the time between ``iat`` and ``exp``; None where the token tells neither."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return timedelta(seconds=claims["exp"] - claims["iat"])
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None

"""JSON that comes from outside: read, or refused in one way."""

from __future__ import annotations

import json


def parsed(text: str | bytes) -> object:
    """Read JSON; ValueError where it is none, of no known encoding, or nested too deeply."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None

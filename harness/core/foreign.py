"""Text of others that should be a number, a moment or a URL: read, or refused in one way.

An instance, a proxy or a mail may write anything there. ``int``, ``float``, the date parsers and
the URL parsers of Python each raise, or take, something that their callers do not expect: ``²`` is
a digit, a number may have more digits than ``int`` converts, a year may be past 9999, a bracket may
have no partner. So nothing else of the harness hands such text to them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from urllib.parse import SplitResult, urlsplit

LARGEST_NUMBER = 10**18
"""What a longer number is taken for: still a number of seconds or bytes, larger than any meant."""
LONGEST_DATE = 64
"""Characters; the longest form of RFC 9110 §5.6.7 has 33."""
_WHOLE = re.compile(r"-?[0-9]+")


def whole_number(text: str) -> int | None:
    """Read a whole number in ASCII digits; None where it is none.

    One beyond :data:`LARGEST_NUMBER` is taken for that.
    """
    text = text.strip(" \t")
    if not _WHOLE.fullmatch(text):
        return None
    digits = text.lstrip("-").lstrip("0")
    size = int(digits or "0") if len(digits) <= 18 else LARGEST_NUMBER
    return -size if text.startswith("-") else size


def moment_of(text: str) -> datetime | None:
    """Read a date of HTTP or of a mail (RFC 9110 §5.6.7); None where it names no moment in UTC.

    One without a zone is taken for UTC. Years up to 9999 are known.
    """
    if len(text) > LONGEST_DATE or not text.isascii():
        return None
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        year, month, day, hour, minute, second = parts[:6]
        stated = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return stated - timedelta(seconds=parts[9] or 0)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def url_of(text: str) -> SplitResult | None:
    """Take a URL apart; None where it is none, as where a bracket has no partner."""
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts

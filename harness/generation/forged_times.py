"""Tokens that tell another time than the issued one, where one tells a time beside its signature.

A token may be parted: ``user:time:signature``, ``payload.time.signature``, or JSON beside its
signature. Where the signature does not cover the time, everybody prolongs a token. Nothing else of
such a token is altered for its own sake: that a label says otherwise, such as the version of its
form or the name of a node, makes no other token of it. JSON Web Tokens have forgeries of their own.
"""

from __future__ import annotations

import base64
import re
import string
from typing import TYPE_CHECKING

from harness.ageing.claims import jwt_of
from harness.core import clock
from harness.core.outcomes import Excluded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DAY = 86_400
_NEAR = 2 * _DAY
"""Seconds from now within which a live token was given, and ends."""
_UNITS = (1, 10**3, 10**6, 10**9)
"""Of a second, in which times are told."""
_FIRST_OF_CLASS = frozenset("0aA")
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_DECIMAL = re.compile(r"(?<![0-9])[0-9]{10,19}(?![0-9])")
_DATE = re.compile(
    r"20[0-9]{2}-?[01][0-9]-?[0-3][0-9][T ]?[0-2][0-9][:.]?[0-5][0-9][:.]?[0-5][0-9]"
)
_SHORT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{5,16}(?![A-Za-z0-9])")
_SHORT_BASE64 = re.compile(r"(?<![\w-])[\w-]{5,12}(?![\w-])", re.ASCII)
_LONG_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def time_altered(token: str) -> str:
    """Alter the first time that it tells: by seconds, to an earlier one."""
    return next(_others(token), None) or _none()


def last_time_altered(token: str) -> str:
    """Alter the last, where it tells several: when it was given, and when it ends."""
    others = list(_others(token))
    return others[-1] if len(others) > 1 else _none()


FORGERIES: tuple[Callable[[str], str], ...] = (time_altered, last_time_altered)
"""Each makes a token that tells another time; Excluded where a token tells none."""


def _others(token: str) -> Iterator[str]:
    """Yield the token with each of its times altered, in their order."""
    if jwt_of(token) is not None:
        return
    at_least_one = False
    for begin, end in sorted(_times(token)):
        at_least_one = True
        yield token[:begin] + _earlier(token[begin:end]) + token[end:]
    if not at_least_one:
        yield from _others_within(token)


def _others_within(token: str) -> Iterator[str]:
    """Yield the same for times in texts that stand in it in base64."""
    for match in _LONG_BASE64.finditer(token):
        text = _unpacked(match[0])
        for begin, end in sorted(_times(text)):
            other = text[:begin] + _earlier(text[begin:end]) + text[end:]
            yield token[: match.start()] + _packed(other, match[0]) + token[match.end() :]


def _times(text: str) -> set[tuple[int, int]]:
    """Return where times stand, in any of the ways in which they are written."""
    spans = {match.span() for match in _DATE.finditer(text)}
    spans |= {each.span() for each in _DECIMAL.finditer(text) if _is_near(int(each[0]))}
    taken = list(spans)
    for pattern, readings in ((_SHORT, _of_digits), (_SHORT_BASE64, _of_bytes)):
        for match in pattern.finditer(text):
            is_free = all(end <= match.start() or match.end() <= begin for begin, end in taken)
            if is_free and any(map(_is_near, readings(match[0]))):
                spans.add(match.span())
    return spans


def _is_near(value: int) -> bool:
    now = clock.now().timestamp()
    return any(abs(value / unit - now) < _NEAR for unit in _UNITS)


def _of_digits(text: str) -> Iterator[int]:
    """Read a text of letters and digits as a number of 16, 36 or 62 digits; a word is none."""
    if not any(each.isdigit() for each in text):
        return
    if set(text) <= set(string.hexdigits):
        yield int(text, 16)
    if text in {text.lower(), text.upper()}:
        yield int(text, 36)
    number = 0
    for each in text:
        number = number * len(_BASE62) + _BASE62.index(each)
    yield number


def _of_bytes(text: str) -> Iterator[int]:
    """Read a text in base64url as the bytes of a number."""
    if len(text) % 4 != 1:
        yield int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _earlier(text: str) -> str:
    """Put a lower digit or letter of its kind there: the last but one, if there is a lower one.

    The last may hold bits that say nothing.
    """
    places = [at for at in range(len(text) - 2, -1, -1) if text[at].isalnum()]
    at = next((each for each in places if text[each] not in _FIRST_OF_CLASS), None)
    if at is None:
        return text[:-2] + chr(ord(text[-2]) + 1) + text[-1]
    return text[:at] + chr(ord(text[at]) - 1) + text[at + 1 :]


def _unpacked(packed: str) -> str:
    """Return the text that stands there in base64; nothing where there is none."""
    said = packed.rstrip("=").translate(_TO_PLAIN)
    if len(said) % 4 == 1:
        return ""
    text = base64.b64decode(said + "=" * (-len(said) % 4)).decode("ascii", "replace")
    return text if text.isascii() and text.isprintable() else ""


def _packed(text: str, like: str) -> str:
    """Write a text in base64, as another one is written."""
    packed = base64.b64encode(text.encode()).decode()
    if set(like) & set("-_"):
        packed = packed.translate(_TO_URL)
    return packed if like.endswith("=") else packed.rstrip("=")


def _none() -> str:
    raise Excluded("", "tokens of this instance tell no time")


_TO_PLAIN = str.maketrans("-_", "+/")
_TO_URL = str.maketrans("+/", "-_")

"""Days and moments, in the forms that pages show them in.

They are read as ISO 8601, as day, month and year with points between (``24.12.2030 18:00``), and as
mails have them (RFC 5322); made later, they keep their form. A form that may be read in two ways,
as ``03/04/2030``, is read in none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from harness.core.foreign import moment_of

_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})\.(?P<gap> ?)(?P<month>\d{1,2})\.(?P=gap)(?P<year>\d{4})"
    r"(?P<between>,? )?(?P<time>\d{1,2}:\d\d(:\d\d)?)?"
)
_OF_MAILS = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|GMT|UTC|Z)"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?")
_MONTHS = (
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|"
    r"oct(ober)?|nov(ember)?|dec(ember)?)"
)
_UNREAD = re.compile(
    r"(?i)\d{1,4}/\d{1,2}/\d{1,4}( .*)?|"
    rf"(\d{{1,2}}\.?[ -])?{_MONTHS}\.?[ ,-]+(\d{{1,2}}(st|nd|rd|th)?,? )?\d{{2,4}}\b.*"
)
_SECONDS = range(10**9, 4 * 10**9)
"""Seconds since 1970, of moments from 2001 to 2096; a thousand times as many, milliseconds."""
_NAMES_TIME = re.compile(
    r"(?i)(_|^)(at|on|date|time|timestamp|ts|since|until|from|to)$|At$|Time$|Date$"
)


def moment(value: object) -> datetime | None:
    """Return the moment that a text names; None where it names none. Without a zone: UTC."""
    if not isinstance(value, str) or not len("1.1.2030") <= len(value) <= len("2030-") * 13:
        return None
    if (parts := _DAY_FIRST.fullmatch(value)) is not None:
        return _day_first(parts)
    if _OF_MAILS.fullmatch(value):
        return moment_of(value)
    if len(value) < len("2030-01-01"):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def is_unread_moment(value: object) -> bool:
    """Whether a text may name a day in a form that is not read: its order can't be told."""
    if not isinstance(value, str) or moment(value) is not None:
        return False
    return len(value) <= 64 and _UNREAD.fullmatch(value) is not None


def is_stamp(name: str, value: object) -> bool:
    """Whether a number counts the seconds or milliseconds since 1970, as far as one can tell."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(_NAMES_TIME.search(name)) and (value in _SECONDS or value // 1000 in _SECONDS)


def later(name: str, value: object, days: int) -> object:
    """Return a day or moment that many days later, in its own form; any other value as it is."""
    if is_stamp(name, value):
        assert isinstance(value, int | float)
        return value + days * 86400 * (1 if value in _SECONDS else 1000)
    then = moment(value)
    if then is None or not isinstance(value, str):
        return value
    try:
        then += timedelta(days=days)
    except OverflowError:
        return value
    if (parts := _DAY_FIRST.fullmatch(value)) is not None:
        width = max(len(parts["day"]), len(parts["month"]))
        day, month = f"{then.day:0{width}}", f"{then.month:0{width}}"
        rest = (parts["between"] or "") + (parts["time"] or "")
        return f"{day}.{parts['gap']}{month}.{parts['gap']}{then.year}{rest}"
    if _OF_MAILS.fullmatch(value):
        return format_datetime(then, usegmt="GMT" in value)
    return f"{then:%Y-%m-%d}{value[10:]}" if _ISO.fullmatch(value) else value


def _day_first(parts: re.Match[str]) -> datetime | None:
    numbers = [int(parts[each]) for each in ("year", "month", "day")]
    clock = [int(each) for each in (parts["time"] or "0:0").split(":")]
    try:
        return datetime(*numbers, *clock, tzinfo=UTC)  # type: ignore[arg-type, misc]
    except ValueError:
        return None

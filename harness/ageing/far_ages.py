"""Ages far beyond a boundary, at which a careless reckoning of time comes round again.

An age that is reckoned round and round takes a token that is as old as the period and an hour more
for one of an hour. So a token is used an hour after the period, and refreshed an hour and a
lifetime after it: there, both its age and the time since its expiry have come round.
"""

from __future__ import annotations

import calendar
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from harness.core import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.ageing.age import Window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST = timedelta(seconds=2**31)
"""From which on a number of seconds needs more than 31 bits."""


_OF_DAYS = ("time-of-day", "day-of-week", "day-of-month", "day-of-year")


class FarAge(NamedTuple):
    """A period after which a reckoning of time comes round."""

    name: str
    period: timedelta

    def at_gate(self) -> timedelta:
        """Return the age at which a token would authenticate once more."""
        return self.period + HOUR

    def at_refresh(self, lifetime: timedelta) -> timedelta:
        """Return the age at which it would be refreshed once more."""
        return self.at_gate() + lifetime


def far_ages(now: datetime | None = None) -> tuple[FarAge, ...]:
    """Return the periods that are plausible, the shortest first.

    A clock of twelve hours; seconds in 16 bits; of a moment no more than the time of day, the day
    of the week, of the month, or the day of the year; milliseconds in 32 bits, signed (there it is
    no period, but all that is beyond is taken for negative) and not; seconds in as many, likewise,
    by which a token that old was also given, and expired, before there were any (1970).
    """
    now = now or clock.now()
    periods = {
        "half-day": DAY / 2,
        "16-bits-of-seconds": timedelta(seconds=2**16),
        "time-of-day": DAY,
        "day-of-week": 7 * DAY,
        "day-of-month": now - _months_before(now, 1),
        "31-bits-of-milliseconds": timedelta(milliseconds=2**31) + DAY,
        "32-bits-of-milliseconds": timedelta(milliseconds=2**32),
        "day-of-year": now - _months_before(now, 12),
        "31-bits-of-seconds": timedelta(seconds=2**31),
    }
    ages = (FarAge(name, period) for name, period in periods.items())
    return tuple(sorted(ages, key=lambda each: each.period))


def drawn(seed: object, boundary: Window, lifetime: timedelta) -> timedelta:
    """Draw an age far beyond a boundary of a token's life: the same one for the same seed.

    None for which an ager would be told of more seconds at once than 31 bits hold.
    """
    is_refresh = boundary.boundary > lifetime
    near = [each for each in far_ages() if each.period < LONGEST]
    among = [each.at_refresh(lifetime) if is_refresh else each.at_gate() for each in near]
    chosen: timedelta = random.Random(str(seed)).choice(_beyond(among, boundary))  # noqa: S311
    return chosen


def drawn_days(seed: object) -> timedelta:
    """Draw an age of whole days and an hour: a day, a week, a month, or a year and the hour.

    At each, the time of day has come round, which is what is mistaken for an age most often; only a
    day old is what an instance that forgets old sessions still knows.
    """
    ages = [each.at_gate() for each in far_ages() if each.name in _OF_DAYS]
    chosen: timedelta = random.Random(f"days {seed}").choice(ages)  # noqa: S311
    return chosen


def middle_ages(seed: object, upto: timedelta, begin: timedelta = timedelta(0)) -> list[timedelta]:
    """Return an age within each hour of a token's life between two boundaries, by the seed.

    They leave no hole of two hours. The first and the last minutes are for the boundaries to show.
    """
    draw, hours = random.Random(f"middle {seed}"), int((upto - begin) / HOUR)  # noqa: S311
    return [begin + hour * HOUR + timedelta(minutes=draw.randint(3, 57)) for hour in range(hours)]


def _beyond(ages: Iterable[timedelta], window: Window) -> list[timedelta]:
    return [each for each in ages if each > window.low] or [window.edge]


def _months_before(now: datetime, months: int) -> datetime:
    """Return the same day and time so many months ago, or the last day that month had."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)

"""The time that the suite goes by, and how far an instance's clock is from it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import cache

from harness.core.errors import BadTarget

VARIABLE = "MEIRO_CLOCK"
"""Seconds by which the suite's clock is moved, so that a night can be rehearsed in a minute."""
FURTHEST = timedelta(days=3_650)
"""Either way: further off, a date that is reckoned from it might be none of the calendar's."""
LONGEST_SHOWN = 40
"""Characters of a value in a line."""


def now() -> datetime:
    """Return the time in UTC; BadTarget where the environment moves it by no number."""
    return datetime.now(UTC) + _moved_by(os.environ.get(VARIABLE, "0"))


@cache
def _moved_by(text: str) -> timedelta:
    try:
        moved = timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
        raise BadTarget(f"{VARIABLE}: {shown!r} is no number of seconds") from None
    if abs(moved) > FURTHEST:
        raise BadTarget(f"{VARIABLE}: moves the clock by more than {FURTHEST.days} days")
    return moved


def duration_in_words(duration: timedelta) -> str:
    """Say a duration in hours and minutes; in seconds, where it is under two minutes."""
    seconds = int(abs(duration.total_seconds()))
    hours, minutes = divmod(seconds // 60, 60)
    if seconds < 120:
        return f"{seconds} s"
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part)


def utc_now() -> str:
    """Return the time as results.json writes it."""
    return timestamp(now())


def timestamp(moment: datetime) -> str:
    """Write a moment as results.json does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def in_utc(moment: datetime) -> str:
    """Say a moment by hours and minutes, and by its day where it is not today."""
    form = "%H:%M" if moment.date() == now().date() else "%Y-%m-%d %H:%M"
    return moment.strftime(form)

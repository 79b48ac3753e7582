"""The time that the suite goes by, and how far an instance's clock is from it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING

from harness.tables import BadTarget

if TYPE_CHECKING:
    from harness.exchange import Exchange

VARIABLE = "MEIRO_CLOCK"
"""Seconds by which the suite's clock is moved, so that a night can be rehearsed in a minute."""


def now() -> datetime:
    """Return the time in UTC; BadTarget where the environment moves it by no number."""
    return datetime.now(UTC) + _moved_by(os.environ.get(VARIABLE, "0"))


@cache
def _moved_by(text: str) -> timedelta:
    try:
        return timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        raise BadTarget(f"{VARIABLE}: {text!r} is no number of seconds") from None


def offset_of(exchange: Exchange) -> timedelta | None:
    """Return by how much the instance's clock is ahead of ours; None where it tells no time.

    The ``Date`` header (RFC 9110 §6.6.1) is a second wide, and the answer was made at some moment
    between the two that we know: the middle of both is taken.
    """
    try:
        told = parsedate_to_datetime(exchange.header("Date") or "")
    except ValueError:
        return None
    middle = exchange.started + timedelta(seconds=exchange.seconds / 2)
    return told.replace(tzinfo=told.tzinfo or UTC) + timedelta(seconds=0.5) - middle


def in_words(duration: timedelta) -> str:
    """Say a duration in hours and minutes; in seconds, where it is under two minutes."""
    seconds = int(abs(duration.total_seconds()))
    hours, minutes = divmod(seconds // 60, 60)
    if seconds < 120:
        return f"{seconds} s"
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part)

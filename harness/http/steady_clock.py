"""Whether an instance's clock runs beside ours, as the ``Date`` of its answers shows.

Each answer tells its clock to the second. Replicas whose clocks differ, a clock that drifts or is
set, and one that is told by nobody are no clocks by which a second can be told from the next.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from harness.core.foreign import moment_of

if TYPE_CHECKING:
    from harness.core.exchange import Exchange

A_SECOND = timedelta(seconds=1)
FEWEST = 20
"""Answers that must have told the same clock."""


class SteadyClock:
    """What the answers of a run tell of the instance's clock."""

    def __init__(self) -> None:
        self._told = 0
        self._is_silent = False
        self._least: timedelta | None = None
        """By how much, at least and at most, the instance's clock is ahead of ours."""
        self._most: timedelta | None = None

    def note(self, exchange: Exchange) -> None:
        """Take note of an answer of the instance."""
        told = moment_of(exchange.header("Date") or "")
        if told is None:
            self._is_silent = True
            return
        received = exchange.started + timedelta(seconds=exchange.seconds)
        # It may be a second old: servers write it once a second.
        least, most = told - received, told + 2 * A_SECOND - exchange.started
        self._told += 1
        self._least = least if self._least is None else max(self._least, least)
        self._most = most if self._most is None else min(self._most, most)

    @property
    def offset(self) -> timedelta | None:
        """By how much the instance's clock is ahead of ours; None where it is not steady."""
        if self._least is None or self._most is None or self._is_silent:
            return None
        if self._told < FEWEST or self._least > self._most:
            return None
        return (self._least + self._most) / 2

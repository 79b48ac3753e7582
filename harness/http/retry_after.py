"""When an instance wants to be left alone: 429 and ``Retry-After`` (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.foreign import moment_of, whole_number
from harness.core.outcomes import LimitReached

if TYPE_CHECKING:
    from harness.core.exchange import Exchange

LONGEST_PAUSE = 30.0
"""Seconds that are waited for, in one exchange; while a longer pause is on, nothing is sent."""
LONGEST_MEANT = 366 * 24 * 3600
"""Seconds; a larger number is no pause."""
MOST_WAITED = 30.0
"""Seconds that are waited for in all: after 429, while no pause helps."""
USUAL_PAUSE = 1.0
"""Seconds, where an instance asks for a pause and does not say how long."""


class Pauses:
    """What one instance asked for."""

    def __init__(self) -> None:
        self._silent_until = 0.0
        self._words = ""
        self._waited = {True: 0.0, False: 0.0}
        """Seconds, by whether 429 asked for them."""

    def require_over(self) -> None:
        """Make sure that no pause is on; LimitReached where one is."""
        if time.monotonic() < self._silent_until:
            raise LimitReached(self._words)

    def take(self, exchange: Exchange) -> None:
        """Wait as long as a refusal asks for; LimitReached, here and from now on, where it is long.

        One that asks for no time gets the usual pause. LimitReached too where much was waited for.
        """
        seconds = seconds_asked(exchange)
        if seconds is not None and seconds > LONGEST_PAUSE:
            self._silent_until = time.monotonic() + seconds
            until = clock.now() + timedelta(seconds=seconds)
            self._words = (
                f"the instance answered {exchange.status} and asked to be left alone until "
                f"{until:%H:%M:%S} UTC (Retry-After): run it less often"
            )
            raise LimitReached(self._words)
        seconds = USUAL_PAUSE if seconds is None else seconds
        is_limit = exchange.status == 429
        waited = self._waited[is_limit]
        if waited + seconds > MOST_WAITED:
            raise LimitReached(
                f"the instance answered {exchange.status} and asked for a pause (Retry-After): "
                f"{waited:.0f} s were waited for in all, and no more are"
            )
        self._waited[is_limit] += seconds
        time.sleep(seconds)

    def helped(self) -> None:
        """Take note that an answer came after a pause that 429 asked for."""
        self._waited[True] = 0.0


def seconds_asked(exchange: Exchange) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, given as such or as a date; else None.

    What is no whole number and no date asks for no time, nor does a number of more seconds than a
    year has, such as a moment in milliseconds since 1970.
    """
    asked = exchange.header("Retry-After") or ""
    seconds = whole_number(asked)
    if seconds is not None:
        return float(seconds) if 0 <= seconds <= LONGEST_MEANT else None
    moment = moment_of(asked)
    if moment is None:
        return None
    offset = exchange.clock_offset or timedelta(0)
    seconds_left = (moment - clock.now() - offset).total_seconds()
    return min(max(0.0, seconds_left), float(LONGEST_MEANT))

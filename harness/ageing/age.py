"""The age of a token, and the ages at which one proves something."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spec.specification import Specification

SPREAD = timedelta(minutes=29)
"""How far from a boundary, beyond the skew, a specimen still proves that it is there."""
_AIM = timedelta(minutes=9)
HALF_WAY = timedelta(hours=1)
"""After it was given: a use from then on would show that it prolongs a token's life."""


def windows_of(spec: Specification, skew: timedelta) -> list[Window]:
    """Return the ages that prove something: before and after each boundary of a token's life."""
    made = []
    for boundary in (spec.token_lifetime, spec.token_lifetime + spec.refresh_window):
        low, high = boundary - skew, boundary + skew
        made.append(Window(boundary, low - SPREAD, low, low - _AIM))
        made.append(Window(boundary, high, high + SPREAD, high + _AIM))
    return made


class Age(NamedTuple):
    """Between what bounds the age of a token lies, at one exchange."""

    least: timedelta
    most: timedelta

    def is_within(self, low: timedelta, high: timedelta) -> bool:
        """Whether the age lies there for certain."""
        return low <= self.least and self.most <= high


class Window(NamedTuple):
    """The ages at which a token proves something of one boundary of its life."""

    boundary: timedelta
    low: timedelta
    high: timedelta
    best: timedelta
    """The age that a plan aims at."""

    @property
    def is_before(self) -> bool:
        """Whether it lies before the boundary, where the token must still be good."""
        return self.high < self.boundary

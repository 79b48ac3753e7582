"""The age of a token, and the ages at which one proves something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spec.specification import Specification

SPREAD = timedelta(minutes=29)
"""How far from a boundary, beyond the skew, a stored token still proves that it is there."""
_AIM = timedelta(minutes=9)
EARLIEST_TELLING_USE = timedelta(hours=1)
"""After it was given: a use from then on would show that it prolongs a token's life."""


class Moment(Enum):
    """A moment of a token's life at which it proves something, told by its boundaries."""

    BEFORE_EXPIRY = "before_expiry"
    AFTER_EXPIRY = "after_expiry"
    BEFORE_REFRESH_ENDS = "before_refresh_ends"
    AFTER_REFRESH_ENDED = "after_refresh_ended"
    LONG_AFTER_EXPIRY = "long_after_expiry"
    LONG_AFTER_REFRESH_ENDED = "long_after_refresh_ended"
    DAYS_AFTER_EXPIRY = "days_after_expiry"
    """Far beyond the boundary, where a source can give a token of any age: there a reckoning of
    time may come round again; by days, that of the time of day for certain. Elsewhere as the
    moment after that boundary."""


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

    @property
    def edge(self) -> timedelta:
        """The age nearest to the boundary."""
        return self.high if self.is_before else self.low


@dataclass(frozen=True)
class Windows:
    """The window of each moment; the skew around a boundary lies in none."""

    before_expiry: Window
    after_expiry: Window
    before_refresh_ends: Window
    after_refresh_ended: Window

    @classmethod
    def of(cls, spec: Specification, skew: timedelta) -> Windows:
        """Return the windows of a product's tokens, on an instance whose clock may differ so."""
        lifetime, end = spec.token_lifetime, spec.token_lifetime + spec.refresh_window
        return cls(
            _before(lifetime, skew), _after(lifetime, skew), _before(end, skew), _after(end, skew)
        )

    @property
    def long_after_expiry(self) -> Window:
        """What proves as much where tokens wait until they are old enough."""
        return self.after_expiry

    @property
    def days_after_expiry(self) -> Window:
        """The same, by whole days."""
        return self.after_expiry

    @property
    def long_after_refresh_ended(self) -> Window:
        """The same, of the other boundary."""
        return self.after_refresh_ended

    def at(self, moment: Moment) -> Window:
        """Return the window of a moment."""
        window: Window = getattr(self, moment.value)
        return window


def _before(boundary: timedelta, skew: timedelta) -> Window:
    high = boundary - skew
    return Window(boundary, high - SPREAD, high, high - _AIM)


def _after(boundary: timedelta, skew: timedelta) -> Window:
    low = boundary + skew
    return Window(boundary, low, low + SPREAD, low + _AIM)

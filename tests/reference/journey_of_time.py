"""What comes of a token as time passes, and of what it was used for before."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.reference.asking import HOUR, PASSWORD
from tests.reference.forgers import by_code
from tests.reference.journey_of_users import invite

if TYPE_CHECKING:
    from tests.reference.journey import Journey

DAY = 24 * HOUR
BEFORE, AFTER = 25, 5
"""Seconds beside an edge: nearer than any leeway, and time enough for the requests before it."""
OVERFLOW = 2**32 / 1000  # seconds: as milliseconds they are too many for 32 bits
IN_LIFE = (2 * HOUR, 7 * HOUR)
AROUND_EXPIRY = (8 * HOUR - BEFORE, 8 * HOUR + AFTER)
AROUND_WINDOW = (10 * HOUR, 12 * HOUR - BEFORE, 12 * HOUR + AFTER)
FAR = (18.5 * HOUR, DAY + HOUR / 10, 33 * HOUR, 7 * DAY + HOUR / 10, 30 * DAY)
FARTHER = (OVERFLOW + HOUR / 10, OVERFLOW + 9 * HOUR, 365 * DAY, 2**31 + HOUR / 10)
NOON = datetime(2031, 6, 15, 12, tzinfo=UTC).timestamp()
"""A day that the months and years before it have as well, and far from midnight."""


def renew(journey: Journey) -> None:
    """Refresh tokens in life, in their window and beyond, and try what comes of it."""
    for hours in (7.9, 8.1):
        journey.probe(journey.older(journey.log_in(), hours * HOUR))
    used = journey.older(journey.log_in(), 7 * HOUR)
    journey.probe(used)
    journey.probe(journey.older(used, 2 * HOUR))
    for hours in (0.0, 8.1, 11.9, 12.1, 13.1):
        token = journey.log_in()
        renewed = journey.refresh(journey.older(token, hours * HOUR) if hours else token)
        journey.probe(renewed)
        renewed = journey.older(renewed, 7.9 * HOUR)
        journey.probe(renewed)
        journey.probe(journey.older(renewed, 0.2 * HOUR))
        journey.refresh(journey.older(renewed, 5 * HOUR))
        journey.probe(token)
    expired = journey.older(journey.log_in(), 8.1 * HOUR)
    for _ in range(2):
        journey.probe(expired)
    other = journey.log_in()
    for more in (0.1 * HOUR, 4 * HOUR):
        expired = journey.older(expired, more)
        journey.probe(expired)
        journey.probe(other)
        journey.refresh(expired)
        journey.probe(other)
    once = journey.refresh(journey.older(journey.log_in(), 4 * HOUR))
    twice = journey.refresh(journey.older(once, 5 * HOUR))
    journey.probe(journey.older(twice, 4 * HOUR))


def grow_old(journey: Journey) -> None:
    """Use one token at many ages; on the way, do what must not prolong it or bring it back.

    It is the last part: it moves the clock of the instance, so that the ages of a month and of a
    year are the same on every day.
    """
    journey.controlled("/clock", {"seconds": NOON - time.time()})
    aging = Aging(journey)
    aging.use_at(*IN_LIFE)
    other = use_otherwise(journey, aging.token)
    aging.use_at(*AROUND_EXPIRY)
    journey.log_in()
    aging.use_at(*AROUND_WINDOW, *FAR, *FARTHER)
    for token in (other, by_code(journey)):
        Aging(journey, token).use_at(9 * HOUR)
    refresh_and_use_often(journey)


class Aging:
    """A token that is made older step by step."""

    def __init__(self, journey: Journey, token: str = "") -> None:
        self.journey, self.age = journey, 0.0
        self.token = token or journey.log_in()

    def use_at(self, *ages: float) -> None:
        """Probe and refresh the token at each of these ages, in seconds."""
        for age in ages:
            self.token = self.journey.older(self.token, age - self.age)
            self.age = age
            self.journey.probe(self.token)
            self.journey.refresh(self.token)


def use_otherwise(journey: Journey, token: str) -> str:
    """Do all else that a token is for, and log in; give the token of somebody else, if any."""
    journey.log_in()
    if journey.product == "cdp":
        journey.send("POST", "/users/metabase_login", token=token)
        return journey.log_in(journey.limited["email"], journey.limited["password"])
    if journey.product == "me":
        user = invite(journey, "old@a.test", token)
        journey.set_password(journey.link(user, token), PASSWORD)
        journey.send("GET", f"/users/{user}", token=token)
        return journey.log_in("old@a.test", PASSWORD)
    return journey.log_in()


def refresh_and_use_often(journey: Journey) -> None:
    """Refresh what came of a refresh, for more than a day, and use what comes of it."""
    token = journey.log_in()
    for hours in (0, 0, 0, 11, 11, 11):
        token = journey.refresh(journey.older(token, hours * HOUR) if hours else token)
    for _ in range(21):
        journey.probe(token)

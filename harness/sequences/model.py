"""The documented life of an access token, as a model: what the pages promise of it at each step.

The model knows what the pages say, and no more. It is silent on a token whose session another
log-in, refresh or log-out may have ended, and within the skew of every boundary.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from harness.ageing.age import Age
from harness.core import rule_ids

LIVES, DIES = rule_ids.LIVES, rule_ids.DIES
ACTIVE, EXPIRED = rule_ids.RENEWS_ACTIVE, rule_ids.RENEWS_EXPIRED
TOO_OLD, NEW_LIFE = rule_ids.REFUSES_TOO_OLD, rule_ids.STARTS_NEW_LIFE
ENDS = rule_ids.ENDS_SESSION
SSO_STARTS, SSO_LIFE = rule_ids.SSO_AUTHENTICATES, rule_ids.SSO_DIES
SSO, OTHER = "sso", "other"
"""Origins of tokens beside a log-in by the account's password."""
MARGIN = timedelta(seconds=20)
"""Beyond the skew, for the time that requests take where they are limited to a few a minute."""


class Promise(NamedTuple):
    """What the pages say of a step: by which rule, and whether it succeeds."""

    rule: str
    succeeds: bool


@dataclass(eq=False)
class Token:
    """What is known of one access token."""

    name: str
    text: str = field(repr=False)
    issued: tuple[float, float]
    """Seconds between which it was given."""
    starts_by: str = LIVES
    """The rule by which it authenticates as it is given."""
    lives_by: str = LIVES
    """The rule by which it authenticates once it is older."""
    dies_by: str | None = DIES
    """The rule by which it is refused once it has expired; None: nobody can tell which."""
    aged: timedelta = timedelta(0)
    """By how much it was made older."""
    is_held: bool = True
    """Whether its session must be there: nothing came since that may have ended it."""
    is_there: bool = False
    """Whether a gate let it pass since: then its session is there, though nothing promises it."""
    origin: str = "login"
    """What gave the first token of its line."""
    is_logged_out: bool = False
    is_spent: bool = False
    """Whether it was sent to be refreshed: to do so again may be taken for theft."""
    seen_alive: timedelta | None = None
    """The age, at least, at which it was last seen to authenticate."""
    seen_dead: timedelta | None = None
    """The age, at most, at which it was first seen to have expired."""

    @property
    def is_refreshed(self) -> bool:
        """Whether a refresh gave it."""
        return self.lives_by == NEW_LIFE

    @property
    def is_of_another(self) -> bool:
        """Whether it is another user's, of whom nobody knows what the gate lets him do."""
        return self.origin == OTHER

    def of_sso(self) -> None:
        """Note that single sign-on gave it, which has rules of its own."""
        self.origin, self.starts_by = SSO, SSO_STARTS
        self.lives_by = self.dies_by = SSO_LIFE

    def renewed_by(self, rule: str) -> None:
        """Note by which rule a refresh gave it."""
        self.starts_by = rule
        self.lives_by = self.dies_by = NEW_LIFE

    def age(self, sent: float, answered: float) -> Age:
        """Return its age while a request was under way, between these seconds."""
        first, last = self.issued
        least, most = timedelta(seconds=sent - last), timedelta(seconds=answered - first)
        return Age(self.aged + least, self.aged + most)


@dataclass(frozen=True)
class Model:
    """What the pages promise of a token, from what is known of it."""

    lifetime: timedelta
    window: timedelta
    """How long after its expiry a token can still be refreshed."""
    skew: timedelta
    sees: bool = True
    """Whether a gate tells who authenticates, without a log-in to compare with."""

    def of_use(self, token: Token, age: Age) -> Promise | None:
        """Return what is promised of a token at the gate; None: it may pass or not."""
        if self._is_expired(age):
            return Promise(token.dies_by, succeeds=False) if token.dies_by else None
        if token.is_logged_out:
            return Promise(ENDS, succeeds=False)
        if not token.is_held or not self._is_active(age):
            return None
        return Promise(token.lives_by if token.aged else token.starts_by, succeeds=True)

    def of_refresh(self, token: Token, age: Age) -> Promise | None:
        """Return what is promised of a token that is refreshed; None: it may be renewed or not."""
        if self._is_too_old(token, age):
            return Promise(TOO_OLD, succeeds=False)
        if token.is_logged_out:
            return Promise(ENDS, succeeds=False)
        in_window = self._is_expired(age) and age.most < self.end - self.skew
        if not token.is_held or not (in_window or self._is_active(age)):
            return None
        return Promise(self.renewal(token, age), succeeds=True)

    def renewal(self, token: Token, age: Age) -> str:
        """Return the rule by which a token is refreshed into one that authenticates.

        Where a refreshed token is not, it may be that its life began too early.
        """
        if token.is_refreshed:
            return NEW_LIFE
        return self.of_its_age(age)

    def lives_as_it_should(self, token: Token, age: Age) -> bool:
        """Whether a refreshed token was seen to have a life of its own.

        Then it is by its age alone that it can be refreshed: by the rules of any token.
        """
        nearly_all = self.boundaries()["life-"] - timedelta(minutes=1)
        needed = nearly_all if self._is_expired(age) else age.least
        return token.seen_alive is not None and token.seen_alive >= needed

    def of_its_age(self, age: Age) -> str:
        """Return the rule by which any token of an age is refreshed."""
        return EXPIRED if self._is_expired(age) else ACTIVE

    def shows_age_alone(self, token: Token, promise: Promise | None) -> bool:
        """Whether it says no more than its age that a token is not refreshed.

        One that was refreshed or logged out before may have been stolen: then an instance may end
        all that its user has.
        """
        is_new = not (token.is_spent or token.is_logged_out)
        return is_new and promise is not None and promise.rule == TOO_OLD

    def saw_passed(self, token: Token, age: Age) -> None:
        """Learn that a token was let pass at the gate.

        Another user's is of use only where it passes as it is given.
        """
        token.is_there, token.seen_alive = True, age.least
        token.is_held = token.is_held or (token.is_of_another and not token.aged)

    def saw_refused(self, token: Token, age: Age) -> None:
        """Learn that a token was refused at the gate."""
        if token.seen_dead is None and self._is_expired(age):
            token.seen_dead = age.most

    def saw_not_renewed(self, token: Token, age: Age) -> None:
        """Learn that a token was not refreshed.

        One that is too old stays dead by the rule that refuses it. If nobody saw it dead before,
        nobody can tell whether it was revived or never died.
        """
        if age.most > self.end - self.skew:
            token.dies_by = TOO_OLD if token.seen_dead is not None else None

    def can_age(self, token: Token) -> bool:
        """Whether its session is there: an instance may remove what nobody can refresh."""
        is_there = token.is_held or (token.is_there and not token.is_logged_out)
        return is_there and token.aged < self.end - self.skew

    def boundaries(self) -> dict[str, timedelta]:
        """Return by how much a token is made older to stand just before or after a boundary.

        To the end of the window, it is from just after the end of the lifetime. All are whole
        minutes, for agers that count no less.
        """
        edge = timedelta(minutes=math.ceil((self.skew + MARGIN) / timedelta(minutes=1)))
        return {
            "half": self.lifetime / 2,
            "half+": self.lifetime / 2 + edge,
            "life-": self.lifetime - edge,
            "life+": self.lifetime + edge,
            "window-": self.window - 2 * edge,
            "window+": self.window + edge,
            "moment": 2 * edge,
        }

    @property
    def end(self) -> timedelta:
        """The age after which a token is not refreshed."""
        return self.lifetime + self.window

    def _is_active(self, age: Age) -> bool:
        return age.most < self.lifetime - self.skew

    def _is_expired(self, age: Age) -> bool:
        return age.least > self.lifetime + self.skew

    def _is_too_old(self, token: Token, age: Age) -> bool:
        """Whether the window has closed, whenever it was that the instance let the token expire.

        That a token expires too late breaks another rule.
        """
        if age.least <= self.end + self.skew:
            return False
        if token.seen_dead is None:
            return not self.sees
        return age.least - token.seen_dead > self.window + self.skew

"""Controls: whether a refused stored token was refused for its age.

Deployments, restarts, single-session policies, limits on sessions and idle time-outs end sessions
too. A control is another stored token that was accepted, and that each of them would have ended as
well: one that was given while the refused one was still known to be good, and that was left alone
for at least as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.clock import in_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from harness.ageing.age import Windows
    from harness.ageing.ledger import Book
    from harness.ageing.stored_tokens import By, Observation, StoredToken

_A_RUN = timedelta(minutes=2)
"""What ended within it was ended by the run that planted it."""
_A_LOOK = timedelta(minutes=10)
"""What was observed within it, before a run had logged in, is of one look."""
_ONCE = "a token was refused before its time, while younger ones are good; it did not repeat"


@dataclass(frozen=True)
class Refusal:
    """A stored token that was refused."""

    stored_id: str
    by: By
    at: datetime
    is_early: bool
    """Whether it should still have been good."""
    is_kept: bool
    """Whether a rule is kept by it, rather than broken."""


class Controls:
    """What a run knows beside a refusal.

    ``refresh`` refreshes another stored token: True where that was accepted, None where it could
    not be asked.
    """

    def __init__(
        self,
        book: Book,
        began: datetime,
        windows: Windows,
        refresh: Callable[[StoredToken], bool | None],
    ) -> None:
        self._tokens = list(book.tokens.values())
        self._book = book
        self._began = began
        self._expired, self._still_refreshed = windows.after_expiry, windows.before_refresh_ends
        self._refresh = refresh

    def missing(self, refusal: Refusal) -> str:
        """Say why nothing follows from a refusal; nothing where there is a control."""
        refused = self._book.tokens[refusal.stored_id]
        if refusal.is_early:
            return self._early(refused, refusal)
        if refusal.by == "refresh":
            return self._too_old(refused, refusal)
        if any(self._passing(refused)) or self._refreshed_now(refused, refusal):
            return ""
        return self._ended(refused, refusal)

    def _early(self, refused: StoredToken, refusal: Refusal) -> str:
        """Judge an early death: it counts when it repeats while siblings live."""
        if refusal.by == "gate":
            return self._early_death(refused, refusal)
        controls = list(self._passing(refused))
        controls += [each for each in self._refreshed() if _outlasts(each, refused)]
        if not controls:
            return self._ended(refused, refusal)
        alike = [each for each in self._alike(refused) if _outlasted(each, controls)]
        if any(_was_refused_first(each, self._began) for each in alike):
            return ""
        if not any(each.given < refused.given for each in self._refreshed(is_first=False)):
            return (
                "the run's own log-ins or log-outs may have ended it before it was to be refreshed"
            )
        spare = [each for each in alike if not each.spent and each.batch == refused.batch]
        return "" if any(self._refresh(each) is False for each in spare[:1]) else _ONCE

    def _alike(self, refused: StoredToken) -> list[StoredToken]:
        """Return the others that were obtained in the same way."""
        return [e for e in self._tokens if e is not refused and e.is_alike(refused)]

    def _early_death(self, refused: StoredToken, refusal: Refusal) -> str:
        """Judge a token that no longer passes: what tells is the look at which it was dead first.

        What single sign-on gave, the provider may end for all at one moment. So it takes a sibling
        of the same kind that lives, or a death at another moment as well.
        """
        if self._passed_first(refused):
            return "it was good when the run began: the run's own log-ins have ended it"
        controls = list(self._living_at_death(refused))
        if not controls:
            return self._ended(refused, refusal)
        others = [each for each in self._alike(refused) if any(self._living_at_death(each))]
        if refused.kind == "sso" and not any(each.is_alike(refused) for each in controls):
            others = [each for each in others if not _at_one_look(each.death, refused.death)]
        if not others:
            return _ONCE
        if any(each.given < refused.given for each in controls) or self._only_expired(others):
            return ""
        return "only older tokens are dead, and none can be refreshed: a limit may have ended them"

    def _only_expired(self, dead: list[StoredToken]) -> bool:
        """Whether one of the dead can be refreshed: what ended its session would forbid that."""
        if any(s.by == "refresh" and s.accepted for each in dead for s in each.observations):
            return True
        spare = [each for each in dead if not each.spent]
        return any(self._refresh(each) for each in spare[-1:])

    def _living_at_death(self, refused: StoredToken) -> Iterator[StoredToken]:
        """Siblings that passed the look at which this one was dead first.

        None where it died while a run was at work: the run's own log-ins may have ended it.
        """
        death = refused.death
        if death is None or not death.is_first:
            return
        began = min(
            each.at
            for stored in self._tokens
            for each in stored.observations
            if each.is_first and each.by == "gate" and _at_one_look(each, death)
        )
        idle, run_between = death.at - refused.used_before(began), refused.was_alive_first
        for each in self._tokens:
            if run_between and each.given > refused.given:
                continue  # a limit on sessions ends the oldest
            looked = [s for s in each.observations if s.is_first and s.by == "gate"]
            seen = [s for s in looked if _at_one_look(s, death)]
            if not seen or not all(s.accepted for s in seen) or not _outlasts(each, refused):
                continue
            if seen[0].at - each.used_before(began) >= idle:
                yield each

    def _too_old(self, refused: StoredToken, refusal: Refusal) -> str:
        """Judge a refusal to refresh: it counts when a younger sibling refreshed in this run."""
        if self._refreshed_now(refused, refusal):
            return ""
        return self._ended(refused, refusal, "refreshed")

    def _refreshed_now(self, refused: StoredToken, refusal: Refusal) -> bool:
        """Whether an expired sibling was refreshed in this run, or is when asked to be."""
        siblings = [
            each
            for each in self._tokens
            if _outlasts(each, refused) or (refusal.is_kept and self._is_neighbour(each, refused))
        ]
        if refused.kind == "sso" and not refusal.is_kept:  # its provider may end those alone
            siblings = [each for each in siblings if each.is_alike(refused)]
        if any(each in siblings for each in self._refreshed()):
            return True
        spare = [
            each
            for each in siblings
            if each is not refused
            and not each.spent
            and self._expired.low <= refusal.at - each.given
            and refusal.at - each.asked <= self._still_refreshed.high
        ]
        return bool(spare) and bool(self._refresh(max(spare, key=lambda each: each.asked)))

    def _passing(self, refused: StoredToken) -> Iterator[StoredToken]:
        """Siblings that passed before the run logged in, and that no other end would have spared.

        They were left alone for as long as the refused one: an idle time-out would have ended
        them too.
        """
        for each in self._as_idle(refused, self._began):
            if self._passed_first(each) and _outlasts(each, refused):
                yield each

    def _as_idle(self, refused: StoredToken, began: datetime) -> Iterator[StoredToken]:
        """Siblings that nobody had used for at least as long when a run began."""
        last_use = refused.used_before(began)
        return (each for each in self._tokens if each.used_before(began) <= last_use)

    def _refreshed(self, *, is_first: bool = True) -> list[StoredToken]:
        """Return what this run refreshed; unless ``is_first``, not what it did before it logged in.

        What was refreshed then says nothing of what log-ins and log-outs have ended since.
        """
        return [
            each
            for each in self._tokens
            if any(
                s.by == "refresh" and s.accepted and s.at >= self._began
                for s in each.observations
                if is_first or not s.is_first
            )
        ]

    def _is_neighbour(self, one: StoredToken, other: StoredToken) -> bool:
        """Whether they were given so closely that one is old enough before the other is past it."""
        spread = self._expired.high - self._expired.low
        return one is not other and abs(one.given - other.given) <= 2 * spread

    def _passed_first(self, stored: StoredToken) -> bool:
        return any(
            each.by == "gate" and each.accepted and each.is_first and each.at >= self._began
            for each in stored.observations
        )

    def _ended(self, refused: StoredToken, refusal: Refusal, done: str = "good") -> str:
        """Say between what moments sessions were reset, as far as the stored tokens show."""
        ends = [s.at for s in refused.observations if not s.accepted and s.at > refused.alive_at]
        first, last = refused.alive_at, min([*ends, refusal.at])
        age = clock.duration_in_words(refusal.at - refused.given)
        when = f"sessions were reset between {in_utc(first)} and {in_utc(last)} UTC"
        if last - first < _A_RUN:
            when = f"its session ended at {in_utc(last)} UTC, maybe by the next log-in"
        return f"a token of {age} was refused, but no younger one is {done} either: {when}"


def _at_one_look(one: Observation | None, other: Observation | None) -> bool:
    return one is not None and other is not None and abs(one.at - other.at) <= _A_LOOK


def _outlasts(control: StoredToken, refused: StoredToken) -> bool:
    """Whether whatever ended the refused one's session since it was good ends its own too."""
    return control is not refused and control.asked <= refused.alive_at


def _outlasted(refused: StoredToken, controls: list[StoredToken]) -> bool:
    return any(_outlasts(each, refused) for each in controls)


def _was_refused_first(stored: StoredToken, began: datetime) -> bool:
    """Whether a run could not refresh it before it had logged in."""
    return any(
        each.by == "refresh" and each.is_first and not each.accepted and each.at >= began
        for each in stored.observations
    )

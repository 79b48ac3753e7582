"""Planting: a run's last act is to store tokens for later ones, and to clear what is past use."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.ageing import past_end
from harness.ageing.stored_tokens import StoredToken
from harness.core import clock
from harness.core.outcomes import Unproven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from harness.ageing.age import Windows
    from harness.ageing.ledger import Ledger
    from harness.ageing.stored_tokens import StoredKind
    from harness.fixtures.tokens import Tokens
    from harness.http.client import Client
    from harness.operations.api import Api
    from harness.targets.model import Target

OF_EACH_KIND = 2
"""Stored tokens: an early death counts only when it repeats."""
PAIR = timedelta(minutes=40)
"""Within which a second planting follows a first: one is old enough before the other is past it."""
SHORTEST = timedelta(minutes=15)
"""Between two plantings."""
LONGEST = timedelta(hours=2)
"""Between pairs; runs that come more often don't plant."""


class Planting:
    """Mints the stored tokens of one run, and writes each to the ledger as soon as it is there."""

    def __init__(
        self,
        ledger: Ledger,
        client: Client,
        api: Api,
        target: Target,
        tokens: Tokens,
        windows: Windows,
    ) -> None:
        self._ledger = ledger
        self._client = client
        self._api = api
        self._target = target
        self._tokens = tokens
        self._last_use = windows.after_refresh_ended.high
        self._batch = clock.now().isoformat()

    def plant(self) -> None:
        """Mint stored tokens of each kind that can be had, where a planting is due."""
        self._require_a_clock()
        self._clear()
        if self._is_time():
            self._plant_all()

    def _require_a_clock(self) -> None:
        """Store nothing by a clock that went back, where the instance tells no time either.

        What is stored now would seem older than it is once the clock is put right.
        """
        is_behind = self._ledger.read().is_ahead_of(clock.now() + self._target.skew)
        if is_behind and self._client.clock_offset is None:
            raise Unproven(
                "this machine's clock is behind what an earlier run wrote, and the instance's "
                "answers have no Date to go by"
            )

    def _is_time(self) -> bool:
        """Whether a planting is due: the second of a pair, or the first of another one.

        One that is later than now tells nothing: the clock went back since.
        """
        latest = clock.now() + self._target.skew
        plantings = [each for each in plantings_of(self._book()) if each <= latest]
        if not plantings:
            return True
        since = clock.now() - plantings[-1]
        has_pair = len(plantings) > 1 and plantings[-1] - plantings[-2] <= PAIR
        return since >= (LONGEST if has_pair or since > PAIR else SHORTEST)

    def _plant_all(self) -> None:
        parents = [each for each in self._book() if self._can_be_parent(each)]
        for kind in ("login", "source"):
            for _ in range(OF_EACH_KIND):
                self._mint(kind, self._tokens.fresh)
        for parent in (*[None] * OF_EACH_KIND, *parents)[-OF_EACH_KIND:]:
            self._mint_refreshed(parent)
        if self._target.sso_code and not self._tokens.sso_is_off:
            for _ in range(OF_EACH_KIND):
                self._mint("sso", self._tokens.by_new_code)
        for expired in self._spare_expired():
            with suppress(Unproven):  # its session may have ended: nothing is lost by that
                self._refresh_into("renewed", expired)

    def _mint_refreshed(self, parent: StoredToken | None) -> None:
        """Refresh the token of an earlier planting, whose age would show; else a fresh one."""
        if parent is None:
            fresh = self._tokens.fresh()
            self._mint("refreshed", lambda: self._tokens.refreshed(fresh))
            return
        self._refresh_into("refreshed", parent)

    def _refresh_into(self, kind: StoredKind, parent: StoredToken) -> None:
        with self._ledger.transaction() as book:
            book.tokens[parent.id].spent = True
        age = clock.now() - parent.given
        self._mint(kind, lambda: self._tokens.refreshed(parent.token), parent_age=age)

    def _spare_expired(self) -> list[StoredToken]:
        """Return one expired token that can be refreshed, and whose like is left for others.

        A contract refreshes another: what both become shows whether an early death repeats.
        """
        fitting = [each for each in self._book() if each.kind == "refreshed" and not each.spent]
        for stored in fitting:
            others = [each for each in fitting if each.batch == stored.batch]
            if self._is_refreshable(stored) and len(others) > 1:
                return others[-1:]
        return []

    def _is_refreshable(self, stored: StoredToken) -> bool:
        now, expiry = clock.now(), self._api.spec.token_lifetime + self._target.skew
        ends = expiry + self._api.spec.refresh_window - 2 * self._target.skew
        return expiry < now - stored.given and now - stored.asked < ends and not stored.death

    def _mint(
        self, kind: StoredKind, get: Callable[[], str], parent_age: timedelta = timedelta()
    ) -> None:
        asked = clock.now()
        token = get()
        self._store(kind, token, asked, parent_age)

    def keep_renewed(self, parent: StoredToken, token: str, asked: datetime) -> None:
        """Store what a contract refreshed an expired token into: that costs no request."""
        age = asked - parent.given
        if age > self._api.spec.token_lifetime + self._target.skew:
            self._store("renewed", token, asked, age)

    def _store(self, kind: StoredKind, token: str, asked: datetime, parent_age: timedelta) -> None:
        offset = self._client.clock_offset
        stored = StoredToken(
            id=uuid.uuid4().hex,
            kind=kind,
            batch=self._batch,
            token=token,
            asked=asked,
            given=clock.now(),
            offset=None if offset is None else offset.total_seconds(),
            parent_age=parent_age.total_seconds(),
        )
        with self._ledger.transaction() as book:
            book.add(stored)

    def _can_be_parent(self, stored: StoredToken) -> bool:
        age = clock.now() - stored.asked
        is_active = SHORTEST <= age < self._api.spec.token_lifetime - self._target.skew
        was_good = not stored.observations or stored.observations[-1].accepted
        return stored.kind == "source" and not stored.spent and is_active and was_good

    def _clear(self) -> None:
        """Log out, and take off the ledger, what is too old to prove anything."""
        stored_ones = self._book()
        kept = past_end.kept(stored_ones, self._last_use)
        past = [each for each in stored_ones if clock.now() - each.given > self._last_use]
        for stored in past:
            if stored.id in kept:
                continue
            self._api.logout(stored.token)
            with self._ledger.transaction() as book:
                book.tokens.pop(stored.id, None)

    def _book(self) -> list[StoredToken]:
        return list(self._ledger.read().tokens.values())


def plantings_of(tokens: Iterable[StoredToken]) -> list[datetime]:
    """Return when the plantings were of which there are tokens; a contract's refresh is none."""
    planted = [each for each in tokens if each.kind != "renewed"]
    return sorted({each.batch: each.given for each in planted}.values())

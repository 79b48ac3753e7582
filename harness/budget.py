"""What a run may send to a target: enforced in the client, whoever sends.

A target that is not embedded gets little by default: an account locks after a few failed log-ins,
and a production instance is no place for a flood.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from harness import clock
from harness.outcomes import Excluded, Unproven
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.exchange import Exchange
    from harness.ledger import Ledger
    from harness.targets import Target

Kind = Literal["requests", "logins", "failed_logins", "invitations", "mails", "generated"]
SPENT = "the budget is spent"
HOUR = timedelta(hours=1)
_BY_OPERATION: Mapping[str, Kind] = {
    "login": "logins",
    "loginWithSso": "logins",
    "inviteUser": "invitations",
    "reinviteUser": "invitations",
    "sendForgotPasswordEmail": "mails",
}


@dataclass(frozen=True)
class Limits:
    """The most of each kind in one run; None: as many as it takes."""

    requests: int | None = None
    logins: int | None = None
    failed_logins: int | None = None
    """Log-ins by other credentials than the configured ones; with a ledger, in an hour of runs."""
    invitations: int | None = None
    mails: int | None = None
    generated: int | None = None
    """Requests of generated input; no more than ``--depth`` allows, whatever a target says."""

    def over(self, defaults: Limits) -> Limits:
        """Return these limits, with ``defaults`` where they say nothing."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(defaults, **said)


def limits_of(target: Target) -> Limits:
    """Return the limits of a target: its own, and safe ones where it is not embedded."""
    return target.budget if target.is_embedded else target.budget.over(DEFAULTS[target.effects])


def in_words(target: Target, spent: Mapping[str, int]) -> str:
    """Say what was spent of a target's budget."""
    limits = asdict(limits_of(target))
    parts = []
    for kind in KINDS:
        of = "" if limits[kind] is None else f" of {limits[kind]}"
        parts.append(f"{spent.get(kind, 0)}{of} {kind.replace('_', ' ')}")
    return ", ".join(parts)


KINDS: tuple[str, ...] = tuple(each.name for each in fields(Limits))
DEFAULTS = {
    Effects.READ: Limits(50, 0, 0, 0, 0, 0),
    Effects.SESSION: Limits(1000, 200, 2, 0, 0, 0),
    Effects.ACCOUNT: Limits(5000, 2000, 1000, 500, 200),
}
"""By what may be done to a target that is not embedded."""


class Budget:
    """What one run has spent on one target."""

    def __init__(
        self, target: Target, ledger: Ledger | None = None, spent: Mapping[str, int] | None = None
    ) -> None:
        self._target = target
        self._ledger = ledger
        self.limits = limits_of(target)
        self.spent: Counter[str] = Counter(spent or {})
        """Requests and the like, by kind."""

    def charge(self, exchange: Exchange) -> None:
        """Count what is about to be sent.

        Excluded where the target's effects do not allow it, Unproven where the budget is spent:
        then nothing is sent.
        """
        self._require_effects(exchange)
        kinds: list[Kind] = ["requests"]
        operation = exchange.operation
        if operation is not None and operation.id in _BY_OPERATION:
            kinds.append(_BY_OPERATION[operation.id])
        if exchange.is_generated:
            kinds.append("generated")
        if self._may_fail(exchange):
            self._require_hourly()
            kinds.append("failed_logins")
        for kind in kinds:
            limit = getattr(self.limits, kind)
            if limit is not None and self.spent[kind] >= limit:
                words = kind.replace("_", " ")
                raise Unproven(f"{SPENT}: {limit} {words} (budget.{kind})")
        self.spent.update(kinds)

    def settle(self, exchange: Exchange) -> None:
        """Note what was answered: a log-in that might have failed, and did, counts for an hour."""
        if not self._may_fail(exchange):
            return
        if exchange.succeeded:
            self.spent["failed_logins"] -= 1
        elif self._ledger is not None:
            with self._ledger.transaction() as book:
                book.failed_logins = [*_of_the_last_hour(book.failed_logins), clock.now()]

    def _require_effects(self, exchange: Exchange) -> None:
        operation = exchange.operation
        is_look_up = operation is not None and operation.effects is Effects.READ
        is_bare = operation is None and not exchange.carries_secret()
        needed = operation.effects if operation is not None else Effects.SESSION
        if is_look_up or is_bare:
            needed = Effects.READ
        if needed > self._target.effects:
            raise Excluded(f'effects = "{needed}"', "needs more than the target allows")

    def _may_fail(self, exchange: Exchange) -> bool:
        """Whether it is a log-in by credentials that are not the configured ones."""
        if exchange.operation is None or exchange.operation.id != "login":
            return False
        accounts = (self._target.account, self._target.limited_account)
        right = [{"email": each.email, "password": each.password} for each in accounts if each]
        return exchange.sent() not in right

    def _require_hourly(self) -> None:
        limit = self.limits.failed_logins
        if self._ledger is None or limit is None:
            return
        failed = _of_the_last_hour(self._ledger.read().failed_logins)
        if len(failed) >= limit:
            again = f"{min(failed) + HOUR:%H:%M} UTC"
            raise Unproven(
                f"{SPENT}: {limit} failed logins an hour (budget.failed_logins); "
                f"the next is allowed at {again}"
            )


def _of_the_last_hour(moments: list[datetime]) -> list[datetime]:
    return [each for each in moments if clock.now() - each < HOUR]

"""What a run may send to a target: enforced in the client, whoever sends.

A target that is not embedded gets little by default: an account locks after a few failed log-ins,
and a production instance is no place for a flood.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.core.exchange import SAFE_METHODS
from harness.core.outcomes import BudgetSpent, Excluded, Unproven
from harness.core.rule_ids import ISSUES_TOKEN
from harness.targets.limits import Kind, words_of
from harness.targets.model import key_of_sessions, limits_of
from spec import resources, specification
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harness.core.exchange import Exchange
    from harness.http.hourly import HourlyCounts
    from harness.targets.model import Target
    from spec.specification import Operation

_HOURLY: tuple[Kind, ...] = ("logins", "failed_logins", "invitations", "mails")
"""Kinds of which an account bears only so many an hour, however many runs there are."""
_BY_ROLE: Mapping[Role | None, Kind] = {
    Role.LOGIN: "logins",
    Role.SSO_LOGIN: "logins",
    Role.INVITE: "invitations",
    Role.REINVITE: "invitations",
    Role.FORGOT_PASSWORD: "mails",
}


class Budget:
    """What one run has spent on one target.

    ``hourly`` counts what the runs of an hour share: by account, whatever a targets file calls the
    target.
    """

    def __init__(
        self,
        target: Target,
        hourly: HourlyCounts | None = None,
        spent: Mapping[str, int] | None = None,
    ) -> None:
        self._target = target
        self._spec = specification.load(target.product)
        self._hourly = hourly
        self.limits = limits_of(target)
        self.spent: Counter[str] = Counter(spent or {})
        """Requests and the like, by kind."""
        self._is_refused = False
        """Whether right credentials were refused: more of them may lock the account."""

    def charge(self, exchange: Exchange) -> None:
        """Count what is about to be sent.

        Excluded where the target's effects do not allow it, Unproven where the budget is spent:
        then nothing is sent. What a request does is told by its method and path, whatever it is
        sent as.
        """
        operation = exchange.operation or self._paged(exchange)
        self._require_effects(operation, exchange)
        self._require_kept(operation, exchange)
        kinds: list[Kind] = ["requests"]
        if operation is not None and operation.role in _BY_ROLE:
            kinds.append(_BY_ROLE[operation.role])
        if operation is not None and operation.kind is resources.Kind.CREATE:
            kinds.append("creations")
        if exchange.is_generated:
            kinds.append("generated")
        if self._may_fail(operation, exchange):
            kinds.append("failed_logins")
        for kind in kinds:
            self._require(kind)
        self._count_hourly(kinds)
        self.spent.update(kinds)

    def settle(self, exchange: Exchange) -> None:
        """Note what was answered: a log-in that might have failed and did not, and the reverse."""
        operation = exchange.operation or self._paged(exchange)
        if operation is None or operation.role is not Role.LOGIN:
            return
        is_refusal = 400 <= exchange.status < 500 and exchange.status != 429
        if self._may_fail(operation, exchange):
            if exchange.succeeded:
                self.spent["failed_logins"] -= 1
                self._forget_hourly("failed_logins")
        elif is_refusal:
            self._is_refused = True
            self.spent["failed_logins"] += 1
            self._count_hourly(["failed_logins"], is_sent=True)

    def is_of_the_account(self, exchange: Exchange) -> bool:
        """Whether it is a log-in by credentials that the target is configured with."""
        operation = exchange.operation or self._paged(exchange)
        is_log_in = operation is not None and operation.role is Role.LOGIN
        return is_log_in and not self._may_fail(operation, exchange)

    def may_log_in_again(self, exchange: Exchange) -> bool:
        """Whether a log-in may be sent once more: not one that may count against an account."""
        operation = exchange.operation
        if operation is None or operation.role not in {Role.LOGIN, Role.METABASE_LOGIN}:
            return False
        if not self._may_fail(operation, exchange):
            return True
        sent = exchange.sent()
        email = sent.get("email") if isinstance(sent, dict) else None
        accounts = (self._target.account, self._target.limited_account)
        is_known = any(each is not None and each.email == email for each in accounts)
        return self._target.effects >= Effects.ACCOUNT and not is_known

    def _paged(self, exchange: Exchange) -> Operation | None:
        """Return what the pages have under the method and path of a request."""
        path = urlsplit(exchange.request.url).path
        base = urlsplit(self._target.url).path
        return self._spec.find(exchange.request.method, path.removeprefix(base))

    def _require_effects(self, operation: Operation | None, exchange: Exchange) -> None:
        needed = self._effects_of(operation, exchange)
        if needed > self._target.effects:
            raise Excluded(f'effects = "{needed}"', "needs more than the target allows")

    def _require_kept(self, operation: Operation | None, exchange: Exchange) -> None:
        """Make sure that the one token of a target is not ended, nor replaced (Excluded)."""
        token = self._target.token
        is_ending = operation is not None and operation.role in {Role.LOGOUT, Role.REFRESH}
        if token is not None and is_ending and exchange.was_sent(token):
            key = key_of_sessions(self._target.product)
            raise Excluded(key, "needs a session of its own, and there is but one token")

    def _effects_of(self, operation: Operation | None, exchange: Exchange) -> Effects:
        request, probe = exchange.request, self._target.probe
        if operation is self._spec.look_up and not exchange.carries_secret():
            return Effects.READ
        if operation is not None:
            return operation.effects
        if request.method in SAFE_METHODS:
            return Effects.SESSION if exchange.carries_secret() else Effects.READ
        is_probe = probe is not None and request.url == self._target.url + probe.path
        if probe is not None and is_probe and request.method == probe.method:
            return Effects.SESSION
        return Effects.ACCOUNT

    def _may_fail(self, operation: Operation | None, exchange: Exchange) -> bool:
        """Whether it is a log-in by credentials that are not the configured ones."""
        if operation is None or operation.role is not Role.LOGIN:
            return False
        accounts = (self._target.account, self._target.limited_account)
        right = [{"email": each.email, "password": each.password} for each in accounts if each]
        return exchange.sent() not in right

    def _require(self, kind: Kind) -> None:
        """Make sure that one more of a kind may be sent."""
        limit: int | None = getattr(self.limits, kind)
        if limit is not None and self.spent[kind] >= limit:
            raise BudgetSpent(f"the budget is spent: {limit} {words_of(kind)} (budget.{kind})")
        most = self.limits.failed_logins
        if kind == "logins" and self._is_refused and most is not None:
            self._require_unlocked(most)

    def _require_unlocked(self, most: int) -> None:
        """Make sure that the account was not refused so often that it may be locked."""
        if self.spent["failed_logins"] >= most:
            raise Unproven(
                f"rests on {ISSUES_TOKEN}: right credentials were refused, and are not sent "
                f"again, so that the account is not locked (budget.failed_logins = {most})"
            )

    def _count_hourly(self, kinds: Iterable[Kind], *, is_sent: bool = False) -> None:
        """Count what is limited by the hour; Unproven where it was spent, unless it ``is_sent``."""
        limits = {each: self._limit(each) for each in kinds if each in _HOURLY}
        limited = {kind: limit for kind, limit in limits.items() if limit is not None}
        if self._hourly is not None and limited:
            self._hourly.count(limited, is_sent=is_sent)

    def _forget_hourly(self, kind: Kind) -> None:
        """Take the last one back that was counted."""
        if self._hourly is not None and self._limit(kind) is not None:
            self._hourly.forget(kind)

    def _limit(self, kind: Kind) -> int | None:
        limit: int | None = getattr(self.limits, kind)
        return limit

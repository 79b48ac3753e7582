"""Access tokens of the account: fresh ones, ended ones, and ones of a given age."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Literal

from harness.expectations import expect_success
from harness.outcomes import Excluded, precondition

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from harness.api import Api
    from harness.codes import SsoCodes
    from harness.exchange import Exchange
    from harness.harvest import Harvest
    from harness.sources import TokenAger
    from harness.targets import Account, Target

Kind = Literal["login", "refreshed", "renewed", "sso"]
"""How a token was obtained: refreshed while it was active, or renewed after it had expired."""


class Tokens:
    """The source of access tokens of one target. Each call opens a session of its own."""

    def __init__(
        self,
        api: Api,
        target: Target,
        switched_off: frozenset[str],
        *,
        ager: TokenAger,
        sso: SsoCodes,
    ) -> None:
        self._api = api
        self._target = target
        self._switched_off = switched_off
        self._ager = ager
        self._sso = sso
        self.last: str | None = None
        """The token of the last log-in."""
        self.without_token: list[Exchange] = []
        """Successful log-ins that gave no token: they break a rule, whatever they were sent for."""
        self.evidence: str | None = None
        """By what the age of the last aged token was had."""
        self.harvest: Harvest | None = None
        """The specimens of the target's ledger, where there is one."""

    @property
    def account(self) -> Account:
        """The configured account; Excluded where there is none."""
        if self._target.account is None:
            raise Excluded("account", "no account is configured")
        return self._target.account

    def fresh(self, account: Account | None = None) -> str:
        """Log in, and return the token.

        Where log-in by credentials is switched off, the token is one of single sign-on. Unproven
        where logging in is broken.
        """
        if account is None and self.credentials_are_off:
            return self.by_new_code()
        self.require_credentials()
        account = account or self.account
        with precondition("login.issues-token"):
            answer = self._api.login(account.email, account.password)
            if answer.status < 300 and not answer.gives_token():
                self.without_token.append(answer.exchange)
            self.last = answer.token
            return self.last

    def control(self) -> str | None:
        """Log in, to see what a fresh token gets; None where specimens are controls."""
        return self.fresh() if self.harvest is None else None

    @property
    def credentials_are_off(self) -> bool:
        """Whether the instance has switched log-in by credentials off."""
        return self._api.spec.operation("login").enabled_by in self._switched_off

    @property
    def sso_is_off(self) -> bool:
        """Whether the instance has switched single sign-on off."""
        return self._api.spec.operation("loginWithSso").enabled_by in self._switched_off

    def require_credentials(self) -> None:
        """Exclude a rule that logs in by a password, where that is switched off."""
        if self.credentials_are_off:
            raise Excluded("", "the instance has switched log-in by credentials off")

    def _require_sso(self) -> None:
        """Exclude what takes a code, where there is none, or nobody logs in by one."""
        if self.sso_is_off:
            raise Excluded("", "the instance has switched single sign-on off")
        self._sso.require()

    def by_code(self, code: str) -> str:
        """Log in by a code of the identity provider, and return the token."""
        with precondition("sso.issues-token"):
            return self._api.sso_login(code).token

    def by_new_code(self) -> str:
        """Log in by a code that was never used, and return the token."""
        return self.by_code(self._sso.code())

    def refreshed(self, token: str) -> str:
        """Refresh a token, and return the one that comes of it."""
        with precondition("refresh.renews-active"):
            return self._api.refresh(token).token

    def logged_out(self, used: Callable[[str], object] | None = None) -> str:
        """Log in, have the token ``used``, log out, and return the token that was ended."""
        token = self.fresh()
        if used is not None:
            used(token)
        with precondition("logout.answers"):
            expect_success(self._api.logout(token))
        return token

    def aged(
        self,
        age: timedelta,
        kind: Kind = "login",
        *,
        spend: bool = False,
        used: Callable[[str], object] | None = None,
    ) -> str:
        """Return a token of the account that was issued ``age`` ago.

        ``spend`` says that it will be refreshed; it was ``used`` half-way through its lifetime.
        Excluded where the target has no source of such tokens, Unproven where the source has none
        of that age yet.
        """
        if kind == "sso":
            self._require_sso()
        if self.harvest is not None:
            token, words = self.harvest.aged(age, kind, spend=spend, used=used is not None)
            self.evidence = f"ledger ({words})"
            return token
        self._ager.require()
        token = self._of_kind(kind)
        if used is not None:
            half = self._api.spec.token_lifetime / 2
            token, age = self._older(token, half), age - half
            used(token)
        self.evidence = "ager"
        return self._older(token, age)

    def _older(self, token: str, by: timedelta) -> str:
        return self._ager.age(token, by)

    def _of_kind(self, kind: Kind) -> str:
        if kind == "login":
            return self.fresh()
        if kind == "sso":
            return self.by_new_code()
        # A token as old as the one it was given for shows only where that one had an age.
        lifetime = self._api.spec.token_lifetime
        age = lifetime / 2 if kind == "refreshed" else lifetime + self._target.skew
        return self.refreshed(self._older(self.fresh(), age))


def random_token() -> str:
    """Return what never was a token, nor a code."""
    return secrets.token_hex(16)

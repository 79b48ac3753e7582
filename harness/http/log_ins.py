"""Log-ins of the configured accounts: whether a refusal is a lock-out, or a log-in that fails.

Instances lock accounts in any status and words. Right credentials that were good before, are
refused for a while and are good again later were locked out. Log-in fails where it refuses them
once and takes them a moment later, as one node of many does, or where a log-out ends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.core.outcomes import AccountLocked

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import PreparedRequest

    from harness.core.exchange import Exchange

if TYPE_CHECKING:
    Again = Callable[[PreparedRequest], bool | None]
    """None where no more may be sent."""

LOCKED = 423
_OF_FORM = frozenset({405, 406, 415})
"""What is answered to the form of a request, whatever its credentials are."""
_WORDS = re.compile(
    r"\block(?:ed|-?out)?\b|too many|too often|attempts|rate.?limit|throttl|temporar|blocked|"
    r"suspended|cool.?down|exceeded|try again (?:in|after|later)|gesperrt|verrouill|bloque|zablok"
)


@dataclass
class Account:
    """What log-ins of one account have shown."""

    is_good: bool = False
    """Whether its credentials were ever taken."""
    is_clean: bool = False
    """Whether they were taken since the last wrong ones were sent."""
    is_logged_out: bool = False
    """Whether a session was logged out since they were taken."""
    suspected: Exchange | None = None
    """The first refusal since they were good, while they are not again."""
    lock_outs: int = 0
    after_log_out: list[Exchange] = field(default_factory=list)
    """Refusals that nothing but a log-out came before."""


@dataclass
class LogIns:
    """The log-ins of one instance, by e-mail address."""

    accounts: dict[str, Account] = field(default_factory=dict)
    _right: PreparedRequest | None = field(default=None, repr=False)
    """The last log-in whose credentials were taken."""

    def require_no_lock_out(
        self,
        prepared: PreparedRequest,
        came: Exchange,
        again: Again,
        *,
        is_right: bool,
    ) -> bool:
        """Take note of the answer to a log-in; AccountLocked where it may be of a lock-out.

        ``again`` sends a log-in once more, and says whether it succeeded. True is returned where
        right credentials were refused that are taken a moment later: that is a log-in that fails.
        """
        if not is_right:
            self._note_wrong(came, again)
            return False
        account = self.accounts.setdefault(_email(came), Account())
        if came.succeeded and (came.member("token") or not says_locked(came)):
            self._note_good(account, prepared)
            return False
        is_refusal = came.succeeded or (400 <= came.status < 500 and came.status not in _OF_FORM)
        if not account.is_good or not is_refusal:
            return False
        if account.suspected is None and not says_locked(came) and again(prepared):
            return True
        self._suspect(account, came)
        raise AccountLocked(
            f"right credentials that were good before were refused ({came.status}): the account "
            "may be locked"
        )

    def were_good(self, exchange: Exchange) -> bool:
        """Whether the credentials of a log-in by right ones were ever taken."""
        account = self.accounts.get(_email(exchange))
        return account is not None and account.is_good

    def note_log_out(self) -> None:
        """Take note that a session was logged out."""
        for each in self.accounts.values():
            each.is_logged_out = True

    @property
    def are_suspected(self) -> bool:
        """Whether right credentials are refused that were good before."""
        return any(each.suspected is not None for each in self.accounts.values())

    def failures(self) -> list[Exchange]:
        """Return refusals that are no lock-out: nothing but a log-out came before, each time."""
        found = []
        for each in self.accounts.values():
            refusals = each.lock_outs + (each.suspected is not None)
            stays = each.suspected is not None or refusals > 1
            if stays and len(each.after_log_out) == refusals > 0:
                found.append(each.after_log_out[0])
        return found

    def lines(self) -> list[str]:
        """Say what became of lock-outs, one line each."""
        count = sum(each.lock_outs for each in self.accounts.values())
        times = "once" if count == 1 else f"{count} times"
        said = "right credentials were refused that were good before"
        lines = [f"{said}, and again later: a lock-out, {times}"] if count else []
        if self.are_suspected:
            lines.append(f"{said}, and not again in this run: a lock-out, or a log-in that fails")
        return lines

    def _note_wrong(self, came: Exchange, again: Again) -> None:
        """Take note of wrong credentials; AccountLocked where right ones are locked out as well."""
        if came.succeeded and (came.member("token") or not says_locked(came)):
            return
        was_locked = self.are_suspected
        for each in self.accounts.values():
            each.is_clean = False
        if self._right is None or not says_locked(came):
            return
        if was_locked or again(self._right) is False:
            raise AccountLocked(f"log-in says that it is locked ({came.status})")

    def _note_good(self, account: Account, prepared: PreparedRequest) -> None:
        account.lock_outs += account.suspected is not None
        account.suspected = None
        account.is_good = account.is_clean = True
        account.is_logged_out = False
        self._right = prepared

    @staticmethod
    def _suspect(account: Account, came: Exchange) -> None:
        if account.suspected is not None:
            return
        account.suspected = came
        if account.is_clean and account.is_logged_out and not says_locked(came):
            account.after_log_out.append(came)


def says_locked(exchange: Exchange) -> bool:
    """Whether an answer says itself that it is of a lock-out, or a limit."""
    if exchange.status in {LOCKED, 429} or exchange.header("Retry-After") is not None:
        return True
    return bool(_WORDS.search(exchange.body[:4096].decode("utf-8", "replace").lower()))


def _email(exchange: Exchange) -> str:
    sent = exchange.sent()
    return str(sent.get("email")) if isinstance(sent, dict) else ""

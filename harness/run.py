"""What a run holds for one target: its client, and the sources and verbs that rest on it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from harness.api import Api
from harness.client import Client
from harness.cookies import OwnCookies
from harness.gates import Gates
from harness.outcomes import Excluded
from harness.redaction import Redactor
from harness.sources import Mailbox, SsoCodes, TokenAger
from harness.tokens import Tokens
from harness.transport import PlainHttp
from harness.users import Users
from spec import specification

if TYPE_CHECKING:
    from harness.exchange import Answer, Exchange
    from harness.targets import Target


class TargetRun:
    """One target under check, in one process."""

    def __init__(self, target: Target, switched_off: frozenset[str] = frozenset()) -> None:
        self.target = target
        self.redactor = redactor = Redactor()
        for password in target.passwords():
            redactor.register(password, "PASSWORD")
        self.spec = specification.load(target.product)
        self.switched_off = switched_off
        """Flags of the authentication options that the instance answered with false."""
        self.client = Client(target, self.spec, redactor)
        self.api = Api(self.client, self.spec)
        self.sso = SsoCodes(target, redactor)
        self.mailbox = Mailbox(target, redactor)
        ager = TokenAger(target, redactor)
        self.tokens = Tokens(self.api, target, switched_off, ager=ager, sso=self.sso)
        self.users = Users(self.api, self.tokens, redactor)
        self.gates = Gates(self.api, target, self.tokens, self.users)
        self.attempts = Attempts(self.api, self.tokens, self.users)
        self.plain_http = PlainHttp(self.client, target, self.spec)
        self.own_cookies = OwnCookies(self.api)
        self.client.after_exchange.append(self.users.track)

    def take_exchanges(self) -> tuple[list[Exchange], list[Exchange]]:
        """Hand over the exchanges since the last call: those answered, and those dropped."""
        taken = self.client.exchanges, self.client.dropped
        self.client.exchanges, self.client.dropped = [], []
        return taken

    def finish(self) -> list[str]:
        """Remove what the run made; return what could not be removed, in words."""
        leftovers = self.users.remove_all()
        self.client.close()
        return leftovers


class Attempts:
    """Log-ins that must fail: one wrong password and one unknown address a run, no more.

    Several rules look at the same two answers, so that a run counts as little as it can against a
    lock-out.
    """

    def __init__(self, api: Api, tokens: Tokens, users: Users) -> None:
        self._api = api
        self._tokens = tokens
        self._users = users

    @cached_property
    def wrong_password(self) -> Answer:
        """The answer to the account's address with a made-up password."""
        email = self._tokens.account.email
        return self._api.login(email, self._users.password())

    @cached_property
    def unknown_email(self) -> Answer:
        """The answer to an address that no user has."""
        return self._api.login(self._users.address(), self._users.password())


def switched_off(answer: Answer) -> frozenset[str]:
    """Return the flags that the authentication options give as false, wrapped or not."""
    body = answer.json
    if not isinstance(body, dict):
        return frozenset()
    inner = body.get("authentication_options")
    flags = inner if isinstance(inner, dict) else body
    return frozenset(name for name, value in flags.items() if value is False)


def require_enabled(run: TargetRun, operation_ids: tuple[str, ...]) -> None:
    """Exclude a rule about a log-in method that the instance has switched off."""
    for operation_id in operation_ids:
        operation = run.spec.operations.get(operation_id)
        if operation is not None and operation.enabled_by in run.switched_off:
            raise Excluded("", f"the instance has switched {operation.enabled_by} off")

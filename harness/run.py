"""What a run holds for one target: its client, and the sources and verbs that rest on it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from harness import clock
from harness.api import Api
from harness.budget import Budget
from harness.claims import claimed_lifetime
from harness.client import Client
from harness.codes import SsoCodes
from harness.cookies import OwnCookies
from harness.gates import Gates
from harness.generation.depth import Generation
from harness.generation.stopwatch import Stopwatch
from harness.harvest import Harvest
from harness.mailbox import Mailbox
from harness.outcomes import Excluded, NoAnswer, Unproven
from harness.planting import Planting
from harness.redaction import Redactor, secrets_of_environment
from harness.sources import SourceFailed, TokenAger
from harness.tables import BadTarget
from harness.tokens import Tokens
from harness.transport import PlainHttp
from harness.users import Users
from spec import specification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from harness.exchange import Answer, Exchange
    from harness.generation.corpus import Entry
    from harness.ledger import Ledger
    from harness.targets import Target


A_SECOND = timedelta(seconds=1)


class TargetRun:
    """One target under check, in one process."""

    def __init__(
        self,
        target: Target,
        switched_off: frozenset[str] = frozenset(),
        *,
        ledger: Ledger | None = None,
        hourly: Ledger | None = None,
        spent: Mapping[str, int] | None = None,
        began: datetime | None = None,
        generation: Generation | None = None,
    ) -> None:
        self.target = target
        self.redactor = redactor = Redactor()
        for password in [*target.passwords(), *secrets_of_environment()]:
            redactor.register(password, "PASSWORD")
        self.spec = specification.load(target.product)
        self.switched_off = switched_off
        """Flags of the authentication options that the instance answered with false."""
        self.budget = Budget(target, hourly, spent)
        self.client = Client(target, self.spec, redactor, self.budget)
        self.api = Api(self.client, self.spec)
        self.sso = SsoCodes(target, redactor)
        self.mailbox = Mailbox(target, redactor)
        ager = TokenAger(target, redactor)
        ager.check, ager.doubt = self._check_ager, self._doubt
        self.tokens = Tokens(self.api, target, switched_off, ager=ager, sso=self.sso)
        self.ager = ager
        self.users = Users(self.api, self.tokens, redactor, target.addresses)
        self.gates = Gates(self.api, target, self.tokens, self.users)
        self.attempts = Attempts(self.api, self.tokens, self.users)
        self.plain_http = PlainHttp(self.client, target, self.spec)
        self.own_cookies = OwnCookies(self.api)
        self.client.before_exchange.append(self.users.expect_answer)
        self.client.after_exchange.append(self.users.track)
        self.generation = generation or Generation()
        self.stopwatch = Stopwatch(self.generation.max_time)
        self.failing: list[Entry] = []
        """Generated cases that broke a rule, for the corpus."""
        self.is_finished = False
        self.remarks: set[str] = set()
        """What is worth a word to the reader of the report, though no rule is broken."""
        if target.verify is False and target.url.startswith("https:"):
            self.remarks.add("TLS is not verified (verify = false)")
        self.harvest: Harvest | None = None
        self.planting: Planting | None = None
        if ledger is not None:
            self._open(ledger, began or clock.now())

    def _check_ager(self) -> None:
        """Fail where the ager's tokens never authenticate: that would say nothing of their age.

        A token that is made a second older is as good as the one that it was made of, unless an
        instance has ended that one within the second as well.
        """
        gate = self.gates.without_log_in
        if gate is None:
            return
        token = self.tokens.fresh()
        older = self.ager.age(token, A_SECOND)
        if gate.lets_pass(gate.send(older)) is not False:
            return
        time.sleep(A_SECOND.total_seconds())
        if gate.lets_pass(gate.send(token)):
            raise SourceFailed("token_ager: answered what does not authenticate for a second")

    def _doubt(self, token: str) -> None:
        """Leave unproven what rests on a token of the last log-in that does not authenticate."""
        gate = self.gates.without_log_in
        if token == self.tokens.last and gate is not None and not gate.lets_pass(gate.send(token)):
            raise Unproven("rests on login.token-authenticates: a fresh token is refused")

    def claimed(self) -> str:
        """Say for how long a token lives by its own claims; nothing where it claims nothing."""
        lifetime = claimed_lifetime(self.tokens.last or "")
        return f"claimed ({clock.in_words(lifetime)})" if lifetime is not None else ""

    def _open(self, ledger: Ledger, began: datetime) -> None:
        self.harvest = Harvest(
            ledger, self.client, self.api, self.target, self.gates, self.redactor, began
        )
        self.planting = Planting(
            ledger, self.client, self.api, self.target, self.tokens, self.harvest.windows
        )
        self.tokens.harvest = self.harvest

    def _plant(self) -> None:
        if self.planting is None or self.harvest is None:
            return
        try:
            self.planting.plant()
            self.harvest.roll_call(is_first=False)
        except (Unproven, Excluded, NoAnswer, SourceFailed, BadTarget) as failure:
            self.remarks.add(f"specimens for later runs could not be planted: {failure}")

    @contextmanager
    def generating(self) -> Iterator[None]:
        """Charge what is sent to the budget of generated input, and to its time."""
        self.client.is_generating = True
        try:
            with self.stopwatch.running():
                yield
        finally:
            self.client.is_generating = False

    @property
    def ages_tokens(self) -> bool:
        """Whether there is a source of aged tokens."""
        return self.target.token_ager is not None or self.harvest is not None

    def take_exchanges(self) -> tuple[list[Exchange], list[Exchange]]:
        """Hand over the exchanges since the last call: those answered, and those dropped."""
        taken = self.client.exchanges, self.client.dropped
        self.client.exchanges, self.client.dropped = [], []
        return taken

    def take_failing(self) -> list[Entry]:
        """Hand over the generated cases that broke a rule since the last call."""
        taken, self.failing = self.failing, []
        return taken

    def finish(self) -> list[str]:
        """Remove what the run made; return what could not be removed, in words.

        Specimens for later runs come last: what the run does after them could end them.
        """
        self.is_finished = True
        leftovers = self.users.remove_all()
        for status, count in sorted(self.client.gateway_answers.items()):
            times = "once" if count == 1 else f"{count} times"
            self.remarks.add(f"a gateway answered {status} in the place of the instance, {times}")
        lifetime = claimed_lifetime(self.tokens.last or "")
        if lifetime is not None and lifetime != self.spec.token_lifetime:
            claimed, stated = map(clock.in_words, (lifetime, self.spec.token_lifetime))
            self.remarks.add(f"a token claims (exp - iat) to live for {claimed}, not for {stated}")
        self._plant()
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

"""What a run holds for one target: its client, and the sources and verbs that rest on it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from harness.ageing.by_ager import TokenAger
from harness.ageing.by_ledger import Harvest
from harness.ageing.claims import claimed_lifetime
from harness.ageing.planting import Planting
from harness.core import clock
from harness.core.errors import BadTarget, NoAnswer, SourceFailed
from harness.core.outcomes import Excluded, Unproven
from harness.fixtures.api import Api
from harness.fixtures.attempts import Attempts
from harness.fixtures.browser import OwnCookies
from harness.fixtures.gates import Gates
from harness.fixtures.plain_http import PlainHttp
from harness.fixtures.tokens import Tokens
from harness.fixtures.users import Users
from harness.http.budget import Budget
from harness.http.client import Client
from harness.redaction.redactor import Redactor, secrets_of_environment
from harness.run.settings import Generation
from harness.run.stopwatch import Stopwatch
from harness.sources.mailbox import Mailbox
from harness.sources.sso_codes import SsoCodes
from spec import specification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from harness.ageing.ledger import Ledger
    from harness.core.exchange import Exchange
    from harness.http.answer import Answer
    from harness.run.settings import Entry
    from harness.targets.model import Target

A_SECOND = timedelta(seconds=1)
T = TypeVar("T")


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
        self._seen: dict[Callable[[TargetRun], Any], Any] = {}
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

    def once(self, look: Callable[[TargetRun], T]) -> T:
        """Return what ``look`` finds of the target; it looks once, however many contracts ask."""
        if look not in self._seen:
            self._seen[look] = look(self)
        found: T = self._seen[look]
        return found

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

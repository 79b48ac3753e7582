"""What a run holds for one target: its client, and the sources and verbs that rest on it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from harness.ageing.aged_tokens import NoAgedTokens
from harness.ageing.by_ager import AgedByAger, TokenAger
from harness.ageing.by_ledger import AgedByLedger
from harness.ageing.claims import claimed_lifetime
from harness.core import clock
from harness.core.errors import NoAnswer
from harness.core.outcomes import Excluded, Unproven
from harness.fixtures.browser import OwnCookies
from harness.fixtures.departures import Departures
from harness.fixtures.failed_logins import FailedLogins
from harness.fixtures.forgotten_passwords import ForgottenPasswords
from harness.fixtures.gate import Gate
from harness.fixtures.gates import Gates
from harness.fixtures.gifts import Gifts
from harness.fixtures.interruptions import Interruptions
from harness.fixtures.lists import Lists
from harness.fixtures.operation_gates import OperationGate
from harness.fixtures.operations import Operations
from harness.fixtures.origins import Origins
from harness.fixtures.other_users import OtherUsers
from harness.fixtures.parameters import Parameters
from harness.fixtures.password_changes import PasswordChanges
from harness.fixtures.plain_http import PlainHttp
from harness.fixtures.refusals import Refusals
from harness.fixtures.residents import Residents
from harness.fixtures.resources import Resources
from harness.fixtures.several_addresses import SeveralAddresses
from harness.fixtures.tokens import Tokens
from harness.fixtures.users import Users
from harness.http.budget import Budget
from harness.http.client import Client, Known
from harness.operations.api import Api
from harness.operations.calls import Calls
from harness.operations.made import Made
from harness.redaction.redactor import Redactor, secrets_of_environment
from harness.run.hasty import removed_in_haste
from harness.run.settings import Generation
from harness.run.stopwatch import Stopwatch
from harness.run.turns import Turns
from harness.sources.mailbox import Mailbox
from harness.sources.sso_codes import SsoCodes
from harness.steps.script import Scripts
from harness.steps.trace import Trace
from harness.targets.unmaskable import shown_of, unmaskable
from spec import specification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from harness.ageing.aged_tokens import AgedTokens
    from harness.ageing.ledger import Ledger
    from harness.core.exchange import Exchange
    from harness.http.answer import Answer
    from harness.http.hourly import HourlyCounts
    from harness.run.settings import Entry
    from harness.targets.model import Target
    from spec.specification import Operation

T = TypeVar("T")


class TargetRun:
    """One target under check, in one process."""

    def __init__(
        self,
        target: Target,
        switched_off: frozenset[str] = frozenset(),
        *,
        ledger: Ledger | None = None,
        hourly: HourlyCounts | None = None,
        spent: Mapping[str, int] | None = None,
        began: datetime | None = None,
        generation: Generation | None = None,
        known: Known | None = None,
    ) -> None:
        self.target = target
        self.lender = _lender_of(target, switched_off, hourly)
        """What the target has its tokens from, where that is another one."""
        self.redactor = redactor = _redactor_of(target, self.lender)
        self.spec = specification.load(target.product)
        self.switched_off = switched_off
        """Flags of the authentication options that the instance answered with false."""
        self.budget = Budget(target, hourly if self.lender is None else None, spent)
        self.client = Client(target, self.spec, redactor, self.budget, known)
        self.api = Api(self.client, self.spec)
        self.sso = SsoCodes(target, redactor, self.trace.note_code)
        self.mailbox = Mailbox(target, self.trace.note_mail)
        self.tokens: Tokens = self._tokens()
        self.users = Users(self.api, self.tokens, redactor, target.addresses)
        self.made = Made(self.api, self.tokens.shared.asked)
        self.gates = self._all_gates()
        self.gifts = Gifts(self.api, target, self.tokens, self.users, self.gates, redactor)
        self._listen()
        self.generation = generation or Generation()
        self.stopwatch = Stopwatch(self.generation.max_time)
        self.failing: list[Entry] = []
        """Generated cases that broke a rule, for the corpus."""
        self.is_finished = False
        self._seen: dict[tuple[Callable[..., Any], tuple[object, ...]], Any] = {}
        self.remarks = set(_remarks_on(target))
        """What is worth a word to the reader of the report, though no rule is broken."""
        self.aged = self._aged_tokens(ledger, began or clock.now())

    def _tokens(self) -> Tokens:
        lent = self.lender.tokens if self.lender is not None else None
        return Tokens(self.api, self.target, self.switched_off, self.sso, lent)

    def _listen(self) -> None:
        """Have what is exchanged noted by whoever keeps an account of it."""
        self.client.before_exchange.append(self.users.expect_answer)
        self.client.after_exchange.append(self.trace.note)
        if self.lender is not None:
            self.lender.client.after_exchange.append(self.trace.note)
        self.client.after_exchange += [self.users.track, self.made.track, self._note_refusal]
        self.client.after_exchange.append(self.tokens.note)

    def _aged_tokens(self, ledger: Ledger | None, began: datetime) -> AgedTokens:
        """Return what gives tokens of a given age: an ager, a ledger, or nothing."""
        target, tokens, gates = self.target, self.tokens, self.gates
        if target.ager is not None:
            ager = TokenAger(target.ager, self.redactor, self.trace.note_aged)
            spec = self.lender.spec if self.lender is not None else self.spec
            return AgedByAger(ager, target, spec, tokens, gates, self.generation.seed)
        if ledger is None:
            return NoAgedTokens(tokens)
        aged = AgedByLedger(
            ledger, self.client, self.api, target, tokens, gates, self.redactor, began
        )
        aged.note = self.trace.note_stored
        return aged

    @cached_property
    def trace(self) -> Trace:
        """What it exchanged, in the clear."""
        return Trace()

    @cached_property
    def scripts(self) -> Scripts:
        """The scripts that repeat its failures."""
        return Scripts(self.trace, self.target, self.spec, self.redactor)

    @cached_property
    def plain_http(self) -> PlainHttp:
        """The same host over plain http."""
        return PlainHttp(self.client, self.target, self.spec)

    @cached_property
    def own_cookies(self) -> OwnCookies:
        """Cookies that an answer sets, and not every answer does."""
        return OwnCookies(self.api)

    @cached_property
    def late_options(self) -> Answer:
        """The authentication options, as they are when contracts have logged users in."""
        return self.api.options()

    @cached_property
    def turns(self) -> Turns:
        """Whose turn it is, of what one run has no requests for."""
        return Turns(self.generation.seed, self.generation.tried)

    @cached_property
    def calls(self) -> Calls:
        """Every operation of the pages, ready to be called."""
        tokens = self.tokens
        return Calls(
            self.api,
            self.target,
            self.made,
            tokens.shared.get,
            tokens.shared.renewed,
            self.users.address,
        )

    def _gate_of(self, operation: Operation, is_default: bool) -> Gate:  # noqa: FBT001
        """Make a gate of any operation; of the default one, all is asked each time."""
        if is_default:
            arguments = self.calls.arguments(operation)
            send = partial(self.calls.send, operation, arguments)
            return Gate(operation.id, send, None, self.tokens.fresh)
        return OperationGate(self.calls, operation, self.tokens.fresh)

    def _all_gates(self) -> Gates:
        return Gates(self.api, self.target, self.tokens, self.users, self._gate_of)

    def require_room_for(self, gate: Gate) -> None:
        """Leave out, in a quick run, what is tried at the gates that a contract knows by name."""
        if self.generation.is_quick and isinstance(gate, OperationGate):
            raise Excluded("--depth standard", "a quick run tries fewer protected operations")

    @cached_property
    def operations(self) -> Operations:
        """Operations as any page shows them."""
        return Operations(self.calls, is_quick=self.generation.is_quick)

    @cached_property
    def resources(self) -> Resources:
        """Things that the pages let one make."""
        return Resources(self.calls, self.turns.pick, is_quick=self.generation.is_quick)

    @cached_property
    def lists(self) -> Lists:
        """Lists of things, with things enough to tell."""
        return Lists(self.calls, self.turns.pick, is_quick=self.generation.is_quick)

    @cached_property
    def parameters(self) -> Parameters:
        """The query parameters of look-ups."""
        return Parameters(self.calls, self.turns.pick, is_quick=self.generation.is_quick)

    @cached_property
    def refusals(self) -> Refusals:
        """The documented refusals of operations."""
        return Refusals(self.calls, is_quick=self.generation.is_quick)

    @cached_property
    def origins(self) -> Origins:
        """Tokens by what they were got by."""
        return Origins(self.api, self.target, self.tokens, self.residents, self.gates)

    @cached_property
    def forgotten(self) -> ForgottenPasswords:
        """Users who forgot their passwords, and the mail that they get."""
        return ForgottenPasswords(self.api, self.users, self.mailbox, self.redactor)

    @cached_property
    def several_addresses(self) -> SeveralAddresses:
        """Requests for a new password that name two users at once."""
        return SeveralAddresses(self.api, self.users, self.mailbox, self.forgotten)

    @cached_property
    def failed_logins(self) -> FailedLogins:
        """The log-ins of a run that must fail."""
        return FailedLogins(self.api, self.tokens, self.users)

    @cached_property
    def residents(self) -> Residents:
        """Users whose account is open."""
        return Residents(self.api, self.tokens, self.users)

    @cached_property
    def password_changes(self) -> PasswordChanges:
        """A user whose password is changed."""
        return PasswordChanges(self.api, self.users, self.residents, self._near_misses_of_changes)

    def _near_misses_of_changes(self, among: Sequence[str]) -> Sequence[str]:
        """Choose one by turns in a quick run."""
        if not self.generation.is_quick:
            return among
        return self.turns.pick("near miss of an old password", among)

    @cached_property
    def departures(self) -> Departures:
        """A user who is deleted, and what becomes of others by it."""
        return Departures(self.api, self.tokens, self.users, self.residents, self.gates)

    @cached_property
    def interruptions(self) -> Interruptions:
        """Resets with something between the asking and the doing."""
        return Interruptions(self.api, self.tokens, self.users, self.residents, self.forgotten)

    @cached_property
    def other_users(self) -> OtherUsers:
        """Users whose rights are not the account's."""
        return OtherUsers(self.api, self.target, self.tokens, self.residents, self.gates)

    def claimed(self) -> str:
        """Say for how long a token lives by its own claims; nothing where it claims nothing."""
        lifetime = claimed_lifetime(self.tokens.last or "")
        return f"claimed ({clock.duration_in_words(lifetime)})" if lifetime is not None else ""

    def once(self, look: Callable[..., T], *about: object) -> T:
        """Return what ``look`` finds of the target, or of something there.

        It looks once, however many contracts ask.
        """
        if (look, about) not in self._seen:
            self._seen[look, about] = look(self, *about)
        found: T = self._seen[look, about]
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

    def take_failing(self) -> list[Entry]:
        """Hand over the generated cases that broke a rule since the last call."""
        taken, self.failing = self.failing, []
        return taken

    def finish(self, *, is_in_haste: bool = False) -> list[str]:
        """Remove what the run made; return what could not be removed, in words.

        Tokens for later runs come last: what the run does after them could end them. In haste (the
        run was interrupted), none are left for them, and nobody waits for an instance that is gone.
        """
        self.client.front.forgive()
        if is_in_haste:
            leftovers = removed_in_haste((self.made, self.users), self.client)
        else:
            leftovers = [*self.made.remove_all(), *self.users.remove_all()]
            self._conclude_lock_outs()
        self.client.recorder.gifts += self.gifts.told()
        self._remark_on_exchanges()
        if not is_in_haste and (problem := self.aged.finish()):
            self.remarks.add(problem)
        self.is_finished = True
        self.close()
        return leftovers

    def _remark_on_exchanges(self) -> None:
        self.remarks.update(self.client.front.lines())
        lifetime = claimed_lifetime(self.tokens.last or "")
        if lifetime is not None and lifetime != self.spec.token_lifetime:
            claimed, stated = map(clock.duration_in_words, (lifetime, self.spec.token_lifetime))
            self.remarks.add(f"a token claims (exp - iat) to live for {claimed}, not for {stated}")

    def _note_refusal(self, exchange: Exchange) -> None:
        """Take note of an answer that should give no token; right credentials deserve one."""
        if not self.budget.is_of_the_account(exchange):
            self.gifts.note(exchange)

    def _conclude_lock_outs(self) -> None:
        """Log in once more where right credentials were refused, and say what was shown by it."""
        log_ins = self.client.log_ins
        if log_ins.are_suspected:
            with suppress(Unproven, Excluded, NoAnswer):
                self.tokens.fresh()
        self.client.recorder.refused += log_ins.failures()
        self.remarks.update(log_ins.lines())

    def close(self) -> None:
        """Close its connections."""
        for each in (self.client, self.sso, self.mailbox):
            each.close()
        if self.lender is not None:
            self.lender.close()


def _lender_of(
    target: Target, switched_off: frozenset[str], hourly: HourlyCounts | None
) -> TargetRun | None:
    """Return what logs in at the target that another one has its tokens from."""
    if target.tokens_from is None:
        return None
    return TargetRun(target.tokens_from, switched_off, hourly=hourly)


def _redactor_of(target: Target, lender: TargetRun | None) -> Redactor:
    """Return what masks the secrets of a target, and of the one that lends it tokens."""
    redactor, shown = lender.redactor if lender is not None else Redactor(), shown_of(target)
    for password in [*target.passwords(), *secrets_of_environment()]:
        redactor.register_chosen(password, "PASSWORD", shown)
    if target.token is not None:
        redactor.register_chosen(target.token, "TOKEN", shown)
    return redactor


def _remarks_on(target: Target) -> Iterator[str]:
    if target.verify is False and target.url.startswith("https:"):
        yield "TLS is not verified (verify = false)"
    if words := unmaskable(target):
        yield words


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
        operation = run.spec.operation(operation_id)
        if operation.enabled_by in run.switched_off:
            raise Excluded("", f"the instance has switched {operation.enabled_by} off")

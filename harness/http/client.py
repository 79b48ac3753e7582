"""The client: every exchange of a run passes through it, whatever sends it.

It sends exactly what the page shows, and no header, field or cookie of its own but ``User-Agent``
and ``Accept-Encoding: identity``; it follows no redirect; it never raises on a status. It registers
every secret that an answer holds, holds the answer against the pages, and records the exchange.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from harness.core import clock
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.exchange import SAFE_METHODS, Exchange
from harness.core.outcomes import AccountLocked, AnswerLost, SomebodyElse, Unproven
from harness.http.budget import Budget
from harness.http.drops import Drops
from harness.http.in_front import InFront
from harness.http.log_ins import LOCKED, LogIns
from harness.http.network_failures import ClosedOnce
from harness.http.own_answers import OwnAnswers, key_of
from harness.http.recorder import Recorder
from harness.http.retry_after import seconds_asked
from harness.http.secrets import GUESSED, secrets_in, secrets_sent
from harness.http.steady_clock import SteadyClock
from harness.http.transport import Transport, exchanged_at_once, header_text, request_of
from harness.redaction.secret_names import looks_random
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta

    import requests

    from harness.http.oddity import Oddity
    from harness.http.speaker import Stranger
    from harness.redaction.redactor import Redactor
    from harness.targets.model import Target
    from spec.specification import Operation, Specification

LONGEST_IDLE = 1.0
"""Seconds after which an instance may close a connection just when it is used again."""
SAFE_RATE = 10.0
"""Requests a second to another machine, where its ``rate_limit`` says nothing."""
UNREFUSED = (Role.OPTIONS, Role.LOGOUT)
"""What no instance refuses, as it is asked for here; a look is taken twice."""


@dataclass
class Known:
    """What is known of an instance: a run goes on from what the first look at it has shown."""

    front: InFront = field(default_factory=InFront)
    """Who answered in its place."""
    log_ins: LogIns = field(default_factory=LogIns)
    """What log-ins of the configured accounts have shown."""


class ToSend(NamedTuple):
    """A request of an operation, as :meth:`Client.send` takes it."""

    operation: Operation
    path: str
    headers: Mapping[str, str | bytes]
    body: bytes | None


class Client:
    """Sends requests to one target and records what came."""

    def __init__(
        self,
        target: Target,
        spec: Specification,
        redactor: Redactor,
        budget: Budget | None = None,
        known: Known | None = None,
    ) -> None:
        known = known or Known()
        self._target = target
        self.budget = budget or Budget(target)
        self.recorder = Recorder(spec)
        self.front = known.front
        self.log_ins = known.log_ins
        self._own = OwnAnswers(
            self.front, self.recorder, self._send_twice, self._look_up, self._tell
        )
        self._spec = spec
        self._redactor = redactor
        self._throttle = _throttle(target.rate_limit or (SAFE_RATE if target.is_remote else None))
        self._transport = Transport(target)
        self._drops = Drops()
        self._last_used = 0.0
        self._was_kept_waiting = False
        """Whether requests that were sent at the same moment were not all answered."""
        self.clock_offset: timedelta | None = None
        """By how much the instance's clock is ahead of ours, as its last answer told it."""
        self.steady_clock = SteadyClock()
        self.count = 0
        """Requests sent so far."""
        self.is_generating = False
        """Whether what is sent is generated input."""
        self.before_exchange: list[Callable[[Exchange], None]] = []
        """Called with each exchange before it is sent, without an answer yet."""
        self.after_exchange: list[Callable[[Exchange], None]] = []
        """Called with each answered exchange."""

    def send(
        self,
        method: str,
        path: str,
        *,
        operation: Operation | None = None,
        headers: Mapping[str, str | bytes] | None = None,
        body: bytes | None = None,
        base_url: str | None = None,
        oddity: Oddity | None = None,
    ) -> Exchange:
        """Send one request and return its exchange.

        ``path`` begins with a slash and is appended to the base URL. Raises NoAnswer where the
        network fails, ConnectionDropped where the instance drops the connection time and again
        although it answers look-ups, AnswerLost where it does so once and the request may have been
        done, SomebodyElse where another answered in its place, and Unproven where it asks to be
        left alone (429) or says that the account is locked (423).
        """
        if not self.is_generating:  # what is drawn is no secret, and must be shown
            self._register_sent(headers or {}, body)
        url = (base_url or self._target.url) + path
        prepared = self._transport.prepare(method, url, headers, body, oddity)
        if base_url is not None:  # who answers there is for the caller to tell
            return self._send_twice(prepared, operation)
        self.front.require_open(key_of(prepared, operation))
        if oddity is not None and oddity.is_malformed:
            return self._send_malformed(prepared, operation)
        try:
            exchange = self._send_twice(prepared, operation)
        except ConnectionDropped as failure:
            self.recorder.dropped.append(failure.exchange)
            raise
        exchange = self._taken(prepared, operation, exchange)
        if operation is not None:
            self._settle_log_in(prepared, operation, exchange)
        return exchange

    def _taken(
        self, prepared: requests.PreparedRequest, operation: Operation | None, came: Exchange
    ) -> Exchange:
        """Return the answer of the instance itself, where somebody in front gave another."""
        return self._own.take(
            prepared,
            operation,
            came,
            is_generated=self.is_generating,
            is_right_log_in=self.budget.is_of_the_account(came),
            may_repeat=self._may_repeat(came),
        )

    def send_at_once(self, every: Sequence[ToSend]) -> list[Exchange]:
        """Send requests at the same moment, each over a connection of its own.

        Nothing is sent twice. AnswerLost where one is not answered, and from then on: whoever lets
        one connection through keeps the others waiting. SomebodyElse where another than the
        instance answers one: what the others did is done. Else as :meth:`send`.
        """
        if self._was_kept_waiting:
            raise AnswerLost("what is sent at the same moment is not all answered")
        prepared = []
        for each in every:
            self._register_sent(each.headers, each.body)
            url = self._target.url + each.path
            made = self._transport.prepare(each.operation.method, url, each.headers, each.body)
            self.front.require_open(key_of(made, each.operation))
            prepared.append(made)
        planned = [
            self._planned(made, each.operation) for made, each in zip(prepared, every, strict=True)
        ]
        self._transport.close()  # an instance may serve one connection after another
        came = exchanged_at_once(self._target, prepared, planned)
        answered = [each for each in came if isinstance(each, Exchange)]
        for exchange in answered:
            self._record(exchange)
        self._require_own(answered)
        for failure in came:
            if not isinstance(failure, Exchange):
                self._was_kept_waiting = True
                words = f"{failure}, as others were sent at the same moment"
                raise AnswerLost(words) from failure
        for made, exchange in zip(prepared, answered, strict=True):
            assert exchange.operation is not None
            self._settle_log_in(made, exchange.operation, exchange)
        return answered

    def _require_own(self, answered: Sequence[Exchange]) -> None:
        """Make sure that the instance itself answered each; wait where one asks for a pause."""
        strangers = [(each, stranger) for each in answered if (stranger := self._tell(each))]
        words = [self.front.note(stranger, each, "") for each, stranger in strangers]
        for each, _ in strangers:
            self.recorder.supersede(each)
        for each, _ in strangers:
            if seconds_asked(each) is not None:
                self._own.pauses.take(each)
            raise SomebodyElse(words[0])

    def _send_malformed(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        """Send what a server may close the connection on, over one of its own.

        SomebodyElse where it does, or where a gateway answers: nothing is concluded from it.
        """
        self._transport.close()
        try:
            exchange = self._send_once(prepared, operation)
        except ClosedOnce as failure:
            raise SomebodyElse(f"{failure}, which an odd request may bring about") from failure
        finally:
            self._transport.close()
        stranger = self._tell(exchange)
        if stranger is not None:
            self.recorder.supersede(exchange)
            raise SomebodyElse(f"{stranger} answered instead of the instance")
        return exchange

    def _settle_log_in(
        self, prepared: requests.PreparedRequest, operation: Operation, exchange: Exchange
    ) -> None:
        """Take note of how a session began or ended; AccountLocked where an account is locked."""
        if exchange.status == LOCKED and operation.enabled_by:
            self.recorder.supersede(exchange)
            raise AccountLocked("the account is locked (423): nothing is concluded from it")
        if operation.role is Role.LOGOUT and exchange.succeeded:
            self.log_ins.note_log_out()
        if operation.role is not Role.LOGIN:
            return
        is_right = self.budget.is_of_the_account(exchange)
        try:
            is_failing = self.log_ins.require_no_lock_out(
                prepared,
                exchange,
                lambda right: self._logs_in(right, operation),
                is_right=is_right,
            )
        except AccountLocked:
            self.recorder.supersede(exchange)
            raise
        is_crash = exchange.status >= 500 and self.log_ins.were_good(exchange)
        if is_failing or (is_crash and is_right and not self.is_generating):
            self.recorder.refused.append(exchange)

    def _logs_in(self, prepared: requests.PreparedRequest, operation: Operation) -> bool | None:
        """Whether a log-in succeeds that is sent once more; None where the budget has no more."""
        try:
            return self._send_twice(prepared, operation).succeeded
        except Unproven:
            return None

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _send_twice(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        """Send again after a dropped connection, unless what is asked for may have been done."""
        key, is_same = key_of(prepared, operation), False
        self._renew_connection(prepared)
        while True:
            try:
                exchange = self._send_once(prepared, operation)
            except ClosedOnce as failure:
                self._own.require_up()
                may_repeat = self._may_repeat(failure.exchange)
                if self._drops.show_crash(key):
                    raise failure.again() from failure
                if not may_repeat:
                    why = f"{failure}; what may have been done is not sent again"
                    raise AnswerLost(why) from failure
                is_same = True
            else:
                self._drops.note_answer(key, is_same=is_same)
                self._last_used = time.monotonic()
                return exchange

    def _may_repeat(self, exchange: Exchange) -> bool:
        """Whether a request may be sent again though it was done; generated input shows by that."""
        is_safe = exchange.request.method in SAFE_METHODS
        return is_safe or exchange.is_generated or self.budget.may_log_in_again(exchange)

    def _renew_connection(self, prepared: requests.PreparedRequest) -> None:
        """Ask for what is done once over a new connection, where an idle one may be closed."""
        is_idle = time.monotonic() - self._last_used > LONGEST_IDLE
        if prepared.method not in SAFE_METHODS and (is_idle or self._drops):
            self._transport.close()

    def _look_up(self) -> Exchange:
        """Ask for what every instance gives anybody; NoAnswer where nothing answers, twice."""
        operation, url = self._spec.look_up, self._target.url + self._spec.look_up_path
        prepared = self._transport.prepare("GET", url, None, None)
        key = key_of(prepared, operation)
        try:
            answered, is_again = self._send_once(prepared, operation), False
        except ClosedOnce:
            self._drops.show_crash(key)
            answered, is_again = self._looked_up_again(prepared, operation), True
        self._drops.note_answer(key, is_same=is_again)
        return answered

    def _looked_up_again(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        try:
            return self._send_once(prepared, operation)
        except ClosedOnce as failure:
            self._drops.show_crash(key_of(prepared, operation))
            raise NoAnswer(f"the instance is gone: {failure}") from failure

    def _tell(self, exchange: Exchange) -> Stranger | None:
        """Return who answered in the place of the instance; None where it was the instance."""
        is_unrefused = exchange.is_for(*UNREFUSED)
        is_safe = exchange.request.method in SAFE_METHODS
        deserves = (is_unrefused or is_safe) and not self.is_generating
        if self.budget.is_of_the_account(exchange):
            deserves = self.log_ins.were_good(exchange)
        return self.front.speaker(exchange, deserves_success=deserves)

    def _send_once(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        planned, key = self._planned(prepared, operation), key_of(prepared, operation)
        exchange = self._transport.exchange(prepared, replace(planned, started=clock.now()), key)
        self._record(exchange)
        return exchange

    def _planned(self, prepared: requests.PreparedRequest, operation: Operation | None) -> Exchange:
        """Return the exchange that is about to come; raises where it may not be."""
        self._transport.require_hope(key_of(prepared, operation))
        self._own.pauses.require_over()
        planned = Exchange(
            operation, request_of(prepared), clock.now(), is_generated=self.is_generating
        )
        self.budget.charge(planned)
        self._throttle()
        self.count += 1
        for hook in self.before_exchange:
            hook(planned)
        return planned

    def _register_sent(self, headers: Mapping[str, str | bytes], body: bytes | None) -> None:
        sent = {name: header_text(value) for name, value in headers.items()}
        for value, label in secrets_sent(sent, body, self._spec):
            self._redactor.register(value, label, is_real=False)

    def _record(self, exchange: Exchange) -> None:
        for value, label in secrets_in(exchange):
            # What the instance repeats of a request is no secret of its own, and one that is a
            # word can't be told from that word elsewhere: both are masked, and not looked for.
            is_known = looks_random(value) and label not in GUESSED
            is_real = is_known and not exchange.was_sent(value)
            self._redactor.register(value, label, is_real=is_real)
        if self._tell(exchange) is None:
            self.budget.settle(exchange)
            self.clock_offset = exchange.clock_offset
            self.steady_clock.note(exchange)
        self.recorder.record(exchange)
        for hook in self.after_exchange:
            hook(exchange)


def _throttle(rate: float | None) -> Callable[[], None]:
    """Return a function that waits until the next request may be sent (requests a second)."""
    if rate is None:
        return lambda: None
    from pyrate_limiter import Limiter, Rate  # noqa: PLC0415 - only where a rate is limited

    window = max(1, round(1000 / rate)) if rate < 1 else 1000  # milliseconds
    limiter = Limiter(Rate(max(1, int(rate)), window))

    def wait() -> None:
        limiter.try_acquire("request", blocking=True)

    return wait

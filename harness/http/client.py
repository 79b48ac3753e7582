"""The client: every exchange of a run passes through it, whatever sends it.

It sends exactly what the page shows, and no header, field or cookie of its own but ``User-Agent``
and ``Accept-Encoding: identity``; it follows no redirect; it never raises on a status. It registers
every secret that an answer holds, holds the answer against the pages, and records the exchange.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.exchange import SAFE_METHODS, Exchange
from harness.core.outcomes import AccountLocked, AnswerLost, Unproven
from harness.http.budget import Budget
from harness.http.drops import Drops
from harness.http.network_failures import ClosedOnce
from harness.http.recorder import Recorder
from harness.http.retry_after import Pauses, seconds_asked
from harness.http.secrets import GUESSED, secrets_in, secrets_sent
from harness.http.transport import Transport, request_of, text_of
from harness.redaction.secret_names import looks_random

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    import requests

    from harness.redaction.redactor import Redactor
    from harness.targets.model import Target
    from spec.specification import Operation, Specification

GATEWAY_STATUSES = frozenset({502, 503, 504})
"""Where a proxy may speak for the instance: look-ups are asked again."""
OWN_WORDS = 3
"""Answers of a gateway to one operation in a row, after which they are the instance's own."""
LONGEST_IDLE = 1.0
"""Seconds after which an instance may close a connection just when it is used again."""
SAFE_RATE = 10.0
"""Requests a second to another machine, where its ``rate_limit`` says nothing."""
TOO_MANY, LOCKED = 429, 423


class Client:
    """Sends requests to one target and records what came."""

    def __init__(
        self,
        target: Target,
        spec: Specification,
        redactor: Redactor,
        budget: Budget | None = None,
    ) -> None:
        self._target = target
        self.budget = budget or Budget(target)
        self.recorder = Recorder(spec)
        self._spec = spec
        self._redactor = redactor
        self._throttle = _throttle(target.rate_limit or (SAFE_RATE if target.is_remote else None))
        self._transport = Transport(target)
        self._drops = Drops()
        self._last_used = 0.0
        self.clock_offset: timedelta | None = None
        """By how much the instance's clock is ahead of ours, as its last answer told it."""
        self.gateway_answers: Counter[int] = Counter()
        """How often a gateway answered in the place of the instance, by status."""
        self._gateway_in_a_row: Counter[str] = Counter()
        self._pauses = Pauses()
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
    ) -> Exchange:
        """Send one request and return its exchange.

        ``path`` begins with a slash and is appended to the base URL. Raises NoAnswer where the
        network fails, ConnectionDropped where the instance drops the connection time and again
        although it answers look-ups, AnswerLost where it does so once and the request may have been
        done, and Unproven where it asks to be left alone (429), says that the account is locked
        (423), or a gateway spoke for it.
        """
        if not self.is_generating:  # what is drawn is no secret, and must be shown
            self._register_sent(headers or {}, body)
        prepared = self._transport.prepare(
            method, (base_url or self._target.url) + path, headers, body
        )
        try:
            exchange = self._send_twice(prepared, operation)
        except ConnectionDropped as failure:
            if base_url is None:
                self.recorder.dropped.append(failure.exchange)
            raise
        if exchange.status in GATEWAY_STATUSES:
            exchange = self._send_after_gateway(prepared, operation, exchange)
        else:
            self._gateway_in_a_row[_key(prepared, operation)] = 0
        if exchange.status == TOO_MANY:
            exchange = self._send_after_pause(prepared, operation, exchange)
        if exchange.status == LOCKED and operation is not None and operation.enabled_by:
            raise AccountLocked("the account is locked (423): nothing is concluded from it")
        return exchange

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _send_twice(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        """Send again after a dropped connection, unless what is asked for may have been done."""
        key, is_same = _key(prepared, operation), False
        self._renew_connection(prepared)
        while True:
            try:
                exchange = self._send_once(prepared, operation)
            except ClosedOnce as failure:
                self._look_up()
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

    def _look_up(self) -> None:
        """Make sure that the instance is up; NoAnswer where it isn't."""
        operation = self._spec.operation("getAuthenticationOptions")
        prepared = self._transport.prepare(
            operation.method, self._target.url + operation.path, None, None
        )
        key = _key(prepared, operation)
        for is_last in (False, True):
            try:
                answered = self._send_once(prepared, operation)
                break
            except ClosedOnce as failure:
                self._drops.show_crash(key)
                if is_last:
                    raise NoAnswer(f"the instance is gone: {failure}") from failure
        self._drops.note_answer(key, is_same=is_last)
        if answered.status in GATEWAY_STATUSES:
            self.recorder.supersede(answered)
            raise NoAnswer(f"{prepared.url}: a gateway answered {answered.status}")

    def _send_after_gateway(
        self, prepared: requests.PreparedRequest, operation: Operation | None, page: Exchange
    ) -> Exchange:
        """Ask for a look-up again; what may have been done is not sent twice.

        Generated input is: that it makes the instance fall over behind its gateway shows only where
        it does so again. An operation that is answered so time and again, while look-ups succeed,
        is answered by the instance.
        """
        self.gateway_answers[page.status] += 1
        if seconds_asked(page) is not None:
            self._pauses.take(page)
        self.recorder.supersede(page)
        self._look_up()
        key = _key(prepared, operation)
        self._gateway_in_a_row[key] += 1
        if self._gateway_in_a_row[key] >= OWN_WORDS:
            self.recorder.supersede(page, is_superseded=False)
            return page
        if prepared.method not in SAFE_METHODS and not self.is_generating:
            raise Unproven(
                f"a gateway answered {page.status} in the place of the instance; what may have "
                "been done is not sent again"
            )
        return self._send_twice(prepared, operation)

    def _send_after_pause(
        self, prepared: requests.PreparedRequest, operation: Operation | None, refused: Exchange
    ) -> Exchange:
        self._pauses.take(refused)
        refused = self._send_twice(prepared, operation)
        if refused.status == TOO_MANY:
            raise Unproven("the instance answered 429 Too Many Requests, twice: run it less often")
        return refused

    def _send_once(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        key = _key(prepared, operation)
        self._transport.require_hope(key)
        self._pauses.require_over()
        planned = Exchange(
            operation, request_of(prepared), clock.now(), is_generated=self.is_generating
        )
        self.budget.charge(planned)
        self._throttle()
        self.count += 1
        for hook in self.before_exchange:
            hook(planned)
        exchange = self._transport.exchange(prepared, replace(planned, started=clock.now()), key)
        self._record(exchange)
        return exchange

    def _register_sent(self, headers: Mapping[str, str | bytes], body: bytes | None) -> None:
        sent = {name: text_of(value) for name, value in headers.items()}
        for value, label in secrets_sent(sent, body, self._spec.token_header):
            self._redactor.register(value, label, is_real=False)

    def _record(self, exchange: Exchange) -> None:
        for value, label in secrets_in(exchange):
            # What the instance repeats of a request is no secret of its own, and one that is a
            # word can't be told from that word elsewhere: both are masked, and not looked for.
            is_known = looks_random(value) and label != GUESSED
            is_real = is_known and not exchange.was_sent(value)
            self._redactor.register(value, label, is_real=is_real)
        self.budget.settle(exchange)
        self.recorder.record(exchange)
        self.clock_offset = exchange.clock_offset
        for hook in self.after_exchange:
            hook(exchange)


def _key(prepared: requests.PreparedRequest, operation: Operation | None) -> str:
    """Name what is asked for, whatever the request holds."""
    return f"{prepared.method} {operation.path if operation else prepared.url}"


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

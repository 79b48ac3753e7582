"""The client: every exchange of a run passes through it, whatever sends it.

It sends exactly what the page shows, and no header, field or cookie of its own but ``User-Agent``;
it follows no redirect; it never raises on a status. It registers every secret that an answer
holds, holds the answer against the pages, and records the exchange.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException
from urllib3.exceptions import (
    HTTPError,
    InsecureRequestWarning,
    LocationParseError,
    ReadTimeoutError,
)
from urllib3.util import SKIP_HEADER

from harness import USER_AGENT
from harness.core import clock
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.exchange import SAFE_METHODS, Exchange, Request
from harness.core.hosts import proxies_of
from harness.core.outcomes import AccountLocked, Unproven
from harness.http.budget import Budget
from harness.http.in_front import InFront
from harness.http.log_ins import LOCKED, LogIns
from harness.http.network_failures import ClosedOnce, innermost, network_failure
from harness.http.own_answers import OwnAnswers, key_of
from harness.http.recorder import Recorder
from harness.http.secrets import secrets_in, secrets_sent
from harness.redaction.secret_names import looks_random

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from harness.core.exchange import Headers
    from harness.http.speaker import Stranger
    from harness.redaction.redactor import Redactor
    from harness.targets.model import Target
    from spec.specification import Operation, Specification

CONNECT_TIMEOUT = 5.0
"""Seconds."""
READ_TIMEOUT = 30.0
"""Seconds between two bytes."""
EXCHANGE_TIMEOUT = 90.0
"""Seconds that an answer's body may take in all."""
MOST_TIMEOUTS = 2
"""Of one operation; after them it is not asked any more."""
MOST_UNREACHED = 3
"""Connections that time out; after them nothing is asked any more."""
LARGEST_BODY = 8 * 1024 * 1024
"""Bytes of an answer that are read; a longer one is no answer."""
SAFE_RATE = 10.0
"""Requests a second to another machine, where its ``rate_limit`` says nothing."""
UNREFUSED = frozenset({"getAuthenticationOptions", "logout"})
"""Operations that no instance refuses, as they are asked for here; a look is taken twice."""


@dataclass
class Known:
    """What is known of an instance: a run goes on from what the first look at it has shown."""

    front: InFront = field(default_factory=InFront)
    """Who answered in its place."""
    log_ins: LogIns = field(default_factory=LogIns)
    """What log-ins of the configured accounts have shown."""


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
        self._proxies = proxies_of(target.url)
        self._session = requests.Session()
        self._session.headers.clear()
        self._session.trust_env = False  # a .netrc would add a header of its own
        self._session.mount("https://", HTTPAdapter(pool_maxsize=1))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=1))
        self._timeouts: Counter[str] = Counter()
        self._unreached = 0
        self.clock_offset: timedelta | None = None
        """By how much the instance's clock is ahead of ours, as its last answer told it."""
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
        network fails, ConnectionDropped where the instance twice closes the connection without an
        answer although it answers a look-up, SomebodyElse where another answered in its place, and
        Unproven where it asks to be left alone (429) or says that the account is locked (423).
        """
        if not self.is_generating:  # what is drawn is no secret, and must be shown
            self._register_sent(headers or {}, body)
        prepared = self._prepare(method, (base_url or self._target.url) + path, headers, body)
        if base_url is not None:  # who answers there is for the caller to tell
            return self._send_twice(prepared, operation)
        self.front.require_open(key_of(prepared, operation))
        try:
            exchange = self._send_twice(prepared, operation)
        except ConnectionDropped as failure:
            self.recorder.dropped.append(failure.exchange)
            raise
        exchange = self._own.take(
            prepared,
            operation,
            exchange,
            is_generated=self.is_generating,
            is_right_log_in=self.budget.is_of_the_account(exchange),
        )
        if operation is not None:
            self._settle_log_in(prepared, operation, exchange)
        return exchange

    def _settle_log_in(
        self, prepared: requests.PreparedRequest, operation: Operation, exchange: Exchange
    ) -> None:
        """Take note of how a session began or ended; AccountLocked where an account is locked."""
        if exchange.status == LOCKED and operation.enabled_by:
            self.recorder.supersede(exchange)
            raise AccountLocked("the account is locked (423): nothing is concluded from it")
        if operation.id == "logout" and exchange.succeeded:
            self.log_ins.note_log_out()
        if operation.id != "login":
            return
        try:
            is_failing = self.log_ins.require_no_lock_out(
                prepared,
                exchange,
                lambda right: self._logs_in(right, operation),
                is_right=self.budget.is_of_the_account(exchange),
            )
        except AccountLocked:
            self.recorder.supersede(exchange)
            raise
        if is_failing:
            self.recorder.refused.append(exchange)

    def _logs_in(self, prepared: requests.PreparedRequest, operation: Operation) -> bool | None:
        """Whether a log-in succeeds that is sent once more; None where the budget has no more."""
        try:
            return self._send_twice(prepared, operation).succeeded
        except Unproven:
            return None

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _prepare(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str | bytes] | None,
        body: bytes | None,
    ) -> requests.PreparedRequest:
        sent: dict[str, str | bytes] = {"User-Agent": USER_AGENT, **(headers or {})}
        request = requests.Request(method, url, headers=sent, data=body or None)
        try:
            prepared = self._session.prepare_request(request)
        except (RequestException, LocationParseError) as failure:
            raise NoAnswer(f"{method} {url}: can't be sent: {innermost(failure)}") from failure
        prepared.headers.setdefault("Accept-Encoding", SKIP_HEADER)
        return prepared

    def _send_twice(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        """Send again after a dropped connection: an idle one may have been closed meanwhile."""
        try:
            return self._send_once(prepared, operation)
        except ClosedOnce:
            self._own.require_up()
        try:
            return self._send_once(prepared, operation)
        except ClosedOnce as failure:
            self._own.require_up()
            raise ConnectionDropped(str(failure), failure.exchange) from failure

    def _look_up(self) -> Exchange:
        """Ask for what every instance gives anybody; NoAnswer where nothing answers."""
        operation = self._spec.operation("getAuthenticationOptions")
        prepared = self._prepare(operation.method, self._target.url + operation.path, None, None)
        try:
            return self._send_once(prepared, operation)
        except ClosedOnce as failure:
            raise NoAnswer(f"the instance is gone: {failure}") from failure

    def _tell(self, exchange: Exchange) -> Stranger | None:
        """Return who answered in the place of the instance; None where it was the instance."""
        operation = exchange.operation
        is_unrefused = operation is not None and operation.id in UNREFUSED
        is_safe = exchange.request.method in SAFE_METHODS
        deserves = (is_unrefused or is_safe) and not self.is_generating
        if self.budget.is_of_the_account(exchange):
            deserves = self.log_ins.were_good(exchange)
        return self.front.speaker(exchange, deserves_success=deserves)

    def _send_once(
        self, prepared: requests.PreparedRequest, operation: Operation | None
    ) -> Exchange:
        key = key_of(prepared, operation)
        if self._timeouts[key] >= MOST_TIMEOUTS:
            raise NoAnswer(f"{key}: not asked again, since it gave no answer {MOST_TIMEOUTS} times")
        if self._unreached >= MOST_UNREACHED:
            raise NoAnswer(f"not asked again, since it took no connection {MOST_UNREACHED} times")
        self._own.pauses.require_over()
        planned = Exchange(
            operation, _request_of(prepared), clock.now(), is_generated=self.is_generating
        )
        self.budget.charge(planned)
        self._throttle()
        self.count += 1
        for hook in self.before_exchange:
            hook(planned)
        exchange = self._received(prepared, replace(planned, started=clock.now()), key)
        self._record(exchange)
        return exchange

    def _received(self, prepared: requests.PreparedRequest, sent: Exchange, key: str) -> Exchange:
        """Send a request, and return the exchange with its answer."""
        began, answer = time.perf_counter(), _Reading()
        try:
            self._read_answer(prepared, answer)
        except (RequestException, HTTPError) as failure:
            self._timeouts[key] += isinstance(failure, ReadTimeout | ReadTimeoutError)
            self._unreached += isinstance(failure, ConnectTimeout)
            timeouts = (CONNECT_TIMEOUT, READ_TIMEOUT)
            raise network_failure(failure, answer.of(sent, began), timeouts) from failure
        return answer.of(sent, began)

    def _register_sent(self, headers: Mapping[str, str | bytes], body: bytes | None) -> None:
        sent = {name: _text(value) for name, value in headers.items()}
        for value, label in secrets_sent(sent, body, self._spec.token_header):
            self._redactor.register(value, label, is_real=False)

    def _read_answer(self, prepared: requests.PreparedRequest, answer: _Reading) -> None:
        """Send a request, and read what is answered, as far as it comes."""
        # The report says once that TLS is not verified: urllib3 would say it of each request.
        quiet = warnings.catch_warnings(action="ignore", category=InsecureRequestWarning)
        with (
            quiet if self._target.verify is False else nullcontext(),
            self._session.send(
                prepared,
                timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
                allow_redirects=False,
                stream=True,
                verify=self._target.verify,
                cert=self._target.client_cert,
                proxies=self._proxies,
            ) as response,
        ):
            answer.status = response.status_code
            answer.reason = response.reason or ""
            answer.headers = tuple(response.raw.headers.items())
            self._session.cookies.clear()
            answer.body = _body_of(response, prepared.url or "")

    def _record(self, exchange: Exchange) -> None:
        for value, label in secrets_in(exchange):
            # What the instance repeats of a request is no secret of its own, and one that is a
            # word can't be told from that word elsewhere: both are masked, and not looked for.
            is_real = looks_random(value) and not exchange.was_sent(value)
            self._redactor.register(value, label, is_real=is_real)
        if self._tell(exchange) is None:
            self.budget.settle(exchange)
            self.clock_offset = exchange.clock_offset
        self.recorder.record(exchange)
        for hook in self.after_exchange:
            hook(exchange)


@dataclass
class _Reading:
    """What of an answer has come so far."""

    status: int = 0
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""

    def of(self, sent: Exchange, began: float) -> Exchange:
        """Return the exchange with what has come."""
        return replace(
            sent,
            status=self.status,
            reason=self.reason,
            headers=self.headers,
            body=self.body,
            seconds=time.perf_counter() - began,
        )


def _body_of(response: requests.Response, url: str) -> bytes:
    """Read the body as it comes in: an instance may send a byte a second for ever."""
    body = bytearray()
    ends = time.monotonic() + EXCHANGE_TIMEOUT
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        body += chunk
        if len(body) > LARGEST_BODY:
            raise NoAnswer(f"{url}: the answer is over {LARGEST_BODY} bytes")
        if time.monotonic() > ends:
            raise NoAnswer(f"{url}: no end after {EXCHANGE_TIMEOUT:.0f} s")
    return bytes(body)


def _request_of(prepared: requests.PreparedRequest) -> Request:
    body = prepared.body
    return Request(
        method=prepared.method or "",
        url=prepared.url or "",
        headers=tuple(
            (name, _text(value)) for name, value in prepared.headers.items() if value != SKIP_HEADER
        ),
        body=body if isinstance(body, bytes) else None,
    )


def _text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


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

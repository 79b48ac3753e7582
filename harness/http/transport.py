"""The transport: sends one request, and reads what is answered, within bounds.

It knows nothing of rules, budgets or gateways: it returns an exchange, or says in one line why
there is none.
"""

from __future__ import annotations

import threading
import time
import warnings
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, replace
from http.client import HTTPException
from typing import TYPE_CHECKING

import requests
from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException
from urllib3.exceptions import HTTPError, InsecureRequestWarning, ReadTimeoutError
from urllib3.util import SKIP_HEADER

from harness import USER_AGENT
from harness.core import clock
from harness.core.at_once import each_at_once
from harness.core.errors import NoAnswer
from harness.core.exchange import Request
from harness.core.hosts import proxies_of
from harness.core.json_text import TooDeep, require_shallow
from harness.http.codings import Undecodable, decoded
from harness.http.connections import Adapter
from harness.http.framing import BOUNDS, LARGEST_HEAD, Bounds, OutOfBounds
from harness.http.network_failures import ClosedOnce, first_cause, innermost, network_failure
from harness.http.oddity import TARGET, Oddity, OddRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from harness.core.exchange import Exchange, Headers
    from harness.targets.model import Target

CONNECT_TIMEOUT = 5.0
"""Seconds."""
READ_TIMEOUT = 15.0
"""Seconds between two bytes."""
EXCHANGE_TIMEOUT = 20.0
"""Seconds that an answer may take in all, from its request to its last byte."""
MOST_TIMEOUTS = 2
"""Of one operation; after them it is not asked any more."""
MOST_UNREACHED = 3
"""Connections that time out; after them nothing is asked any more."""
PATIENCE = 40.0
"""Seconds waited for answers that did not come, in all; after them nothing is asked any more."""
HASTE = 1.0
"""Seconds that an answer may take, where a run is ending; after one that does, none is asked."""
LARGEST_BODY = 1024 * 1024
"""Bytes of a body that are read; one that is longer is not read at all."""
LARGE = 64 * 1024
"""Bytes of a body that is not small: an answer of the pages has a few hundred."""
MOST_LARGE = 8 * 1024 * 1024
"""Bytes of bodies that are not small, in all: after them, they are not read any more."""


class Transport:
    """The connection to one target."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._proxies = proxies_of(target.url)
        self._adapter = Adapter()
        self._timeouts: Counter[str] = Counter()
        self._unreached = 0
        self._waited = 0.0
        """Seconds for answers that did not come."""
        self._large = 0
        """Bytes of bodies that were not small."""
        self._is_ending = False

    def close(self) -> None:
        """Close the connection; it is opened again where something is sent."""
        self._adapter.close()

    def prepare(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str | bytes] | None,
        body: bytes | None,
        oddity: Oddity | None = None,
    ) -> requests.PreparedRequest:
        """Return a request as it will be sent; NoAnswer where it can't be."""
        given = {name: _sendable(value) for name, value in (headers or {}).items()}
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **given}
        try:
            plain = requests.Request(method, url, headers=sent, data=body or None).prepare()
        except (RequestException, HTTPError, ValueError) as failure:
            raise NoAnswer(f"{method} {url}: can't be sent: {innermost(failure)}") from failure
        return plain if oddity is None else oddity.of(plain, method, self._target.url)

    def hurry(self) -> None:
        """Wait no longer than :data:`HASTE` from now on: the run is ending."""
        self._is_ending = True

    def require_hope(self, key: str) -> None:
        """Make sure that an answer to what is called ``key`` may be hoped for; else NoAnswer."""
        if self._timeouts[key] >= MOST_TIMEOUTS:
            raise NoAnswer(f"{key}: not asked again, since it gave no answer {MOST_TIMEOUTS} times")
        if self._unreached >= MOST_UNREACHED:
            raise NoAnswer(f"not asked again, since it took no connection {MOST_UNREACHED} times")
        if self._waited >= (HASTE if self._is_ending else PATIENCE):
            waited = f"{self._waited:.0f} s were spent on answers that never came"
            raise NoAnswer(f"not asked again, since {waited}")

    def exchange(self, prepared: requests.PreparedRequest, sent: Exchange, key: str) -> Exchange:
        """Send a request, and return the exchange with its answer.

        Raises NoAnswer where the network fails, ClosedOnce where the connection ends without an
        answer.
        """
        began, answer = time.perf_counter(), _Reading()
        timeouts = self._timeouts_now()
        token = BOUNDS.set(self._bounds(timeouts[1]))
        target = TARGET.set(prepared.target if isinstance(prepared, OddRequest) else None)
        try:
            self._read_answer(prepared, answer, timeouts)
        except (OSError, HTTPError, HTTPException, ValueError) as failure:
            self._note_wait(failure, key, time.perf_counter() - began)
            raise network_failure(failure, answer.of(sent, began), timeouts) from failure
        except KeyboardInterrupt:
            # Whoever interrupts a request has waited for it: what is cleaned up must not wait too.
            self.hurry()
            raise
        finally:
            TARGET.reset(target)
            BOUNDS.reset(token)
        return answer.of(sent, began)

    def _timeouts_now(self) -> tuple[float, float]:
        """Return the seconds that a connection may take, and the next byte."""
        if self._is_ending:
            return HASTE, HASTE
        return CONNECT_TIMEOUT, READ_TIMEOUT

    def _bounds(self, quiet: float) -> Bounds:
        seconds = HASTE if self._is_ending else EXCHANGE_TIMEOUT
        # Twice the body: chunks of a few bytes come with as many bytes about them.
        return Bounds(seconds, quiet, LARGEST_HEAD + 2 * LARGEST_BODY + LARGE)

    def _note_wait(self, failure: Exception, key: str, seconds: float) -> None:
        """Note what a failure cost, where it was time that ran out."""
        cause = first_cause(failure)
        is_unreached = isinstance(failure, ConnectTimeout)
        is_quiet = isinstance(failure, ReadTimeout | ReadTimeoutError)
        is_late = isinstance(cause, OutOfBounds) and cause.is_late
        self._timeouts[key] += is_quiet or is_late
        self._unreached += is_unreached
        self._waited += seconds if is_quiet or is_late or is_unreached else 0.0

    def _read_answer(
        self,
        prepared: requests.PreparedRequest,
        answer: _Reading,
        timeouts: tuple[float, float],
    ) -> None:
        """Send a request, and read what is answered, as far as it comes."""
        with (
            _quiet(self._target),
            self._adapter.send(
                prepared,
                timeout=timeouts,
                stream=True,
                verify=self._target.verify,
                cert=self._target.client_cert,
                proxies=self._proxies,
            ) as response,
        ):
            answer.status = response.status_code
            answer.reason = response.reason or ""
            answer.headers = tuple(response.raw.headers.items())
            try:
                answer.body = self._body_of(response, answer)
            except (Undecodable, TooDeep) as failure:
                answer.unreadable = str(failure)

    def _body_of(self, response: requests.Response, answer: _Reading) -> bytes:
        """Read the body as it comes in; Undecodable or TooDeep where it can't be read."""
        body = bytearray()
        largest = LARGEST_BODY if self._large < MOST_LARGE else LARGE
        while chunk := response.raw.read1(64 * 1024, decode_content=False):
            body += chunk
            if len(body) > largest:
                self._large += len(body)
                raise Undecodable(f"is over {largest} bytes")
        plain = decoded(bytes(body), answer.codings(), largest)
        self._large += len(plain) if len(plain) > LARGE else 0
        if plain.lstrip()[:1] in {b"[", b"{"}:
            require_shallow(plain.decode("utf-8", "replace"))
        return plain


def exchanged_at_once(
    target: Target, prepared: Sequence[requests.PreparedRequest], planned: Sequence[Exchange]
) -> list[Exchange | Exception]:
    """Send requests at the same moment; return the exchanges, or why there is none, in order."""
    ready = threading.Barrier(len(prepared))

    def exchange(given: tuple[requests.PreparedRequest, Exchange]) -> Exchange | Exception:
        request, sent = given
        transport = Transport(target)
        try:
            ready.wait()
            return transport.exchange(request, replace(sent, started=clock.now()), "")
        except (NoAnswer, ClosedOnce) as failure:
            return failure
        finally:
            transport.close()

    # What one thread silences another would bring back: it is silent for as long as both send.
    with _quiet(target):
        return each_at_once(exchange, [*zip(prepared, planned, strict=True)], len(prepared))


def _quiet(target: Target) -> AbstractContextManager[object]:
    """Silence what urllib3 says of each request: the report says once that TLS is not verified."""
    if target.verify is False:
        return warnings.catch_warnings(action="ignore", category=InsecureRequestWarning)
    return nullcontext()


@dataclass
class _Reading:
    """What of an answer has come so far."""

    status: int = 0
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""
    unreadable: str = ""

    def codings(self) -> list[str]:
        """Return the codings of the body, in the order in which they were applied.

        Those of the transfer come last; only ``chunked``, which is undone already, was agreed on.
        """
        wanted = ("content-encoding", "transfer-encoding")
        listed = [value for each in wanted for name, value in self.headers if name.lower() == each]
        found = [each.strip().lower() for value in listed for each in value.split(",")]
        return [each for each in found if each != "chunked"]

    def of(self, sent: Exchange, began: float) -> Exchange:
        """Return the exchange with what has come."""
        return replace(
            sent,
            status=self.status,
            reason=self.reason,
            headers=self.headers,
            body=self.body,
            unreadable=self.unreadable,
            seconds=time.perf_counter() - began,
        )


def request_of(prepared: requests.PreparedRequest) -> Request:
    """Return what a prepared request sends."""
    body, target = prepared.body, None
    if isinstance(prepared, OddRequest):
        body, target = prepared.chunks or body, prepared.target
    return Request(
        method=prepared.method or "",
        url=prepared.url or "",
        headers=tuple(
            (name, header_text(value))
            for name, value in prepared.headers.items()
            if value != SKIP_HEADER
        ),
        body=body if isinstance(body, bytes) else None,
        target=target,
    )


def header_text(value: str | bytes) -> str:
    """Return a header's value as text; bytes that are not UTF-8 are replaced."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _sendable(value: str | bytes) -> str | bytes:
    """Return a header's value as it can be sent: as UTF-8, where Latin-1 does not hold it."""
    if isinstance(value, bytes):
        return value
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value

"""The transport: sends one request, and reads what is answered, within bounds.

It knows nothing of rules, budgets or gateways: it returns an exchange, or says in one line why
there is none.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, replace
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
from harness.core.errors import NoAnswer
from harness.core.exchange import Request
from harness.core.hosts import proxies_of
from harness.http.network_failures import innermost, network_failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.core.exchange import Exchange, Headers
    from harness.targets.model import Target

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


class Transport:
    """The connection to one target."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._proxies = proxies_of(target.url)
        self._session = requests.Session()
        self._session.headers.clear()
        self._session.trust_env = False  # a .netrc would add a header of its own
        self._session.mount("https://", HTTPAdapter(pool_maxsize=1))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=1))
        self._timeouts: Counter[str] = Counter()
        self._unreached = 0

    def close(self) -> None:
        """Close the connection; it is opened again where something is sent."""
        self._session.close()

    def prepare(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str | bytes] | None,
        body: bytes | None,
    ) -> requests.PreparedRequest:
        """Return a request as it will be sent; NoAnswer where it can't be."""
        sent: dict[str, str | bytes] = {"User-Agent": USER_AGENT, **(headers or {})}
        request = requests.Request(method, url, headers=sent, data=body or None)
        try:
            prepared = self._session.prepare_request(request)
        except (RequestException, LocationParseError) as failure:
            raise NoAnswer(f"{method} {url}: can't be sent: {innermost(failure)}") from failure
        prepared.headers.setdefault("Accept-Encoding", SKIP_HEADER)
        return prepared

    def require_hope(self, key: str) -> None:
        """Make sure that an answer to what is called ``key`` may be hoped for; else NoAnswer."""
        if self._timeouts[key] >= MOST_TIMEOUTS:
            raise NoAnswer(f"{key}: not asked again, since it gave no answer {MOST_TIMEOUTS} times")
        if self._unreached >= MOST_UNREACHED:
            raise NoAnswer(f"not asked again, since it took no connection {MOST_UNREACHED} times")

    def exchange(self, prepared: requests.PreparedRequest, sent: Exchange, key: str) -> Exchange:
        """Send a request, and return the exchange with its answer.

        Raises NoAnswer where the network fails, ClosedOnce where the connection ends without an
        answer.
        """
        began, answer = time.perf_counter(), _Reading()
        try:
            self._read_answer(prepared, answer)
        except (RequestException, HTTPError) as failure:
            self._timeouts[key] += isinstance(failure, ReadTimeout | ReadTimeoutError)
            self._unreached += isinstance(failure, ConnectTimeout)
            timeouts = (CONNECT_TIMEOUT, READ_TIMEOUT)
            raise network_failure(failure, answer.of(sent, began), timeouts) from failure
        return answer.of(sent, began)

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


def request_of(prepared: requests.PreparedRequest) -> Request:
    """Return what a prepared request sends."""
    body = prepared.body
    return Request(
        method=prepared.method or "",
        url=prepared.url or "",
        headers=tuple(
            (name, text_of(value))
            for name, value in prepared.headers.items()
            if value != SKIP_HEADER
        ),
        body=body if isinstance(body, bytes) else None,
    )


def text_of(value: str | bytes) -> str:
    """Return a header's value as text; bytes that are not UTF-8 are replaced."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value

"""What a failed exchange says: of the network, or of the instance that dropped it."""

from __future__ import annotations

from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING

from requests.exceptions import ConnectTimeout, ReadTimeout, SSLError
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.hosts import proxy_of
from harness.http.framing import CutOff, OutOfBounds
from harness.redaction.visible import visible_line

if TYPE_CHECKING:
    from harness.core.exchange import Exchange


MOST_SHOWN = 120
"""Characters of what came in the place of an answer."""


class ClosedOnce(Exception):  # noqa: N818 - caught by the client, which may ask again
    """The connection ended without an answer, or within it."""

    def __init__(self, message: str, exchange: Exchange, *, is_cut_off: bool = False) -> None:
        super().__init__(message)
        self.exchange = exchange
        self._is_cut_off = is_cut_off

    def again(self) -> NoAnswer:
        """Say what it shows where it happens time and again, though the instance is up."""
        words = f"{self}, time and again"
        return NoAnswer(words) if self._is_cut_off else ConnectionDropped(words, self.exchange)


def network_failure(
    failure: Exception, exchange: Exchange, timeouts: tuple[float, float]
) -> NoAnswer | ClosedOnce:
    """Tell an instance that dropped the request from a network that failed.

    ``timeouts`` are the seconds that a connection and an answer might have taken.
    """
    where = f"{exchange.request.method} {exchange.request.url}"
    if proxy := proxy_of(exchange.request.url):
        where += f", through the proxy {proxy}"
    if isinstance(failure, SSLError):
        return NoAnswer(f"{where}: TLS failed: {innermost(failure)}{_of_tls(failure)}")
    if isinstance(failure, ConnectTimeout):
        return NoAnswer(f"{where}: no connection within {timeouts[0]:g} s")
    if isinstance(failure, ReadTimeout | ReadTimeoutError):
        return NoAnswer(f"{where}: no answer within {timeouts[1]:g} s")
    return _failure_of_answer(failure, exchange, where)


def _failure_of_answer(failure: Exception, exchange: Exchange, where: str) -> NoAnswer | ClosedOnce:
    """Tell a connection that ended early from an answer that is none, or has no end."""
    cause = failure.args[0] if failure.args else None
    first = first_cause(failure)
    is_cut_off = isinstance(first, ConnectionError) if exchange.status else False
    if is_cut_off or isinstance(first, CutOff | IncompleteRead):
        return ClosedOnce(f"{where}: the answer was cut off", exchange, is_cut_off=True)
    if isinstance(first, OutOfBounds):
        return NoAnswer(f"{where}: {innermost(failure)}")
    if isinstance(first, HTTPException) and not isinstance(first, RemoteDisconnected):
        return NoAnswer(
            f"{where}: what came is no HTTP answer: {_printable(failure)}{_of_protocol(failure)}"
        )
    if isinstance(cause, ProtocolError) and not exchange.status:
        return ClosedOnce(f"{where}: the connection was closed without an answer", exchange)
    return NoAnswer(f"{where}: {innermost(failure)}")


_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL")
_OTHER_PROTOCOLS = {
    "SSH-": "SSH",
    "\x15\x03": "TLS: is its URL https://…?",
    "\x16\x03": "TLS: is its URL https://…?",
    "\x00\x00": "HTTP/2 alone, which is not spoken here",
    "PRI * HTTP/2": "HTTP/2 alone, which is not spoken here",
    "HTTP/2": "HTTP/2 alone, which is not spoken here",
    "220": "SMTP or FTP",
    "+OK": "POP3",
    "* OK": "IMAP",
    "-ERR": "Redis",
    "RFB ": "VNC",
}
"""What speaks at a port, by how it begins."""


def _of_tls(failure: Exception) -> str:
    """Say what the failure of TLS tells of the address."""
    words = str(failure).upper()
    if any(each in words for each in _NO_TLS):
        return "; what answers speaks no TLS: is its URL http://…?"
    if "NO_APPLICATION_PROTOCOL" in words:
        return "; it speaks HTTP/2 alone, which is not spoken here"
    if "CERTIFICATE" in words and "VERIFY" in words:
        return "; a CA bundle that knows it is named by verify"
    return ""


def _of_protocol(failure: Exception) -> str:
    """Say what speaks in the place of HTTP, by how it begins."""
    line = str(first_cause(failure))
    names = (name for start, name in _OTHER_PROTOCOLS.items() if line.startswith(start))
    return f"; it speaks {name}" if (name := next(names, "")) else ""


def _printable(failure: Exception) -> str:
    """Return what came, with what a terminal can't show escaped, and its end cut off."""
    words = visible_line(innermost(failure))
    return words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"


def innermost(failure: BaseException) -> str:
    """Return the words of the failure's first cause, in one line."""
    first = first_cause(failure)
    return " ".join(str(first).split()) or type(first).__name__


def first_cause(failure: BaseException) -> BaseException:
    """Return the failure that the others were raised for."""
    while True:
        inner = next((each for each in failure.args if isinstance(each, BaseException)), None)
        inner = inner or getattr(failure, "reason", None) or failure.__cause__
        if not isinstance(inner, BaseException):
            return failure
        failure = inner

"""What no client of good will sends: how a request differs from one that it would send.

requests and urllib3 mend what they are given: they encode a percent sign, put headers of one name
together, and write a method in capitals. A proxy mends nothing, and neither does what is sent here.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.core.exchange import Headers

BASE = "{base}"
"""With what the target of a request begins that is a whole URL (RFC 9112, section 3.2.2)."""
SERVER = "*"
"""The target of a request about the server itself (RFC 9112, section 3.2.4)."""
TARGET: ContextVar[str | None] = ContextVar("target", default=None)
"""What stands in the request line in place of what urllib3 would write."""


@dataclass(frozen=True)
class Oddity:
    """How a request differs from what a client of good will sends."""

    headers: Headers = ()
    """More of them, sent as they are: a name may come more than once."""
    target: str = ""
    """Of the request line, as it is, below the base URL's path; nothing: that of the path.

    See :data:`BASE` and :data:`SERVER`.
    """
    is_chunked: bool = False
    """Whether the body is sent in chunks, so that no header tells its length."""
    is_malformed: bool = False
    """Whether a server, or one in front of it, may close the connection without a word."""

    def of(self, prepared: requests.PreparedRequest, method: str, base_url: str) -> OddRequest:
        """Return a request as it is sent with this."""
        odd = OddRequest()
        odd.__dict__.update(prepared.copy().__dict__)
        odd.method = method
        more = tuple((name, self._value(prepared, name, value)) for name, value in self.headers)
        odd.headers = _Headers(prepared.headers.items(), more)  # type: ignore[assignment]
        odd.target = self._target(base_url)
        if self.target and self.target[0] == "/":
            odd.url = base_url + self.target
        if self.is_chunked and prepared.body:
            del odd.headers["Content-Length"]
            odd.headers["Transfer-Encoding"] = "chunked"
            odd.chunks = prepared.body if isinstance(prepared.body, bytes) else b""
            odd.body = [odd.chunks[:1], odd.chunks[1:]]  # type: ignore[assignment]
        return odd

    @staticmethod
    def _value(prepared: requests.PreparedRequest, name: str, value: str) -> str:
        """Return a header's value; a length is always the true one, or nobody could read on."""
        return str(prepared.headers.get(name, value)) if name == "Content-Length" else value

    def _target(self, base_url: str) -> str | None:
        if self.target in {"", SERVER}:
            return self.target or None
        if self.target.startswith(BASE):
            return self.target.replace(BASE, base_url, 1)
        return urlsplit(base_url).path + self.target


class OddRequest(requests.PreparedRequest):
    """A request that is sent as it is."""

    target: str | None = None
    """What stands in its line; None: what urllib3 makes of its URL."""
    chunks: bytes = b""
    """The body, where it is sent in chunks."""


class _Headers(CaseInsensitiveDict[str | bytes]):
    """Headers of which a name may come more than once; who looks one up finds the first."""

    def __init__(self, once: Iterable[tuple[str, str | bytes]], more: Headers) -> None:
        super().__init__(once)
        self.more = more

    def copy(self) -> _Headers:
        """Return them once more, as urllib3 wants them to add what a proxy is told."""
        return _Headers(super().items(), self.more)

    def items(self) -> Iterator[tuple[str, str | bytes]]:  # type: ignore[override]
        """Yield each, those that come more than once as often."""
        yield from super().items()
        yield from self.more

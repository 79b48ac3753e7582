"""Answers whose head came to its end.

Python takes the end of a connection for that of the headers: half an answer would look like a whole
one without a body. It is told here by the line that the headers ended with (RFC 9112, section 2.1).
"""

from __future__ import annotations

from http.client import HTTPResponse, IncompleteRead
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from typing import BinaryIO

_ENDS = frozenset({b"\r\n", b"\n"})


class _Lines:
    """A stream that remembers the last line that was read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.last = b""

    def readline(self, *limit: int) -> bytes:
        self.last = self._stream.readline(*limit)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _WholeHead(HTTPResponse):
    """An answer of which no more than a part came is none."""

    def begin(self) -> None:
        """Read the head; IncompleteRead where the connection ended in its middle."""
        stream = self.fp
        self.fp = lines = _Lines(stream)  # type: ignore[assignment]
        try:
            super().begin()
        finally:
            self.fp = stream if self.fp is lines else self.fp  # type: ignore[comparison-overlap]
        if lines.last not in _ENDS:
            self.close()
            raise IncompleteRead(lines.last)


class _Plain(HTTPConnection):
    response_class = _WholeHead


class _Encrypted(HTTPSConnection):
    response_class = _WholeHead


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


class WholeHeads(HTTPAdapter):
    """Sends requests over connections that refuse half a head."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the pool of connections."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the pool of connections through a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


_POOLS = {"http": _PlainPool, "https": _EncryptedPool}

"""Connections that read answers within bounds, where requests looks for its own.

What an answer says reaches neither requests nor urllib3, but for how its body ends: they would
parse its cookies, its redirect and its content coding, and raise where these are odd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from harness.http.framing import FramedResponse
from harness.http.oddity import TARGET

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager


class _Connection(HTTPConnection):
    response_class = FramedResponse

    def putrequest(self, method: str, url: str, *args: Any, **options: Any) -> None:
        """Write the request line, with what it is to hold where that is odd."""
        super().putrequest(method, _target_of(url), *args, **options)


class _SecureConnection(HTTPSConnection):
    response_class = FramedResponse

    def putrequest(self, method: str, url: str, *args: Any, **options: Any) -> None:
        """Write the request line, with what it is to hold where that is odd."""
        super().putrequest(method, _target_of(url), *args, **options)


def _target_of(url: str) -> str:
    """Return what stands in the request line; a proxy is told of the host as well."""
    target = TARGET.get()
    if target is None:
        return url
    parts = urlsplit(url)
    is_by_proxy = parts.scheme and target.startswith("/")
    return f"{parts.scheme}://{parts.netloc}{target}" if is_by_proxy else target


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS = {"http": _Pool, "https": _SecurePool}


class Adapter(HTTPAdapter):
    """Sends over one connection, straight to the host or by a proxy."""

    poolmanager: PoolManager

    def __init__(self) -> None:
        super().__init__(pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Have connections made by our own pools."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **options: Any) -> ProxyManager:
        """Have those to a proxy made by them as well."""
        manager: ProxyManager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def build_response(
        self, req: requests.PreparedRequest, resp: BaseHTTPResponse
    ) -> requests.Response:
        """Wrap an answer as it came."""
        response = requests.Response()
        response.raw, response.request = resp, req
        response.status_code = resp.status
        response.reason = resp.reason  # type: ignore[assignment] # None where there is none
        return response

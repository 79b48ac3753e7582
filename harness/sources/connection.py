"""One connection to a helper, kept from call to call."""

from __future__ import annotations

import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from harness.core.hosts import proxies_of

HELPER_TIMEOUT = 30.0
"""Seconds that a helper may take."""
LONGEST_IDLE = 1.0
"""Seconds after which a connection is opened anew: a helper may close it just when it is asked, and
what it may have done is not asked for twice."""


class Connection:
    """Sends requests over one connection, which is opened when the first is sent.

    Each request stands alone: no cookie of an answer is kept. The proxies are the environment's.
    """

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._last_used = 0.0

    def send(self, method: str, url: str, **said: Any) -> requests.Response:
        """Send a request; RequestException where no answer comes."""
        if time.monotonic() - self._last_used > LONGEST_IDLE:
            self.close()
        try:
            return self._session.request(
                method, url, timeout=HELPER_TIMEOUT, proxies=proxies_of(url), **said
            )
        finally:
            self._last_used = time.monotonic()

    def close(self) -> None:
        """Close the connection; it may be asked again, over another."""
        self._session.close()

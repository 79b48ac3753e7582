"""Transport: whether the API is served over TLS alone (RFC 6797)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.exchange import Answer
from harness.outcomes import NoAnswer

if TYPE_CHECKING:
    from harness.client import Client
    from harness.targets import Target
    from spec.specification import Specification

HSTS = "Strict-Transport-Security"


class PlainHttp:
    """The same host over plain http, on http's own port."""

    def __init__(self, client: Client, target: Target, spec: Specification) -> None:
        self._client = client
        self._spec = spec
        parts = urlsplit(target.url)
        self._base = f"http://{parts.hostname}{parts.path}"

    def answer(self) -> Answer | None:
        """Ask for the authentication options; None where nothing answers."""
        operation = self._spec.operation("getAuthenticationOptions")
        try:
            exchange = self._client.send(operation.method, operation.path, base_url=self._base)
        except NoAnswer:
            return None
        return Answer(exchange, self._spec)


def expect_encrypted(secure: Answer, plain: Answer | None) -> None:
    """Expect https with HSTS, and over plain http a redirection to https, a refusal or nothing."""
    if not secure.exchange.request.url.startswith("https:"):
        raise secure.lacks("the API over https")
    if secure.exchange.header(HSTS) is None:
        raise secure.lacks(f"the header {HSTS}")
    if plain is None or plain.status >= 400:
        return
    location = plain.exchange.header("Location") or ""
    if not (300 <= plain.status < 400 and location.startswith("https:")):
        raise plain.lacks("a redirection to https, a refusal or nothing over plain http")

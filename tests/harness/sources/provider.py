"""An identity provider on a wire, which may go wrong in each step of the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from harness.targets.model import AuthorizationFlow
from tests.harness.making import CANARY
from tests.harness.wire import http

if TYPE_CHECKING:
    from tests.harness.wire import Wire

CODE = "code-5TqZ8rXw2LmN"
BACK = "https://acme.test/callback"


def page(html: str) -> bytes:
    """Play a page."""
    body = html.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def redirect(to: str) -> bytes:
    """Play a redirect."""
    return http(302, None, f"Location: {to}")


class Provider:
    """Plays a provider on a wire: discovery first, then whatever ``steps`` say."""

    def __init__(self, wire: Wire, *steps: bytes, issuer: str | None = None, **said: str) -> None:
        self.wire, self.steps, self.said = wire, list(steps), {"code": CODE, **said}
        found = {"issuer": issuer or wire.url, "authorization_endpoint": f"{wire.url}/authorize"}
        self.discovery = http(200, found)
        wire.answer_to = self.answer_to  # type: ignore[method-assign]

    def answer_to(self, request: bytes) -> bytes:
        """Keep a request, and say what answers it."""
        self.wire.requests.append(request)
        if b"openid-configuration" in request:
            return self.discovery
        if self.steps:
            return self.steps.pop(0)
        said = {"state": self.sent("state"), **self.said}
        return redirect(f"{BACK}?" + "&".join(f"{k}={v}" for k, v in said.items() if v))

    def sent(self, name: str) -> str:
        """A parameter of the authorization request."""
        query = urlsplit(self.wire.lines[1].split()[1]).query
        return parse_qs(query).get(name, [""])[0]


def settings(wire: Wire, **changes: Any) -> AuthorizationFlow:
    """Make the settings of a flow through the provider on a wire."""
    plain: dict[str, Any] = {
        "issuer": wire.url,
        "client_id": "instance",
        "redirect_uri": BACK,
        "username": "qa",
        "password": CANARY,
    }
    return AuthorizationFlow(**(plain | changes))

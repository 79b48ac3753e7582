"""Reference instances that count what they are asked for: the same for every tool.

``python -m tests.peers.serving NAME=PRODUCT[+CHANGE…]…`` serves them as `python -m reference` does,
and its control port also answers `/NAME/tally`: how many requests and log-ins came, and which
secrets were given away in answers.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from reference.commands import build, description
from reference.control import control_application
from reference.post import post_office
from reference.serving import LOOPBACK, dated, listen, port_of, serve_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from reference.instance import Instance

LOG_INS = frozenset({"log_in", "sso_log_in"})
"""Operations that are log-ins, refused ones among them."""
SHORTEST = 12
"""Characters of the shortest text that is taken for a secret."""


class Tally:
    """Stands in front of an instance, whatever is changed of it, and counts."""

    def __init__(self, instance: Instance) -> None:
        self.application = dated(instance.serve, instance.clock.now)
        self.log_in_routes = {
            (each.method, instance.base_path + each.path)
            for each in instance.routes
            if each.operation in LOG_INS
        }
        self.requests = self.log_ins = 0
        self.secrets: set[str] = set()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and count it (ASGI)."""
        self.requests += 1
        self.log_ins += (scope["method"], scope["path"]) in self.log_in_routes
        body, status = bytearray(), 0

        async def note(event: Message) -> None:
            nonlocal status
            if event["type"] == "http.response.start":
                status = event["status"]
                for name, value in event.get("headers", ()):
                    if name.lower() == b"set-cookie":
                        self.take(value.decode("latin-1").partition(";")[0].partition("=")[2])
            elif event["type"] == "http.response.body":
                body.extend(event.get("body", b""))
            await send(event)

        await self.application(scope, receive, note)
        if status < 400:  # a refusal gives none, and may repeat what was sent as one
            for each in secrets_in(bytes(body)):
                self.take(each)

    def take(self, secret: str) -> None:
        """Keep what is long enough to be a secret."""
        if len(secret) >= SHORTEST:
            self.secrets.add(secret)

    def told(self) -> dict[str, Any]:
        """Say what was counted."""
        return {
            "requests": self.requests,
            "log_ins": self.log_ins,
            "secrets": sorted(self.secrets),
        }


def secrets_in(body: bytes) -> list[str]:
    """Return the token that an answer gives, and that of a link to set a password."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return []
    if not isinstance(given, dict):
        return []
    token, link = given.get("token"), str(given.get("user_invitation_link") or "")
    found = [token] if isinstance(token, str) else []
    if in_link := re.search(r"reset_token=([^&#]+)", link):
        found.append(unquote(in_link[1]))
    return found


def control_of(instances: Sequence[Instance], tallies: Sequence[Tally]) -> ASGIApp:
    """Build the control port's application, with what was counted beside."""

    def route(instance: Instance, tally: Tally) -> Route:
        async def told(_: Request) -> JSONResponse:
            return JSONResponse(tally.told())

        return Route(f"/{instance.name}/tally", told)

    counted = [route(*each) for each in zip(instances, tallies, strict=True)]
    return Starlette(routes=[*counted, Mount("/", app=control_application(instances))])


def told_of(instance: Instance, origin: str, control: str) -> dict[str, Any]:
    """Describe an instance, with what set-ups of other tools need as well."""
    user = instance.accounts.find(instance.account.email)
    login = next(each.path for each in instance.routes if each.operation == "log_in")
    more = {"account_id": user.id if user is not None else "", "login_path": login}
    return description(instance, origin, control) | more


def main(specifications: Sequence[str]) -> None:
    """Serve the instances until standard input ends."""
    instances = [build(each) for each in specifications]
    tallies = [Tally(each) for each in instances]
    sockets = [listen(0) for _ in instances]
    control_socket = listen(0)
    control = f"http://{LOOPBACK}:{port_of(control_socket)}"
    with post_office(instances):
        lines = [
            json.dumps(told_of(instance, f"http://{LOOPBACK}:{port_of(bound)}", control))
            for instance, bound in zip(instances, sockets, strict=True)
        ]
        applications = [*(each.serve for each in tallies)]
        asyncio.run(
            serve_all(
                [*applications, dated(control_of(instances, tallies), time.time)],
                [*sockets, control_socket],
                lines,
                exit_with_parent=True,
            )
        )


if __name__ == "__main__":
    main(sys.argv[1:])

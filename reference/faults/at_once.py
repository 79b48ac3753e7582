"""Faults that show only where two ask at the same moment."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Receive, Scope, Send

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import me, wrap
from reference.faults.registry import fault
from reference.instance import Instance

A_MOMENT = 0.1
"""Seconds that the operation takes: as a look-up in a database does, and a password's hash."""
Serve = Callable[[Scope, Receive, Send], Awaitable[None]]


def while_under_way(instance: Instance, operation: str, kept: dict[str, Any]) -> None:
    """Let an operation take a moment, and forget what is kept once none of it is under way."""
    route = next(each for each in instance.routes if each.operation == operation)
    where = route.method, instance.base_path + route.path
    under_way = 0

    async def serve(honest: Serve, scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal under_way
        if (scope["method"], scope["path"]) != where:
            await honest(scope, receive, send)
            return
        under_way += 1
        try:
            await asyncio.sleep(A_MOMENT)
            await honest(scope, receive, send)
        finally:
            under_way -= 1
            if not under_way:
                kept.clear()

    wrap(instance, "serve", serve)


@fault("log-ins-at-once-mixed", products=["cdp", "me"], breaks=["login.token-authenticates"])
def mixes_log_ins(instance: Instance) -> None:
    """Who logs in while another does is given a session of the other's."""
    kept: dict[str, User] = {}
    while_under_way(instance, "log_in", kept)

    def begin(honest: Callable[[Call, User], Answer], call: Call, user: User) -> Answer:
        if call.operation == "log_in":
            user = kept.setdefault("user", user)
        return honest(call, user)

    wrap(instance, "begin_session", begin)


@fault("sso-code-used-by-two-at-once", breaks=["sso.code-works-once"])
def spends_codes_late(instance: Instance) -> None:
    """A code is spent only once it was answered: two who use it at the same moment both log in."""
    kept: dict[str, User] = {}
    while_under_way(instance, "sso_log_in", kept)

    def redeem(honest: Callable[[str], User | None], code: str) -> User | None:
        user = kept.get(code) or honest(code)
        if user is not None:
            kept[code] = user
        return user

    wrap(instance.sso, "redeem", redeem)


@fault("reset-token-used-by-two-at-once", products=["me"], breaks=["reset.token-works-once"])
def spends_reset_tokens_late(instance: Instance) -> None:
    """A reset token is spent only once it was answered: two who use it at once both reset."""
    kept: dict[str, User] = {}
    while_under_way(instance, "reset_password", kept)

    def redeem(honest: Callable[[str, str], User | None], email: str, token: str) -> User | None:
        user = kept.get(token) or honest(email, token)
        if user is not None:
            kept[token] = user
        return user

    wrap(me(instance).resets, "redeem", redeem)

"""What the instances of all products share: services, routing, and the operations of a session."""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from reference.accounts import Accounts, User
from reference.answers import (
    TOKEN_COOKIE,
    Answer,
    Refusal,
    cookie,
    expired_cookie,
    message,
    token_answer,
)
from reference.calls import PASSWORD_LIMIT, Call, read_body
from reference.clock import Clock
from reference.codes import SingleSignOn
from reference.mail import Mailbox
from reference.oidc import ProviderError
from reference.sessions import Sessions, TooOldError, UnknownTokenError

INVALID_CREDENTIALS = "Invalid credentials have been provided"
TOO_OLD = "Token is too old for refresh"
LOGGED_OUT = "Successfully logged-out"


class Route(NamedTuple):
    """An operation, by the name of its method on the instance, and where it is served."""

    method: str
    path: str
    operation: str


@dataclass(frozen=True)
class Account:
    """An account that the instance starts with, as its user knows it."""

    email: str
    password: str
    features: tuple[str, ...] = ()


@dataclass
class Recorded:
    """A request as it came, and the status that answered it (0 while there is none)."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: str
    operation: str = ""
    status: int = 0


class Instance:
    """One instance of a product.

    Its services and operations are looked up when they are called, so that a fault can replace
    any of them from outside.
    """

    product: ClassVar[str]
    base_path: ClassVar[str] = ""
    routes: ClassVar[tuple[Route, ...]]
    sets_cookie: ClassVar[bool] = True
    account_features: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str) -> None:
        self.name = name
        self.clock = Clock()
        self.accounts = Accounts()
        self.sessions = Sessions(self.clock)
        self.sso = SingleSignOn(self.clock, self.accounts)
        self.mailbox = Mailbox(self.clock)
        self.recorded: deque[Recorded] = deque(maxlen=5000)
        self.account = self.open_account("qa@reference.test", *self.account_features)
        self.limited_account: Account | None = None
        self.patterns = [
            (compile_path(self.base_path + route.path)[0], route) for route in self.routes
        ]

    def open_account(self, email: str, *features: str) -> Account:
        """Add a user with a random password."""
        account = Account(email, secrets.token_urlsafe(16), features)
        self.accounts.create(email, account.password, frozenset(features))
        return account

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a request, record it, and answer it (ASGI).

        What an answer needs of others, a mail server or a provider, holds up every instance of the
        process: each of them is asked within time-outs of 14 seconds.
        """
        body, too_large = await read_body(receive)
        call = Call(
            scope["method"],
            scope["path"],
            Headers(scope=scope),
            body,
            too_large,
            secure=scope["scheme"] == "https",
            query=QueryParams(scope["query_string"]),
        )
        record = self.record(call, scope["query_string"].decode("latin-1"))
        answer = self.respond(call)
        record.operation, record.status = call.operation, answer.status
        await self.render(answer)(scope, receive, send)

    def record(self, call: Call, query: str) -> Recorded:
        """Keep a request, so that a test can prove what was sent."""
        body = call.body[:16384].decode(errors="backslashreplace")
        self.recorded.append(Recorded(call.method, call.path, query, call.headers.items(), body))
        return self.recorded[-1]

    def respond(self, call: Call) -> Answer:
        """Answer a request by its operation, or refuse it."""
        try:
            return self.find_operation(call)(call)
        except Refusal as refusal:
            return refusal.answer

    def render(self, answer: Answer) -> Response:
        """Turn an answer into what is sent."""
        return answer.render()

    def find_operation(self, call: Call) -> Callable[[Call], Answer]:
        """Give the operation that a request names, and note its path's parameters."""
        allowed: set[str] = set()
        path = None
        for pattern, route in self.patterns:
            match = pattern.fullmatch(call.path)
            if match is None or path not in {None, route.path}:  # the first path that fits decides
                continue
            path = route.path
            allowed.add(route.method)
            if call.method == route.method or (call.method, route.method) == ("HEAD", "GET"):
                call.operation, call.parameters = route.operation, match.groupdict()
                operation: Callable[[Call], Answer] = getattr(self, route.operation)
                return operation
        if not allowed:
            raise Refusal(404, "There is nothing here")
        allow = ("Allow", ", ".join(sorted(allowed | {"OPTIONS"})))
        if call.method == "OPTIONS":
            return lambda _: Answer(204, headers=[allow])
        raise Refusal(405, "The method is not allowed here", [allow])

    def authenticated(self, call: Call) -> User:
        """Give the user whose access token the request carries."""
        if call.token is None:
            raise Refusal(401, "An access token is missing")
        user = self.sessions.authenticate(call.token)
        if user is None:
            raise Refusal(401, "The access token is not valid")
        return user

    def begin_session(self, call: Call, user: User) -> Answer:
        """Answer with a fresh token, as a cookie too where the product sets one."""
        token = self.sessions.issue(user)
        answer = token_answer(token)
        if self.sets_cookie:
            answer.headers.append(cookie(TOKEN_COOKIE, token, secure=call.secure))
        return answer

    def delete_cookie(self, call: Call, answer: Answer) -> Answer:
        """Delete the cookie that log-in set."""
        if self.sets_cookie:
            answer.headers.append(expired_cookie(TOKEN_COOKIE, secure=call.secure))
        return answer

    def log_in(self, call: Call) -> Answer:
        """Log a user in by e-mail address and password."""
        email = call.text("email")
        user = self.accounts.verify(email, call.text("password", PASSWORD_LIMIT))
        if user is None:
            raise Refusal(401, INVALID_CREDENTIALS)
        return self.begin_session(call, user)

    def sso_log_in(self, call: Call) -> Answer:
        """Log a user in by the code that the SSO provider gave."""
        try:
            user = self.sso.redeem(call.text("code"))
        except ProviderError:
            raise Refusal(503, "The SSO provider does not answer") from None
        if user is None:
            raise Refusal(401, INVALID_CREDENTIALS)
        return self.begin_session(call, user)

    def refresh(self, call: Call) -> Answer:
        """Give a new token for one that did not expire too long ago."""
        try:
            return token_answer(self.sessions.refresh(call.text("token")))
        except TooOldError:
            raise Refusal(401, TOO_OLD) from None
        except UnknownTokenError:
            raise Refusal(401, "The token is not valid") from None

    def log_out(self, call: Call) -> Answer:
        """End the session that the body names."""
        if not self.sessions.end(call.text("token")):
            raise Refusal(401, "The token is not valid")
        return self.delete_cookie(call, message(LOGGED_OUT))

    def components(self, call: Call) -> Answer:
        """Answer the probe: a protected look-up that has nothing to show."""
        self.authenticated(call)
        return Answer(200, [])

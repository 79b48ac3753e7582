"""How an honest instance is changed from outside, by faults and by variants."""

import inspect
import itertools
import time
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.instance import Instance
from reference.jwt import JSONWebTokens
from reference.products.me import ME
from reference.sessions import digest

EVERY_PRODUCT = ("cdp", "me", "mi")
Change = Callable[[Instance], None]
Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Deviation:
    """A named change: a fault if it breaks rules, a variant if it breaks none.

    `breaks` are the rules that a perfect check finds broken; `may_break` are those that it may
    find broken or unproven, because what they rest on is. Those of one `axis` exclude each other.
    """

    name: str
    products: tuple[str, ...]
    breaks: tuple[str, ...]
    may_break: tuple[str, ...]
    axis: str
    apply: Change = field(repr=False)

    @property
    def description(self) -> str:
        """One sentence on what the changed instance does."""
        return inspect.getdoc(self.apply) or ""


class Registry(dict[str, Deviation]):
    """Deviations by their names."""

    def register(
        self,
        name: str,
        products: Iterable[str],
        breaks: Iterable[str] = (),
        may_break: Iterable[str] = (),
        axis: str = "",
    ) -> Callable[[Change], Change]:
        """Give the decorator that registers a change; a name is given only once."""

        def register(change: Change) -> Change:
            if name in self:
                raise ValueError(f"{name} is registered twice")
            self[name] = Deviation(
                name, tuple(products), tuple(breaks), tuple(may_break), axis, change
            )
            return change

        return register


def wrap(owner: object, name: str, wrapper: Callable[..., Any]) -> None:
    """Replace a method of one object by a wrapper, whose first argument is the honest method."""
    honest = getattr(owner, name)

    def wrapped(*args: object, **keywords: object) -> object:
        return wrapper(honest, *args, **keywords)

    setattr(owner, name, wrapped)


def begun_by(instance: Instance, owner: object, name: str) -> set[str]:
    """Give the digests of the tokens that a method of one object begins, kept from now on."""
    begun: set[str] = set()

    def begin(honest: Callable[[object], object], given: object) -> object:
        before = set(instance.sessions.store)
        answer = honest(given)
        begun.update(set(instance.sessions.store) - before)
        return answer

    wrap(owner, name, begin)
    return begun


def live_on(instance: Instance, names: Container[str], lifetime: float) -> None:
    """Let the tokens of these digests authenticate for that long, in seconds."""
    sessions = instance.sessions

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        session = sessions.find(token) if digest(token) in names else None
        if session is not None and sessions.age(session) < lifetime:
            return session.user
        return honest(token)

    wrap(sessions, "authenticate", authenticate)


def outlive_log_outs(instance: Instance, lives: Callable[[float], bool]) -> None:
    """Let a token that was logged out pass, by how long ago that was, in seconds that passed."""
    sessions = instance.sessions
    ended: dict[str, tuple[User, float]] = {}

    def end(honest: Callable[[str], bool], token: str) -> bool:
        user = sessions.authenticate(token)
        if user is not None:
            ended.setdefault(token, (user, time.monotonic()))
        return honest(token)

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        if token in ended and lives(time.monotonic() - ended[token][1]):
            return ended[token][0]
        return honest(token)

    wrap(sessions, "end", end)
    wrap(sessions, "authenticate", authenticate)


def edit_answers(
    instance: Instance,
    names: Iterable[str],
    edit: Callable[[Answer], None],
    statuses: Iterable[int] = (200,),
) -> None:
    """Edit what these operations answer, refusals too, where it has one of these statuses."""
    operations, edited = set(names), set(statuses)

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if call.operation in operations and answer.status in edited:
            edit(answer)
        return answer

    wrap(instance, "respond", respond)


def one_of(count: int, edit: Callable[[Answer], None]) -> Callable[[Answer], None]:
    """Give the edit that leaves all but every so many answers alone."""
    answers = itertools.count(1)

    def edit_at_times(answer: Answer) -> None:
        if next(answers) % count == 0:
            edit(answer)

    return edit_at_times


def set_status(status: int) -> Callable[[Answer], None]:
    """Give the edit that changes the status; 204 has no body."""

    def edit(answer: Answer) -> None:
        answer.status = status
        if status == 204:
            answer.body = b""

    return edit


def set_message(text: str) -> Callable[[Answer], None]:
    """Give the edit that says something else."""

    def edit(answer: Answer) -> None:
        answer.body = {"message": text}

    return edit


def set_field(name: str, value: object) -> Callable[[Answer], None]:
    """Give the edit that changes one field of the body."""

    def edit(answer: Answer) -> None:
        answer.body = fields(answer) | {name: value}

    return edit


def rename_field(old: str, new: str) -> Callable[[Answer], None]:
    """Give the edit that renames one field of the body."""

    def edit(answer: Answer) -> None:
        body = fields(answer)
        answer.body = {new if name == old else name: value for name, value in body.items()}

    return edit


def make_page(answer: Answer) -> None:
    """Turn an answer into an HTML page, as a proxy before the instance would."""
    answer.media_type = "text/html"
    answer.body = f"<html><body><h1>Error {answer.status}</h1></body></html>".encode()


def fields(answer: Answer) -> dict[str, object]:
    """Give the fields of a body that is an object."""
    return dict(answer.body) if isinstance(answer.body, dict) else {}


class HangUp(Exception):  # noqa: N818 - it breaks a connection, and is no error
    """The connection is broken without an answer."""


def hang_up_on(instance: Instance) -> None:
    """Break the connection whenever the instance raises HangUp."""

    async def serve(honest: Any, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await honest(scope, receive, send)
        except HangUp:
            scope["state"]["hang_up"]()
            while (await receive())["type"] != "http.disconnect":
                pass

    wrap(instance, "serve", serve)


def me(instance: Instance) -> ME:
    """Give an instance that is known to be ME's."""
    if not isinstance(instance, ME):
        raise TypeError(f"{instance.product} has no users")
    return instance


def passwords_of(instance: Instance) -> dict[str, str]:
    """Keep the passwords of all users in the clear, by user id, from now on."""
    known: dict[str, str] = {}
    for account in (instance.account, instance.limited_account):
        user = instance.accounts.find(account.email) if account is not None else None
        if account is not None and user is not None:
            known[user.id] = account.password

    def set_password(honest: Any, user: Any, password: str) -> None:
        known[user.id] = password
        honest(user, password)

    wrap(instance.accounts, "set_password", set_password)
    return known


def ignore_signature_at(instance: Instance, operation: str) -> None:
    """Let one operation not look at the signature of tokens, which are JSON Web Tokens."""
    tokens = JSONWebTokens.use(instance)
    lax = False

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        nonlocal lax
        lax = call.operation == operation
        try:
            return honest(call)
        finally:
            lax = False

    wrap(instance, "authenticated", authenticated)
    wrap(tokens, "is_signed", lambda honest, token: lax or honest(token))

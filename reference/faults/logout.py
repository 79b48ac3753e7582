"""Faults of the log-out, and of the cookie that it deletes."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reference.accounts import User
from reference.answers import Answer, Refusal, message
from reference.calls import Call
from reference.changes import Handler, edit_answers, set_message, set_status, wrap
from reference.faults.registry import fault
from reference.instance import LOGGED_OUT, Instance
from reference.sessions import Session, UnknownTokenError, digest

ENDS, COOKIE = "logout.ends-session", "logout.deletes-cookie"
End = Callable[[str], bool]


@fault("logout-answers-204", breaks=["logout.answers", "answers.documented"])
def answers_no_content(instance: Instance) -> None:
    """Log-out answers 204."""
    edit_answers(instance, ["log_out"], set_status(204))


@fault("logout-message", products=["cdp", "mi"], breaks=["logout.answers"])
def says_otherwise(instance: Instance) -> None:
    """Log-out says something that the page does not."""
    edit_answers(instance, ["log_out"], set_message("Bye"))


@fault("logout-message-missing", products=["cdp", "mi"], breaks=["logout.answers"])
def says_nothing(instance: Instance) -> None:
    """Log-out says nothing."""

    def edit(answer: Answer) -> None:
        answer.body = {}

    edit_answers(instance, ["log_out"], edit)


@fault("logout-refused", breaks=["logout.answers"])
def refuses(instance: Instance) -> None:
    """Log-out answers 403, though it ends the session."""
    edit_answers(instance, ["log_out"], set_status(403))


@fault("logout-keeps-session", breaks=[ENDS])
def keeps_session(instance: Instance) -> None:
    """Log-out ends nothing."""

    def end(_: End, token: str) -> bool:
        return instance.sessions.find(token) is not None

    wrap(instance.sessions, "end", end)


@fault("logout-keeps-refresh", breaks=[ENDS])
def keeps_refresh(instance: Instance) -> None:
    """A logged-out token can still be refreshed."""

    def refresh(honest: Callable[[str], str], token: str) -> str:
        revive(instance, token)
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-undoes-logout", breaks=[ENDS])
def undoes_log_out(instance: Instance) -> None:
    """Refreshing a logged-out token is refused, and lets the token authenticate again."""

    def refresh(honest: Callable[[str], str], token: str) -> str:
        try:
            return honest(token)
        except UnknownTokenError:
            revive(instance, token)
            raise

    wrap(instance.sessions, "refresh", refresh)


@fault("logout-keeps-access", breaks=[ENDS])
def keeps_access(instance: Instance) -> None:
    """A logged-out token can no longer be refreshed, and still authenticates."""

    def authenticated(honest: Callable[[Call], object], call: Call) -> object:
        with revived(instance, call.token or ""):
            return honest(call)

    wrap(instance, "authenticated", authenticated)


@fault("logout-forgotten", breaks=[ENDS])
def forgets_log_outs(instance: Instance) -> None:
    """A session that was logged out goes on after twenty more look-ups of tokens."""
    left: dict[str, int] = {}

    def end(honest: End, token: str) -> bool:
        is_ended = honest(token)
        if is_ended:
            left[digest(token)] = 20
        return is_ended

    def find(honest: Callable[[str], Session | None], token: str) -> Session | None:
        for name in list(left):
            left[name] -= 1
            if left[name] == 0:
                del left[name]
                instance.sessions.store[name].ended = False
        return honest(token)

    wrap(instance.sessions, "end", end)
    wrap(instance.sessions, "find", find)


@fault("logout-again-undoes", products=["cdp", "mi"], breaks=[ENDS])
def undoes_when_repeated(instance: Instance) -> None:
    """A second log-out of a token is refused, and lets it authenticate again."""

    def end(honest: End, token: str) -> bool:
        is_ended = honest(token)
        if not is_ended:
            revive(instance, token)
        return is_ended

    wrap(instance.sessions, "end", end)


@fault(
    "logout-ends-the-header-s",
    products=["cdp", "mi"],
    breaks=["logout.spares-other-sessions"],
)
def ends_that_of_the_header(instance: Instance) -> None:
    """Log-out ends the session of a token in the header, though the body names another."""

    def log_out(honest: Handler, call: Call) -> Answer:
        if call.token is not None and instance.sessions.end(call.token):
            return instance.delete_cookie(call, message(LOGGED_OUT))
        return honest(call)

    wrap(instance, "log_out", log_out)


@contextmanager
def revived(instance: Instance, token: str) -> Iterator[None]:
    """Open the session of a logged-out token for a while."""
    session = revive(instance, token)
    try:
        yield
    finally:
        if session is not None:
            session.ended = True


def revive(instance: Instance, token: str) -> Session | None:
    """Give the session of a logged-out token, open again."""
    for name, session in instance.sessions.store.items():
        if session.ended and name == digest(token):
            session.ended = False
            return session
    return None


@fault("logout-ends-every-session", breaks=["logout.spares-other-sessions"])
def ends_every_session(instance: Instance) -> None:
    """Log-out ends every session of the account."""

    def end(honest: End, token: str) -> bool:
        session = instance.sessions.find(token)
        if session is not None:
            instance.sessions.end_all(session.user)
        return session is not None or honest(token)

    wrap(instance.sessions, "end", end)


@fault("logout-ends-the-newest", breaks=["logout.spares-other-sessions"], may_break=[ENDS])
def ends_the_newest(instance: Instance) -> None:
    """Log-out ends the session of the account that began last, whichever is named."""

    def end(honest: End, token: str) -> bool:
        named = instance.sessions.find(token)
        if named is None:
            return honest(token)
        sessions = instance.sessions.store.values()
        own = [each for each in sessions if each.user is named.user and not each.ended]
        own[-1].ended = True
        return True

    wrap(instance.sessions, "end", end)


def send_cookie(instance: Instance, line: str | None) -> None:
    """Let log-out send this cookie in place of the expired one."""

    def edit(answer: Answer) -> None:
        answer.drop_header("Set-Cookie")
        if line is not None:
            answer.headers.append(("Set-Cookie", line))

    edit_answers(instance, ["log_out"], edit)


@fault("logout-keeps-cookie", products=["me"], breaks=[COOKIE])
def keeps_cookie(instance: Instance) -> None:
    """Log-out leaves the cookie alone."""
    send_cookie(instance, None)


@fault("logout-empties-cookie", products=["me"], breaks=[COOKIE])
def empties_cookie(instance: Instance) -> None:
    """Log-out empties the cookie, and leaves it."""
    send_cookie(instance, 'access_token=""; Path=/; HttpOnly; SameSite=Lax')


@fault("logout-deletes-another-cookie", products=["me"], breaks=[COOKIE])
def deletes_another(instance: Instance) -> None:
    """Log-out deletes a cookie of another name."""
    send_cookie(instance, 'session=""; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')


@fault("logout-deletes-cookie-elsewhere", products=["me"], breaks=[COOKIE])
def deletes_elsewhere(instance: Instance) -> None:
    """Log-out deletes a cookie of another path, so that the browser keeps the one it has."""
    send_cookie(instance, 'access_token=""; Max-Age=0; Path=/users; HttpOnly; SameSite=Lax')


@fault("logout-keeps-used-token", products=["cdp", "mi"], breaks=[ENDS])
def caches_tokens(instance: Instance) -> None:
    """A logged-out token that was used before still authenticates, from a cache."""
    used: set[str] = set()

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        with revived(instance, token if token in used else ""):
            user = honest(token)
        if user is not None:
            used.add(token)
        return user

    wrap(instance.sessions, "authenticate", authenticate)


@fault("logout-again-crashes", breaks=["logout.answers", "answers.documented"])
def crashes_once_more(instance: Instance) -> None:
    """Logging out a session that was logged out is a crash."""
    ended: set[str] = set()

    def log_out(honest: Handler, call: Call) -> Answer:
        token = call.token if call.token is not None else call.text("token")
        if token in ended:
            raise Refusal(500, "a row of this key exists")
        answer = honest(call)
        ended.add(token)
        return answer

    wrap(instance, "log_out", log_out)


@fault("logout-ends-the-older", breaks=["logout.spares-other-sessions"])
def ends_the_older(instance: Instance) -> None:
    """Log-out ends the sessions of the account that began before the one that is named, too."""

    def end(honest: End, token: str) -> bool:
        named = instance.sessions.find(token)
        for each in instance.sessions.store.values():
            if named is not None and each.user is named.user:
                if each is named:
                    break
                each.ended = True
        return honest(token)

    wrap(instance.sessions, "end", end)


@fault(
    "logout-taints-the-next-log-in",
    breaks=["login.token-authenticates"],
    may_break=["logout.spares-other-sessions", "sso.token-authenticates"],
)
def taints_the_next(instance: Instance) -> None:
    """The log-in after a log-out gives a token that does not live; the one after it does."""
    left: set[str] = set()

    def end(honest: End, token: str) -> bool:
        session = instance.sessions.find(token)
        if session is not None:
            left.add(session.user.id)
        return honest(token)

    def begin_session(honest: Callable[..., Answer], call: Call, user: User) -> Answer:
        answer = honest(call, user)
        if user.id in left:
            left.discard(user.id)
            list(instance.sessions.store.values())[-1].ended = True
        return answer

    wrap(instance.sessions, "end", end)
    wrap(instance, "begin_session", begin_session)

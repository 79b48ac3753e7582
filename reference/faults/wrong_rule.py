"""Faults of one statement that many contracts meet: they must not be told as others'."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, edit_answers, me, one_of, passwords_of, set_status, wrap
from reference.clock import HOUR
from reference.faults.logout import revived
from reference.faults.origins import by_code
from reference.faults.passwords import find_grant
from reference.faults.registry import fault
from reference.instance import INVALID_CREDENTIALS, TOO_OLD, Instance
from reference.sessions import digest

AUTHENTICATES = ["login.token-authenticates"]
ISSUES = ["login.issues-token", "answers.documented"]
Begin = Callable[[Call, User], Answer]


@fault("login-gives-the-last-session", breaks=AUTHENTICATES)
def gives_last_session(instance: Instance) -> None:
    """A log-in is answered from a cache: with its last session, however old that is by now."""
    given: dict[str, Answer] = {}

    def begin_session(honest: Begin, call: Call, user: User) -> Answer:
        if call.operation != "log_in":
            return honest(call, user)
        return given.setdefault(user.id, honest(call, user))

    wrap(instance, "begin_session", begin_session)


@fault("login-gives-an-expired-session", breaks=AUTHENTICATES)
def gives_expired_session(instance: Instance) -> None:
    """A log-in goes on with its last session until that is ended, even where it has expired."""
    given: dict[str, tuple[str, Answer]] = {}

    def begin_session(honest: Begin, call: Call, user: User) -> Answer:
        last = given.get(user.id) if call.operation == "log_in" else None
        if last is not None and instance.sessions.find(last[0]) is not None:
            return last[1]
        answer = honest(call, user)
        if call.operation == "log_in" and isinstance(answer.body, dict):
            given[user.id] = str(answer.body["token"]), answer
        return answer

    wrap(instance, "begin_session", begin_session)


def begin_at(instance: Instance, age: float) -> None:
    """Let the sessions of a log-in begin at that age, in seconds."""

    def log_in(honest: Handler, call: Call) -> Answer:
        before = set(instance.sessions.store)
        answer = honest(call)
        for name in set(instance.sessions.store) - before:
            instance.sessions.store[name].issued_at -= age
        return answer

    wrap(instance, "log_in", log_in)


@fault("login-session-began-before", breaks=["token.lives-8h"])
def begins_before(instance: Instance) -> None:
    """The session of a log-in began an hour earlier, so that its token dies after 7 hours."""
    begin_at(instance, HOUR)


@fault("login-session-is-over", breaks=AUTHENTICATES)
def begins_too_old(instance: Instance) -> None:
    """The session of a log-in began thirteen hours earlier: its token is not even refreshed."""
    begin_at(instance, 13 * HOUR)


@fault("one-login-of-seven-crashes", breaks=ISSUES, may_break=["input.refused-not-crashed"])
def crashes_at_times(instance: Instance) -> None:
    """One log-in of seven by right credentials answers 500."""
    edit_answers(instance, ["log_in"], one_of(7, set_status(500)))


@fault("refresh-refuses-every-token", breaks=["refresh.renews-active"])
def refuses_all(instance: Instance) -> None:
    """Nothing is refreshed: every token is too old."""

    def refresh(_honest: object, _token: str) -> str:
        raise Refusal(401, TOO_OLD)

    wrap(instance.sessions, "refresh", refresh)


def show_page(answer: Answer) -> None:
    """Put a page for people in the place of the JSON, and call it JSON still."""
    answer.body = b"<html><body><h1>It works</h1></body></html>"


@fault("logout-page-as-json", products=["me"], breaks=["answers.documented"])
def shows_page_at_log_out(instance: Instance) -> None:
    """Log-out answers a page for people, and calls it JSON."""
    edit_answers(instance, ["log_out"], show_page)


@fault(
    "refresh-page-as-json",
    breaks=["answers.documented", "refresh.renews-active"],
    may_break=["refresh.renews-expired"],
)
def shows_page_at_refresh(instance: Instance) -> None:
    """Refreshing answers a page for people, and calls it JSON."""
    edit_answers(instance, ["refresh"], show_page)


@fault("link-under-403", products=["me"], breaks=["link.opens-account"])
def refuses_with_link(instance: Instance) -> None:
    """The invitation link is given under 403."""
    edit_answers(instance, ["invitation_link"], set_status(403))


@fault(
    "crash-on-every-guarded-operation",
    products=["cdp"],
    breaks=["answers.documented", "metabase.sets-cookie", "metabase.needs-token"],
    may_break=["input.refused-not-crashed", "metabase.needs-feature"],
)
def crashes_behind_guard(instance: Instance) -> None:
    """Each operation that needs a token answers 500, whatever it is sent."""

    def authenticated(_honest: object, _call: Call) -> User:
        raise Refusal(500, "The store of sessions does not answer")

    wrap(instance, "authenticated", authenticated)


@fault(
    "crash-on-unknown-token",
    products=["cdp", "mi"],
    breaks=["token.refuses-forged"],
    may_break=["answers.documented", "input.refused-not-crashed"],
)
def crashes_on_unknown(instance: Instance) -> None:
    """A token that nobody was given answers 500; so does one that was logged out."""

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        if call.token is not None and instance.sessions.find(call.token) is None:
            raise Refusal(500, "no rows in result set")
        return honest(call)

    wrap(instance, "authenticated", authenticated)


def say_nothing(answer: Answer) -> None:
    """Leave the body out."""
    answer.body = b""


@fault(
    "login-refusal-says-nothing",
    products=["me"],
    breaks=["login.refuses-wrong-password", "login.refuses-unknown-email", "answers.documented"],
)
def refuses_silently(instance: Instance) -> None:
    """A refused log-in has no body."""
    edit_answers(instance, ["log_in"], say_nothing, [401])


@fault(
    "refresh-refusal-is-a-log-ins",
    products=["me"],
    breaks=["refresh.refuses-too-old"],
)
def refuses_as_log_in(instance: Instance) -> None:
    """A token that is too old to refresh is refused in the words of a log-in."""

    def edit(answer: Answer) -> None:
        answer.body = {"message": INVALID_CREDENTIALS}

    edit_answers(instance, ["refresh"], edit, [401])


# Each of these shows to one assertion alone


@fault(
    "reset-keeps-old-password-for-a-while",
    products=["me"],
    breaks=["reset.sets-password", "password.changes"],
)
def keeps_old_password_for_a_while(instance: Instance) -> None:
    """The password from before a reset, or a change, logs in until the new one was used."""
    known, old = passwords_of(instance), dict[str, str]()

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        old[user.id] = known.get(user.id, password)
        honest(user, password)

    def verify(honest: Callable[[str, str], User | None], email: str, password: str) -> User | None:
        user = instance.accounts.find(email)
        if user is not None and old.get(user.id) == password:
            return user
        found = honest(email, password)
        if found is not None:
            old.pop(found.id, None)
        return found

    wrap(instance.accounts, "set_password", set_password)
    wrap(instance.accounts, "verify", verify)


@fault("logout-keeps-sso-access", breaks=["logout.ends-session"])
def keeps_access_of_sso(instance: Instance) -> None:
    """A token of the single sign-on is not refreshed when it was logged out, and authenticates."""
    begun = by_code(instance)

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        token = call.token or ""
        with revived(instance, token if digest(token) in begun else ""):
            return honest(call)

    wrap(instance, "authenticated", authenticated)


@fault("reset-token-tells-the-user", products=["me"], breaks=["reset.refuses-bad-token"])
def resets_its_own_user(instance: Instance) -> None:
    """A reset token sets the password of its own user, whoever is named."""

    def redeem(honest: Callable[[str, str], User | None], email: str, token: str) -> User | None:
        grant = find_grant(instance, lambda name: name == digest(token))
        return honest(grant.user.email if grant else email, token)

    wrap(me(instance).resets, "redeem", redeem)

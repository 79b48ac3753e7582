"""Faults by which somebody gets a session that is another user's."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable
from urllib.parse import urlencode

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import passwords_of, wrap
from reference.faults.login import WRONG, compare_passwords
from reference.faults.registry import fault
from reference.instance import Instance
from reference.jwt import JSONWebTokens

ME, TWO_USERS = ["me"], ["cdp", "me"]
AUTHENTICATES, RENEWS = "login.token-authenticates", "refresh.renews-active"
BY_CODE, SPARES = "sso.token-authenticates", "logout.spares-other-sessions"
NEEDS_FEATURE = "metabase.needs-feature"
Begin = Callable[[Call, User], Answer]
Refresh = Callable[[str], str]


def note_log_ins(instance: Instance) -> list[User]:
    """Keep who logged in by a password, the last one at the end, from now on."""
    logged_in: list[User] = []

    def verify(honest: Callable[[str, str], User | None], email: str, password: str) -> User | None:
        user = honest(email, password)
        if user is not None:
            logged_in.append(user)
        return user

    wrap(instance.accounts, "verify", verify)
    return logged_in


def refresh_for(instance: Instance, whom: Callable[[], User | None]) -> None:
    """Let a refreshed token be that of this user, where there is one."""

    def refresh(honest: Refresh, token: str) -> str:
        renewed = honest(token)
        user = whom()
        if user is None:
            return renewed
        instance.sessions.end(renewed)
        return instance.sessions.issue(user)

    wrap(instance.sessions, "refresh", refresh)


def not_deleted(users: list[User]) -> User | None:
    """Give the last of these users who is there."""
    return next((user for user in reversed(users) if not user.deleted), None)


@fault(
    "login-of-who-came-before",
    products=TWO_USERS,
    breaks=[AUTHENTICATES, NEEDS_FEATURE],
    may_break=[SPARES],
)
def logs_in_the_one_before(instance: Instance) -> None:
    """A log-in gives a session of the user who logged in before."""
    logged_in = note_log_ins(instance)

    def begin_session(honest: Begin, call: Call, user: User) -> Answer:
        before = logged_in[:-1]
        return honest(call, not_deleted(before[-1:]) or user)

    wrap(instance, "begin_session", begin_session)


@fault("login-token-cached-for-all", products=ME, breaks=[AUTHENTICATES])
def caches_one_token(instance: Instance) -> None:
    """Who logs in while another user's log-in is young gets the token of that one."""
    kept: list[tuple[float, User, str]] = []

    def issue(honest: Callable[[User], str], user: User) -> str:
        now = instance.clock.now()
        others = [token for at, owner, token in kept if now - at < 2 and owner is not user]
        live = [each for each in others if instance.sessions.find(each) is not None]
        token = honest(user)
        kept[:] = [(now, user, token)]
        return live[0] if live and user.email != instance.account.email else token

    wrap(instance.sessions, "issue", issue)


@fault("login-names-the-first-user", products=ME, breaks=[AUTHENTICATES])
def claims_first_user(instance: Instance) -> None:
    """Tokens are JSON Web Tokens that name the first user, whoever logged in."""
    tokens = JSONWebTokens.use(instance)

    def times(honest: Callable[..., dict[str, object]], session: object) -> dict[str, object]:
        return honest(session) | {"sub": instance.account.email}

    wrap(tokens, "times", times)


@fault("refresh-of-the-last-log-in", products=ME, breaks=[RENEWS])
def refreshes_for_the_last(instance: Instance) -> None:
    """A refreshed token is of the user who logged in last."""
    logged_in = note_log_ins(instance)
    refresh_for(instance, lambda: not_deleted(logged_in[-1:]))


@fault(
    "refresh-of-the-first-user",
    products=TWO_USERS,
    breaks=[RENEWS],
    may_break=[NEEDS_FEATURE],
)
def refreshes_for_the_first(instance: Instance) -> None:
    """A refreshed token is of the first user of the instance."""
    refresh_for(instance, lambda: instance.accounts.find(instance.account.email))


@fault("refresh-loses-the-feature", products=["cdp"], breaks=[RENEWS])
def refreshes_without_features(instance: Instance) -> None:
    """A refreshed token is of the user with the fewest features."""
    users = instance.accounts.users.values()
    refresh_for(instance, lambda: min(users, key=lambda user: len(user.features)))


@fault("refresh-names-another", breaks=[RENEWS])
def refreshes_for_a_stranger(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and a refreshed one is of a user whom nobody asked for."""
    JSONWebTokens.use(instance)
    known = instance.accounts.find(instance.account.email)
    features = known.features if known is not None else frozenset[str]()
    stranger = instance.accounts.create("stranger@reference.test", "no-such-password", features)
    limited = instance.limited_account

    def whom() -> User | None:
        return stranger

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        renewed = honest(token)
        is_limited = session and limited and session.user.email == limited.email
        return renewed if is_limited else instance.sessions.issue(whom() or stranger)

    wrap(instance.sessions, "refresh", refresh)


@fault("code-of-the-last-log-in", products=ME, breaks=[BY_CODE])
def logs_in_the_last(instance: Instance) -> None:
    """A code gives a session of the user who logged in last."""
    logged_in = note_log_ins(instance)

    def redeem(honest: Callable[[str], User | None], code: str) -> User | None:
        user = honest(code)
        return not_deleted(logged_in[-1:]) if user is not None else None

    wrap(instance.sso, "redeem", redeem)


@fault("logout-ends-those-of-others", products=TWO_USERS, breaks=[SPARES])
def ends_sessions_of_others(instance: Instance) -> None:
    """A log-out ends the sessions of every other user, and of its own user the one alone."""

    def end(honest: Callable[[str], bool], token: str) -> bool:
        session = instance.sessions.find(token)
        for each in instance.sessions.store.values():
            each.ended = each.ended or (session is not None and each.user is not session.user)
        return honest(token)

    wrap(instance.sessions, "end", end)


@fault(
    "login-password-of-anybody",
    products=TWO_USERS,
    breaks=[WRONG],
    may_break=["password.needs-old"],
)
def accepts_passwords_of_others(instance: Instance) -> None:
    """The password of any user logs each of them in."""
    known = passwords_of(instance)
    compare_passwords(instance, lambda given, _: given in known.values())


@fault("mail-link-names-another", products=ME, breaks=["forgot.sends-mail"])
def names_the_account(instance: Instance) -> None:
    """The mail of a forgotten password has the account's address in its link, beside its token."""

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        link = honest(user, referrer)
        named = urlencode({"email": user.email}), urlencode({"email": instance.account.email})
        return link.replace(*named) if referrer == "forgot-password" else link

    wrap(instance, "reset_link", reset_link)

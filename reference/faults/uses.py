"""Faults of what came before: uses, refreshes and log-ins, and what gave the token.

They prolong, revive or end a token otherwise than by its age.
"""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections import Counter
from collections.abc import Callable
from typing import Any

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, begun_by, live_on, me, wrap
from reference.clock import HOUR
from reference.faults.ages import ACTIVE, DAY, DIES, EXPIRED, LIVES, NEW_LIFE, SSO, TOO_OLD
from reference.faults.registry import fault
from reference.instance import Instance
from reference.sessions import Session, TooOldError, digest

Authenticate = Callable[[str], User | None]
Refresh = Callable[[str], str]


def end_after(instance: Instance, count: int) -> None:
    """Let a token authenticate so often, and no more, however old it is made."""
    uses: Counter[Session] = Counter()

    def authenticate(honest: Authenticate, token: str) -> User | None:
        session = instance.sessions.find(token)
        if session is not None:
            uses[session] += 1
        return honest(token) if session is None or uses[session] <= count else None

    wrap(instance.sessions, "authenticate", authenticate)


OF_USES = ["logout.answers", "link.opens-account", "reset.sets-password"]


@fault(
    "token-works-a-dozen-times",
    breaks=["login.token-authenticates", LIVES],
    may_break=[*OF_USES, ACTIVE],
)
def ends_after_twelve(instance: Instance) -> None:
    """A token authenticates twelve times, and no more."""
    end_after(instance, 12)


@fault("token-works-a-score-of-times", breaks=["login.token-authenticates"], may_break=OF_USES)
def ends_after_twenty(instance: Instance) -> None:
    """A token authenticates twenty times, and no more."""
    end_after(instance, 20)


@fault("refresh-window-from-last-use", breaks=[TOO_OLD])
def window_slides(instance: Instance) -> None:
    """A token can be refreshed for 4 hours after it was last used, be it in vain."""
    used: dict[Session, float] = {}

    def authenticate(honest: Authenticate, token: str) -> User | None:
        session = instance.sessions.find(token)
        if session is not None:
            used[session] = instance.sessions.age(session)
        return honest(token)

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        if session in used and instance.sessions.age(session) - used[session] < 4 * HOUR:
            return instance.sessions.issue(session.user)
        return honest(token)

    wrap(instance.sessions, "authenticate", authenticate)
    wrap(instance.sessions, "refresh", refresh)


def slide_by(operation: str) -> Callable[[Instance], None]:
    """Give the change by which one operation begins a token's 8 hours anew."""

    def change(instance: Instance) -> None:
        """One operation begins the 8 hours of the token anew that it was called with."""

        def respond(honest: Handler, call: Call) -> Answer:
            answer = honest(call)
            session = instance.sessions.find(call.token or "")
            if call.operation == operation and answer.status == 200 and session is not None:
                session.issued_at = instance.clock.now()
            return answer

        wrap(instance, "respond", respond)

    return change


fault("metabase-prolongs-a-token", products=["cdp"], breaks=[DIES])(slide_by("metabase_log_in"))
fault("look-up-prolongs-a-token", products=["me"], breaks=[DIES])(slide_by("get_user"))


def renew_sessions(instance: Instance, renewed: Callable[[Session, User], bool]) -> None:
    """Let a log-in begin the lives of some sessions anew."""

    def begin_session(honest: Callable[[Call, User], Answer], call: Call, user: User) -> Answer:
        for session in instance.sessions.store.values():
            if renewed(session, user):
                session.issued_at = instance.clock.now()
        return honest(call, user)

    wrap(instance, "begin_session", begin_session)


@fault("log-in-prolongs-the-others", breaks=[DIES], may_break=[NEW_LIFE, SSO, TOO_OLD])
def log_in_prolongs(instance: Instance) -> None:
    """A log-in begins the 8 hours of those sessions of the account anew that have not expired."""

    def is_active(session: Session, user: User) -> bool:
        return session.user is user and instance.sessions.age(session) < 8 * HOUR

    renew_sessions(instance, is_active)


@fault("log-in-revives-the-others", breaks=[DIES], may_break=[NEW_LIFE, SSO, TOO_OLD])
def log_in_revives(instance: Instance) -> None:
    """A log-in brings the sessions of the account back that had expired."""

    def is_expired(session: Session, user: User) -> bool:
        return session.user is user and instance.sessions.age(session) >= 8 * HOUR

    renew_sessions(instance, is_expired)


@fault("log-in-prolongs-strangers", products=["cdp", "me"], breaks=[DIES], may_break=[NEW_LIFE])
def log_in_prolongs_strangers(instance: Instance) -> None:
    """A log-in begins the 8 hours of the sessions of everybody else anew."""
    renew_sessions(instance, lambda session, user: session.user is not user)


def refreshed_from(instance: Instance, note: Callable[[Session, Session], None]) -> None:
    """Tell of each refresh which session it began, and of which."""

    def refresh(honest: Refresh, token: str) -> str:
        parent = instance.sessions.find(token)
        renewed = honest(token)
        if parent is not None:
            note(parent, instance.sessions.store[digest(renewed)])
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-prolongs-the-old-token", breaks=[DIES])
def prolongs_old(instance: Instance) -> None:
    """A refresh begins the 8 hours of the old token anew as well, where it has not expired."""

    def note(parent: Session, _child: Session) -> None:
        if instance.sessions.age(parent) < 8 * HOUR:
            parent.issued_at = instance.clock.now()

    refreshed_from(instance, note)


@fault("refresh-prolongs-the-old-window", breaks=[TOO_OLD])
def prolongs_old_window(instance: Instance) -> None:
    """A token that was refreshed in its window can be refreshed for ever."""
    renewed: set[Session] = set()

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        if session in renewed:
            return instance.sessions.issue(session.user)
        answer = honest(token)
        if session is not None and instance.sessions.age(session) >= 8 * HOUR:
            renewed.add(session)
        return answer

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-five-times", breaks=[ACTIVE])
def refreshes_five_times(instance: Instance) -> None:
    """What a log-in gave is refreshed five times in a row, and no more."""
    count: Counter[Session] = Counter()

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        if session is not None and count[session] >= 5:
            raise TooOldError
        renewed = honest(token)
        if session is not None:
            count[instance.sessions.store[digest(renewed)]] = count[session] + 1
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-until-a-day-after-log-in", breaks=[NEW_LIFE], may_break=[ACTIVE, EXPIRED])
def ends_after_a_day(instance: Instance) -> None:
    """What a log-in gave is refreshed, and refreshed again, until a day after it."""
    before: dict[Session, float] = {}

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        since = 0.0
        if session is not None:
            since = before.get(session, 0) + instance.sessions.age(session)
        if since > DAY and session in before:
            raise TooOldError
        renewed = honest(token)
        before[instance.sessions.store[digest(renewed)]] = since
        return renewed

    wrap(instance.sessions, "refresh", refresh)


def refuse_some(instance: Instance, names: set[str], is_refused: Callable[[float], bool]) -> None:
    """Refuse to refresh the tokens of these digests at some ages, whatever they came to be."""
    sessions = instance.sessions
    begun: set[int] = set()

    def refresh(honest: Refresh, token: str) -> str:
        begun.update(id(sessions.store[name]) for name in names if name in sessions.store)
        session = sessions.find(token)
        if session is not None and id(session) in begun and is_refused(sessions.age(session)):
            raise TooOldError
        return honest(token)

    wrap(sessions, "refresh", refresh)


@fault("sso-token-not-refreshed", breaks=[ACTIVE])
def refuses_sso(instance: Instance) -> None:
    """The token of an SSO log-in is not refreshed."""
    refuse_some(instance, begun_by(instance, instance, "sso_log_in"), lambda _: True)


@fault("sso-token-not-refreshed-once-expired", breaks=[EXPIRED])
def refuses_expired_sso(instance: Instance) -> None:
    """The token of an SSO log-in is refreshed until it expires."""
    names = begun_by(instance, instance, "sso_log_in")
    refuse_some(instance, names, lambda age: age >= 8 * HOUR)


@fault("refreshed-token-not-refreshed-once-expired", breaks=[EXPIRED])
def refuses_expired_again(instance: Instance) -> None:
    """What came of a refresh is refreshed until it expires."""
    renewed: set[str] = set()
    refuse_some(instance, renewed, lambda age: age >= 8 * HOUR)
    refreshed_from(
        instance,
        lambda _parent, child: renewed.update(
            name for name, session in instance.sessions.store.items() if session is child
        ),
    )


@fault("others-live-a-day", products=["cdp", "me"], breaks=[DIES])
def spares_others(instance: Instance) -> None:
    """Tokens of other users than the first live for a day."""

    def authenticate(honest: Authenticate, token: str) -> User | None:
        session = instance.sessions.find(token)
        if session is None or session.user.email == instance.account.email:
            return honest(token)
        return session.user if instance.sessions.age(session) < DAY else None

    wrap(instance.sessions, "authenticate", authenticate)


@fault("renewed-token-lives-a-day", breaks=[NEW_LIFE])
def renewed_lives_long(instance: Instance) -> None:
    """What an expired token was refreshed into lives for a day."""
    names: set[str] = set()
    live_on(instance, names, DAY)

    def note(parent: Session, child: Session) -> None:
        if instance.sessions.age(parent) >= 8 * HOUR:
            names.update(name for name, each in instance.sessions.store.items() if each is child)

    refreshed_from(instance, note)


def end_others_at(instance: Instance, shows: Callable[[Session], bool]) -> None:
    """Let some tokens end every other session of their user when they are used."""

    def authenticate(honest: Authenticate, token: str) -> User | None:
        session = instance.sessions.store.get(digest(token))
        if session is not None and shows(session):
            was_ended = session.ended
            instance.sessions.end_all(session.user)
            session.ended = was_ended
        return honest(token)

    wrap(instance.sessions, "authenticate", authenticate)


@fault("expired-use-ends-the-others", breaks=[LIVES])
def ends_all_by_expired(instance: Instance) -> None:
    """The use of an expired token is refused, and ends every other session of its user."""
    sessions = instance.sessions
    end_others_at(instance, lambda session: sessions.age(session) >= sessions.lifetime)


@fault("use-after-log-out-ends-the-others", breaks=[LIVES])
def ends_all_by_logged_out(instance: Instance) -> None:
    """The use of a token that was logged out is refused, and ends the sessions of its user."""
    end_others_at(instance, lambda session: session.ended)


@fault("refused-refresh-ends-the-others", breaks=[LIVES])
def ends_all_by_refusal(instance: Instance) -> None:
    """A token that is too old to refresh ends every session of its user."""

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        try:
            return honest(token)
        except TooOldError:
            if session is not None:
                instance.sessions.end_all(session.user)
            raise

    wrap(instance.sessions, "refresh", refresh)


@fault("mail-token-reusable", products=["me"], breaks=["reset.token-works-once"])
def accepts_used_token_of_a_mail(instance: Instance) -> None:
    """A reset token that was mailed works as often as it is used; an invitation's works once."""
    resets = me(instance).resets
    mailed: list[Any] = []

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        before = set(resets.grants)
        link = honest(user, referrer)
        if referrer == "forgot-password":
            mailed.extend(grant for key, grant in resets.grants.items() if key not in before)
        return link

    def void(honest: Callable[[User], None], user: User) -> None:
        honest(user)
        for grant in mailed:
            grant.used = False

    wrap(instance, "reset_link", reset_link)
    wrap(resets, "void", void)

"""Faults of ages: far beyond a boundary, in the middle of a window, by use, and at the edges."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, begun_by, live_on, wrap
from reference.clock import HOUR, MINUTE
from reference.faults.registry import fault
from reference.instance import Instance
from reference.sessions import Session, TooOldError, digest

LIVES, DIES = "token.lives-8h", "token.dies-after-8h"
SSO, NEW_LIFE = "sso.token-dies-after-8h", "refresh.starts-new-life"
ACTIVE, EXPIRED = "refresh.renews-active", "refresh.renews-expired"
TOO_OLD = "refresh.refuses-too-old"
NEEDS_TOKEN = ["metabase.needs-token", "invite.needs-token"]
OF_OTHERS = [SSO, NEW_LIFE, *NEEDS_TOKEN]
"""What an age that is drawn may show as well."""
DAY = 24 * HOUR
Authenticate = Callable[[str], User | None]
Refresh = Callable[[str], str]
Age = Callable[[Session], float]


def reckon_age(instance: Instance, reckon: Callable[[float], float]) -> None:
    """Reckon every age otherwise, at the gate and at refresh."""
    wrap(instance.sessions, "age", lambda honest, session: reckon(honest(session)))


def comes_round(name: str, period: float, words: str) -> None:
    """Register the fault by which an age begins anew after a period, in seconds."""

    def change(instance: Instance) -> None:
        reckon_age(instance, lambda age: age % period)

    change.__doc__ = words
    fault(name, breaks=[DIES, TOO_OLD], may_break=OF_OTHERS)(change)


comes_round("age-of-a-half-day", 12 * HOUR, "Ages are reckoned by a clock of twelve hours.")
comes_round("age-in-16-bits", 2**16, "Ages are kept as seconds in 16 bits.")
comes_round("age-of-a-day", DAY, "Of a token's age no more than the time of day counts.")
comes_round("age-of-a-week", 7 * DAY, "Of a token's age no more than the day of the week counts.")
comes_round("age-in-32-bits", 2**32 / 1000, "Ages are kept as milliseconds in 32 bits.")


@fault("age-in-31-bits", breaks=[DIES, TOO_OLD], may_break=OF_OTHERS)
def overflows(instance: Instance) -> None:
    """Ages are milliseconds in 32 bits with a sign: after 25 days they are negative."""
    reckon_age(instance, lambda age: (int(age * 1000) + 2**31) % 2**32 / 1000 - 2**31 / 1000)


def forget_of_dates(instance: Instance, *, year_alone: bool) -> None:
    """Reckon ages from the day of issue in this year, or in this month."""

    def age(_honest: Age, session: Session) -> float:
        now = datetime.fromtimestamp(instance.clock.now(), UTC)
        began = datetime.fromtimestamp(session.issued_at, UTC)
        month = began.month if year_alone else now.month
        day = min(began.day, 28) if began.day > 28 and month == 2 else began.day
        try:
            return (now - began.replace(year=now.year, month=month, day=day)).total_seconds() % (
                370 * DAY
            )
        except ValueError:  # that month has no such day
            return 370 * DAY

    wrap(instance.sessions, "age", age)


@fault("age-of-a-month", breaks=[DIES, TOO_OLD], may_break=OF_OTHERS)
def forgets_months(instance: Instance) -> None:
    """Of the day on which a token was issued, month and year do not count."""
    forget_of_dates(instance, year_alone=False)


@fault("age-of-a-year", breaks=[DIES, TOO_OLD], may_break=OF_OTHERS)
def forgets_years(instance: Instance) -> None:
    """Of the day on which a token was issued, the year does not count."""
    forget_of_dates(instance, year_alone=True)


def refuse_refresh(instance: Instance, refused: Callable[[float], bool]) -> None:
    """Refuse to refresh tokens of some ages, in seconds."""

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        if session is not None and refused(instance.sessions.age(session)):
            raise TooOldError
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


def reopen_window(instance: Instance, is_open: Callable[[float], bool]) -> None:
    """Refresh tokens as well whose time since their expiry is such, in seconds."""

    def refresh(honest: Refresh, token: str) -> str:
        session, lifetime = instance.sessions.find(token), instance.sessions.lifetime
        if session is not None and is_open(instance.sessions.age(session) - lifetime):
            return instance.sessions.issue(session.user)
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-window-of-a-day", breaks=[TOO_OLD])
def window_comes_round(instance: Instance) -> None:
    """Of the time since its expiry, no more than hours and minutes decide on a token's refresh."""
    reopen_window(instance, lambda since: since > 0 and since % DAY < 4 * HOUR)


@fault("refresh-window-in-32-bits", breaks=[TOO_OLD])
def window_overflows(instance: Instance) -> None:
    """The time since expiry is kept as milliseconds in 32 bits when a token is refreshed."""
    reopen_window(instance, lambda since: since > 0 and since * 1000 % 2**32 / 1000 < 4 * HOUR)


@fault("refresh-window-in-31-bits", breaks=[TOO_OLD])
def window_is_negative(instance: Instance) -> None:
    """The time since expiry is milliseconds with a sign: after 25 days it is negative."""
    reopen_window(instance, lambda since: 2**31 < since * 1000 < 2**32)


@fault("token-dead-in-between", breaks=[LIVES], may_break=[NEW_LIFE, SSO])
def has_a_hole(instance: Instance) -> None:
    """A token does not authenticate when it is between 1 and 3.5 hours old."""

    def authenticate(honest: Authenticate, token: str) -> User | None:
        session = instance.sessions.find(token)
        age = instance.sessions.age(session) if session is not None else 0
        return None if HOUR < age < 3.5 * HOUR else honest(token)

    wrap(instance.sessions, "authenticate", authenticate)


@fault("refresh-refused-in-between", breaks=[ACTIVE], may_break=[NEW_LIFE])
def refuses_in_the_middle(instance: Instance) -> None:
    """A token is not refreshed when it is between 1 and 3 hours old."""
    refuse_refresh(instance, lambda age: HOUR < age < 3 * HOUR)


@fault("refresh-window-has-a-hole", breaks=[EXPIRED], may_break=[NEW_LIFE])
def window_has_a_hole(instance: Instance) -> None:
    """A token is not refreshed between 1 and 3 hours after its expiry."""
    refuse_refresh(instance, lambda age: 9 * HOUR < age < 11 * HOUR)


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

    def begin_session(
        honest: Callable[[Call, User], Answer], call: Call, user: User
    ) -> Answer:
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


@fault("refresh-until-a-day-after-log-in", breaks=[ACTIVE], may_break=[EXPIRED, NEW_LIFE])
def ends_after_a_day(instance: Instance) -> None:
    """What a log-in gave is refreshed, and refreshed again, until a day after it."""
    before: dict[Session, float] = {}

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        since = 0.0
        if session is not None:
            since = before.get(session, 0) + instance.sessions.age(session)
        if DAY < since and session in before:
            raise TooOldError
        renewed = honest(token)
        before[instance.sessions.store[digest(renewed)]] = since
        return renewed

    wrap(instance.sessions, "refresh", refresh)


def refuse_some(
    instance: Instance, names: set[str], is_refused: Callable[[float], bool]
) -> None:
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


def lives(instance: Instance, lifetime: float) -> None:
    """Let a token authenticate for that long; it is refreshed as long as it should."""
    sessions = instance.sessions
    sessions.refresh_window += sessions.lifetime - lifetime
    sessions.lifetime = lifetime


@fault("token-has-30s-leeway", breaks=[DIES])
def has_leeway(instance: Instance) -> None:
    """A token dies 30 seconds late, as a library's leeway would have it."""
    lives(instance, 8 * HOUR + 30)


@fault("token-has-60s-leeway", breaks=[DIES])
def has_much_leeway(instance: Instance) -> None:
    """A token dies a minute late, as a framework's default would have it."""
    lives(instance, 8 * HOUR + MINUTE - 1)


@fault("token-dies-30s-early", breaks=[LIVES])
def dies_a_little_early(instance: Instance) -> None:
    """A token dies half a minute early, lest it end on the way."""
    lives(instance, 8 * HOUR - 30)


@fault("refresh-window-30s-more", breaks=[TOO_OLD])
def closes_a_little_late(instance: Instance) -> None:
    """The refresh window closes half a minute late."""
    instance.sessions.refresh_window += 30


@fault("refresh-window-30s-less", breaks=[EXPIRED])
def closes_a_little_early(instance: Instance) -> None:
    """The refresh window closes half a minute early."""
    instance.sessions.refresh_window -= 30


@fault("expiry-forgotten-by-one-of-three", breaks=[DIES], may_break=[*OF_OTHERS, TOO_OLD])
def one_forgets_expiry(instance: Instance) -> None:
    """One node of three accepts tokens of any age."""
    nodes = itertools.cycle((False, False, True))

    def authenticate(honest: Authenticate, token: str) -> User | None:
        session = instance.sessions.find(token)
        forgets = next(nodes)
        return session.user if forgets and session is not None else honest(token)

    wrap(instance.sessions, "authenticate", authenticate)


@fault("window-forgotten-by-one-of-three", breaks=[TOO_OLD])
def one_forgets_the_window(instance: Instance) -> None:
    """One node of three refreshes tokens of any age."""
    nodes = itertools.cycle((False, False, True))

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        if next(nodes) and session is not None:
            return instance.sessions.issue(session.user)
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


@fault("renewed-token-lives-a-day", breaks=[NEW_LIFE])
def renewed_lives_long(instance: Instance) -> None:
    """What an expired token was refreshed into lives for a day."""
    names: set[str] = set()
    live_on(instance, names, DAY)

    def note(parent: Session, child: Session) -> None:
        if instance.sessions.age(parent) >= 8 * HOUR:
            names.update(name for name, each in instance.sessions.store.items() if each is child)

    refreshed_from(instance, note)

"""Faults of ages: far beyond a boundary, in the middle of a window, and at the edges."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

from reference.accounts import User
from reference.calls import Call
from reference.changes import wrap
from reference.clock import HOUR, MINUTE
from reference.faults.origins import refuse_at
from reference.faults.registry import fault
from reference.faults.users_page_tokens import let_in
from reference.instance import Instance
from reference.sessions import Session, TooOldError

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


@fault("age-in-31-bits-of-seconds", breaks=[DIES, TOO_OLD])
def overflows_late(instance: Instance) -> None:
    """Ages are seconds in 32 bits with a sign: after 68 years they are negative."""
    reckon_age(instance, lambda age: (age + 2**31) % 2**32 - 2**31)


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


@fault("refresh-refused-just-before-expiry", breaks=[ACTIVE])
def refuses_before_expiry(instance: Instance) -> None:
    """A token is not refreshed in the last half minute of its life."""
    refuse_refresh(instance, lambda age: 8 * HOUR - 30 < age < 8 * HOUR)


@fault("refresh-refused-just-after-expiry", breaks=[EXPIRED])
def refuses_after_expiry(instance: Instance) -> None:
    """A token is not refreshed in the first half minute after it expired."""
    refuse_refresh(instance, lambda age: 8 * HOUR <= age < 8 * HOUR + 30)


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


@fault("users-list-takes-days-old-token", products=["me"], breaks=[DIES])
def lists_by_time_of_day(instance: Instance) -> None:
    """Of a token's age only the hours beyond whole days count, where users are listed."""
    store = instance.sessions

    def is_an_hour_old(call: Call) -> bool:
        session = store.find(call.token) if call.token else None
        return session is not None and store.age(session) % DAY < instance.sessions.lifetime

    let_in(instance, "list_users", is_an_hour_old)


@fault("refresh-expired-until-another-log-in", breaks=[EXPIRED])
def sweeps_at_log_in(instance: Instance) -> None:
    """Sessions that have expired are swept away whenever a session begins."""
    store = instance.sessions

    def issue(honest: Callable[[User], str], user: User) -> str:
        for session in store.store.values():
            session.ended = session.ended or store.age(session) >= store.lifetime
        return honest(user)

    wrap(store, "issue", issue)


@fault("look-up-refuses-hours-old", products=["me"], breaks=[LIVES])
def refuses_hours_old(instance: Instance) -> None:
    """The look-up of a user refuses tokens that are more than five hours old."""

    def is_hours_old(token: str) -> bool:
        session = instance.sessions.find(token)
        return session is not None and instance.sessions.age(session) > 5 * HOUR

    refuse_at(instance, "get_user", is_hours_old)

"""Faults of time that only nights can show: where ages go by dates, or are far from any boundary.

They are no part of the catalogue of faults, since no ager can make the time pass that they go by.
"""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reference.accounts import User
from reference.changes import EVERY_PRODUCT, Change, Registry, begun_by, wrap
from reference.clock import HOUR, MINUTE
from reference.instance import Instance
from reference.sessions import Session, digest

NIGHT_FAULTS = Registry()
DAY = 24 * HOUR
PRAGUE = ZoneInfo("Europe/Prague")
DIES, SSO_DIES, NEW_LIFE = (
    "token.dies-after-8h",
    "sso.token-dies-after-8h",
    "refresh.starts-new-life",
)
EXPIRED, TOO_LATE = "refresh.renews-expired", "refresh.refuses-too-old"
NEEDS_TOKEN = "metabase.needs-token"  # noqa: S105 - a rule
OUTLIVES = [DIES, SSO_DIES, NEW_LIFE, NEEDS_TOKEN]


def fault(
    name: str,
    *,
    breaks: Iterable[str],
    products: Iterable[str] = EVERY_PRODUCT,
    may_break: Iterable[str] = (),
) -> Callable[[Change], Change]:
    """Register a fault, and the rules that nights find broken by it."""
    return NIGHT_FAULTS.register(name, products, breaks, may_break)


def count_age(instance: Instance, count: Callable[[float, float], float]) -> None:
    """Let `count` give a session's age from the moments when it was issued and when it is asked."""

    def age(_: object, session: Session) -> float:
        return count(session.issued_at, instance.clock.now())

    wrap(instance.sessions, "age", age)


@fault("age-by-time-of-day", breaks=[DIES, TOO_LATE], may_break=OUTLIVES)
def counts_hours_of_a_day(instance: Instance) -> None:
    """Of a token's age only the hours beyond whole days count."""
    count_age(instance, lambda issued, now: (now - issued) % DAY)


@fault("age-in-31-bits", breaks=[DIES, TOO_LATE], may_break=OUTLIVES)
def counts_31_bits(instance: Instance) -> None:
    """A token's age is a number of milliseconds in 32 bits, one of them its sign."""

    def wrapped(issued: float, now: float) -> float:
        return ((now - issued) * 1000 + 2**31) % 2**32 / 1000 - 2**31 / 1000

    count_age(instance, wrapped)


@fault("age-in-a-week", breaks=[DIES, TOO_LATE], may_break=OUTLIVES)
def counts_hours_of_a_week(instance: Instance) -> None:
    """Of a token's age only the hours beyond whole weeks count."""
    count_age(instance, lambda issued, now: (now - issued) % (7 * DAY))


@fault("age-in-30-days", breaks=[DIES, TOO_LATE], may_break=OUTLIVES)
def counts_hours_of_a_month(instance: Instance) -> None:
    """Of a token's age only the hours beyond whole months of 30 days count."""
    count_age(instance, lambda issued, now: (now - issued) % (30 * DAY))


def by_wall(instance: Instance, zone: ZoneInfo) -> None:
    """Let ages be the difference of two wall clocks."""

    def between(issued: float, now: float) -> float:
        walls = [datetime.fromtimestamp(each, zone).replace(tzinfo=None) for each in (issued, now)]
        return (walls[1] - walls[0]).total_seconds()

    count_age(instance, between)


@fault("age-by-local-time", breaks=[EXPIRED, TOO_LATE], may_break=[*OUTLIVES, "token.lives-8h"])
def counts_local_time(instance: Instance) -> None:
    """A token's age is the difference of two times of a wall clock in Prague."""
    by_wall(instance, PRAGUE)


@fault("age-by-day-of-month", breaks=[DIES, TOO_LATE], may_break=OUTLIVES)
def counts_days_of_month(instance: Instance) -> None:
    """A token's age is counted by the day of the month and the hour."""

    def since_first(moment: float) -> float:
        at = datetime.fromtimestamp(moment, UTC)
        return at.day * DAY + at.hour * HOUR + at.minute * MINUTE + at.second

    count_age(instance, lambda issued, now: since_first(now) - since_first(issued))


def refresh_until(instance: Instance, end: Callable[[float], float]) -> None:
    """Let the refresh window of a token close when `end` says, by the moment of its expiry."""

    def refresh(honest: Callable[[str], str], token: str) -> str:
        sessions, session = instance.sessions, instance.sessions.find(token)
        if session is not None:
            sessions.refresh_window = (
                end(session.issued_at + 8 * HOUR) - session.issued_at - 8 * HOUR
            )
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


def next_midnight(moment: float, zone: ZoneInfo) -> float:
    """Give the next midnight of a wall clock."""
    at = datetime.fromtimestamp(moment, zone) + timedelta(days=1)
    return at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


@fault("refresh-until-midnight", breaks=[TOO_LATE], may_break=[EXPIRED])
def closes_at_midnight(instance: Instance) -> None:
    """A token can be refreshed until midnight (UTC) after it expired."""
    refresh_until(instance, lambda expiry: next_midnight(expiry, ZoneInfo("UTC")))


@fault("refresh-until-local-midnight", breaks=[TOO_LATE], may_break=[EXPIRED])
def closes_at_local_midnight(instance: Instance) -> None:
    """A token can be refreshed until midnight in Prague after it expired."""
    refresh_until(instance, lambda expiry: next_midnight(expiry, PRAGUE))


@fault("refresh-ends-by-midnight", breaks=[EXPIRED])
def closes_at_midnight_at_last(instance: Instance) -> None:
    """A token can be refreshed for 4 hours after it expired, and not beyond midnight (UTC)."""
    refresh_until(
        instance, lambda expiry: min(expiry + 4 * HOUR, next_midnight(expiry, ZoneInfo("UTC")))
    )


@fault("life-until-midnight", breaks=[DIES], may_break=OUTLIVES)
def lives_until_midnight(instance: Instance) -> None:
    """A token lives until the midnight (UTC) after its 8 hours."""
    by_honest = instance.sessions.find

    def authenticate(_: object, token: str) -> User | None:
        session = by_honest(token)
        if session is None:
            return None
        end = next_midnight(session.issued_at + 8 * HOUR, ZoneInfo("UTC"))
        return session.user if instance.clock.now() < end else None

    wrap(instance.sessions, "authenticate", authenticate)


@fault("life-to-the-hour", breaks=[DIES], may_break=OUTLIVES)
def lives_to_the_hour(instance: Instance) -> None:
    """A token lives until the full hour after its 8 hours."""

    def count(issued: float, now: float) -> float:
        end = -(-(issued + 8 * HOUR) // HOUR) * HOUR
        return 8 * HOUR - (end - now) if now < end else now - issued

    count_age(instance, count)


def at_one_replica(instance: Instance, name: str, lax: Callable[[str], object]) -> None:
    """Let every third call of a method go to a replica that does it its own way."""
    turn = itertools.count(1)

    def balanced(honest: Callable[[str], object], token: str) -> object:
        return lax(token) if next(turn) % 3 == 0 else honest(token)

    wrap(instance.sessions, name, balanced)


@fault("replica-forgets-expiry", breaks=[DIES], may_break=[*OUTLIVES, TOO_LATE])
def forgets_expiry_at_one(instance: Instance) -> None:
    """One replica of three lets a token of any age pass."""

    def lax(token: str) -> User | None:
        session = instance.sessions.find(token)
        return session.user if session is not None else None

    at_one_replica(instance, "authenticate", lax)


@fault("replica-refreshes-for-ever", breaks=[TOO_LATE])
def forgets_window_at_one(instance: Instance) -> None:
    """One replica of three refreshes a token of any age."""
    refresh = instance.sessions.refresh

    def lax(token: str) -> str:
        session = instance.sessions.find(token)
        return instance.sessions.issue(session.user) if session is not None else refresh(token)

    at_one_replica(instance, "refresh", lax)


@fault("refresh-prolongs-old", breaks=[DIES], may_break=OUTLIVES)
def prolongs_parent(instance: Instance) -> None:
    """A refresh begins the 8 hours of the token anew that it was asked with, too."""

    def refresh(honest: Callable[[str], str], token: str) -> str:
        renewed = honest(token)
        session = instance.sessions.find(token)
        if session is not None:
            session.issued_at = instance.clock.now()
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@fault("log-in-prolongs-all", breaks=[DIES], may_break=[*OUTLIVES, TOO_LATE])
def prolongs_by_log_in(instance: Instance) -> None:
    """A log-in begins the 8 hours of all sessions anew that the user has."""

    def issue(honest: Callable[[User], str], user: User) -> str:
        for session in instance.sessions.store.values():
            if session.user is user and instance.sessions.age(session) < 8 * HOUR:
                session.issued_at = instance.clock.now()
        return honest(user)

    wrap(instance.sessions, "issue", issue)


@fault("window-from-last-use", breaks=[TOO_LATE])
def counts_window_from_use(instance: Instance) -> None:
    """A token can be refreshed until 12 hours after its last use."""
    used: dict[Session, float] = {}

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        user, session = honest(token), instance.sessions.find(token)
        if user is not None and session is not None:
            used[session] = instance.clock.now()
        return user

    def refresh(honest: Callable[[str], str], token: str) -> str:
        session = instance.sessions.find(token)
        if session is not None and instance.clock.now() - used.get(session, 0) < 12 * HOUR:
            return instance.sessions.issue(session.user)
        return honest(token)

    wrap(instance.sessions, "authenticate", authenticate)
    wrap(instance.sessions, "refresh", refresh)


def live_for(instance: Instance, names: set[str], lifetime: float) -> None:
    """Let the tokens of these digests authenticate for that long, and be refreshed as any."""

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        session = instance.sessions.find(token)
        if session is None or digest(token) not in names:
            return honest(token)
        return honest(token) if instance.sessions.age(session) < lifetime else None

    wrap(instance.sessions, "authenticate", authenticate)


for _hours in (0.5, 1, 5):

    @fault(f"sso-lives-{_hours}h", breaks=[SSO_DIES])
    def ends_sso_early(instance: Instance, lifetime: float = _hours * HOUR) -> None:
        """The token of a single sign-on dies early; it can be refreshed as any."""
        live_for(instance, begun_by(instance, instance, "sso_log_in"), lifetime)

    @fault(f"refreshed-lives-{_hours}h", breaks=[NEW_LIFE])
    def ends_refreshed_early(instance: Instance, lifetime: float = _hours * HOUR) -> None:
        """A refreshed token dies early; it can be refreshed as any."""
        live_for(instance, begun_by(instance, instance.sessions, "refresh"), lifetime)


def end_for_good(instance: Instance, names: set[str]) -> None:
    """Let tokens, by their digests, end after an hour, so that they can't be refreshed either."""

    def find(honest: Callable[[str], Session | None], token: str) -> Session | None:
        session = honest(token)
        is_over = session is not None and instance.clock.now() - session.issued_at >= HOUR
        return None if is_over and digest(token) in names else session

    wrap(instance.sessions, "find", find)


@fault("refreshed-ends-after-1h", breaks=[NEW_LIFE])
def ends_refreshed_for_good(instance: Instance) -> None:
    """A refreshed token dies after an hour, and can't be refreshed then."""
    end_for_good(instance, begun_by(instance, instance.sessions, "refresh"))


@fault("sso-ends-after-1h", breaks=[SSO_DIES])
def ends_sso_for_good(instance: Instance) -> None:
    """The token of a single sign-on dies after an hour, and can't be refreshed then."""
    end_for_good(instance, begun_by(instance, instance, "sso_log_in"))


@fault("renewed-lives-1h", breaks=[NEW_LIFE])
def ends_renewed_early(instance: Instance) -> None:
    """A token that was refreshed after it had expired is refreshed into one that lives an hour."""
    names: set[str] = set()

    def refresh(honest: Callable[[str], str], token: str) -> str:
        is_expired = instance.sessions.authenticate(token) is None
        renewed = honest(token)
        if is_expired:
            names.add(digest(renewed))
        return renewed

    wrap(instance.sessions, "refresh", refresh)
    live_for(instance, names, HOUR)

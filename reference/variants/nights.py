"""Allowed differences of time that nights come near: what ends sessions, and what clocks do.

They are no part of the list that every contract is held against, since only nights tell them.
"""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import itertools
import math
from collections import Counter, deque
from collections.abc import Callable
from datetime import UTC, datetime

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import (
    EVERY_PRODUCT,
    Change,
    Handler,
    Registry,
    begun_by,
    make_page,
    wrap,
)
from reference.clock import HOUR
from reference.instance import Instance
from reference.sessions import Session, digest
from reference.variants.clocks import end_all_at, end_where, moments_of_issue

NIGHT_VARIANTS = Registry()
DAY = 24 * HOUR


def variant(name: str) -> Callable[[Change], Change]:
    """Register an allowed difference."""
    return NIGHT_VARIANTS.register(name, EVERY_PRODUCT)


def end_idle(instance: Instance, longest: float, *, is_for_good: bool) -> None:
    """End sessions that were not used for so long; or refuse them only where they authenticate."""
    sessions, used = instance.sessions, moments_of_issue(instance)

    def is_idle(session: Session) -> bool:
        return instance.clock.now() - used[session] >= longest

    def use(honest: Callable[[str], User | None], token: str) -> User | None:
        session = sessions.find(token)
        if session is not None and is_idle(session):
            return None
        user = honest(token)
        if user is not None and session is not None:
            used[session] = instance.clock.now()
        return user

    wrap(sessions, "authenticate", use)
    if is_for_good:
        end_where(instance, is_idle)


for _hours in (0.5, 3, 3.666, 4, 6):

    @variant(f"idle-{_hours}h")
    def ends_idle(instance: Instance, longest: float = _hours * HOUR) -> None:
        """A session that was not used for so many hours has ended."""
        end_idle(instance, longest, is_for_good=True)

    @variant(f"idle-{_hours}h-refreshed")
    def refuses_idle(instance: Instance, longest: float = _hours * HOUR) -> None:
        """A token that was not used for so many hours is dead, and can be refreshed as any."""
        end_idle(instance, longest, is_for_good=False)


@variant("provider-ends-all")
def ends_sso_by_provider(instance: Instance) -> None:
    """The provider ends every session of single sign-on, 2 hours after the start."""
    start, begun = instance.clock.now(), moments_of_issue(instance)
    names = begun_by(instance, instance, "sso_log_in")
    sessions = instance.sessions

    def is_over(session: Session) -> bool:
        of_sso = any(sessions.store.get(name) is session for name in names)
        return of_sso and begun[session] < start + 2 * HOUR <= instance.clock.now()

    end_where(instance, is_over)


@variant("provider-ends-all-at-7h")
def ends_sso_by_provider_late(instance: Instance) -> None:
    """The provider ends every session of single sign-on, 7 hours after the start."""
    start, begun = instance.clock.now(), moments_of_issue(instance)
    names = begun_by(instance, instance, "sso_log_in")
    sessions = instance.sessions

    def is_over(session: Session) -> bool:
        of_sso = any(sessions.store.get(name) is session for name in names)
        return of_sso and begun[session] < start + 7 * HOUR <= instance.clock.now()

    end_where(instance, is_over)


@variant("one-sso-session")
def allows_one_sso(instance: Instance) -> None:
    """A single sign-on ends the sessions that came of one before."""
    sessions = instance.sessions
    names: list[str] = []

    def sso_log_in(honest: Callable[[object], object], call: object) -> object:
        before = set(sessions.store)
        answer = honest(call)
        for name in set(sessions.store) - before:
            for old in names:
                sessions.store[old].ended = True
            names.append(name)
        return answer

    wrap(instance, "sso_log_in", sso_log_in)


@variant("restarts-each-midnight")
def ends_at_midnight(instance: Instance) -> None:
    """Every session ends at midnight (UTC)."""
    begun = moments_of_issue(instance)
    end_where(instance, lambda each: begun[each] // DAY < instance.clock.now() // DAY)


@variant("restarts-at-odd-hours")
def ends_at_odd_hours(instance: Instance) -> None:
    """Every session ends at each hour that is a multiple of 7 since the start."""
    end_all_at(instance, lambda elapsed: elapsed // (7 * HOUR))


def limit(instance: Instance, most: int, others: int) -> None:
    """Let a user have so many sessions; others log in so often each hour, with the same account."""
    sessions, hours = instance.sessions, Counter[float]()
    honest_issue = sessions.issue

    def cut(user: User) -> None:
        mine = [each for each in sessions.store.values() if each.user is user and not each.ended]
        for oldest in mine[:-most]:
            oldest.ended = True

    def issue(honest: Callable[[User], str], user: User) -> str:
        token = honest(user)
        cut(user)
        return token

    def find(honest: Callable[[str], Session | None], token: str) -> Session | None:
        hour = instance.clock.now() // HOUR
        user = instance.accounts.find(instance.account.email)
        last = max(hours, default=hour)
        if hour > last and user is not None:
            for _ in range(int(hour - last) * others):
                honest_issue(user)
            cut(user)
        hours[hour] += 1
        return honest(token)

    wrap(sessions, "issue", issue)
    wrap(sessions, "find", find)


for _most, _others in ((5, 1), (25, 2), (40, 3), (60, 3), (80, 1), (100, 5)):

    @variant(f"limit-{_most}-and-others")
    def allows_some(instance: Instance, most: int = _most, others: int = _others) -> None:
        """A user has at most so many sessions, and others log in as the same user meanwhile."""
        limit(instance, most, others)


@variant("clock-drifts")
def drifts(instance: Instance) -> None:
    """The clock goes on 40 seconds a day too fast."""
    start = instance.clock.now()

    def now(honest: Callable[[], float]) -> float:
        at = honest()
        return at + (at - start) * 40 / DAY

    wrap(instance.clock, "now", now)


@variant("clock-is-set")
def is_set(instance: Instance) -> None:
    """The clock is 50 seconds behind, and is set right after 6 hours."""
    start = instance.clock.now()

    def now(honest: Callable[[], float]) -> float:
        at = honest()
        return at - (50 if at - start < 6 * HOUR else 0)

    wrap(instance.clock, "now", now)


@variant("key-rotates")
def rotates_key(instance: Instance) -> None:
    """The key of tokens is another after every 9 hours: those of the key before are dead then."""
    end_all_at(instance, lambda elapsed: (elapsed + 4 * HOUR) // (9 * HOUR))


@variant("family-logs-out")
def logs_out_family(instance: Instance) -> None:
    """A log-out ends what the token was refreshed into as well, and what came of that."""
    sessions, children = instance.sessions, dict[Session, list[Session]]()

    def refresh(honest: Callable[[str], str], token: str) -> str:
        parent = sessions.find(token)
        renewed = honest(token)
        if parent is not None:
            children.setdefault(parent, []).append(sessions.store[digest(renewed)])
        return renewed

    def end(honest: Callable[[str], bool], token: str) -> bool:
        session = sessions.find(token)
        ended = honest(token)
        waiting = [session] if session is not None else []
        while waiting:
            each = waiting.pop()
            each.ended = True
            waiting += children.get(each, [])
        return ended

    wrap(sessions, "refresh", refresh)
    wrap(sessions, "end", end)


@variant("parent-used-again-ends-family")
def detects_reuse(instance: Instance) -> None:
    """A refreshed token is dead, and its use ends what it was refreshed into."""
    sessions, child = instance.sessions, dict[Session, Session]()

    def refresh(honest: Callable[[str], str], token: str) -> str:
        parent = sessions.find(token)
        if parent is not None and parent in child:
            child[parent].ended = True
            parent.ended = True
        renewed = honest(token)
        if parent is not None:
            child[parent] = sessions.store[digest(renewed)]
        return renewed

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        session = sessions.find(token)
        if session is not None and session in child:
            child[session].ended = True
            return None
        return honest(token)

    wrap(sessions, "refresh", refresh)
    wrap(sessions, "authenticate", authenticate)


@variant("one-token-a-second")
def gives_the_same(instance: Instance) -> None:
    """Log-ins of one user within a second are given the same token."""
    given: dict[tuple[str, int], str] = {}

    def issue(honest: Callable[[User], str], user: User) -> str:
        key = (user.id, int(instance.clock.now()))
        token = given.get(key)
        if token is None or instance.sessions.find(token) is None:
            token = given[key] = honest(user)
        return token

    wrap(instance.sessions, "issue", issue)


@variant("purges-expired")
def purges(instance: Instance) -> None:
    """What can no longer be refreshed is forgotten at the next midnight (UTC)."""

    def find(honest: Callable[[str], Session | None], token: str) -> Session | None:
        session, now = honest(token), instance.clock.now()
        if session is None:
            return None
        over = session.issued_at + 12 * HOUR
        return None if over < now and over // DAY < now // DAY else session

    wrap(instance.sessions, "find", find)


@variant("deployed-at-three")
def ends_by_nights(instance: Instance) -> None:
    """Every session ends at 03:00 (UTC), when the instance is deployed each night."""
    begun = moments_of_issue(instance)

    def day(moment: float) -> int:
        return (datetime.fromtimestamp(moment - 3 * HOUR, UTC)).toordinal()

    end_where(instance, lambda each: day(begun[each]) < day(instance.clock.now()))


@variant("restart-amid-requests")
def ends_amid_requests(instance: Instance) -> None:
    """Every session ends once, when 60 more requests have come."""
    requests = itertools.count(1)

    def respond(honest: Handler, call: Call) -> Answer:
        if next(requests) == 60:
            instance.sessions.end_every()
        return honest(call)

    wrap(instance, "respond", respond)


@variant("thirty-log-ins-an-hour")
def limits_log_ins(instance: Instance) -> None:
    """Beyond 30 log-ins within an hour, each is answered 429, with the seconds to wait."""
    recent: deque[float] = deque()

    def log_in(honest: Handler, call: Call) -> Answer:
        now = instance.clock.now()
        while recent and now - recent[0] >= HOUR:
            recent.popleft()
        if len(recent) >= 30:
            left = str(math.ceil(recent[0] + HOUR - now))
            raise Refusal(429, "Too many log-ins", [("Retry-After", left)])
        recent.append(now)
        return honest(call)

    wrap(instance, "log_in", log_in)


@variant("closed-for-maintenance")
def shows_a_page(instance: Instance) -> None:
    """A proxy shows a page of its own (503), whatever is asked."""

    def respond(_honest: Handler, _call: Call) -> Answer:
        answer = Answer(503)
        make_page(answer)
        return answer

    wrap(instance, "respond", respond)

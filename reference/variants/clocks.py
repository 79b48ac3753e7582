"""Variants that time tells apart: sessions that end before their 8 hours, and clocks that are off.

A session's moments are kept here, by the instance's clock: to make a session older on the control
port moves none of them.
"""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import hashlib
import math
from collections.abc import Callable
from typing import Any, TypeVar

from reference.accounts import User
from reference.changes import wrap
from reference.clock import HOUR, MINUTE, Clock
from reference.instance import Instance
from reference.jwt import JSONWebTokens
from reference.sessions import Session, digest
from reference.variants.registry import ALONE, variant

Given = TypeVar("Given")


class Moments(dict[Session, float]):
    """When sessions began; one that was there before the change came began when it says."""

    def __missing__(self, session: Session) -> float:
        """Give when a session began that is not known."""
        return session.issued_at


def moments_of_issue(instance: Instance) -> Moments:
    """Keep when each session begins, in seconds since the epoch."""
    moments = Moments()

    def issue(honest: Callable[[User], str], user: User) -> str:
        token = honest(user)
        moments[instance.sessions.store[digest(token)]] = instance.clock.now()
        return token

    wrap(instance.sessions, "issue", issue)
    return moments


def end_where(instance: Instance, is_over: Callable[[Session], bool]) -> None:
    """End a session for good when it is looked for and is over."""

    def find(honest: Callable[[str], Session | None], token: str) -> Session | None:
        session = honest(token)
        if session is None or not is_over(session):
            return session
        session.ended = True
        return None

    wrap(instance.sessions, "find", find)


@variant("idle-sessions", axis="idle")
def ends_idle(instance: Instance) -> None:
    """A session that was not used for an hour has ended."""
    end_unused(instance, HOUR)


@variant("idle-for-a-minute", axis="idle")
def ends_idle_soon(instance: Instance) -> None:
    """A session that was not used for a minute has ended."""
    end_unused(instance, MINUTE)


def end_unused(instance: Instance, seconds: float) -> None:
    """End a session that was not used for so long."""
    sessions, used = instance.sessions, moments_of_issue(instance)

    def use(honest: Callable[[str], Given], token: str) -> Given:
        given = honest(token)
        session = sessions.find(token)
        if given is not None and session is not None:
            used[session] = instance.clock.now()
        return given

    wrap(sessions, "authenticate", use)
    wrap(sessions, "refresh", use)
    end_where(instance, lambda session: instance.clock.now() - used[session] >= seconds)


def end_all_at(instance: Instance, count: Callable[[float], float]) -> None:
    """End every session at some moments: `count` gives how many passed in that many seconds."""
    start, begun = instance.clock.now(), moments_of_issue(instance)

    def is_over(session: Session) -> bool:
        at = max(begun[session] - start, 0.0)
        return count(at) < count(instance.clock.now() - start)

    end_where(instance, is_over)


@variant("deploys")
def ends_by_deploys(instance: Instance) -> None:
    """Every session ends 3 hours after the start, and every 5 hours from then on."""
    end_all_at(instance, lambda elapsed: (elapsed + 2 * HOUR) // (5 * HOUR))


@variant("restarts-nightly")
def ends_by_restart(instance: Instance) -> None:
    """Every session ends once, 2 hours after the start."""
    end_all_at(instance, lambda elapsed: float(elapsed >= 2 * HOUR))


@variant("clock-45s-ahead", axis="clock")
def runs_ahead(instance: Instance) -> None:
    """The clock is 45 seconds ahead."""
    instance.clock.advance(45)


@variant("clock-45s-behind", axis="clock")
def runs_behind(instance: Instance) -> None:
    """The clock is 45 seconds behind."""
    instance.clock.advance(-45)


def before_each_request(instance: Instance, act: Callable[[], None]) -> None:
    """Do something whenever a request comes."""

    async def serve(honest: Any, *told: Any) -> None:
        act()
        await honest(*told)

    wrap(instance, "serve", serve)


@variant("clocks-40s-apart", axis="clock")
def answers_in_turn(instance: Instance) -> None:
    """Two nodes answer in turn, whose clocks are 40 seconds apart."""
    apart = 40.0

    def take_turns() -> None:
        nonlocal apart
        instance.clock.advance(apart)
        apart = -apart

    before_each_request(instance, take_turns)


class HiddenClock(Clock):
    """A clock of sessions, apart from the one that answers tell of by some seconds."""

    def __init__(self, told: Clock) -> None:
        super().__init__()
        self.told = told
        self.apart = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.told.now() + self.apart


@variant("clocks-40s-apart-behind-a-proxy", axis="clock")
def answers_in_turn_unseen(instance: Instance) -> None:
    """Two nodes answer in turn, 40 seconds apart; a proxy before them writes the `Date`."""
    hidden = HiddenClock(instance.clock)
    instance.sessions.clock = hidden

    def take_turns() -> None:
        hidden.apart = 40 - hidden.apart

    before_each_request(instance, take_turns)


@variant("clock-drifts", axis="clock")
def drifts(instance: Instance) -> None:
    """The clock gains a fifth of a second with each request."""
    before_each_request(instance, lambda: instance.clock.advance(0.2))


Older = Callable[[str, float], str | None]


@variant("ager-of-whole-minutes", axis="ager")
def rounds_up(instance: Instance) -> None:
    """A token is made older by whole minutes, what is left counting as one."""

    def make_older(honest: Older, token: str, seconds: float) -> str | None:
        return honest(token, math.ceil(seconds / MINUTE) * MINUTE)

    wrap(instance.sessions, "make_older", make_older)


@variant("ager-of-a-day", axis="ager")
def reaches_a_day(instance: Instance) -> None:
    """A token is made older by a day at most."""

    def make_older(honest: Older, token: str, seconds: float) -> str | None:
        return honest(token, seconds) if seconds <= 24 * HOUR else None

    wrap(instance.sessions, "make_older", make_older)


@variant("dead-sessions-removed", products=["cdp", "mi"])
def removes_the_dead(instance: Instance) -> None:
    """A session is removed as soon as its token was seen to be too old to refresh."""
    sessions = instance.sessions

    def look(honest: Callable[[str], Given], token: str) -> Given:
        session = sessions.find(token)
        try:
            return honest(token)
        finally:
            if session is not None and sessions.age(session) >= 12 * HOUR:
                session.ended = True

    wrap(sessions, "authenticate", look)
    wrap(sessions, "refresh", look)


@variant("jwt-of-whole-seconds", axis=ALONE)
def spells_by_the_second(instance: Instance) -> None:
    """Tokens are JSON Web Tokens that say no more than whose they are, and from which second on.

    Those of one second are one and the same; one that is made older is another.
    """
    tokens, sessions = JSONWebTokens.use(instance), instance.sessions

    def spell(session: Session) -> str:
        session.issued_at = math.floor(session.issued_at)
        said = f"{session.user.id} {session.issued_at}"
        token_id = hashlib.sha256(said.encode()).hexdigest()[:16]
        return tokens.spell_as(tokens.by_id.get(token_id, session), token_id)

    def make_older(token: str, seconds: float) -> str | None:
        session = tokens.find(token)
        if session is None:
            return None
        return spell(Session(session.user, session.issued_at - seconds))

    for name, act in (("spell", spell), ("make_older", make_older)):
        setattr(sessions, name, act)

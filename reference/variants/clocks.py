"""Variants that time tells apart: sessions that end before their 8 hours, and clocks that are off.

A session's moments are kept here, by the instance's clock: to make a session older on the control
port moves none of them.
"""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

from collections.abc import Callable
from typing import TypeVar

from reference.accounts import User
from reference.changes import wrap
from reference.clock import HOUR
from reference.instance import Instance
from reference.sessions import Session, digest
from reference.variants.registry import variant

Given = TypeVar("Given")
Moments = dict[Session, float]


def moments_of_issue(instance: Instance) -> Moments:
    """Keep when each session begins, in seconds since the epoch."""
    moments: Moments = {}

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


@variant("idle-sessions")
def ends_idle(instance: Instance) -> None:
    """A session that was not used for an hour has ended."""
    sessions, used = instance.sessions, moments_of_issue(instance)

    def use(honest: Callable[[str], Given], token: str) -> Given:
        given = honest(token)
        session = sessions.find(token)
        if given is not None and session is not None:
            used[session] = instance.clock.now()
        return given

    wrap(sessions, "authenticate", use)
    wrap(sessions, "refresh", use)
    end_where(instance, lambda session: instance.clock.now() - used[session] >= HOUR)


def end_all_at(instance: Instance, count: Callable[[float], float]) -> None:
    """End every session at some moments: `count` gives how many passed in that many seconds."""
    start, begun = instance.clock.now(), moments_of_issue(instance)

    def is_over(session: Session) -> bool:
        return count(begun[session] - start) < count(instance.clock.now() - start)

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

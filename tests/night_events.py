"""What happens in the forty nights: a table, and the spells that follow from it.

Each row is a night, a time (UTC), an instance and what happens to it. What is deployed ends its
sessions, unless it says otherwise. Rules behind a fault are those that its nights must tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from harness.schedule import DAY
from reference.faults import FAULTS
from reference.faults.nights import NIGHT_FAULTS
from reference.registries import find_change
from tests.night_news import A_NIGHT, Kind, Spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

INSTANCES = {"me": "me", "cdp": "cdp+jwt", "mi": "mi"}
BEGIN = datetime(2027, 10, 5, 2, 10, tzinfo=UTC)
"""The first run; summer time ends in the 27th night, on October 31."""
OF_NIGHTS = 40
LATE = 2 * A_NIGHT
"""Runs within which what takes tokens of an age must be told."""
BY_AGE = ("dies-after-8h", "lives-8h", "starts-new-life", "renews-expired", "refuses-too-old")
DIES, LIVES, NEW_LIFE = "token.dies-after-8h", "token.lives-8h", "refresh.starts-new-life"
SSO_DIES, ISSUES = "sso.token-dies-after-8h", "login.issues-token"
MAINTENANCE = "closed-for-maintenance"


@dataclass(frozen=True)
class Event:
    """Something that happens to an instance."""

    moment: datetime
    target: str
    asked: tuple[str, str, dict[str, Any]]
    """What its control port is asked for: method, path and body."""
    words: str
    change: str = ""
    """The change that comes or goes."""
    shows: frozenset[str] = frozenset()

    @property
    def first_run(self) -> int:
        """The first run that could see it."""
        return next(n for n in range(10_000) if moment_of(n) > self.moment)


def moment_of(number: int) -> datetime:
    """Give when a run begins, by its number."""
    return BEGIN + timedelta(days=number // A_NIGHT) + DAY[number % A_NIGHT].after


def at(night: int, time: str) -> datetime:
    """Give a moment by its night, counted from 1, and its time: that of the day it begins on."""
    hours, minutes = map(int, time.split(":"))
    return (BEGIN + timedelta(days=night - 1)).replace(hour=hours, minute=minutes)


def restart(night: int, time: str, target: str) -> Event:
    """End all sessions."""
    return Event(at(night, time), target, ("POST", "/restart", {}), "restarted, all sessions gone")


def key(night: int, time: str, target: str, *, keeps_old: bool) -> Event:
    """Sign tokens by another key."""
    words = f"signs by a new key, {'keeps the old one' if keeps_old else 'the old one is gone'}"
    return Event(at(night, time), target, ("POST", "/key", {"keeps_old": keeps_old}), words)


def clock(night: int, time: str, target: str, hours: int) -> Event:
    """Step its clock alone."""
    asked = ("POST", "/clock", {"seconds": hours * 3600})
    return Event(at(night, time), target, asked, f"its clock steps {hours:+} h")


def comes(night: int, time: str, target: str, change: str, *shows: str) -> Event:
    """Put a change in."""
    asked = ("POST", "/changes", {"name": change})
    return Event(at(night, time), target, asked, f"begins: {change}", change, frozenset(shows))


def goes(night: int, time: str, target: str, change: str) -> Event:
    """Take a change out."""
    asked = ("DELETE", "/changes", {"name": change})
    return Event(at(night, time), target, asked, f"ends: {change}", change)


NIGHTS: tuple[Event, ...] = (
    # me: faults at several places, limits on log-ins, another kind of token for some nights.
    comes(2, "03:47", "me", "sso-refusal-403", "sso.refuses-bad-code"),
    restart(3, "05:15", "me"),
    goes(4, "11:05", "me", "sso-refusal-403"),
    comes(5, "04:30", "me", "logout-keeps-cookie", "logout.deletes-cookie"),
    comes(6, "13:00", "me", "options-link-mistyped", "answers.documented"),
    goes(7, "09:12", "me", "logout-keeps-cookie"),
    goes(9, "01:00", "me", "options-link-mistyped"),
    comes(10, "10:00", "me", MAINTENANCE),
    goes(10, "11:00", "me", MAINTENANCE),
    comes(11, "00:30", "me", "token-lives-9h", DIES, SSO_DIES, NEW_LIFE),
    goes(14, "15:00", "me", "token-lives-9h"),
    comes(15, "01:00", "me", "thirty-log-ins-an-hour"),
    comes(17, "08:20", "me", "users-list-crashes", "operation.answers", "answers.documented"),
    goes(18, "15:00", "me", "thirty-log-ins-an-hour"),
    goes(19, "03:30", "me", "users-list-crashes"),
    comes(20, "04:44", "me", "jwt"),
    restart(20, "04:45", "me"),
    key(22, "07:07", "me", keeps_old=True),
    key(23, "21:00", "me", keeps_old=False),
    comes(27, "00:30", "me", "age-by-local-time", "refresh.refuses-too-old"),
    goes(27, "11:00", "me", "age-by-local-time"),
    goes(30, "15:01", "me", "jwt"),
    restart(30, "15:02", "me"),
    comes(31, "03:20", "me", "sso-refusal-500", "sso.refuses-bad-code", "answers.documented"),
    comes(32, "12:00", "me", "users-list-crashes", "operation.answers", "answers.documented"),
    goes(33, "19:30", "me", "sso-refusal-500"),
    goes(35, "05:05", "me", "users-list-crashes"),
    comes(36, "02:25", "me", "restart-amid-requests"),
    goes(36, "05:00", "me", "restart-amid-requests"),
    comes(36, "15:00", "me", "refresh-too-old-message", "refresh.refuses-too-old"),
    goes(38, "15:00", "me", "refresh-too-old-message"),
    # cdp: its tokens are signed, and its keys are changed; others log in with the account.
    comes(1, "15:00", "cdp", "options-without-flag", "options.flags", "answers.documented"),
    goes(3, "00:20", "cdp", "options-without-flag"),
    comes(3, "15:00", "cdp", "logout-ends-every-session"),
    key(4, "06:00", "cdp", keeps_old=True),
    key(5, "03:33", "cdp", keeps_old=False),
    goes(5, "15:00", "cdp", "logout-ends-every-session"),
    comes(6, "00:05", "cdp", "refresh-window-5h", "refresh.refuses-too-old"),
    restart(8, "04:00", "cdp"),
    goes(9, "15:00", "cdp", "refresh-window-5h"),
    comes(10, "12:00", "cdp", "logout-message", "logout.answers"),
    goes(11, "12:00", "cdp", "logout-message"),
    comes(12, "00:00", "cdp", "limit-40-and-others"),
    comes(12, "12:00", "cdp", "logout-message", "logout.answers"),
    goes(13, "12:00", "cdp", "logout-message"),
    goes(15, "20:00", "cdp", "limit-40-and-others"),
    comes(17, "00:30", "cdp", "metabase-accepts-expired", DIES, "metabase.needs-token"),
    comes(19, "02:00", "cdp", MAINTENANCE),
    goes(19, "02:20", "cdp", MAINTENANCE),
    goes(21, "00:30", "cdp", "metabase-accepts-expired"),
    comes(22, "15:00", "cdp", "deploys"),
    comes(
        *(23, "06:30", "cdp", "one-look-up-of-five-lacks-its-flags"),
        *("options.flags", "answers.documented"),
    ),
    goes(25, "15:00", "cdp", "deploys"),
    goes(26, "03:00", "cdp", "one-look-up-of-five-lacks-its-flags"),
    key(26, "05:00", "cdp", keeps_old=False),
    comes(28, "01:00", "cdp", "token-lives-7h", LIVES, SSO_DIES, NEW_LIFE),
    goes(31, "15:00", "cdp", "token-lives-7h"),
    restart(31, "15:01", "cdp"),
    comes(33, "01:00", "cdp", "refreshed-token-lives-9h", NEW_LIFE),
    comes(34, "10:00", "cdp", "sso-answers-201", "sso.issues-token", "answers.documented"),
    goes(35, "16:00", "cdp", "sso-answers-201"),
    goes(37, "15:00", "cdp", "refreshed-token-lives-9h"),
    comes(39, "02:15", "cdp", "restart-amid-requests"),
    goes(39, "02:50", "cdp", "restart-amid-requests"),
    # mi: its clock shows local time, and goes an hour back when summer time ends.
    clock(1, "00:30", "mi", +2),
    comes(2, "07:00", "mi", "token-empty-passes", "token.required"),
    goes(3, "16:00", "mi", "token-empty-passes"),
    comes(5, "03:00", "mi", "one-login-of-five-lacks-its-token", ISSUES, "answers.documented"),
    restart(7, "04:44", "mi"),
    goes(8, "03:00", "mi", "one-login-of-five-lacks-its-token"),
    comes(9, "00:00", "mi", "sso-token-lives-9h", SSO_DIES),
    comes(11, "09:00", "mi", "logout-spares-refreshed", "logout.ends-session"),
    goes(12, "13:30", "mi", "logout-spares-refreshed"),
    goes(12, "15:00", "mi", "sso-token-lives-9h"),
    comes(14, "03:10", "mi", "login-token-mistyped", ISSUES, "answers.documented"),
    goes(15, "03:10", "mi", "login-token-mistyped"),
    comes(16, "01:00", "mi", "thirty-log-ins-an-hour"),
    goes(18, "01:00", "mi", "thirty-log-ins-an-hour"),
    comes(19, "01:00", "mi", "refresh-keeps-age", "refresh.renews-expired", NEW_LIFE),
    goes(21, "15:00", "mi", "refresh-keeps-age"),
    restart(21, "15:01", "mi"),
    key(23, "08:08", "mi", keeps_old=False),
    comes(24, "01:00", "mi", "refreshed-lives-1h", NEW_LIFE),
    comes(26, "09:00", "mi", "refresh-page-as-json", "answers.documented", "refresh.renews-active"),
    clock(27, "01:00", "mi", -1),
    goes(27, "15:00", "mi", "refresh-page-as-json"),
    goes(28, "15:00", "mi", "refreshed-lives-1h"),
    comes(30, "06:00", "mi", MAINTENANCE),
    goes(30, "06:20", "mi", MAINTENANCE),
    comes(31, "01:00", "mi", "restarts-at-odd-hours"),
    comes(
        *(33, "05:00", "mi", "login-refusal-500", "answers.documented"),
        *("login.refuses-wrong-password", "login.refuses-unknown-email"),
    ),
    goes(34, "05:00", "mi", "login-refusal-500"),
    goes(34, "15:00", "mi", "restarts-at-odd-hours"),
    comes(36, "01:00", "mi", "log-in-prolongs-all", DIES),
    goes(37, "15:00", "mi", "log-in-prolongs-all"),
    restart(37, "15:01", "mi"),  # or what was prolonged would live on
    comes(39, "03:00", "mi", "token-empty-passes", "token.required"),
    goes(39, "13:00", "mi", "token-empty-passes"),
)


def spells_of(events: Sequence[Event]) -> list[Spell]:
    """Give what went on, from what happened."""
    return [*_changes(events), *_clouds(events)]


def _changes(events: Sequence[Event]) -> Iterator[Spell]:
    """Give a spell for each change that comes; what never goes has no end."""
    for each in events:
        if each.asked[:2] != ("POST", "/changes"):
            continue
        gone = [e.first_run for e in events if _is_end(e, each)]
        is_fault = each.change in FAULTS or each.change in NIGHT_FAULTS
        other = Kind.CLOSED if each.change == MAINTENANCE else Kind.CLOUD
        known = find_change(each.change, each.target)
        yield Spell(
            each.target,
            Kind.FAULT if is_fault else other,
            each.first_run,
            min(gone, default=100 * A_NIGHT),
            each.change,
            each.shows,
            frozenset(known.breaks + known.may_break) - each.shows,
            LATE if any(rule.endswith(BY_AGE) for rule in each.shows) else A_NIGHT,
        )


def _is_end(event: Event, begun: Event) -> bool:
    """Whether an event is the end of a change."""
    is_it = (event.target, event.change) == (begun.target, begun.change)
    return is_it and event.asked[0] == "DELETE" and event.moment > begun.moment


def _clouds(events: Sequence[Event]) -> Iterator[Spell]:
    """Give a spell of one run for all else that happens: it may hide rules, and breaks none."""
    for each in events:
        if not each.change:
            yield Spell(each.target, Kind.CLOUD, each.first_run, each.first_run + 1, each.words)

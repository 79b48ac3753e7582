"""What only some nights show by the ledger: ages of weeks, and the edges of the calendar.

As in :mod:`tests.test_rules_of_time_by_ledger`, the clocks of the instances and of the suite are
stepped together, and nothing but an instance's URL, its account and its codes is used.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from harness.schedule import DAY
from reference.faults.nights import NIGHT_FAULTS
from spec import rules
from tests.matrix import reference_instances
from tests.nights import Night

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from pathlib import Path

pytestmark = pytest.mark.starts_process

TIME = "test_tokens or test_refresh or test_sso"
A_NIGHT = tuple(each.after for each in DAY)
HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
EXPIRED, TOO_LATE = "refresh.renews-expired", "refresh.refuses-too-old"
DIES = "token.dies-after-8h"
SSO_DIES, NEW_LIFE = "sso.token-dies-after-8h", "refresh.starts-new-life"
KINDS = {
    "mi+sso-lives-0.5h": {SSO_DIES},
    "mi+sso-lives-5h": {SSO_DIES},
    "me+sso-ends-after-1h": {SSO_DIES},
    "mi+refreshed-lives-1h": {NEW_LIFE},
    "mi+refreshed-ends-after-1h": {NEW_LIFE},
    "mi+renewed-lives-1h": {NEW_LIFE},
    "mi+replica-forgets-expiry": {DIES},
    "mi+replica-refreshes-for-ever": {TOO_LATE},
    "mi+refresh-until-local-midnight": {TOO_LATE},
    "mi+life-until-midnight": {DIES},
    "mi+life-to-the-hour": {DIES},
    "mi+refresh-prolongs-old": {DIES},
    "mi+log-in-prolongs-all": {DIES},
    "cdp+window-from-last-use": {TOO_LATE},
}
"""Faults that five runs of any night show."""
ALLOWED = (
    *("idle-0.5h", "idle-3.666h-refreshed", "idle-4h", "provider-ends-all"),
    *("provider-ends-all-at-7h", "one-sso-session", "limit-40-and-others", "limit-60-and-others"),
    *("limit-80-and-others", "limit-100-and-others", "clock-is-set", "key-rotates"),
    *("family-logs-out", "parent-used-again-ends-family", "one-token-a-second"),
)
"""What comes near to them, and is allowed."""


@dataclass(frozen=True)
class Nights:
    """When runs happen, and on what; what is broken there is named, nothing where it is allowed."""

    begin: datetime | None
    after: Sequence[timedelta]
    instances: Mapping[str, Set[str]]


def at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


NIGHTS = {
    "any-night": Nights(at(2027, 6, 15, 2, 10), A_NIGHT, KINDS),
    "any-night-allowed": Nights(
        at(2027, 6, 15, 2, 10),
        A_NIGHT,
        {f"mi+{each}": set() for each in ALLOWED} | {"me+provider-ends-all-at-7h": set()},
    ),
    "weeks": Nights(
        None,
        (
            timedelta(),
            28 * HOUR,
            33 * HOUR,
            7 * A_DAY + 2 * HOUR,
            25 * A_DAY + HOUR,
            30 * A_DAY + 2 * HOUR,
        ),
        {
            "cdp": set(),
            "mi+age-by-time-of-day": {DIES, TOO_LATE},
            "mi+age-in-31-bits": {DIES},
            "cdp+age-in-a-week": {DIES},
            "mi+age-in-30-days": {DIES},
            "mi+purges-expired": set(),
            "mi+restarts-at-odd-hours": set(),
        },
    ),
    "clocks-go-forward": Nights(
        at(2027, 3, 27, 14, 10),
        A_NIGHT,
        {"mi": set(), "mi+age-by-local-time": {EXPIRED}, "mi+deployed-at-three": set()},
    ),
    "clocks-go-back": Nights(
        at(2027, 10, 30, 14, 10),
        A_NIGHT,
        {"mi": set(), "mi+age-by-local-time": {TOO_LATE}, "mi+clock-drifts": set()},
    ),
    "month-ends": Nights(
        at(2027, 6, 30, 13, 10),
        A_NIGHT,
        {
            "cdp": set(),
            "mi+age-by-day-of-month": {DIES},
            "mi+refresh-ends-by-midnight": {EXPIRED},
            "mi+restarts-each-midnight": set(),
        },
    ),
}


@pytest.fixture(scope="module")
def broken(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, set[str]]:
    """The rules that the runs of some nights called broken, on each instance."""
    return _broken(NIGHTS[request.param], tmp_path_factory.mktemp(request.param))


def _broken(nights: Nights, directory: Path) -> dict[str, set[str]]:
    seen: dict[str, set[str]] = defaultdict(set)
    names = {made_of.replace("+", "."): made_of for made_of in nights.instances}
    with reference_instances(names) as instances:
        night = Night(directory, instances, "session")
        start = nights.begin - datetime.now(UTC) if nights.begin else timedelta()
        for run in night.run_at([start + each for each in nights.after], "-k", TIME):
            for each in run.results["rules"]:
                assert each["outcome"] != "error", each
                if each["outcome"] == "broken":
                    seen[names[each["target"]]].add(each["rule"])
    return seen


@pytest.mark.parametrize(
    "broken",
    [
        name if name == "any-night" else pytest.param(name, marks=pytest.mark.many_nights)
        for name in NIGHTS
    ],
    indirect=True,
)
def test_nights_break_what_only_they_show_and_nothing_else(
    broken: dict[str, set[str]], request: pytest.FixtureRequest
) -> None:
    table = rules.load()
    for made_of, expected in NIGHTS[request.node.callspec.params["broken"]].instances.items():
        product, _, fault = made_of.partition("+")
        may = set(NIGHT_FAULTS[fault].breaks + NIGHT_FAULTS[fault].may_break) if expected else set()
        binding = {e for e in broken[made_of] if table[e].strength(product) != "advised"}

        assert expected <= binding, f"{made_of}: slipped by"
        assert binding <= expected | may, f"{made_of}: cried wolf"

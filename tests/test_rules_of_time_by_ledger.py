"""The ledger alone proves the rules of time, over the runs of a day that the planner gives.

The instances' clocks are stepped through 26 hours, and the suite's with them. None has an ager.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from harness.schedule import DAY
from reference.faults import FAULTS
from spec import rules
from spec.rules import Need
from tests.matrix import ROOT, reference_instances
from tests.nights import Night
from tests.products import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.starts_process

HOURS = 26
HONEST = {product: product for product in PRODUCTS}
FAULTY = {
    "token-lives-7h": "cdp",
    "token-lives-9h": "mi",
    "token-never-dies": "me",
    "refresh-window-3h": "mi",
    "refresh-window-5h": "cdp",
    "refresh-endless": "me",
    "refresh-refuses-expired": "cdp",
    "refresh-keeps-age": "mi",
    "refresh-too-old-message": "me",
    "metabase-accepts-expired": "cdp",
    "link-accepts-expired": "me",
}
ALLOWED = {
    "single-session": "cdp",
    "idle-sessions": "me",
    "deploys": "mi",
    "restarts-nightly": "cdp",
    "ten-sessions": "mi",
    "clock-45s-ahead": "cdp",
    "clock-45s-behind": "mi",
    "jwt": "me",
    "refresh-ends-old": "cdp",
    "refresh-same-token": "mi",
}
TIME = "test_tokens or test_refresh or test_sso or test_metabase"


@dataclass
class Day:
    """What a day of runs showed of each instance."""

    seen: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    """The outcomes of each rule on each instance."""
    details: list[str] = field(default_factory=list)
    paths: dict[str, list[str]] = field(default_factory=dict)
    """What each instance's control port was asked for."""
    exit_codes: set[int] = field(default_factory=set)


def rules_of_time(product: str) -> set[str]:
    """The rules that need a token of some age."""
    return {
        rule.id
        for rule in rules.load().values()
        if product in rule.statements and Need.TOKEN_AGER in rule.statements[product].needs
    }


def planned(night: Night) -> Iterator[timedelta]:
    """Yield when the planner wants a run, as it says after each; and a last one, the next night."""
    began = datetime.now(UTC)
    yield timedelta()
    while night.passed < DAY[-1].after:
        command = [sys.executable, "-m", "harness.schedule", "--ledger", str(night.ledger)]
        done = subprocess.run(
            command, cwd=ROOT, env=night.environment, capture_output=True, text=True, check=True
        )
        moments = [
            datetime.fromisoformat(each) - began
            for each in re.findall(r"^# (\S+Z)  ", done.stdout, re.MULTILINE)
        ]
        yield min(each for each in moments if each > night.passed)
    yield timedelta(hours=HOURS)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    names = HONEST | {f"{fault}": f"{product}+{fault}" for fault, product in FAULTY.items()}
    names |= {each: f"{product}+{each}" for each, product in ALLOWED.items()}
    day = Day()
    with reference_instances(names) as instances:
        night = Night(tmp_path_factory.mktemp("day"), instances, "session")
        for run in night.run_at(planned(night), "-k", TIME):
            day.exit_codes.add(run.exit_code)
            note(day, run.results)
        day.paths = {each["name"]: asked_of_control(each) for each in instances}
    return day


def note(day: Day, results: dict[str, Any]) -> None:
    for each in results["rules"]:
        day.seen[each["target"]][each["rule"]].add(each["outcome"])
    day.details += [each["detail"] for each in results["results"]]


def asked_of_control(instance: dict[str, Any]) -> list[str]:
    asked: list[str] = requests.get(f"{instance['control']}/asked", timeout=60).json()
    return asked


def broken(day: Day, target: str) -> set[str]:
    return {rule for rule, seen in day.seen[target].items() if "broken" in seen}


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_rule_of_time_is_proven_by_the_ledger_alone(day: Day, product: str) -> None:
    kept = {rule for rule, seen in day.seen[product].items() if "kept" in seen}

    assert rules_of_time(product) <= kept
    assert not broken(day, product)


def test_no_ager_is_asked(day: Day) -> None:
    asked = {path for paths in day.paths.values() for path in paths}

    assert "/clock" in asked
    assert "/age" not in asked


@pytest.mark.parametrize(("fault", "product"), FAULTY.items())
def test_fault_of_time_breaks_its_rules_and_no_others(day: Day, fault: str, product: str) -> None:
    stated = {each for each in FAULTS[fault].breaks if product in rules.load()[each].statements}
    within_session = {each for each in stated if not each.startswith("invite.")}

    assert within_session <= broken(day, fault), "slipped by"
    assert broken(day, fault) <= stated | {*FAULTS[fault].may_break}, "cried wolf"


@pytest.mark.parametrize("variant", ALLOWED)
def test_allowed_difference_breaks_no_rule(day: Day, variant: str) -> None:
    product, table = ALLOWED[variant], rules.load()

    binding = {each for each in broken(day, variant) if table[each].strength(product) != "advised"}

    assert not binding


def test_no_outcome_is_an_error(day: Day) -> None:
    assert day.exit_codes <= {0, 1}
    assert not [
        (target, rule)
        for target, seen in day.seen.items()
        for rule, outcomes in seen.items()
        if "error" in outcomes
    ]


def test_what_is_not_due_says_when_it_will_be(day: Day) -> None:
    due = re.compile(r"the token stored \d\d:\d\d is 8 h 10 min old at \d\d:\d\d UTC")

    assert any(due.search(each) for each in day.details)


def test_what_was_proven_says_how_long_ago(day: Day) -> None:
    assert any(re.search(r"last proven \d+ h( \d+ min)? ago", each) for each in day.details)


def test_reset_sessions_are_told_as_such(day: Day) -> None:
    assert any("sessions were reset between" in each for each in day.details)

"""Makes nights that no run has seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from harness.core.clock import timestamp
from harness.history.nights import Found, Night, PastCause
from spec import rules

if TYPE_CHECKING:
    from harness.history.nights import Nights

NOW = datetime(2027, 6, 30, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = list(rules.load())[:45]
CAUSE = PastCause("0123abcd", RULES[3], ("login",), None, timestamp(NOW), "a refusal", "200")


def a_night(ago: timedelta = timedelta(), *, broken: int = 0, **of: Any) -> Night:
    """Make a night so long ago, with so many broken rules; ``of`` are members of what it found."""
    outcomes = {each: "broken" if n < broken else "kept" for n, each in enumerate(RULES)}
    verdict = "broken" if broken else "conformant"
    found = Found("cdp", verdict, "", len(RULES) - broken, broken, outcomes)
    return Night(timestamp(NOW - ago), "0.1.0", True, replace(found, **of))  # noqa: FBT003


def fabricated(targets: int, nights: int, seed: int = 1) -> Nights:
    """Make nights of many targets, of which some break a rule at times."""
    drawn = Random(seed)
    return {
        f"instance-{number}": [
            _night(drawn, DAY * (nights - 1 - each), faulty=number % 3 == 0)
            for each in range(nights)
        ]
        for number in range(targets)
    }


def _night(drawn: Random, ago: timedelta, *, faulty: bool) -> Night:
    broken = drawn.sample(RULES, 2) if faulty and drawn.random() < 0.1 else []
    outcomes = dict.fromkeys(RULES, "kept") | dict.fromkeys(RULES[-7:], "excluded")
    outcomes |= dict.fromkeys(broken, "broken")
    causes = tuple(replace(CAUSE, rule=each, rate=f"1 of {drawn.randint(3, 9)}") for each in broken)
    count = sum(each == "kept" for each in outcomes.values())
    found: dict[str, Any] = {
        "outcomes": outcomes,
        "causes": causes,
        "proven": count,
        "broken": len(broken),
    }
    return a_night(ago, **found, verdict="broken" if broken else "conformant")

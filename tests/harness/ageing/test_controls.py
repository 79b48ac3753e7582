"""What follows from a refused stored token, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harness.ageing.age import Windows
from harness.ageing.controls import Controls, Refusal
from harness.ageing.ledger import Book
from harness.ageing.stored_tokens import Observation, StoredToken
from spec import specification

NOW = datetime(2027, 1, 1, 14, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WINDOWS = Windows.of(specification.load("cdp"), MINUTE)


def aged(name, age, *, kind="login", seen=(), spent=False):
    """A stored token of that age now; ``seen``: (how long ago, accepted, first of this run)."""
    observations = [
        Observation(NOW - ago, "gate", accepted, first) for ago, accepted, first in seen
    ]
    given = NOW - age
    return StoredToken(
        name, kind, str(age), name, given, given, spent=spent, observations=observations
    )


def missing(tokens, refused, *, by="gate", early=False, kept=True, refreshes=()):
    book = Book({}, {each.id: each for each in tokens})
    controls = Controls(book, NOW - MINUTE, WINDOWS, lambda each: each.id in refreshes)
    return controls.missing(Refusal(refused, by, NOW, early, kept))


EXPIRED = aged("expired", 8 * HOUR + 10 * MINUTE, seen=[(4 * HOUR, True, False)])
PASSED = [(timedelta(), True, True)]
REFUSED = [(timedelta(), False, True)]
YOUNGER = aged("younger", 7 * HOUR + 50 * MINUTE, seen=PASSED)
DEAD = aged("dead", 7 * HOUR + 50 * MINUTE, seen=REFUSED)
SPARE = aged("spare", 8 * HOUR + 10 * MINUTE)


def test_death_counts_when_a_younger_sibling_lives():
    assert not missing([EXPIRED, YOUNGER], "expired")


def test_death_counts_when_an_expired_sibling_is_refreshed():
    assert not missing([EXPIRED, SPARE], "expired", refreshes={"spare"})


def test_death_proves_no_age_when_all_died():
    words = missing([EXPIRED, DEAD, SPARE], "expired")

    assert "sessions were reset between 10:20 and 14:20 UTC" in words.replace("2027-01-01 ", "")


def test_sibling_that_came_after_a_reset_is_no_control():
    late = aged("late", HOUR, seen=PASSED)

    assert missing([EXPIRED, late], "expired")


def test_sibling_that_was_used_since_is_no_control():
    used = aged("used", 7 * HOUR + 50 * MINUTE, seen=[(HOUR, True, False), *PASSED])

    assert missing([EXPIRED, used], "expired")


ALIVE_AT_NOON = (4 * HOUR, True, False)
YOUNG = aged("young", 5 * HOUR, seen=PASSED)


def early_death(name, kind="login", first=REFUSED):
    return aged(name, 7 * HOUR + 50 * MINUTE, kind=kind, seen=[ALIVE_AT_NOON, *first])


def test_early_death_counts_when_it_repeats_while_younger_siblings_live():
    assert not missing([early_death("one"), early_death("two"), YOUNG], "one", early=True)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([YOUNG], "did not repeat"),
        ([early_death("two", kind="sso"), YOUNG], "did not repeat"),
        ([early_death("two")], "sessions were reset"),
    ],
    ids=["once", "once-of-its-kind", "no-younger-sibling"],
)
def test_early_death_does_not_count_otherwise(others, words):
    assert words in missing([early_death("one"), *others], "one", early=True)


def test_death_by_the_runs_own_log_ins_does_not_count():
    alive = early_death("one", first=PASSED)

    assert "own log-ins" in missing([alive, early_death("two"), YOUNG], "one", early=True)


TOO_OLD = aged("too-old", 12 * HOUR + 10 * MINUTE, seen=[(8 * HOUR, True, False)])
LAST_MINUTE = aged("last-minute", 11 * HOUR + 50 * MINUTE)


def test_refusal_to_refresh_counts_when_a_sibling_is_refreshed():
    tokens = [TOO_OLD, LAST_MINUTE]

    assert not missing(tokens, "too-old", by="refresh", refreshes={"last-minute"})


def test_refusal_to_refresh_does_not_count_when_the_sibling_is_refused_too():
    assert missing([TOO_OLD, LAST_MINUTE], "too-old", by="refresh")


def test_spent_sibling_is_not_refreshed_again():
    spent = aged("last-minute", 11 * HOUR + 50 * MINUTE, spent=True)

    assert missing([TOO_OLD, spent], "too-old", by="refresh", refreshes={"last-minute"})


def test_unseen_sibling_is_enough_to_keep_a_rule_and_not_to_break_one():
    unseen = aged("too-old", 12 * HOUR + 10 * MINUTE)
    of = {"by": "refresh", "refreshes": {"last-minute"}}

    assert not missing([unseen, LAST_MINUTE], "too-old", kept=True, **of)
    assert missing([unseen, LAST_MINUTE], "too-old", kept=False, **of)

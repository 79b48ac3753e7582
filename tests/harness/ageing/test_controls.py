"""What follows from a refused stored token, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harness.ageing.age import Windows
from harness.ageing.controls import (
    Controls,
    Refusal,
    _at_one_look,
    _outlasted,
    _outlasts,
    _was_refused_first,
)
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


OLD = aged("old", 7 * HOUR + 51 * MINUTE, seen=[ALIVE_AT_NOON, *PASSED])


def test_early_death_counts_when_it_repeats_while_younger_siblings_live():
    tokens = [early_death("one"), early_death("two"), YOUNG]

    assert not missing(tokens, "one", early=True, refreshes={"two"})


def test_early_death_of_the_oldest_does_not_count_where_their_sessions_ended():
    tokens = [early_death("one"), early_death("two"), YOUNG]

    assert "a limit" in missing(tokens, "one", early=True)


def test_early_death_counts_when_it_repeats_while_an_older_sibling_lives():
    assert not missing([early_death("one"), early_death("two"), OLD], "one", early=True)


def sso_death(name, ago):
    """One that died at a look so long ago, and a log-in given just before it that lived on."""
    at, age = ago, ago + 3 * HOUR
    dead = aged(name, age, kind="sso", seen=[(at, False, True)])
    alive = aged(f"beside-{name}", age + MINUTE, seen=[(at, True, True)])
    return [dead, alive]


@pytest.mark.parametrize(
    ("ago", "words"), [(4 * HOUR, ""), (timedelta(), "did not repeat")], ids=["twice", "at-once"]
)
def test_single_sign_on_may_end_for_all_at_once_and_not_time_and_again(ago, words):
    tokens = [*sso_death("one", timedelta()), *sso_death("two", ago)]

    said = missing(tokens, "one", early=True)

    assert words in said
    assert bool(said) is bool(words)


def test_sibling_that_was_asked_when_it_was_idle_for_less_is_no_control():
    """An idle time-out could lie between the two."""
    sooner = [(4 * HOUR, True, False), (timedelta(seconds=2), True, True)]
    tokens = [early_death("one"), early_death("two"), aged("old", 8 * HOUR, seen=sooner)]

    assert "sessions were reset" in missing(tokens, "one", early=True)


def test_death_while_a_run_was_at_work_does_not_count():
    in_a_run = [(2 * HOUR, False, False), *REFUSED]
    tokens = [early_death("one", first=in_a_run), early_death("two", first=in_a_run), OLD]

    assert "sessions were reset" in missing(tokens, "one", early=True)


def test_death_after_a_run_that_never_looked_again_takes_an_older_control():
    cut_short = aged("one", 7 * HOUR + 50 * MINUTE, seen=[(4 * HOUR, True, True), *REFUSED])
    tokens = [cut_short, early_death("two"), YOUNG]

    assert "sessions were reset" in missing(tokens, "one", early=True, refreshes={"two"})


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


def refused_refresh(name, age, *, first=False):
    stored = aged(name, age, seen=[(HOUR, True, False)])
    stored.observations.append(Observation(NOW, "refresh", accepted=False, is_first=first))
    return stored


LATE = 11 * HOUR + 50 * MINUTE


def test_early_refusal_to_refresh_counts_when_another_was_refused_before_any_log_in():
    control = aged("control", 6 * HOUR, seen=[(HOUR, True, False), *PASSED])
    tokens = [refused_refresh("one", LATE), refused_refresh("first", LATE, first=True), YOUNG]

    assert not missing([*tokens[:2], control], "one", by="refresh", early=True)
    assert "own log-ins" in missing(
        [tokens[0], refused_refresh("other", LATE), control], "one", by="refresh", early=True
    )


@pytest.mark.parametrize("is_first", [True, False])
def test_early_refusal_to_refresh_needs_a_refresh_since_the_run_logged_in(is_first):
    older = aged("older", LATE + MINUTE, seen=[(HOUR, True, False)])
    older.observations.append(Observation(NOW, "refresh", accepted=True, is_first=is_first))
    tokens = [older, refused_refresh("one", LATE), aged("spare", LATE, seen=[(HOUR, True, False)])]

    words = missing(tokens, "one", by="refresh", early=True, kept=False)

    assert ("own log-ins or log-outs" in words) is is_first


def test_single_sign_on_that_ended_is_not_held_to_what_a_log_in_still_does():
    sso = aged("sso", 12 * HOUR + 10 * MINUTE, kind="sso", seen=[(8 * HOUR, True, False)])
    last_minute = aged("last-minute", 11 * HOUR + 50 * MINUTE)

    assert missing([sso, last_minute], "sso", by="refresh", kept=False, refreshes={"last-minute"})


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


INSTANT = timedelta(microseconds=1)


def observed(ago=timedelta(), *, by="gate", accepted=True, is_first=True):
    return Observation(NOW - ago, by, accepted, is_first)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (observed(), observed(10 * MINUTE), True),
        (observed(10 * MINUTE), observed(), True),
        (observed(), observed(10 * MINUTE + INSTANT), False),
        (observed(), None, False),
        (None, observed(), False),
    ],
    ids=["together", "backwards", "apart", "once", "never"],
)
def test_one_look_takes_ten_minutes_at_most(one, other, is_one):
    assert _at_one_look(one, other) is is_one


def test_control_was_asked_for_while_the_refused_one_was_good():
    refused = aged("refused", 8 * HOUR, seen=[(4 * HOUR, True, False)])
    just, later = aged("just", 4 * HOUR), aged("later", 4 * HOUR - INSTANT)

    assert _outlasts(just, refused)
    assert not _outlasts(later, refused)
    assert not _outlasts(refused, refused)
    assert _outlasted(refused, [later, just])
    assert not _outlasted(refused, [later, refused])


@pytest.mark.parametrize(
    ("seen", "was_refused"),
    [
        (observed(MINUTE, by="refresh", accepted=False), True),
        (observed(MINUTE + INSTANT, by="refresh", accepted=False), False),
        (observed(MINUTE, accepted=False), False),
        (observed(MINUTE, by="refresh"), False),
        (observed(MINUTE, by="refresh", accepted=False, is_first=False), False),
    ],
    ids=["refused", "before-the-run", "at-a-gate", "refreshed", "after-a-log-in"],
)
def test_run_could_not_refresh_it_before_it_had_logged_in(seen, was_refused):
    stored = aged("stored", 9 * HOUR)
    stored.observations.append(seen)

    assert _was_refused_first(stored, NOW - MINUTE) is was_refused


def controls_of(*tokens):
    book = Book({}, {each.id: each for each in tokens})
    return Controls(book, NOW - MINUTE, WINDOWS, lambda _: None)


@pytest.mark.parametrize(
    ("seen", "has_passed"),
    [
        (observed(MINUTE), True),
        (observed(MINUTE + INSTANT), False),
        (observed(by="refresh"), False),
        (observed(accepted=False), False),
        (observed(is_first=False), False),
    ],
    ids=["passed", "before-the-run", "refreshed", "refused", "after-a-log-in"],
)
def test_sibling_passed_first_at_a_gate_of_this_run(seen, has_passed):
    stored = aged("stored", 7 * HOUR)
    stored.observations.append(seen)

    assert controls_of(stored)._passed_first(stored) is has_passed


@pytest.mark.parametrize(
    ("seen", "count"),
    [
        (observed(MINUTE, by="refresh", is_first=False), 1),
        (observed(MINUTE + INSTANT, by="refresh"), 0),
        (observed(), 0),
        (observed(by="refresh", accepted=False), 0),
    ],
    ids=["refreshed", "before-the-run", "at-a-gate", "refused"],
)
def test_token_was_refreshed_by_this_run(seen, count):
    stored = aged("stored", 9 * HOUR)
    stored.observations.append(seen)

    assert len(controls_of(stored)._refreshed()) == count


def test_neighbours_were_given_within_two_widths_of_the_window():
    width = WINDOWS.after_expiry.high - WINDOWS.after_expiry.low
    one = aged("one", 9 * HOUR)
    near, far = aged("near", 9 * HOUR + 2 * width), aged("far", 9 * HOUR + 2 * width + INSTANT)
    controls = controls_of(one, near, far)

    assert controls._is_neighbour(one, near)
    assert controls._is_neighbour(near, one)
    assert not controls._is_neighbour(one, far)
    assert not controls._is_neighbour(one, one)


def ended(*seen):
    refused = aged("refused", 9 * HOUR, seen=seen)
    said = controls_of(refused)._ended(refused, Refusal("refused", "gate", NOW, False, True))  # noqa: FBT003
    return said.partition(": ")[2].replace("2027-01-01 ", "")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ([], "sessions were reset between 05:20 and 14:20 UTC"),
        ([(HOUR, True, False)], "sessions were reset between 13:20 and 14:20 UTC"),
        (
            [(3 * HOUR, False, False), (2 * HOUR, True, False), (HOUR, False, False)],
            "sessions were reset between 12:20 and 13:20 UTC",
        ),
        ([(2 * MINUTE, True, False)], "sessions were reset between 14:18 and 14:20 UTC"),
        (
            [(2 * MINUTE - INSTANT, True, False)],
            "its session ended at 14:20 UTC, maybe by the next log-in",
        ),
    ],
    ids=["never-used", "used", "refused-since", "two-minutes", "less"],
)
def test_when_sessions_ended_is_told_as_closely_as_it_is_known(seen, words):
    assert ended(*seen) == words

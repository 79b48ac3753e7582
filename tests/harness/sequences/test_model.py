"""What the model promises of a token: what the pages say, and no more."""

from datetime import timedelta

import pytest

from harness.ageing.age import Age
from harness.sequences.model import (
    ACTIVE,
    DIES,
    ENDS,
    EXPIRED,
    LIVES,
    NEW_LIFE,
    TOO_OLD,
    Model,
    Promise,
    Token,
)

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
MODEL = Model(lifetime=8 * HOUR, window=4 * HOUR, skew=MINUTE)
BLIND = Model(lifetime=8 * HOUR, window=4 * HOUR, skew=MINUTE, sees=False)


def a_token(**known):
    return Token("A", "text", (0.0, 0.0), **known)


def refreshed(by=ACTIVE, **known):
    token = a_token(**known)
    token.renewed_by(by)
    return token


def exactly(age):
    return Age(age, age)


@pytest.mark.parametrize(
    ("token", "age", "promise"),
    [
        (a_token(), 0 * HOUR, (LIVES, True)),
        (a_token(), 8 * HOUR - MINUTE - SECOND, (LIVES, True)),
        (a_token(), 8 * HOUR - MINUTE, None),
        (a_token(), 8 * HOUR + MINUTE, None),
        (a_token(), 8 * HOUR + MINUTE + SECOND, (DIES, False)),
        (a_token(is_held=False), HOUR, None),
        (a_token(is_held=False), 9 * HOUR, (DIES, False)),
        (a_token(is_logged_out=True), HOUR, (ENDS, False)),
        (a_token(is_logged_out=True), 8 * HOUR, (ENDS, False)),
        (a_token(is_logged_out=True), 9 * HOUR, (DIES, False)),
        (a_token(dies_by=TOO_OLD), 13 * HOUR, (TOO_OLD, False)),
        (a_token(dies_by=None), 13 * HOUR, None),
        (refreshed(ACTIVE), 0 * HOUR, (ACTIVE, True)),
        (refreshed(EXPIRED), 0 * HOUR, (EXPIRED, True)),
        (refreshed(EXPIRED, aged=HOUR), HOUR, (NEW_LIFE, True)),
        (refreshed(aged=9 * HOUR), 9 * HOUR, (NEW_LIFE, False)),
        (refreshed(is_held=False), HOUR, None),
    ],
)
def test_promise_of_a_use(token, age, promise):
    assert MODEL.of_use(token, exactly(age)) == (promise and Promise(*promise))


@pytest.mark.parametrize(
    ("token", "age", "promise"),
    [
        (a_token(), 0 * HOUR, (ACTIVE, True)),
        (a_token(), 8 * HOUR, None),
        (a_token(), 8 * HOUR + MINUTE + SECOND, (EXPIRED, True)),
        (a_token(), 12 * HOUR - MINUTE - SECOND, (EXPIRED, True)),
        (a_token(), 12 * HOUR - MINUTE, None),
        (a_token(seen_dead=8 * HOUR), 12 * HOUR + MINUTE, None),
        (a_token(seen_dead=8 * HOUR), 12 * HOUR + MINUTE + SECOND, (TOO_OLD, False)),
        (a_token(seen_dead=9 * HOUR), 13 * HOUR + MINUTE, None),
        (a_token(seen_dead=9 * HOUR), 13 * HOUR + MINUTE + SECOND, (TOO_OLD, False)),
        (a_token(), 20 * HOUR, None),
        (a_token(is_held=False), HOUR, None),
        (a_token(is_held=False), 9 * HOUR, None),
        (a_token(is_logged_out=True), HOUR, (ENDS, False)),
        (a_token(is_logged_out=True), 9 * HOUR, (ENDS, False)),
        (refreshed(), HOUR, (NEW_LIFE, True)),
        (refreshed(), 9 * HOUR, (NEW_LIFE, True)),
        (refreshed(seen_dead=8 * HOUR), 13 * HOUR, (TOO_OLD, False)),
    ],
)
def test_promise_of_a_refresh(token, age, promise):
    assert MODEL.of_refresh(token, exactly(age)) == (promise and Promise(*promise))


def test_age_alone_closes_the_window_where_no_gate_tells():
    closed = exactly(12 * HOUR + MINUTE + SECOND)

    assert BLIND.of_refresh(a_token(), closed) == Promise(TOO_OLD, succeeds=False)


def test_nothing_is_promised_of_an_age_that_is_not_known_well_enough():
    assert MODEL.of_use(a_token(), Age(7 * HOUR, 8 * HOUR)) is None
    assert MODEL.of_use(a_token(), Age(8 * HOUR, 9 * HOUR)) is None
    assert MODEL.of_refresh(a_token(), Age(11 * HOUR, 12 * HOUR)) is None
    assert MODEL.of_refresh(a_token(seen_dead=8 * HOUR), Age(12 * HOUR, 13 * HOUR)) is None


def test_age_counts_the_time_that_requests_take_both_ways():
    token = Token("A", "text", (10.0, 12.0), aged=HOUR)

    assert token.age(15.0, 19.0) == Age(HOUR + 3 * SECOND, HOUR + 9 * SECOND)


@pytest.mark.parametrize(("seen_dead", "breaks"), [(8 * HOUR, TOO_OLD), (None, None)])
def test_what_a_refused_refresh_revived_was_dead_before(seen_dead, breaks):
    token = a_token(seen_dead=seen_dead)

    MODEL.saw_not_renewed(token, exactly(13 * HOUR))

    assert token.dies_by == breaks


def test_refused_refresh_within_the_window_says_nothing():
    token = a_token()

    MODEL.saw_not_renewed(token, exactly(9 * HOUR))

    assert token.dies_by == DIES


def test_first_refusal_after_expiry_is_remembered():
    token = a_token()

    for hours in (7, 9, 11):
        MODEL.saw_refused(token, exactly(hours * HOUR))

    assert token.seen_dead == 9 * HOUR


@pytest.mark.parametrize(
    ("token", "can"),
    [
        (a_token(aged=11 * HOUR), True),
        (a_token(aged=12 * HOUR), False),
        (a_token(is_held=False), False),
    ],
    ids=["in-the-window", "removed", "ended"],
)
def test_token_is_made_older_while_its_session_is_there(token, can):
    assert MODEL.can_age(token) is can


@pytest.mark.parametrize(
    ("token", "promise", "shows"),
    [
        (a_token(), Promise(TOO_OLD, succeeds=False), True),
        (refreshed(), Promise(TOO_OLD, succeeds=False), True),
        (a_token(is_spent=True), Promise(TOO_OLD, succeeds=False), False),
        (a_token(is_logged_out=True), Promise(TOO_OLD, succeeds=False), False),
        (a_token(), Promise(EXPIRED, succeeds=True), False),
        (a_token(), None, False),
    ],
    ids=["too-old", "too-old-and-refreshed", "spent", "logged-out", "in-the-window", "unknown"],
)
def test_refusal_shows_age_alone_where_nothing_tells_of_theft(token, promise, shows):
    assert MODEL.shows_age_alone(token, promise) is shows

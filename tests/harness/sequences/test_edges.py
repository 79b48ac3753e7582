"""Both windows to the second: what is told as broken, and what is left alone."""

import math
from datetime import timedelta
from types import SimpleNamespace

import pytest

from harness.sequences.model import ACTIVE, DIES, EXPIRED, LIVES, TOO_OLD
from tests.harness.making import an_answer
from tests.harness.sequences.standing import HOUR, Instance, explore

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Lenient(Instance):
    """A token dies, or its window closes, so much later than it should."""

    def __init__(self, dies=0 * SECOND, closes=0 * SECOND, **target):
        super().__init__(**target)
        self.late = {8 * HOUR: dies, 12 * HOUR: closes}

    def is_alive(self, token, until):
        return super().is_alive(token, until + self.late[until])


@pytest.mark.parametrize(
    ("late", "rule"),
    [
        ({"dies": 30 * SECOND}, DIES),
        ({"dies": 60 * SECOND}, DIES),
        ({"dies": -30 * SECOND}, LIVES),
        ({"closes": 30 * SECOND}, TOO_OLD),
        ({"closes": -30 * SECOND}, EXPIRED),
    ],
    ids=str,
)
def test_few_seconds_are_told_where_the_clock_is_steady(late, rule):
    failures = explore(Lenient(**late)).failures

    assert failures.keys() == {rule}
    assert "4 s from the boundary, each of 5 times" in failures[rule].expected


class Refusing(Instance):
    """A token is not refreshed between these ages."""

    def __init__(self, begin, end):
        super().__init__()
        self.begin, self.end = begin, end

    def refresh(self, token):
        if self.begin <= self.ages[token] < self.end:
            self.client.count += 1
            return an_answer(status=401, json={})
        return super().refresh(token)


@pytest.mark.parametrize(
    ("begin", "end", "rule"),
    [(-30, 0, ACTIVE), (0, 30, EXPIRED)],
    ids=["just-before-expiry", "just-after-it"],
)
def test_refresh_that_is_refused_for_a_few_seconds_is_told(begin, end, rule):
    failures = explore(Refusing(8 * HOUR + begin * SECOND, 8 * HOUR + end * SECOND)).failures

    assert failures.keys() == {rule}
    assert "4 s from the boundary" in failures[rule].expected


@pytest.mark.parametrize("dies", [2, -2])
def test_second_is_left_to_those_who_count_whole_ones(dies):
    assert not explore(Lenient(dies=dies * SECOND)).failures


def test_nothing_is_told_within_a_skew_that_somebody_chose():
    instance = Lenient(dies=30 * SECOND, is_skew_given=True)

    assert not explore(instance).failures


def test_nothing_is_told_where_no_clock_is_steady():
    instance = Lenient(dies=30 * SECOND)
    instance.client.steady_clock = SimpleNamespace(offset=None)

    assert not explore(instance).failures


class Rounding(Instance):
    """Tokens are made older by whole minutes: down, to the nearest, or up."""

    def __init__(self, rounded):
        super().__init__()
        self.rounded = rounded

    def older(self, token, by):
        return super().older(token, self.rounded(by / MINUTE) * MINUTE)


@pytest.mark.parametrize("rounded", [math.floor, round, math.ceil])
def test_ager_that_rounds_proves_nothing_of_seconds(rounded):
    assert not explore(Rounding(rounded)).failures


class TwoNodes(Instance):
    """Two nodes take requests in turn; the clock of one is 40 seconds behind."""

    def __init__(self):
        super().__init__()
        self.given_by = {}

    def fresh(self):
        token = super().fresh()
        self.given_by[token] = self.client.count % 2
        return token

    def is_alive(self, token, until):
        ahead = self.given_by.get(token, 0) - (self.client.count + 1) % 2
        return super().is_alive(token, until + ahead * 40 * SECOND)


def test_nodes_whose_clocks_differ_are_no_leeway():
    assert not explore(TwoNodes()).failures

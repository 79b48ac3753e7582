"""Walks through many ages: what they find, and which rule they tell it by."""

from datetime import timedelta

import pytest

from harness.run.settings import Depth, Generation
from harness.sequences.model import ACTIVE, DIES, EXPIRED, LIVES, NEW_LIFE, TOO_OLD
from tests.harness.making import an_answer
from tests.harness.sequences.standing import HOUR, Instance, explore

DAY = timedelta(days=1)


class ByTheDay(Instance):
    """Of an age no more than the time of day counts."""

    def is_alive(self, token, until):
        age = self.ages.get(token, -HOUR)
        return age >= 0 * HOUR and age % DAY < until


@pytest.mark.parametrize("depth", [Depth.QUICK, Depth.STANDARD])
def test_age_that_comes_round_is_found_at_the_gate_and_at_refresh(depth):
    instance = ByTheDay()
    instance.generation = Generation(depth)

    failures = explore(instance).failures

    assert {DIES, TOO_OLD} <= failures.keys() <= {DIES, TOO_OLD, NEW_LIFE}


class Hollow(Instance):
    """Tokens between two ages are dead, or are not refreshed."""

    def __init__(self, act, since, until):
        super().__init__()
        self.act, self.since, self.until = act, since, until

    def is_hollow(self, act, token):
        return act == self.act and self.since * HOUR < self.ages.get(token, -HOUR) < (
            self.until * HOUR
        )

    def look_up(self, token):
        if self.is_hollow("use", token):
            self.client.count += 1
            return an_answer(status=401, json={})
        return super().look_up(token)

    def refresh(self, token):
        if self.is_hollow("refresh", token):
            self.client.count += 1
            return an_answer(status=401, json={})
        return super().refresh(token)


@pytest.mark.parametrize(
    ("act", "since", "until", "rule"),
    [
        ("use", 1, 3, LIVES),
        ("use", 5, 7, LIVES),
        ("refresh", 1, 3, ACTIVE),
        ("refresh", 9, 11, EXPIRED),
    ],
)
def test_hole_in_a_window_is_found_by_the_rule_of_any_token(act, since, until, rule):
    failures = explore(Hollow(act, since, until)).failures

    assert rule in failures
    assert failures.keys() <= {rule, NEW_LIFE}


class Counting(Instance):
    """A token is used so often, or refreshed so often in a row, and no more."""

    def __init__(self, uses=99, refreshes=99):
        super().__init__()
        self.uses, self.refreshes = uses, refreshes
        self.used, self.line = {}, {}

    def look_up(self, token):
        self.used[token] = self.used.get(token, 0) + 1
        if self.used[token] > self.uses:
            self.client.count += 1
            return an_answer(status=401, json={})
        return super().look_up(token)

    def refresh(self, token):
        if self.line.get(token, 0) >= self.refreshes:
            self.client.count += 1
            return an_answer(status=401, json={})
        answer = super().refresh(token)
        if answer.succeeded:
            self.line[answer.token] = self.line.get(token, 0) + 1
        return answer


@pytest.mark.parametrize(
    ("instance", "rule"), [(Counting(uses=12), LIVES), (Counting(refreshes=9), ACTIVE)]
)
def test_use_without_number_is_promised(instance, rule):
    assert explore(instance).failures.keys() == {rule}


class Purging(Instance):
    """No session is there any more that is older than a day."""

    def older_if_it_can(self, token, by):
        return super().older_if_it_can(token, by) if by < DAY else None


def test_session_that_was_removed_ends_its_walk_alone():
    exploration = explore(Purging())

    assert not exploration.failures
    for each in (LIVES, DIES, ACTIVE, EXPIRED, TOO_OLD, NEW_LIFE):
        exploration.expect(each)

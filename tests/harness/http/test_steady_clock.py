"""Whether an instance's clock is one, and steady, as its answers tell it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from harness.http.steady_clock import FEWEST, SteadyClock
from tests.harness.making import an_exchange

NOW = datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def told(ahead, *, times=FEWEST, headers=None):
    """A clock after so many answers, each a third of a second after the last: ``ahead`` by turn."""
    clock = SteadyClock()
    for index in range(times):
        at = NOW + index * SECOND / 3
        date = format_datetime((at + ahead(index) * SECOND).replace(microsecond=0), usegmt=True)
        shown = (("Date", date),) if headers is None else headers
        exchange = replace(an_exchange(headers=shown), started=at, seconds=0.05)
        clock.note(exchange)
    return clock


@pytest.mark.parametrize("ahead", [0, 45, -45])
def test_clock_that_is_off_by_the_same_each_time_is_steady(ahead):
    offset = told(lambda _: ahead).offset

    assert offset is not None
    assert abs(offset - ahead * SECOND) <= SECOND


@pytest.mark.parametrize(
    "ahead",
    [lambda n: 20 * (n % 2), lambda n: n / 2, lambda n: 5 * (n > 10)],
    ids=["two-nodes", "drifts", "was-set"],
)
def test_clock_that_is_off_by_this_and_that_is_none(ahead):
    assert told(ahead).offset is None


def test_clock_that_nobody_tells_is_none():
    assert told(lambda _: 0, headers=()).offset is None
    assert SteadyClock().offset is None


def test_few_answers_tell_no_clock():
    assert told(lambda _: 0, times=FEWEST - 1).offset is None

"""Ages far beyond a boundary, and in the middle of a window."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from harness.ageing.age import Moment, Windows
from harness.ageing.far_ages import LONGEST, drawn, drawn_days, far_ages, middle_ages
from spec import specification

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIFETIME, END = 8 * HOUR, 12 * HOUR
WINDOWS = Windows.of(specification.load("cdp"), timedelta(seconds=60))
TODAY = datetime(2024, 3, 31, 12, tzinfo=UTC)


def period(name, now=TODAY):
    return {each.name: each.period for each in far_ages(now)}[name]


@pytest.mark.parametrize("each", far_ages(TODAY), ids=lambda each: each.name)
def test_token_is_used_and_refreshed_where_its_age_came_round(each):
    at_gate, at_refresh = each.at_gate(), each.at_refresh(LIFETIME)

    assert at_gate > END
    assert at_gate % each.period == HOUR
    assert LIFETIME < at_refresh - each.period < END


def test_periods_come_in_order():
    periods = [each.period for each in far_ages(TODAY)]

    assert periods == sorted(periods)
    assert periods[0] == DAY / 2


def test_month_ago_there_was_such_a_day_or_the_last_one():
    assert TODAY - period("day-of-month") == datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_year_ago_it_was_the_same_day():
    assert TODAY - period("day-of-year") == datetime(2023, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("moment", [Moment.LONG_AFTER_EXPIRY, Moment.LONG_AFTER_REFRESH_ENDED])
def test_same_seed_draws_the_same_age(moment):
    window = WINDOWS.at(moment)

    ages = [drawn(seed, window, LIFETIME) for seed in range(30)]

    assert ages == [drawn(seed, window, LIFETIME) for seed in range(30)]
    assert len(set(ages)) > 4
    assert min(ages) > window.low
    assert max(ages) < LONGEST < far_ages()[-1].at_gate()


def test_days_that_are_drawn_end_at_the_same_time_of_day():
    ages = {drawn_days(seed) for seed in range(40)}

    assert {each % DAY for each in ages} == {HOUR}
    assert len(ages) == 4
    assert ages == {drawn_days(seed) for seed in range(40)}


def test_middle_ages_leave_no_hole_of_two_hours():
    ages = [timedelta(0), *middle_ages(7, END), END]

    assert max(later - age for age, later in pairwise(ages)) < 2 * HOUR
    assert middle_ages(7, END) != middle_ages(8, END)
    assert all(LIFETIME < each < END for each in middle_ages(7, END, LIFETIME))

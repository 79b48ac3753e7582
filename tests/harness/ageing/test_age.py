"""The ages at which a token proves something of its life, and none that proves nothing."""

from datetime import timedelta

import pytest

from harness.ageing.age import SPREAD, Age, Moment, Windows
from spec import specification
from tests.products import PRODUCTS

SECOND = timedelta(seconds=1)
SKEW = timedelta(seconds=60)
BEFORE = [Moment.BEFORE_EXPIRY, Moment.BEFORE_REFRESH_ENDS]
AFTER = [Moment.AFTER_EXPIRY, Moment.AFTER_REFRESH_ENDED]
OF_EXPIRY = [
    Moment.BEFORE_EXPIRY,
    Moment.AFTER_EXPIRY,
    Moment.LONG_AFTER_EXPIRY,
    Moment.DAYS_AFTER_EXPIRY,
]


def windows(product="cdp", skew=SKEW):
    return Windows.of(specification.load(product), skew)


@pytest.mark.parametrize("product", PRODUCTS)
def test_each_boundary_is_the_one_of_the_pages(product):
    spec = specification.load(product)

    boundaries = {each: windows(product).at(each).boundary for each in Moment}

    end = spec.token_lifetime + spec.refresh_window
    assert boundaries == {
        each: spec.token_lifetime if each in OF_EXPIRY else end for each in Moment
    }


@pytest.mark.parametrize("moment", BEFORE)
def test_window_before_a_boundary_ends_by_the_skew_ahead_of_it(moment):
    window = windows().at(moment)

    assert window.is_before
    assert window.edge == window.high == window.boundary - SKEW
    assert window.low == window.high - SPREAD


@pytest.mark.parametrize("moment", AFTER)
def test_window_after_a_boundary_begins_by_the_skew_behind_it(moment):
    window = windows().at(moment)

    assert not window.is_before
    assert window.edge == window.low == window.boundary + SKEW
    assert window.high == window.low + SPREAD


@pytest.mark.parametrize("moment", Moment)
def test_age_that_a_plan_aims_at_is_ten_minutes_from_the_boundary(moment):
    window = windows().at(moment)

    assert window.low < window.best < window.high
    assert abs(window.best - window.boundary) == timedelta(minutes=10)


@pytest.mark.parametrize("skew", [timedelta(), SKEW, timedelta(hours=1)], ids=str)
def test_windows_of_a_boundary_are_apart_by_twice_the_skew(skew):
    found = windows(skew=skew)

    assert found.after_expiry.low - found.before_expiry.high == 2 * skew
    assert found.after_refresh_ended.low - found.before_refresh_ends.high == 2 * skew


LOW, HIGH = timedelta(hours=8), timedelta(hours=9)


@pytest.mark.parametrize(
    ("least", "most", "is_within"),
    [
        (LOW, HIGH, True),
        (LOW + SECOND, HIGH - SECOND, True),
        (LOW - SECOND, HIGH, False),
        (LOW, HIGH + SECOND, False),
        (LOW - SECOND, LOW - SECOND, False),
    ],
    ids=["bounds", "inside", "maybe-younger", "maybe-older", "younger"],
)
def test_age_is_within_bounds_only_for_certain(least, most, is_within):
    assert Age(least, most).is_within(LOW, HIGH) is is_within

"""What lies on the side of a value that a range asks for, and which values tell it."""

import pytest

from harness.operations.ranging import (
    between,
    is_during,
    is_unknown_chosen,
    is_within,
    middles,
    moment_has_zone,
)
from spec.filters import Filter, How
from spec.parameters import Parameter


def over(how=How.LEAST, *, includes=None, sample=None, words="", schema=None):
    parameter = Parameter("more", "query", False, schema or {}, sample, words)  # noqa: FBT003
    return Filter(parameter, ("size",), how, True, includes=includes)  # noqa: FBT003


DAY, NOON = "2026-01-05", "2026-01-05T12:00:00Z"


@pytest.mark.parametrize(
    ("shown", "value", "is_more"),
    [
        (9, "10", False),
        (10.5, "10", True),
        (-25.5, "-30", True),
        ("9", "10", None),
        (None, "10", None),
        (True, "0", None),
        ("2026-01-06", DAY, True),
        ("2026-01-04", DAY, False),
        ("2026-01-06T12:00:00Z", DAY, None),
        ("2026-01-08T12:00:00Z", DAY, True),
        ("2026-01-05T12:00:02Z", NOON, True),
        ("2026-01-05T12:00:01Z", NOON, None),
        (NOON, NOON, None),
        ("2026-01-05T13:00:00", NOON, None),
        ("2026-01-05T12:30:00+01:00", NOON, False),
        ("20260105", DAY, None),
        ("5.1.2026", DAY, None),
    ],
)
def test_side_of_a_value_is_told_where_it_is_clear(shown, value, is_more):
    assert is_within(over(), value, shown) is is_more
    assert is_within(over(How.MOST), value, shown) is (None if is_more is None else not is_more)


@pytest.mark.parametrize(
    ("shown", "includes", "is_more"),
    [
        (NOON, True, True),
        (NOON, False, None),
        (NOON, None, None),
        ("2026-01-06T00:00:00Z", True, True),
        ("2026-01-04T23:59:59Z", True, False),
        ("2026-01-06T00:30:00+01:00", True, None),
    ],
)
def test_day_in_utc_has_its_moments(shown, includes, is_more):
    told = over(includes=includes, words="On this day (UTC) or later")
    assert is_within(told, DAY, shown) is is_more


@pytest.mark.parametrize("includes", [True, False, None])
@pytest.mark.parametrize(("shown", "value"), [(10, "10"), (10.0, "10"), (DAY, DAY)])
def test_value_itself_counts_as_the_page_says(shown, value, includes):
    assert is_within(over(includes=includes), value, shown) is includes


def test_values_are_taken_from_the_middle():
    assert middles(over(), [9, 100, 10, 2, 9]) == ["10", "9", "100", "2"]
    assert middles(over(), ["2026-02-01", "2026-01-01", None, "x"]) == ["2026-02-01", "2026-01-01"]
    assert middles(over(), [True, "ten", []]) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"sample": "2026-05-05"}, [DAY]),
        ({"schema": {"format": "date"}}, [DAY]),
        ({"words": "Only those of this day or later"}, [DAY]),
        ({"words": "A date and time"}, [NOON]),
        ({"sample": "2026-05-05T00:00:00Z", "words": "From this day on"}, [NOON]),
        ({}, [NOON]),
    ],
)
def test_moment_is_asked_for_in_the_form_of_its_page(more, expected):
    assert middles(over(**more), [NOON]) == expected


def test_day_is_no_moment():
    assert middles(over(schema={"format": "date-time"}), [DAY]) == []
    assert middles(over(sample=NOON), [DAY]) == []


def test_zone_of_a_moment_is_seen():
    assert moment_has_zone(NOON)
    assert moment_has_zone("2026-01-05T12:00:00+0100")
    assert not moment_has_zone("2026-01-05T12:00:00")


@pytest.mark.parametrize(
    ("first", "last", "is_so"),
    [
        ("2026-01-04", "2026-01-06", True),
        ("2026-01-05", "2026-01-06", None),  # is the first day one of them?
        ("2026-01-04", "2026-01-05", None),
        ("2026-01-06", "2026-01-09", False),
        ("2026-01-06", None, False),
        ("2026-01-01", "2026-01-04", False),
        (None, "2026-01-04", False),
        ("2026-01-01", None, None),
        ("2026-01-04T12:00:00Z", "2026-01-09T12:00:00Z", None),
        ("2026-01-01T12:00:00Z", "2026-01-09T12:00:00Z", True),
        ("soon", "2026-01-09", None),
    ],
)
def test_day_lies_between_two_where_that_is_clear(first, last, is_so):
    assert is_during(over(), DAY, first, last) is is_so


def test_moment_lies_between_two():
    assert is_during(over(), NOON, "2026-01-05T11:00:00Z", "2026-01-05T13:00:00Z") is True
    assert is_during(over(), NOON, "2026-01-05T12:30:00Z", "2026-01-05T13:00:00Z") is False
    assert is_during(over(), NOON, "2026-01-05", "2026-01-06") is None


def test_first_and_last_day_count_where_the_page_says_so():
    both = over(includes=True)
    assert is_during(both, DAY, DAY, "2026-01-06") is True
    assert is_during(both, DAY, "2026-01-04", DAY) is True


def test_what_shows_no_end_lasts_for_ever_where_the_page_says_so():
    told = over(words="Passes without an end are valid for ever")
    assert is_during(told, DAY, "2026-01-04", None) is True
    assert is_during(told, DAY, "2026-01-06", None) is False
    hidden = over(words="Passes without an end are not shown")
    assert is_during(hidden, DAY, "2026-01-04", None) is False
    known = over(words="Only passes known to be older than this")
    assert is_unknown_chosen(known) is False
    assert [is_unknown_chosen(each) for each in (told, hidden, over())] == [True, False, None]


def test_days_within_the_time_of_things_are_asked_for():
    spans = [("2026-01-01", "2026-01-09"), ("2026-03-01", "2026-03-02"), ("soon", "2026-01-09")]
    assert between(over(), spans) == [DAY]
    moments = [("2026-01-01T12:00:00Z", "2026-01-09T13:00:00Z")]
    assert between(over(), moments) == [NOON]
    assert between(over(words="Open on this day"), moments) == [DAY]

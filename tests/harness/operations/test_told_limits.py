"""Limits that words tell, and numbers that are none."""

import pytest

from harness.operations.told_limits import limits_in


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("Litres, 1 to 20000", (1, 20000)),
        ("The highest temperature, from 100 to 1400 degrees", (100, 1400)),
        ("1-5", (1, 5)),
        ("at most 80 characters", (None, 80)),
        ("At least 3.", (3, None)),
        ("Up to 500 characters", (None, 500)),
        ("It must be more than 3", (4, None)),
        ("Refused when it is more than 3", (None, 3)),
        ("It must not be longer than 3", (None, 3)),
        ("`draught` is greater than 14.5.", (None, 14.5)),
        ("0.5 to 2", (0.5, 2)),
    ],
)
def test_limits_are_those_of_words(words, limits):
    assert limits_in(words) == limits


@pytest.mark.parametrize(
    "words",
    [
        "On 2024-02-29",
        "At 10:30",
        "of version 2",
        "The 3 kinds",
        "1 to 2024-01-01",
        "above zero",
        "above 1.2.3",
    ],
)
def test_numbers_that_are_no_limits(words):
    assert limits_in(words) == (None, None)


def test_limits_of_whole_numbers_are_whole():
    assert limits_in("from 0.5 to 2.5", whole=True) == (1, 2)

"""The suite's time, which the environment may move, and durations in words."""

from datetime import UTC, datetime, timedelta

import pytest

from harness.core import clock
from harness.core.errors import BadTarget

HOUR = timedelta(hours=1)


def test_clock_is_moved_by_the_environment(monkeypatch):
    monkeypatch.setenv("MEIRO_CLOCK", "3600")

    assert timedelta(minutes=59) < clock.now() - datetime.now(UTC) <= HOUR


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "nan",
        "-nan",
        "inf",
        "-Infinity",
        "1e99",
        "1e400",
        "1e13",
        "-1e13",
        "",
        " ",
        "²",
        "0x1",
    ],
)
def test_clock_moved_by_no_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("MEIRO_CLOCK", value)

    with pytest.raises(BadTarget, match=r"^MEIRO_CLOCK: [^\n]*$"):
        clock.now()


@pytest.mark.parametrize("value", ["-3600", " 3600 ", "1e3", "3.15e8", "-3.15e8"])
def test_clock_is_moved_either_way_and_still_reckons(monkeypatch, value):
    monkeypatch.setenv("MEIRO_CLOCK", value)

    assert clock.utc_now() != clock.timestamp(clock.now() + 12 * HOUR)


def test_value_that_is_long_is_cut(monkeypatch):
    monkeypatch.setenv("MEIRO_CLOCK", "x" * 5_000)

    with pytest.raises(BadTarget) as refused:
        clock.now()
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(hours=8, minutes=10), "8 h 10 min"),
        (timedelta(hours=4), "4 h"),
        (timedelta(minutes=20), "20 min"),
        (timedelta(seconds=-45), "45 s"),
    ],
)
def test_durations_in_words(duration, words):
    assert clock.duration_in_words(duration) == words

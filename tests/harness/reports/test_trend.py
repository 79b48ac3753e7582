"""The trend is drawn in steps, and says in words what it shows."""

from harness.reports.trend import HEIGHT, WIDTH, trend_of
from tests.harness.nights import DAY, a_night


def nights(*broken):
    last = len(broken) - 1
    return [
        a_night(DAY * (last - n), proven=10 - each, broken=each) for n, each in enumerate(broken)
    ]


def test_trend_says_in_words_what_it_shows():
    trend = trend_of(nights(0, 0, 3, 1))

    assert trend is not None
    assert trend.words == (
        "4 runs that checked everything, 2027-06-27 to 2027-06-30: "
        "9 proven in the newest, between 7 and 10 in all; "
        "1 broken in the newest, between 0 and 3 in all"
    )
    assert (trend.most, trend.first, trend.last) == (10, "2027-06-27", "2027-06-30")


def test_what_a_run_found_holds_until_the_next():
    trend = trend_of(nights(0, 5, 5))

    assert trend is not None
    assert trend.broken == f"M0,{HEIGHT}H0V{HEIGHT}H{WIDTH // 2}V50H{WIDTH}V{HEIGHT}Z"


def test_nothing_that_changed_is_said_so():
    trend = trend_of(nights(0, 0))

    assert trend is not None
    assert "10 proven in the newest, in each; 0 broken in the newest, in each" in trend.words


def test_no_trend_of_one_run():
    assert trend_of(nights(1)) is None
    assert trend_of([]) is None


def test_runs_of_one_second_are_drawn():
    assert trend_of([a_night(), a_night(broken=2)]) is not None
    assert trend_of([a_night(proven=0), a_night(proven=0)]) is not None

"""What a broken rule is told by."""

import pytest

from harness.results.failure import failure_of, is_confirmed, told_by, untold, varies
from harness.results.observed import dropped
from tests.harness.making import CANARY, REQUEST, an_exchange


def test_failure_holds_its_exchange_without_secrets():
    failure = failure_of("401", "200", an_exchange(request=REQUEST))

    assert (failure["expected"], failure["came"]) == ("401", "200")
    assert failure["exchange"] is not None
    assert failure["exchange"]["operation"] == "login"
    assert CANARY not in str(failure)


def test_failure_may_have_no_exchange():
    assert failure_of("x", "y", None)["exchange"] is None


def test_finding_tells_its_failure():
    finding = dropped(an_exchange()) | {"note": "null; each time", "steps": "curl"}

    failure = told_by(finding)

    assert failure["came"] == finding["came"]
    assert (failure["note"], failure["steps"]) == ("null; each time", "curl")
    assert failure["exchange"] == finding["exchange"]


def test_words_alone_are_told_as_what_came():
    assert untold("expected x; came y")["came"] == "expected x; came y"


@pytest.mark.parametrize(
    ("note", "confirmed"),
    [
        ("null; each time; --seed 0", True),
        ("null; again as request 7 in a row; --seed 0", True),
        ("null; intermittent: it did not repeat each time; --seed 0", False),
        ("", False),
    ],
)
def test_failure_is_confirmed_where_it_came_each_time(note, confirmed):
    assert is_confirmed(untold("500") | {"note": note}) is confirmed
    assert is_confirmed(untold(f"500 (the smallest case: {note})")) is confirmed


def test_failure_varies_where_the_check_passed_as_it_was_made_again():
    plain = untold("500")

    assert not varies(plain)
    assert varies(plain | {"again": {"of": 10, "failed": 2}})
    assert not varies(plain | {"again": {"of": 2, "failed": 2}})

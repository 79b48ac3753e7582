"""Whose failure it is, and why that is known."""

import pytest

from harness.causes.rates import Rate
from harness.causes.whose import whose
from tests.harness.causes.failing import a_symptom

WHATEVER = Rate("1 of 5", "7 of 36 answers of login", is_whatever_is_sent=True)


@pytest.mark.parametrize(
    ("symptom", "rate", "words"),
    [
        (
            a_symptom("x", status=200),
            None,
            "the answer 200 is its own, and nothing in it is of a proxy, ",
        ),
        (
            a_symptom("x", status=500),
            None,
            "the answer 500 is its own, and not the error page of a proxy ",
        ),
        (a_symptom("x", status=500), WHATEVER, "at other times it answered the same request well"),
        (a_symptom("x"), Rate("1 of 5", ""), "at other times it answered as it should"),
        (
            a_symptom("x", again={"of": 2, "failed": 2}),
            None,
            "it came again each of 2 times that the check was made once more",
        ),
        (
            a_symptom("x", note="null; each time; --seed 0"),
            None,
            "each time that the same was sent",
        ),
        (
            a_symptom("x", note="null; intermittent: it did"),
            None,
            "when the same was sent again, it did not come",
        ),
        (a_symptom("x", status=0), None, "it closed the connection twice"),
        (a_symptom("x", exchange=None), None, "what it answered departs from its page"),
    ],
    ids=[
        "answer",
        "crash",
        "rate",
        "at-times",
        "made-again",
        "each-time",
        "once",
        "dropped",
        "no-exchange",
    ],
)
def test_failure_is_the_instances_and_says_why(symptom, rate, words):
    told = whose([symptom], rate)

    assert told.startswith("The instance's: ")
    assert words in told
    assert told.endswith(".")


def test_what_was_sent_once_is_not_said_to_repeat():
    assert "each time" not in whose([a_symptom("x")], None)


def test_check_that_passed_as_it_was_made_again_is_not_said_to_repeat():
    assert "once more" not in whose([a_symptom("x", again={"of": 10, "failed": 2})], None)


def test_another_check_of_the_rule_may_have_been_made_again():
    again = {"of": 2, "failed": 2}
    shown, other = a_symptom("x"), a_symptom("x", "logout", again=again)

    assert "it came again each of 2 times" in whose([shown, other], None)
    assert "again" not in whose([shown, a_symptom("y", again=again)], None)


def test_several_checks_that_show_it_are_counted():
    assert "; 2 checks show it." in whose([a_symptom("x"), a_symptom("x", "logout")], None)
    assert "show it" not in whose([a_symptom("x"), a_symptom("y")], None)

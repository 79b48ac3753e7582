"""Whose failure it is, and why that is known."""

import pytest

from harness.causes.whose import whose
from tests.harness.causes.failing import a_symptom


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
        (a_symptom("x", status=500), "1 of 5", "at other times it answered the same request well"),
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
    ids=["answer", "crash", "rate", "each-time", "once", "dropped", "no-exchange"],
)
def test_failure_is_the_instances_and_says_why(symptom, rate, words):
    told = whose(symptom, rate)

    assert told.startswith("The instance's: ")
    assert words in told
    assert told.endswith(".")


def test_what_was_sent_once_is_not_said_to_repeat():
    assert "each time" not in whose(a_symptom("x"), None)

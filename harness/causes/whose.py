"""Whose failure it is, and why that is known: in one sentence, for who gets the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.cases import COMES_AND_GOES
from harness.results.failure import is_confirmed
from harness.results.steadiness import SERVER_ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.causes.rates import Rate
    from harness.causes.symptoms import Symptom


def whose(symptoms: Sequence[Symptom], rate: Rate | None) -> str:
    """Say whose failure a cause is, of which the first symptom is shown.

    What somebody in front of the instance answers in its place, and what no answer came to, breaks
    no rule: a broken one is the instance's. What is said is only why, as far as it is known.
    """
    return f"The instance's: {_why(symptoms[0])}{_repeated(symptoms, rate)}."


def _why(symptom: Symptom) -> str:
    exchange = symptom.failure["exchange"]
    if exchange is None:
        return "what it answered departs from its page"
    if not exchange["status"]:
        return "it closed the connection twice, and answered a look-up before and after"
    if exchange["status"] >= SERVER_ERROR:
        return (
            f"the answer {exchange['status']} is its own, and not the error page of a proxy or "
            "gateway in front of it"
        )
    return (
        f"the answer {exchange['status']} is its own, and nothing in it is of a proxy, firewall "
        "or sign-in page in front of it"
    )


def _repeated(symptoms: Sequence[Symptom], rate: Rate | None) -> str:
    symptom = symptoms[0]
    told = f"{symptom.failure['note']} {symptom.failure['came']}"
    if rate is not None and rate.is_whatever_is_sent:
        return "; at other times it answered the same request well"
    if rate is not None:
        return "; at other times it answered as it should"
    if is_confirmed(symptom.failure):
        return "; it came each time that the same was sent"
    if COMES_AND_GOES in told:
        return "; when the same was sent again, it did not come"
    return _made_again([each for each in symptoms if each.rule == symptom.rule])


def _made_again(symptoms: Sequence[Symptom]) -> str:
    """Say that it came again; of several checks of a rule, seldom more than one is made again."""
    made = [again for each in symptoms if (again := each.failure.get("again")) is not None]
    if made and all(each["failed"] == each["of"] for each in made):
        times = max(each["of"] for each in made)
        return f"; it came again each of {times} times that the check was made once more"
    checks = len({each.result["test"] for each in symptoms})
    return f"; {checks} checks show it" if checks > 1 else ""

"""Whose failure it is, and why that is known: in one sentence, for who gets the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.cases import COMES_AND_GOES
from harness.results.failure import is_confirmed
from harness.results.steadiness import SERVER_ERROR

if TYPE_CHECKING:
    from harness.causes.rates import Rate
    from harness.causes.symptoms import Symptom


def whose(symptom: Symptom, rate: Rate | None) -> str:
    """Say whose failure a cause is.

    What somebody in front of the instance answers in its place, and what no answer came to, breaks
    no rule: a broken one is the instance's. What is said is only why, as far as it is known.
    """
    return f"The instance's: {_why(symptom)}{_repeated(symptom, rate)}."


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


def _repeated(symptom: Symptom, rate: Rate | None) -> str:
    told = f"{symptom.failure['note']} {symptom.failure['came']}"
    if rate is not None and rate.is_whatever_is_sent:
        return "; at other times it answered the same request well"
    if rate is not None:
        return "; at other times it answered as it should"
    if is_confirmed(symptom.failure):
        return "; it came each time that the same was sent"
    again = symptom.failure.get("again")
    if again is not None and again["failed"] == again["of"]:
        return f"; it came again each of {again['of']} times that the check was made once more"
    return "; when the same was sent again, it did not come" if COMES_AND_GOES in told else ""

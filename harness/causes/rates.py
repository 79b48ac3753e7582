"""What comes and goes: the same request is answered now well, now badly."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from harness.causes.symptoms import without_case
from harness.core.outcomes import Outcome
from harness.core.rule_ids import DOCUMENTED
from harness.results.failure import Failure, is_confirmed, told_by
from harness.results.steadiness import SERVER_ERROR, Unsteady

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.causes.symptoms import Symptom
    from harness.results.record import TargetRecord

_CRASH = re.compile(r"\b5\d\d \(")
"""A server error, as answers are described."""


class Rates:
    """How often the answers of one target are bad, of those that come and go."""

    def __init__(self, record: TargetRecord) -> None:
        self._record = record
        self._unsteady = Unsteady(record)
        self._met = {
            each["sender"]
            for each in record.findings
            if each["outcome"] == Outcome.BROKEN and self._unsteady.holds(told_by(each))
        }
        """The contracts that met an answer which comes and goes."""

    def comes_and_goes(self, symptom: Symptom) -> bool:
        """Whether what a symptom shows comes and goes, whatever is sent."""
        return self._unsteady.holds(symptom.failure)

    def has_met_it(self, symptom: Symptom) -> bool:
        """Whether its contract met an answer that comes and goes, or compared one with another."""
        is_compared = _CRASH.search(symptom.failure["expected"]) is not None
        return is_compared or symptom.result["test"] in self._met

    def rate(self, symptoms: Sequence[Symptom]) -> str | None:
        """Return in how many requests it shows, as ``1 of 5``; None where it does each time."""
        symptoms = [each for each in symptoms if self.comes_and_goes(each)]
        if not symptoms:
            return None
        places = {each.answer[0] for each in symptoms if each.answer}
        is_crash = any(each.is_crash for each in symptoms)
        bad, of = self._crashed(places) if is_crash else self._departed(symptoms)
        return in_words(bad, of) if 0 < bad < of else None

    def seen(self, symptoms: Sequence[Symptom]) -> str:
        """Say how many answers of that status departed from the page, where not all of them did.

        What differs from one request to the next may be the reason: it is no claim that the cause
        comes and goes, but who repeats it should know.
        """
        shown = next((each for each in symptoms if each.rule == DOCUMENTED and each.answer), None)
        if shown is None or shown.answer is None or is_confirmed(shown.failure):
            return ""
        operation, status = shown.answer
        bad, _ = self._departed([shown])
        of = self._record.answers.get(operation, Counter[str]())[str(status)]
        return f"{bad} of {of} answers with status {status} were so" if 0 < bad < of else ""

    def _crashed(self, places: Iterable[str]) -> tuple[int, int]:
        counts = [self._record.answers.get(each, Counter[str]()) for each in places]
        bad = sum(
            n for count in counts for status, n in count.items() if int(status) >= SERVER_ERROR
        )
        return bad, sum(sum(count.values()) for count in counts)

    def _departed(self, symptoms: Iterable[Symptom]) -> tuple[int, int]:
        answers = {each.answer for each in symptoms}
        outcomes = [
            each["outcome"]
            for each in self._record.findings
            if each["rule"] == DOCUMENTED and (each["operation"], int(each["case"] or 0)) in answers
        ]
        return outcomes.count(Outcome.BROKEN), len(outcomes)


def in_words(bad: int, of: int) -> str:
    """Return a rate as people say it: of those that are seldom, one of so many."""
    number = round(of / bad)
    return f"1 of {number}" if number > 1 else f"{bad} of {of}"


def told(failure: Failure, rate: str, places: Sequence[str]) -> Failure:
    """Tell a failure as one that comes and goes: no case is the cause of it."""
    exchange = failure["exchange"]
    answer = f"{exchange['status']} " if exchange and exchange["status"] >= SERVER_ERROR else ""
    where = f", on {len(places)} operations" if len(places) > 1 else ""
    came = f"{answer}in about {rate} requests, whatever is sent{where}"
    if not answer:
        came = f"{without_case(failure['came'])}, {came}"
    return Failure(
        expected=failure["expected"],
        came=came,
        exchange=exchange,
        steps=failure["steps"],
        note="",
    )

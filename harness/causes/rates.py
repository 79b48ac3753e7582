"""What comes and goes: the same request is answered now well, now badly, and how often."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.causes.symptoms import without_case
from harness.core.naming import named
from harness.core.outcomes import Outcome
from harness.core.rule_ids import DOCUMENTED, ISSUES_TOKEN
from harness.results.failure import Failure, is_confirmed, told_by, varies
from harness.results.result import OBSERVED
from harness.results.steadiness import SERVER_ERROR, Unsteady
from spec import specification

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harness.causes.symptoms import Symptom
    from harness.results.record import TargetRecord

_CRASH = re.compile(r"\b5\d\d \(")
"""A server error, as answers are described."""


@dataclass(frozen=True)
class Rate:
    """How often a failure comes."""

    words: str
    """``1 of 5``."""
    counted: str
    """What was counted, in words: ``7 of 36 answers of POST /login``."""
    is_whatever_is_sent: bool = False
    """Whether the answer is bad whatever is sent: it has to do with no case."""


class Rates:
    """How often the answers of one target are bad, of those that come and go."""

    def __init__(self, record: TargetRecord) -> None:
        self._record = record
        self._known = specification.load(record.target.product).operations
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

    def rate(self, symptoms: Sequence[Symptom]) -> Rate | None:
        """Return how often it shows; None where it does each time, as far as is known.

        What the whole run answered is counted where it can be told; else the same check, which was
        made again.
        """
        unsteady = [each for each in symptoms if self.comes_and_goes(each)]
        rate = self._of_log_ins(unsteady) or self._of_answers(unsteady, is_any=True)
        if rate is not None:
            return rate
        varying = [each for each in symptoms if varies(each.failure)]
        made_again = [each for each in symptoms if "again" in each.failure]
        if 2 * len(varying) >= len(made_again) > 0:
            departing = _departing(varying, symptoms)
            return self._of_answers([*varying, *departing]) or _of_checks(varying)
        return self._of_log_ins([each for each in symptoms if _is_log_in_refused(each)])

    def _of_answers(self, symptoms: Sequence[Symptom], *, is_any: bool = False) -> Rate | None:
        """Count the answers of the run: a server error, or one that departs from its page."""
        if any(each.is_crash for each in symptoms):
            places = {each.answer[0] for each in symptoms if each.answer and each.is_crash}
            bad, of = self._crashed(places)
            what = f"answers of {named([self._called(each) for each in sorted(places)])}"
        else:
            answers = {each.answer for each in symptoms if each.rule == DOCUMENTED and each.answer}
            bad, of = self._departed(answers)
            told = [f"{self._called(name)} with status {code}" for name, code in sorted(answers)]
            what = f"answers of {named(told)}"
        return _rate(bad, of, f"{bad} of {of} {what}", is_any=is_any)

    def _called(self, operation: str) -> str:
        """Name an operation as people do: by its method and path."""
        found = self._known.get(operation)
        return f"{found.method} {found.path}" if found is not None else operation

    def _of_log_ins(self, symptoms: Sequence[Symptom]) -> Rate | None:
        """Count the log-ins by right credentials, where those alone are refused, or crash."""
        places = {each.answer[0] for each in symptoms if each.answer}
        refused = {
            (shown["started"], shown["url"])
            for each in self._record.findings
            if each["rule"] == ISSUES_TOKEN and (shown := each["exchange"])
            if shown["status"] >= 300 and {each["operation"]} == places
        }
        taken = sum(_succeeded(self._record.answers.get(each, {})) for each in places)
        bad, of = len(refused), len(refused) + taken
        return _rate(bad, of, f"{bad} of {of} log-ins by right credentials")

    def seen(self, symptoms: Sequence[Symptom]) -> str:
        """Say how many answers of that status departed from the page, where not all of them did.

        What differs from one request to the next may be the reason: it is no claim that the cause
        comes and goes, but who repeats it should know.
        """
        shown = next((each for each in symptoms if each.rule == DOCUMENTED and each.answer), None)
        if shown is None or shown.answer is None or is_confirmed(shown.failure):
            return ""
        operation, status = shown.answer
        bad, _ = self._departed({shown.answer})
        of = self._record.answers.get(operation, Counter[str]())[str(status)]
        return f"{bad} of {of} answers with status {status} were so" if 0 < bad < of else ""

    def _crashed(self, places: Iterable[str]) -> tuple[int, int]:
        counts = [self._record.answers.get(each, Counter[str]()) for each in places]
        bad = sum(
            n for count in counts for status, n in count.items() if int(status) >= SERVER_ERROR
        )
        return bad, sum(sum(count.values()) for count in counts)

    def _departed(self, answers: set[tuple[str, int]]) -> tuple[int, int]:
        outcomes = [
            each["outcome"]
            for each in self._record.findings
            if each["rule"] == DOCUMENTED and (each["operation"], int(each["case"] or 0)) in answers
        ]
        return outcomes.count(Outcome.BROKEN), len(outcomes)


def _succeeded(counts: Mapping[str, int]) -> int:
    return sum(number for status, number in counts.items() if status.startswith("2"))


def _is_log_in_refused(symptom: Symptom) -> bool:
    """Whether it says that right credentials were refused, and taken before and after."""
    is_observed = symptom.result["test"].startswith(f"{OBSERVED}{ISSUES_TOKEN}[")
    return is_observed and symptom.answer is not None and symptom.answer[1] >= 300


def _departing(varying: Sequence[Symptom], symptoms: Sequence[Symptom]) -> list[Symptom]:
    """Return what says of the same answers that they depart from their page."""
    answers = {each.answer for each in varying}
    return [each for each in symptoms if each.rule == DOCUMENTED and each.answer in answers]


def _of_checks(varying: Sequence[Symptom]) -> Rate | None:
    """Count the checks that were made again; where none failed again, the first as well."""
    made = [each.failure["again"] for each in varying]
    failed, of = sum(each["failed"] for each in made), sum(each["of"] for each in made)
    words = f"{failed or 'none'} of {of} times that the same check was made again"
    return _rate(failed or 1, of if failed else of + 1, words)


def _rate(bad: int, of: int, counted: str, *, is_any: bool = False) -> Rate | None:
    return Rate(in_words(bad, of), counted, is_any) if 0 < bad < of else None


def in_words(bad: int, of: int) -> str:
    """Return a rate as people say it: of those that are seldom, one of so many."""
    number = round(of / bad)
    return f"1 of {number}" if number > 1 else f"{bad} of {of}"


def told(failure: Failure, rate: Rate, places: Sequence[str]) -> Failure:
    """Tell a failure as one that comes and goes: no case is the cause of it."""
    exchange = failure["exchange"]
    answer = f"{exchange['status']} " if exchange and exchange["status"] >= SERVER_ERROR else ""
    where = f", on {len(places)} operations" if len(places) > 1 else ""
    if not rate.is_whatever_is_sent:
        now_and_then: Failure = failure.copy()
        now_and_then["came"] = f"{failure['came']}, about {rate.words} times"
        return now_and_then
    came = f"{answer}in about {rate.words} requests, whatever is sent{where}"
    if not answer:
        came = f"{without_case(failure['came'])}, {came}"
    return Failure(
        expected=failure["expected"],
        came=came,
        exchange=exchange,
        steps=failure["steps"],
        note="",
    )

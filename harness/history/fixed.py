"""Whether a run has looked again where a rule was broken, and found it kept there.

A rule is not fixed because a run did not meet what broke it. A contract that was broken must have
run again and been kept. Of a rule that is held against every exchange, the operation must have
answered again, as documented, and a contract that met the broken exchange must have run through:
it sends what it sent then. A run that did not check everything needs each of these contracts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Outcome
from harness.core.rule_ids import COOKIES, DOCUMENTED, NOT_CRASHED
from harness.history.store import BAD, HELD, Place
from harness.results.failure import varies
from harness.results.steadiness import Unsteady
from spec import specification

if TYPE_CHECKING:
    from harness.results.record import TargetRecord
    from harness.results.result import Result

_ABSENCE_MENDS = frozenset({COOKIES, NOT_CRASHED})
"""Rules that nothing is said of where an operation sets no cookie, or drops no connection."""
_RAN_THROUGH = frozenset({Outcome.KEPT, Outcome.KNOWN})


def places(record: TargetRecord, results: list[Result]) -> list[Place]:
    """Return where the results of a rule are broken, sorted."""
    unsteady = Unsteady(record)
    made = {
        each["test"]: Place(
            test=each["test"],
            operation=each["operation"],
            case=each["case"],
            is_known=each["outcome"] == Outcome.KNOWN,
            senders=senders(record, each),
            comes_and_goes=_comes_and_goes(record, unsteady, each["test"]),
        )
        for each in results
        if each["outcome"] in BAD
    }
    return [made[test] for test in sorted(made)]


def _comes_and_goes(record: TargetRecord, unsteady: Unsteady, test: str) -> bool:
    failure = record.failures.get(test)
    return failure is not None and (varies(failure) or unsteady.holds(failure))


def senders(record: TargetRecord, result: Result) -> tuple[str, ...]:
    """Return the contracts whose exchanges broke an observed rule, in the order of the run."""
    about = (result["rule"], result["operation"] or "", result["case"] or "")
    found = [
        each["sender"]
        for each in record.findings
        if (each["rule"], each["operation"], each["case"]) == about
        and each["outcome"] == Outcome.BROKEN
    ]
    return tuple(dict.fromkeys(found))


class Mending:
    """What a run says of the places where one rule of a target was broken before."""

    def __init__(self, record: TargetRecord, rule_id: str, *, is_whole: bool) -> None:
        self._record = record
        self._rule_id = rule_id
        self._is_whole = is_whole
        """Whether the run checked everything, so that what is not among its results is no more."""
        self._outcome = record.outcomes()[rule_id]

    def left(self, before: list[Place], now: list[Place]) -> list[Place]:
        """Return the places of before that are not seen now, and not known to be kept."""
        seen = {each.test for each in now}
        return [each for each in before if each.test not in seen and not self._is_mended(each)]

    def _is_mended(self, place: Place) -> bool:
        if place.is_observed:
            return self._is_gone(place) or (self._is_kept_at(place) and self._is_met_again(place))
        outcome = self._outcome_of(place.test)
        if outcome is None:  # another version of the suite has no such contract
            return self._is_whole and self._outcome in HELD
        return outcome is Outcome.KEPT

    def _outcome_of(self, test: str) -> Outcome | None:
        found = [Outcome(each["outcome"]) for each in self._record.results if each["test"] == test]
        return Outcome.worst(found) if found else None

    def _is_gone(self, place: Place) -> bool:
        operations = specification.load(self._record.target.product).operations
        return self._is_whole and place.operation not in operations

    def _is_kept_at(self, place: Place) -> bool:
        """Whether all that is said of the rule at that operation is that it is kept."""
        found = {
            (each["rule"], each["outcome"])
            for each in self._record.results
            if each["operation"] == place.operation
        }
        outcomes = {outcome for rule_id, outcome in found if rule_id == self._rule_id}
        is_answered = any(rule_id == DOCUMENTED for rule_id, _ in found)
        kept = Outcome.KEPT in outcomes or (self._rule_id in _ABSENCE_MENDS and is_answered)
        return kept and not outcomes & BAD

    def _is_met_again(self, place: Place) -> bool:
        if not self._is_whole:
            return bool(place.senders) and all(map(self._ran_through, place.senders))
        still_there = [each for each in place.senders if not each or self._outcome_of(each)]
        return not still_there or any(map(self._ran_through, still_there))

    def _ran_through(self, sender: str) -> bool:
        """Whether a contract ran to its end; each run takes a first look."""
        return not sender or self._outcome_of(sender) in _RAN_THROUGH

"""Makes broken results, and what they are told by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.causes.symptoms import Symptom
from harness.core.outcomes import Outcome
from harness.results.failure import Failure
from tests.harness.making import a_record, a_result

if TYPE_CHECKING:
    from harness.results.record import TargetRecord

FORGED, REQUIRED, DIES = "token.refuses-forged", "token.required", "token.dies-after-8h"
ANSWERS, CRASHED, LIST = "answers.documented", "input.refused-not-crashed", "list.orders"


def an_exchange_shown(operation: str, status: int, **of: Any) -> dict[str, Any]:
    """Make an exchange as failures hold it."""
    plain = {
        "operation": operation,
        "started": "2027-01-01T00:00:00+00:00",
        "method": "POST",
        "url": f"http://acme.test/{operation}",
        "status": status,
        "answer_body": "boom",
    }
    return plain | of


def a_symptom(rule: str, operation: str | None = "login", status: int = 200, **of: Any) -> Symptom:
    """Make a broken result of a rule, with the answer that shows it."""
    shown = of.pop("exchange", an_exchange_shown(operation or "", status))
    failure = Failure(
        expected="401",
        came=of.pop("came", f"{status} (application/json) {{}}"),
        exchange=shown,
        steps=of.pop("steps", ""),
        note=of.pop("note", ""),
    )
    if "again" in of:
        failure["again"] = of.pop("again")
    test = of.pop("test", f"contracts/test_x.py::test_{rule}[acme~{operation}]")
    result = a_result(Outcome.BROKEN, rule, operation=operation, test=test)
    return Symptom(result | of, failure)  # type: ignore[arg-type]


def a_broken_record(*symptoms: Symptom, **of: Any) -> TargetRecord:
    """Make the record of a target on which these were found."""
    record = a_record(product="me", **of)
    for each in symptoms:
        record.take(each.result, each.failure)
    return record


class Steady:
    """Nothing comes and goes but what is named."""

    def __init__(self, *unsteady: Symptom, met: tuple[Symptom, ...] = ()) -> None:
        self.unsteady, self.met = unsteady, met

    def comes_and_goes(self, symptom: Symptom) -> bool:
        return any(each is symptom for each in self.unsteady)

    def has_met_it(self, symptom: Symptom) -> bool:
        return any(each is symptom for each in self.met)

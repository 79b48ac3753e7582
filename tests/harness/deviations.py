"""Entries of the list of known deviations, and results that they name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Outcome
from harness.targets.known_deviation import KnownDeviation
from tests.harness.making import DOCUMENTED, a_result

if TYPE_CHECKING:
    from harness.results.result import Result

ANSWERS = "answers.documented"
GATED = "token.required"
TEAPOT: dict[str, Any] = {"rule": ANSWERS, "operation": "login", "status": 418}
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def an_entry(rule: str = DOCUMENTED, **of: Any) -> KnownDeviation:
    """Make an entry, by default of a whole rule and without an end."""
    plain: dict[str, Any] = {"rule": rule, "reason": "stateless tokens"}
    return KnownDeviation(**(plain | of))


def met(outcome: str, case: str, operation: str = "login") -> Result:
    """Make a result of one status that an operation answered."""
    return a_result(Outcome(outcome), ANSWERS, operation=operation, case=case)


def at_gates(**outcomes: str) -> list[Result]:
    """Make a result at each of these operations."""
    return [
        a_result(Outcome(outcome), GATED, operation=operation)
        for operation, outcome in outcomes.items()
    ]

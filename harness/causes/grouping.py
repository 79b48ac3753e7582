"""Which failures have one cause."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from harness.causes.cause import Cause, Occurrence
from harness.core.outcomes import Outcome
from harness.results.failure import untold
from spec import rules

if TYPE_CHECKING:
    from harness.history.history import History
    from harness.results.record import RunRecord, TargetRecord
    from harness.results.result import Result


def causes_of(record: RunRecord, history: History) -> list[Cause]:
    """Return the causes of what is broken, in the order of the report's cards."""
    return [cause for each in record.targets.values() for cause in _of_target(each, history)]


def _of_target(record: TargetRecord, history: History) -> list[Cause]:
    return [
        _cause(record, rule_id, broken, history)
        for rule_id, results in record.by_rule().items()
        if (broken := [each for each in results if each["outcome"] == Outcome.BROKEN])
    ]


def _cause(record: TargetRecord, rule_id: str, broken: list[Result], history: History) -> Cause:
    target, rule = record.target, rules.load()[rule_id]
    shown = [_occurrence(record, each, history) for each in broken]
    return Cause(
        id=sha256(f"{target.name}\n{rule_id}".encode()).hexdigest()[:8],
        target=target.name,
        product=target.product,
        rule=rule_id,
        says=rule.says,
        strength=rule.strength(target.product),
        stated_at=rule.place(target.product),
        docs_url=target.docs_url or "",
        occurrences=tuple(shown),
    )


def _occurrence(record: TargetRecord, result: Result, history: History) -> Occurrence:
    since = history.since(record.target.name, result["rule"])
    return Occurrence(
        rule=result["rule"],
        test=result["test"],
        operation=result["operation"],
        case=result["case"],
        since=since,
        is_new=False,
        failure=record.failures.get(result["test"]) or untold(result["detail"]),
    )

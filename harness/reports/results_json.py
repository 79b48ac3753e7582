"""results.json: all that a run found, for programs; ``reports/schema.json`` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness import VERSION
from harness.causes.grouping import causes_of
from harness.core.clock import utc_now
from harness.results.operations import of_target
from harness.targets.limits import KINDS
from spec import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.causes.cause import Cause, Occurrence
    from harness.history.history import History
    from harness.results.record import RunRecord, Shard, TargetRecord
    from harness.results.result import Result

FORMAT = 1
"""It grows by one when a reader of the old one would go wrong."""


def results_json(
    record: RunRecord, history: History, *, is_complete: bool = True
) -> dict[str, Any]:
    """Return what the file holds; ``finished`` only where the run came to its end."""
    finished = {"finished": utc_now()} if is_complete else {}
    results = [result for each in record.targets.values() for result in each.results]
    targets = [_target_json(each, history) for each in record.targets.values()]
    return {
        "format": FORMAT,
        "suite": VERSION,
        "started": record.started,
        **finished,
        **({"shard": _shard_json(record.shard)} if record.shard is not None else {}),
        "targets": sorted(targets, key=_by("name")),
        "rules": sorted(_rules_json(record, history), key=_by("target", "rule")),
        "results": sorted(results, key=result_order),
        "causes": [_cause_json(each) for each in causes_of(record, history)],
    }


def _shard_json(shard: Shard) -> dict[str, Any]:
    return {"part": shard.part, "targets": sorted(shard.targets)}


def _rules_json(record: RunRecord, history: History) -> Iterator[dict[str, str | None]]:
    for name, target in record.targets.items():
        for rule_id, outcome in target.outcomes().items():
            strength = rules.load()[rule_id].strength(target.target.product)
            yield {
                "target": name,
                "rule": rule_id,
                "strength": strength,
                "outcome": outcome,
                "since": history.since(name, rule_id),
            }


def _target_json(record: TargetRecord, history: History) -> dict[str, Any]:
    verdict = record.verdict()
    return {
        "name": record.target.name,
        "product": record.target.product,
        "url": record.target.url,
        "effects": str(record.target.effects),
        "verdict": verdict,
        "words": record.verdict_line(),
        "cut_short": record.cut_short or None,
        "since": history.verdict_since(record.target.name, verdict),
        "requests": record.requests,
        "spent": {kind: record.spent.get(kind, 0) for kind in KINDS},
        "remarks": sorted(record.remarks),
        "leftovers": sorted(record.leftovers),
        "operations": sorted(_operations_json(record), key=_by("operation")),
    }


def _cause_json(cause: Cause) -> dict[str, Any]:
    return {
        "id": cause.id,
        "target": cause.target,
        "rule": cause.rule,
        "follows": list(cause.follows),
        "places": cause.places,
        "rate": cause.rate,
        "counted": cause.counted,
        "new": cause.is_new,
        "since": cause.since,
        "expected": cause.first["expected"],
        "came": cause.first["came"],
        "steps": cause.steps or None,
        "tests": cause.tests,
        "whose": cause.whose,
        "shows": [_shows_json(each) for each in cause.occurrences],
    }


def _shows_json(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "rule": occurrence.rule,
        "test": occurrence.test,
        "operation": occurrence.operation,
        "case": occurrence.case,
        "new": occurrence.is_new,
        "since": occurrence.since,
    }


def _operations_json(record: TargetRecord) -> Iterator[dict[str, Any]]:
    for each in of_target(record):
        yield {
            "operation": each.operation.id,
            "method": each.operation.method,
            "path": each.operation.path,
            "group": each.operation.group,
            "answers": dict(sorted(each.answers.items())),
            "rules": dict(sorted(each.rules.items())),
        }


def result_order(result: Result) -> tuple[str, ...]:
    """Return by what results are sorted."""
    return _by("target", "rule", "test", "operation", "case")(dict(result))


def _by(*names: str) -> Callable[[dict[str, Any]], tuple[str, ...]]:
    return lambda entry: tuple(str(entry[name] or "") for name in names)

"""What a run found of each operation of a target's pages: rules, answers, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.core.outcomes import Outcome
from spec import rules, specification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.results.record import TargetRecord
    from harness.results.result import Result
    from spec.specification import Operation

LACKING = frozenset({Outcome.ERROR, Outcome.UNPROVEN, Outcome.EXCLUDED})
"""Outcomes by which nothing is said of a rule."""
CUT_SHORT = "the run was cut short before all that checks it had run"


@dataclass(frozen=True)
class Missing:
    """Rules that were not proven on an operation, all for one reason."""

    rules: tuple[str, ...]
    key: str
    """What would bring them in; empty where nothing is known to."""
    reason: str
    """Why they were not proven, where there is no key."""


@dataclass(frozen=True)
class OperationRecord:
    """One operation on one target."""

    operation: Operation
    answers: Mapping[str, int]
    """How many came, by status."""
    rules: Mapping[str, Outcome]
    """Of each rule that was checked on it, in the order of rules.toml, the worst of its results."""
    missing: tuple[Missing, ...]


def of_target(record: TargetRecord) -> list[OperationRecord]:
    """Return what was found of each operation, in the order of the pages.

    Where there is no verdict, another product may have answered: then no answer is told.
    """
    results: dict[str, list[Result]] = defaultdict(list)
    for each in record.results:
        if each["operation"]:
            results[each["operation"]].append(each)
    operations = specification.load(record.target.product).operations.values()
    answers = {} if record.preflight.no_verdict is not None else record.answers
    return [
        _found(each, answers.get(each.id, {}), results[each.id], record.unfinished)
        for each in operations
    ]


def by_group(found: Sequence[OperationRecord]) -> dict[str, list[OperationRecord]]:
    """Gather operations by the headings of their pages; under no name those that have none."""
    groups: dict[str, list[OperationRecord]] = {}
    for each in found:
        groups.setdefault(each.operation.group, []).append(each)
    return groups


def _found(
    operation: Operation,
    answers: Mapping[str, int],
    results: Sequence[Result],
    unfinished: frozenset[str],
) -> OperationRecord:
    outcomes: dict[str, set[Outcome]] = defaultdict(set)
    for each in results:
        outcomes[each["rule"]].add(Outcome(each["outcome"]))
    for rule_id in unfinished & outcomes.keys():
        outcomes[rule_id].add(Outcome.UNPROVEN)
    worst = {each: Outcome.worst(outcomes[each]) for each in rules.load() if each in outcomes}
    return OperationRecord(
        operation, dict(sorted(answers.items())), worst, _missing(worst, results, unfinished)
    )


def _missing(
    worst: Mapping[str, Outcome], results: Sequence[Result], unfinished: frozenset[str]
) -> tuple[Missing, ...]:
    lacking = [rule_id for rule_id, outcome in worst.items() if outcome in LACKING]
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule_id in lacking:
        for why in dict.fromkeys(_reasons(rule_id, results, unfinished)):
            told[why].append(rule_id)
    ordered = sorted(told.items(), key=lambda each: (not each[0][0], each[0]))
    return tuple(Missing(tuple(ids), key, reason) for (key, reason), ids in ordered)


def _reasons(
    rule_id: str, results: Sequence[Result], unfinished: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield why a rule was not proven: by its key, or else by its words."""
    for each in results:
        if each["rule"] == rule_id and Outcome(each["outcome"]) in LACKING:
            key = each["key"] or ""
            yield key, "" if key else each["detail"]
    if rule_id in unfinished:
        yield "", CUT_SHORT

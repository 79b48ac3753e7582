"""Which failures have one cause, and in which order causes are told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harness.causes.cause import Cause, Occurrence
from harness.causes.ids import with_ids
from harness.causes.linking import broken_mostly, gathered, headline
from harness.causes.rates import Rates, told
from harness.causes.symptoms import symptoms_of
from harness.causes.whose import whose
from harness.core.outcomes import Outcome
from harness.history.fixed import senders
from harness.steps.script import IS_THERE
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.causes.rates import Rate
    from harness.causes.symptoms import Symptom
    from harness.history.history import History
    from harness.results.record import RunRecord, TargetRecord


def causes_of(record: RunRecord, history: History) -> list[Cause]:
    """Return the causes of what is broken, in the order of the report's cards.

    What is binding comes before advice, what is new before what was there, and then the rules as
    their file has them.
    """
    found = [cause for each in record.targets.values() for cause in of_target(each, history)]
    order = list(rules.load())
    return sorted(
        found,
        key=lambda each: (
            each.strength is Strength.ADVISED,
            not each.is_new,
            order.index(each.rule),
            each.target,
            each.id,
        ),
    )


def name_causes(record: RunRecord, history: History) -> None:
    """Let the history know under which id each broken place is told, so that it is kept."""
    for each in record.targets.values():
        ids = {
            (shown.rule, shown.test): cause.id
            for cause in of_target(each, history)
            for shown in cause.occurrences
        }
        history.name_causes(each.target.name, ids)


def of_target(record: TargetRecord, history: History) -> list[Cause]:
    """Return the causes of what is broken on one target."""
    broken = [
        each
        for results in record.by_rule().values()
        for each in sorted(results, key=lambda result: result["test"])
        if each["outcome"] == Outcome.BROKEN
    ]
    rates = Rates(record)
    groups = gathered(symptoms_of(record, broken), rates, broken_mostly(record.results))
    return with_ids([_cause(record, each, rates, history) for each in groups], history)


def _cause(
    record: TargetRecord, symptoms: Sequence[Symptom], rates: Rates, history: History
) -> Cause:
    target, rate = record.target, rates.rate(symptoms)
    is_any = rate is not None and rate.is_whatever_is_sent
    rule = rules.load()[headline(symptoms, target.product, comes_and_goes=is_any)]
    broken = {each.rule for each in symptoms}
    ordered = sorted(
        symptoms,
        key=lambda each: (
            each.rule != rule.id,
            is_any and not rates.comes_and_goes(each),
            IS_THERE not in each.failure["steps"],
            each.failure["exchange"] is None,
        ),
    )
    shown = [_occurrence(record, each, history, is_any=is_any) for each in ordered]
    if rate is not None:
        shown = _as_one_that_comes_and_goes(shown, rate)
    return Cause(
        id="",
        target=target.name,
        product=target.product,
        rule=rule.id,
        says=rule.says,
        strength=rule.strength(target.product),
        stated_at=rule.place(target.product),
        docs_url=target.docs_url or "",
        occurrences=tuple(shown),
        follows=tuple(each for each in rules.load() if each in broken - {rule.id}),
        rate=rate.words if rate is not None else None,
        counted=rate.counted if rate is not None else "",
        seen="" if rate is not None else rates.seen(ordered),
        whose=whose(ordered, rate),
    )


def _occurrence(
    record: TargetRecord, symptom: Symptom, history: History, *, is_any: bool
) -> Occurrence:
    result = symptom.result
    place = history.place(record.target.name, result["rule"], result["test"])
    answered = symptom.answered if is_any else None
    return Occurrence(
        rule=result["rule"],
        test=result["test"],
        operation=answered or result["operation"],
        case=result["case"],
        since=place.since if place is not None else None,
        is_new=place is not None and place.since == history.began.get(record.target.name),
        failure=symptom.failure,
        senders=tuple(each for each in senders(record, result) if each),
    )


def _as_one_that_comes_and_goes(shown: list[Occurrence], rate: Rate) -> list[Occurrence]:
    places = sorted({each.operation for each in shown if each.operation})
    return [replace(each, failure=told(each.failure, rate, places)) for each in shown]

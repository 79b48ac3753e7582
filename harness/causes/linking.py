"""Which symptoms have one cause, and which of the rules that they break it is told by.

Two failures have one cause where they break one rule in one place or with one answer, where one
answer broke both, and where the rule of one rests on that of the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.causes.symptoms import GENERIC
from harness.core.rule_ids import DOCUMENTED
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harness.causes.symptoms import Symptom


def gathered(
    symptoms: Sequence[Symptom], comes_and_goes: Callable[[Symptom], bool]
) -> list[list[Symptom]]:
    """Gather symptoms by their causes, each in the order given.

    What comes and goes meets whatever is sent: it is one cause by itself.
    """
    groups: list[list[Symptom]] = []
    for each in symptoms:
        joined = [
            group
            for group in groups
            if any(_are_one(each, other, comes_and_goes) for other in group)
        ]
        merged = [symptom for group in joined for symptom in group]
        groups = [group for group in groups if group not in joined]
        groups.append([*merged, each])
    places = {id(each): index for index, each in enumerate(symptoms)}
    return [sorted(group, key=lambda each: places[id(each)]) for group in groups]


def _are_one(one: Symptom, other: Symptom, comes_and_goes: Callable[[Symptom], bool]) -> bool:
    if comes_and_goes(one) != comes_and_goes(other):
        return False
    if comes_and_goes(one):
        return one.is_crash == other.is_crash and (one.is_crash or _is_of_one_place(one, other))
    if one.rule == other.rule:
        return one.came == other.came or _is_of_one_place(one, other)
    return _show_one_answer(one, other) or _rests_on(one, other) or _rests_on(other, one)


def _is_of_one_place(one: Symptom, other: Symptom) -> bool:
    """Whether both are about one operation; what names none is about any."""
    if None in {one.operation, other.operation}:
        return True
    if one.rule == other.rule == DOCUMENTED:  # an operation may depart from its page twice
        return one.answer == other.answer
    return one.operation == other.operation


def _show_one_answer(one: Symptom, other: Symptom) -> bool:
    """Whether one answer broke both rules, of which one is held against every answer."""
    is_generic = {one.rule, other.rule} & {*GENERIC}
    return bool(is_generic) and one.answer is not None and one.answer == other.answer


def _rests_on(one: Symptom, other: Symptom) -> bool:
    """Whether one is broken since the other is."""
    if other.rule not in rules.foundations(one.rule):
        return False
    table = rules.load()
    are_by_operation = table[one.rule].each and table[other.rule].each
    return not are_by_operation or one.came == other.came or _is_of_one_place(one, other)


def headline(symptoms: Sequence[Symptom], product: str) -> str:
    """Return the rule that a cause is told by: one on which the others rest, the narrowest."""
    table = rules.load()
    broken = {each.rule for each in symptoms}
    own = broken - {*GENERIC}
    base = [each for each in own if not rules.foundations(each) & own]
    order = list(table)
    if not base or _is_wider(symptoms, own):
        return next(each for each in GENERIC if each in broken)
    return min(
        base,
        key=lambda each: (table[each].strength(product) is Strength.ADVISED, order.index(each)),
    )


def _is_wider(symptoms: Sequence[Symptom], own: set[str]) -> bool:
    """Whether it shows at two operations or more beyond those at which rules of their own break."""
    narrow = {each.answer[0] for each in symptoms if each.rule in own and each.answer}
    broad = {each.answer[0] for each in symptoms if each.rule not in own and each.answer}
    return len(broad - narrow) > 1

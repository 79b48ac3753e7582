"""Which symptoms have one cause, and which of the rules that they break it is told by.

Two failures have one cause where they break one rule in one place or with one answer, where their
rule is broken at most of the places at which it can be told, where one answer broke both, and where
the rule of one rests on that of the other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from harness.causes.symptoms import GENERIC
from harness.core.outcomes import Outcome
from harness.core.rule_ids import DOCUMENTED
from harness.results.judge import CONCLUSIVE
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from harness.causes.symptoms import Symptom
    from harness.results.result import Result

FEW = 3
"""Operations; a rule that is broken at fewer is not broken everywhere."""


class ComingAndGoing(Protocol):
    """What tells which symptoms come and go."""

    def comes_and_goes(self, symptom: Symptom) -> bool:
        """Whether what a symptom shows comes and goes, whatever is sent."""

    def has_met_it(self, symptom: Symptom) -> bool:
        """Whether its contract met such an answer on its way."""


def broken_mostly(results: Iterable[Result]) -> frozenset[str]:
    """Return the rules that are broken at most of the operations at which they can be told.

    Each breaks for one reason, whatever came at each operation. It is said of no rule of every
    answer: an answer may depart from its page in many ways.
    """
    told: dict[str, set[str]] = defaultdict(set)
    broken: dict[str, set[str]] = defaultdict(set)
    for each in results:
        if each["operation"] and each["outcome"] in CONCLUSIVE:
            told[each["rule"]].add(each["operation"])
            if each["outcome"] == Outcome.BROKEN:
                broken[each["rule"]].add(each["operation"])
    return frozenset(
        rule
        for rule, places in broken.items()
        if rule not in GENERIC and len(places) >= FEW and 2 * len(places) > len(told[rule])
    )


def gathered(
    symptoms: Sequence[Symptom], rates: ComingAndGoing, mostly: Collection[str] = ()
) -> list[list[Symptom]]:
    """Gather symptoms by their causes, each in the order given.

    What comes and goes meets whatever is sent: it is one cause by itself. ``mostly`` are the rules
    that are broken at most operations.
    """
    groups: list[list[Symptom]] = []
    for each in symptoms:
        joined = [
            group
            for group in groups
            if any(_are_one(each, other, rates, mostly) for other in group)
        ]
        merged = [symptom for group in joined for symptom in group]
        groups = [group for group in groups if group not in joined]
        groups.append([*merged, each])
    places = {id(each): index for index, each in enumerate(symptoms)}
    return [sorted(group, key=lambda each: places[id(each)]) for group in groups]


def _are_one(one: Symptom, other: Symptom, rates: ComingAndGoing, mostly: Collection[str]) -> bool:
    steady = [each for each in (one, other) if not rates.comes_and_goes(each)]
    if len(steady) == 1:
        unsteady = other if steady[0] is one else one
        return rates.has_met_it(steady[0]) and _rests_on(steady[0], unsteady)
    if not steady:
        return one.is_crash == other.is_crash and (one.is_crash or _is_of_one_place(one, other))
    if one.rule == other.rule:
        return one.rule in mostly or one.came == other.came or _is_of_one_place(one, other)
    return _show_one_answer(one, other) or _rests_on(one, other) or _rests_on(other, one)


def _is_of_one_place(one: Symptom, other: Symptom) -> bool:
    """Whether both are about one operation; what names none is about any."""
    if None in {one.operation, other.operation}:
        return True
    if one.rule == other.rule == DOCUMENTED:  # an operation may depart from its page twice
        return one.answer == other.answer
    return one.operation == other.operation


def _show_one_answer(one: Symptom, other: Symptom) -> bool:
    """Whether one answer broke both rules, of which one is held against every answer.

    A crash of any operation that says the same is the same.
    """
    if not {one.rule, other.rule} & {*GENERIC} or one.answer is None:
        return False
    return one.answer == other.answer or (one.is_crash and one.crash == other.crash)


def _rests_on(one: Symptom, other: Symptom) -> bool:
    """Whether one is broken since the other is: at the same operation, or with such an answer."""
    if other.rule not in rules.load()[one.rule].rests_on:
        return False
    return one.kind == other.kind or _is_of_one_place(one, other)


def headline(symptoms: Sequence[Symptom], product: str, *, comes_and_goes: bool) -> str:
    """Return the rule that a cause is told by: one on which the others rest, the narrowest.

    Advice comes last: it is no failure by itself. What comes and goes at several operations is
    told by the rule of all answers, whichever others it met.
    """
    table, order = rules.load(), list(rules.load())
    broken = {each.rule for each in symptoms}
    is_wide = len({each.answer for each in symptoms if each.answer}) > 1
    if comes_and_goes and is_wide and DOCUMENTED in broken:
        return DOCUMENTED
    own = broken - {*GENERIC}
    if not own or _is_wider(symptoms, own):
        return next(each for each in GENERIC if each in broken)
    binding = {each for each in own if table[each].strength(product) is not Strength.ADVISED}
    chosen = binding or own
    base = [each for each in chosen if not rules.foundations(each) & chosen]
    return min(base, key=order.index)


def _is_wider(symptoms: Sequence[Symptom], own: set[str]) -> bool:
    """Whether it shows at two operations or more beyond those at which rules of their own break."""
    if not {each.rule for each in symptoms} & {*GENERIC}:
        return False
    narrow = {each.answer[0] for each in symptoms if each.rule in own and each.answer}
    broad = {each.answer[0] for each in symptoms if each.rule not in own and each.answer}
    return len(broad - narrow) > 1

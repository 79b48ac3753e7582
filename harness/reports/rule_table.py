"""The table of rules by target: what became of each, and the card that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.core.outcomes import ADVICE, Outcome
from harness.reports.cards import since_words
from harness.reports.words import shortened
from spec import rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.history.history import History
    from harness.reports.card import Card
    from harness.results.record import RunRecord, TargetRecord

MANY_TARGETS = 10
"""Of more, a cell is a sign, and its words are elsewhere: the page would be many megabytes."""
MOST_DETAILS = 3
_SINCE = frozenset({Outcome.BROKEN, Outcome.KNOWN})
"""Outcomes of which a person asks since when."""
_UNTOLD = frozenset({Outcome.KEPT, Outcome.BROKEN})
"""What needs no more words in a cell: nothing is wrong, or a card says what is."""


@dataclass(frozen=True)
class RuleCell:
    """What became of a rule on one target."""

    word: str
    """Its outcome, or ``advice``; the class by which it is coloured as well."""
    title: str
    """What is said of it, one line each; empty where a card or nothing is to be said."""
    since: str
    """Empty where nobody asks."""
    card: str
    """The id of the card that tells of it; empty where there is none."""


@dataclass(frozen=True)
class RuleRow:
    """One rule, and what became of it on each target; None where it was not checked."""

    id: str
    says: str
    strength: str
    """On every target where it is the same; else empty."""
    cells: tuple[RuleCell | None, ...]


def rule_rows(run: RunRecord, history: History, cards: Sequence[Card]) -> tuple[RuleRow, ...]:
    """Return a row for each rule that was looked at, in the order of rules.toml."""
    targets = list(run.targets.values())
    outcomes = [(each, each.outcomes()) for each in targets]
    told = _cards_by_rule(cards)
    return tuple(
        RuleRow(
            rule.id,
            rule.says,
            _strength(rule, targets),
            tuple(
                _cell(each, rule, found.get(rule.id), since, told.get((each.target.name, rule.id)))
                for each, found in outcomes
                for since in [_since(each, rule, history, run.started)]
            ),
        )
        for rule in rules.load().values()
        if any(rule.id in found for _, found in outcomes)
    )


def _cards_by_rule(cards: Sequence[Card]) -> dict[tuple[str, str], str]:
    """Return the card of each rule on each target; its own before one that it follows from."""
    own = {(each.target, each.rule): each.id for each in reversed(cards)}
    others = {(each.target, one.rule): each.id for each in reversed(cards) for one in each.follows}
    return others | own


def _strength(rule: rules.Rule, targets: Sequence[TargetRecord]) -> str:
    products = {each.target.product for each in targets}
    found = {str(rule.strength(each)) for each in products if each in rule.statements}
    return found.pop() if len(found) == 1 else ""


def _since(record: TargetRecord, rule: rules.Rule, history: History, started: str) -> str:
    return since_words(history.since(record.target.name, rule.id), started)


def _cell(
    record: TargetRecord, rule: rules.Rule, outcome: Outcome | None, since: str, card: str | None
) -> RuleCell | None:
    if outcome is None:
        return None
    is_advised = rule.strength(record.target.product) is rules.Strength.ADVISED
    details = {
        shortened(each["detail"])
        for each in record.results
        if each["rule"] == rule.id and each["outcome"] == outcome and each["detail"]
    }
    shown = sorted(details)[:MOST_DETAILS] if outcome not in _UNTOLD or not card else []
    return RuleCell(
        word=ADVICE if is_advised and outcome is Outcome.BROKEN else str(outcome),
        title="\n".join(shown if outcome is not Outcome.KEPT else []),
        since=since if outcome in _SINCE else "",
        card=card or "",
    )

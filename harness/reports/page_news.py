"""What is new, as the page says it: what has one cause is one line, which leads to its card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.history.history import news

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.history.comparison import Change
    from harness.reports.card import Card

_BROKEN = "newly broken"


@dataclass(frozen=True)
class NewsLine:
    """One line of news."""

    text: str
    card: str = ""
    """The id of the card that tells of it; empty where none does."""


def news_lines(changes: Sequence[Change], cards: Sequence[Card], most: int) -> list[NewsLine]:
    """Return the news in lines, at most so many: those of cards first."""
    by_rule = {(each.target, rule): each for each in reversed(cards) for rule in _rules(each)}
    by_rule |= {(each.target, each.rule): each for each in reversed(cards)}
    told: dict[str, list[Change]] = {}
    others = []
    for each in sorted(changes, key=lambda change: (change.target, change.rule)):
        card = by_rule.get((each.target, each.rule)) if _BROKEN in each.words else None
        if card is None:
            others.append(each)
        else:
            told.setdefault(card.id, []).append(each)
    lines = [NewsLine(_line(each, told[each.id]), each.id) for each in cards if each.id in told]
    lines += [NewsLine(each) for each in news(others, len(others) + 1)]
    if len(lines) > most:
        lines[most - 1 :] = [NewsLine(f"and {len(lines) - most + 1} more")]
    return lines


def _rules(card: Card) -> list[str]:
    return [each.rule for each in card.follows]


def _line(card: Card, changes: Sequence[Change]) -> str:
    """Say what is broken, under how many rules it shows, and where it is new alone."""
    own = next((each.words for each in changes if each.rule == card.rule), _BROKEN)
    others = len({each.rule for each in changes} - {card.rule})
    by_it = f" (and {others} other {'rules' if others > 1 else 'rule'} by it)" if others else ""
    return f"{card.target}: {own}: {card.says}{by_it}"

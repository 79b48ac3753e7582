"""The filters of the page that are one press away, each with how many cards it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.core.outcomes import ADVICE, Outcome
from harness.reports import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.reports.card import Card


@dataclass(frozen=True)
class Quick:
    """One of them."""

    words: str
    term: str
    """What the search holds then."""
    cards: int
    """How many it leaves."""


def quick_filters(cards: Sequence[Card]) -> list[Quick]:
    """Return the filters that part these cards: none that leaves all of them, or none."""
    found = [
        Quick("new", "is:new", sum(each.is_new for each in cards)),
        Quick("comes and goes", "is:intermittent", sum(bool(each.rate) for each in cards)),
    ]
    for word in (Outcome.BROKEN, ADVICE):
        count = sum(each.outcome == word for each in cards)
        found.append(Quick(terms.shown(word), f"outcome:{word}", count))
    return [each for each in found if 0 < each.cards < len(cards)]

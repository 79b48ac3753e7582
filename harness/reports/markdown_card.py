"""A card as Markdown, for a ticket, a chat and a pipeline's page: it reads as the card does.

Nothing of an instance's text is a mark of the page: what stands in a line is escaped, and what
stands in a block has a fence that is longer than any within it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.redaction.visible import markdown, visible
from harness.reports.differing import text_of
from harness.reports.exchange_shown import exchange_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.reports.card import Card, CardPlace

MOST_CASES = 5
"""Of a place, those that are named."""
_FENCE = re.compile(r"`{3,}")


def markdown_card(card: Card) -> str:
    """Return what is said of a cause, for people who have no report."""
    parts = ["\n".join(_head(card)), "\n".join(_told(card)), _steps(card)]
    if card.exchange is not None:
        lines = "\n".join(exchange_lines(card.exchange))
        when = f", {markdown(card.exchange.took)}" if card.exchange.took else ""
        parts.append(f"Exchange{when}:\n\n{fenced(lines, 'http')}")
    return "\n\n".join(part for part in parts if part) + "\n"


def fenced(text: str, language: str = "") -> str:
    """Return a block of code that no line of the text can end."""
    shown = visible(text)
    longest = max(map(len, _FENCE.findall(shown)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _head(card: Card) -> Iterator[str]:
    where = f" at {markdown(card.where)}" if card.where else ""
    yield f"**{markdown(card.says)}** This is {card.outcome} on {markdown(card.target)}{where}."
    if card.here:
        yield markdown(card.here)
    yield f"(rule {markdown(card.rule)}, {card.strength})"


def _told(card: Card) -> Iterator[str]:
    rows = [
        ("Expected", text_of(card.expected)),
        (f"Came, from {card.asked}" if card.asked else "Came", text_of(card.came)),
        ("How often", card.often),
        ("What was sent", card.note),
        ("Since when", card.since),
        ("Whose failure", card.whose),
        ("Stated at", card.stated_at),
    ]
    yield from (f"- {markdown(name)}: {markdown(text)}" for name, text in rows if text)
    if card.link:
        yield f"- Page: <{card.link}>" if _is_plain(card.link) else f"- Page: {markdown(card.link)}"
    if len(card.places) > 1 or any(each.cases for each in card.places):
        yield f"- Where: {'; '.join(map(_place, card.places))}{_more(card)}"
    if card.follows:
        yield f"- Broken by it as well: {', '.join(markdown(each.rule) for each in card.follows)}"
    if card.unproven:
        rules = ", ".join(markdown(each.rule) for each in card.unproven)
        yield f"- Could not be proven because of it: {rules}"


def _steps(card: Card) -> str:
    told = "\n".join(f"{at}. {markdown(each)}" for at, each in enumerate(card.told, 1))
    words = f"Steps:\n\n{told}\n\n" if told else ""
    first = f" (set {card.to_set} first)" if card.to_set else ""
    steps = f"The same for a shell{first}:\n\n{fenced(card.steps, 'sh')}\n\n" if card.steps else ""
    return f"{words}{steps}By the suite:\n\n{fenced(card.replay, 'sh')}"


def _place(place: CardPlace) -> str:
    named = ", ".join(place.cases[:MOST_CASES])
    more = len(place.cases) - MOST_CASES
    cases = f" ({named}{f' and {more} more' if more > 0 else ''})" if named else ""
    rule = f"{place.rule} at " if place.rule else ""
    return markdown(f"{rule}{place.request or 'the target as a whole'}{cases}")


def _more(card: Card) -> str:
    return f"; and {card.more_places} more" if card.more_places else ""


def _is_plain(link: str) -> bool:
    return not re.search(r"[\s<>]", link) and link == visible(link)

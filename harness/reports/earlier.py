"""What became of a card's rule in the runs before: whether it came up before, and how often.

The page of nights has a row for each rule of each target, to which the card leads.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from harness.reports.terms import MARKS, OUTCOMES, shown
from harness.reports.words import minute_of

if TYPE_CHECKING:
    from harness.history.history import History

MOST = 14
"""Runs that are shown: as long as every run is kept."""
_UNCHECKED = "none"
"""In place of an outcome, where a run had no check of the rule."""


@dataclass(frozen=True)
class EarlierRun:
    """What became of the rule in one run."""

    word: str
    """Its outcome, which is the class of its square."""
    sign: str
    title: str


@dataclass(frozen=True)
class Earlier:
    """The runs before, the oldest first."""

    runs: tuple[EarlierRun, ...]
    words: str
    """How often the rule came to be what, in a line."""
    anchor: str
    """Of its row in the page of nights."""


def earlier_of(history: History, target: str, rule: str, started: str) -> Earlier | None:
    """Return what the runs before the one that began at ``started`` found; None without any."""
    nights = [each for each in history.nights.get(target, []) if each.started != started][-MOST:]
    words = [str(each.found.outcomes.get(rule, _UNCHECKED)) for each in nights]
    if not {*words} - {_UNCHECKED}:
        return None
    runs = tuple(
        EarlierRun(
            word, MARKS.get(word, "\N{MIDDLE DOT}"), f"{minute_of(each.started)}: {_of(word)}"
        )
        for word, each in zip(words, nights, strict=True)
    )
    return Earlier(runs, _counted(words), row_anchor(target, rule))


def row_anchor(target: str, rule: str) -> str:
    """Return the id of a rule's row in the page of nights; a target may have any name."""
    return "r" + sha256(f"{target}\0{rule}".encode()).hexdigest()[:10]


def _counted(words: list[str]) -> str:
    """Say "proven in 12, broken in 2 of the 14 runs before", the worst first."""
    counts = Counter(words)
    if len(words) == 1:
        return f"{_of(words[0])} in the run before"
    ordered = [*map(str, OUTCOMES), _UNCHECKED]
    found = [f"{_of(each)} in {counts[each]}" for each in ordered if counts[each]]
    return f"{', '.join(found)} of the {len(words)} runs before"


def _of(word: str) -> str:
    return "not run" if word == _UNCHECKED else shown(word)

"""Combinations of allowed differences, in which every two that fit together meet.

A greedy cover of our own: of the libraries for this, allpairspy gives up coverage where a row may
hold a few values only, and was last released in 2023. Rows are short, since what many differences
exclude or leave unproven together hides what two of them do.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MOST = 8
"""Differences in one row."""
Pair = frozenset[str]


def in_pairs(
    names: Sequence[str], fit: Callable[[str, str], bool], most: int = MOST
) -> list[tuple[str, ...]]:
    """Return rows of names, in their given order, that hold each pair that fits together."""
    left = {frozenset(pair): None for pair in combinations(names, 2) if fit(*pair)}
    rows = []
    while left:
        row = _grown(sorted(next(iter(left))), names, fit, left.keys(), most)
        for pair in combinations(row, 2):
            left.pop(frozenset(pair), None)
        rows.append(tuple(sorted(row, key=names.index)))
    return rows


def _grown(
    row: list[str],
    names: Sequence[str],
    fit: Callable[[str, str], bool],
    left: Iterable[Pair],
    most: int,
) -> list[str]:
    """Add, one by one, the name that brings the most pairs that no row holds yet."""
    open_pairs = set(left)

    def gain(name: str) -> int:
        return sum(frozenset((name, each)) in open_pairs for each in row)

    while len(row) < most:
        fitting = [
            each for each in names if each not in row and all(fit(each, other) for other in row)
        ]
        best = max(fitting, key=gain, default=None)
        if best is None or not gain(best):
            return row
        row = [*row, best]
    return row

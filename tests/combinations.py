"""Combinations of allowed differences, in which every two that fit together meet.

A greedy cover of our own: of the libraries for this, allpairspy gives up coverage where a row may
hold a few values only, and was last released in 2023. Rows are short, since what many differences
exclude or leave unproven together hides what two of them do.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST = 8
"""Differences in one row."""


def in_pairs(
    names: Sequence[str], fit: Callable[[str, str], bool], most: int = MOST
) -> list[tuple[str, ...]]:
    """Return rows of names, in their given order, that hold each pair that fits together."""
    fitting = [0] * len(names)
    for one, other in combinations(range(len(names)), 2):
        if fit(names[one], names[other]):
            fitting[one] |= 1 << other
            fitting[other] |= 1 << one
    left, rows = fitting.copy(), []
    while (first := next((at for at, others in enumerate(left) if others), None)) is not None:
        second = (left[first] & -left[first]).bit_length() - 1
        row = _grown([first, second], fitting, left, most)
        together = sum(1 << each for each in row)
        for each in row:
            left[each] &= ~together
        rows.append(tuple(names[each] for each in sorted(row)))
    return rows


def _grown(row: list[int], fitting: Sequence[int], left: Sequence[int], most: int) -> list[int]:
    """Add, one by one, the name that brings the most pairs that no row holds yet.

    A name is its place among all of them; what fits it, and with what no row holds it yet, are the
    places that are ones in a number.
    """
    while len(row) < most:
        together = sum(1 << each for each in row)
        gains = [
            (left[each] & together).bit_count() if others & together == together else 0
            for each, others in enumerate(fitting)
        ]
        if not max(gains):
            return row
        row = [*row, gains.index(max(gains))]
    return row

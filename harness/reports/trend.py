"""How many rules were proven and broken, over time: a chart, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.history.nights import Night

WIDTH, HEIGHT = 600, 100
"""Of the drawing; it is stretched to the width of the page."""


@dataclass(frozen=True)
class Trend:
    """The chart of a target's runs that checked everything."""

    proven: str
    """The outline of an area, as SVG has paths."""
    broken: str
    most: int
    """The height of the chart, in rules."""
    first: str
    last: str
    words: str
    """What the chart shows, for who does not see it."""


def trend_of(nights: Sequence[Night]) -> Trend | None:
    """Return the trend; None where there is none, since there are less than two runs."""
    if len(nights) < 2:
        return None
    proven = [each.found.proven for each in nights]
    broken = [each.found.broken for each in nights]
    most = max(1, *proven, *broken)
    begin = nights[0].moment
    length = (nights[-1].moment - begin).total_seconds() or 1
    across = [WIDTH * (each.moment - begin).total_seconds() / length for each in nights]
    first, last = nights[0].started[:10], nights[-1].started[:10]
    return Trend(
        proven=_outline(across, proven, most),
        broken=_outline(across, broken, most),
        most=most,
        first=first,
        last=last,
        words=f"{len(nights)} runs that checked everything, {first} to {last}: "
        f"{_told('proven', proven)}; {_told('broken', broken)}",
    )


def _outline(across: Sequence[float], numbers: Sequence[int], most: int) -> str:
    """Return steps from the bottom up and back to it: what a run found holds until the next."""
    parts, before = [f"M0,{HEIGHT}"], None
    for x, number in zip(across, numbers, strict=True):
        if number != before:
            parts.append(f"H{x:.0f}V{HEIGHT - HEIGHT * number / most:.0f}")
        before = number
    return "".join([*parts, f"H{WIDTH}V{HEIGHT}Z"])


def _told(word: str, numbers: Sequence[int]) -> str:
    least, most = min(numbers), max(numbers)
    between = "in each" if least == most else f"between {least} and {most} in all"
    return f"{numbers[-1]} {word} in the newest, {between}"

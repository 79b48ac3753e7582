"""Several things in a line: the first few by name, and how many more there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NAMED = 3


def named(names: Sequence[str]) -> str:
    """Name several things: the first few, and how many more there are."""
    more = len(names) - MOST_NAMED
    if more <= 1:  # its name is as short as the words for it
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMED])} and {more} more"

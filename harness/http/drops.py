"""Connections that end before the answer does: an instance that crashes, or the weather between.

A crash comes again where the same is asked for; the weather comes anywhere. What may have been
done is not asked for again to find that out (RFC 9110, section 9.2.2), so that the drops of one
operation are counted over all that asks for it. Generated input is asked for again all the same,
since its drop is what a search is after.
"""

from __future__ import annotations

from collections import Counter

TWICE = 2
MOST = 5
"""Drops in a row that show a crash, whatever the weather is like."""
ONLY_HERE = 3
"""Drops of one operation, though not in a row, that show one where no other was ever dropped."""


class Drops:
    """The connections of one instance that ended early, by what was asked for."""

    def __init__(self) -> None:
        self._in_a_row: Counter[str] = Counter()
        self._in_all: Counter[str] = Counter()
        self._passed = 0
        """Times that an operation was answered after a drop."""
        self._is_weather = False
        """Whether the very request that was dropped was answered the next time."""

    def __bool__(self) -> bool:
        return bool(self._in_all)

    def show_crash(self, key: str) -> bool:
        """Count one, and say whether it is the operation that ends connections.

        It is where that happens twice in a row; where drops have passed, that often more.
        """
        self._in_a_row[key] += 1
        self._in_all[key] += 1
        is_in_a_row = self._in_a_row[key] >= min(TWICE + self._passed, MOST)
        is_alone = self._in_all[key] == self._in_all.total() >= ONLY_HERE
        if is_in_a_row or (is_alone and not self._is_weather):
            self._in_a_row[key] = 0
            return True
        return False

    def note_answer(self, key: str, *, is_same: bool) -> None:
        """Note that an operation was answered; ``is_same`` says, the request that was dropped."""
        if self._in_a_row.pop(key, 0):
            self._passed += 1
            self._is_weather = self._is_weather or is_same

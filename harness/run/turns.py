"""Turns: what a run tries of more than it has requests for, so that nights cover what one can't."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypedDict

from harness.core.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Turn(TypedDict):
    """The last time that one of them was tried."""

    at: str
    """When, as results.json writes it."""
    held: bool
    """Whether the contract that tried it found nothing broken."""


Tried = dict[str, dict[str, Turn]]
"""By the name of the list, and by that of what was tried."""


class Turns:
    """Whose turn it is: what failed last time, then what was never or longest ago tried.

    Without a history it is the seed that decides, so that runs of one seed try the same.
    """

    def __init__(self, seed: int = 0, before: Mapping[str, Mapping[str, Turn]] | None = None):
        self._seed = seed
        self._before = before or {}
        self._new: Tried = {}
        self._at_hand: list[Turn] = []
        """Those of the contract that is being checked."""

    def pick(self, name: str, among: Sequence[str], count: int = 1) -> list[str]:
        """Pick so many of a list, which ``name`` tells from others; in the order of the list."""
        chosen = sorted(among, key=lambda each: self._rank(name, each))[:count]
        for each in chosen:
            turn = Turn(at=utc_now(), held=True)
            self._new.setdefault(name, {})[each] = turn
            self._at_hand.append(turn)
        return [each for each in among if each in chosen]

    def begin(self) -> None:
        """Begin another contract."""
        self._at_hand = []

    @property
    def has_picked(self) -> bool:
        """Whether the contract at hand tries what is next, and not the same each time."""
        return bool(self._at_hand)

    def fail(self) -> None:
        """Note that the contract at hand found its rule broken, by whatever it tried."""
        for turn in self._at_hand:
            turn["held"] = False

    def take_new(self) -> Tried:
        """Hand over what was tried since the last call."""
        taken, self._new = self._new, {}
        return taken

    def _rank(self, name: str, what: str) -> tuple[bool, str, bytes]:
        before = self._before.get(name, {}).get(what)
        drawn = hashlib.sha256(f"{self._seed} {name} {what}".encode()).digest()
        return (before is None or before["held"], before["at"] if before else "", drawn)

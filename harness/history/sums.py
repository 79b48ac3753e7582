"""Check sums of a history: of what is known of each target, and of the nights.

A flipped bit may leave JSON of the right shape, in which a letter of a name or a date is another.
They stand where the version before does not look; a file without them is taken as it is.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "sums"
"""Of the member of the file."""
_NIGHTS = "nights"
_OF_A_TARGET = ("targets", "tried", "places")
"""The members of the file that tell of each target, by its name."""


def added(state: dict[str, Any], nights: Any) -> dict[str, Any]:
    """Return what is known with the sums of it, and of the nights where there are any."""
    sums: dict[str, Any] = {"targets": {each: _of(state, each) for each in state["targets"]}}
    return state | {NAME: sums | ({_NIGHTS: _sum(nights)} if nights is not None else {})}


def without_damaged(state: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return what is known without the targets whose sum is another, and the names of these."""
    sums = state.get(NAME)
    told = sums.get("targets") if isinstance(sums, dict) else None
    targets = state.get("targets")
    if not isinstance(told, dict) or not isinstance(targets, dict):
        return state, []
    lost = {each for each in {*targets, *told} if told.get(each) != _of(state, each)}
    kept = {name: _without(state[name], lost) for name in _OF_A_TARGET if name in state}
    return state | kept, sorted(lost)


def is_of_nights(state: Mapping[str, Any], nights: Any) -> bool:
    """Tell whether the nights are those that the sum is of; so they are where there is none."""
    sums = state.get(NAME)
    told = sums.get(_NIGHTS) if isinstance(sums, dict) else None
    return told is None or told == _sum(nights)


def _of(state: Mapping[str, Any], target: str) -> str:
    parts = [state.get(name) for name in _OF_A_TARGET]
    return _sum([each.get(target) if isinstance(each, dict) else None for each in parts])


def _without(of_targets: Any, lost: set[str]) -> Any:
    if not isinstance(of_targets, dict):
        return of_targets
    return {name: each for name, each in of_targets.items() if name not in lost}


def _sum(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""The file of ``--history``: what is known of each rule, and behind it the nights.

Each part is read though the other is damaged. The nights stand last and in one line, where the
version of the suite before does not look: it reads what it knows, and writes the file without them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harness.core.storage import read_bytes, write_text
from harness.history import nights_store, store
from harness.history.store import UnreadableHistory

if TYPE_CHECKING:
    from pathlib import Path

    from harness.history.nights import Nights
    from harness.history.store import Past

_PART = "nights"
_BEGIN = f',\n "{_PART}": '
_END = "\n}\n"
_IN_PART = "is damaged in part; what is known of each rule could be read, and so could the nights"


@dataclass(frozen=True)
class Kept:
    """What the file holds."""

    past: Past = field(default_factory=dict)
    nights: Nights = field(default_factory=dict)
    problem: str = ""
    """What of it could not be read, in a line."""
    is_newer: bool = False
    """Whether another version of the suite can read it, so that it must be left alone."""


def read(path: Path) -> Kept:
    """Read what can be read; OSError where the file is there and can't be opened."""
    try:
        data = read_bytes(path)
    except FileNotFoundError:
        return Kept()
    raw = _parsed(data)
    if isinstance(raw, dict):
        nights_part = raw.pop(_PART, None)
        return _kept(path, raw, nights_part, has_nights=nights_part is not None)
    head, begin, tail = data.partition(_BEGIN.encode())
    # Without its end, the first part still ends where a member of the whole does.
    head = head[: head.rfind(b"\n }") + 3] + _END.encode()
    nights_part = _parsed(tail.rstrip().removesuffix(b"}")) if begin else None
    kept = _kept(path, _parsed(head), nights_part, has_nights=True)
    return kept if kept.problem else replace(kept, problem=f"{path}: {_IN_PART}")


def _parsed(data: bytes) -> Any:
    """Return the JSON; None where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _kept(path: Path, state: Any, nights: Any, *, has_nights: bool) -> Kept:
    """Read both parts, and say in a line which could not be."""
    found = _nights(nights)
    try:
        past = store.parsed(state, path)
    except UnreadableHistory as failure:
        if failure.is_newer:
            return Kept(problem=str(failure), is_newer=True)
        kept = "; its nights could be read, and are kept" if found else ""
        return Kept(nights=found or {}, problem=f"{failure}{kept}")
    if has_nights and found is None:
        words = "the nights in it are damaged, and are begun anew"
        return Kept(past, problem=f"{path}: {words}")
    return Kept(past, found or {})


def _nights(raw: Any) -> Nights | None:
    try:
        return nights_store.parsed(raw)
    except (ValueError, RecursionError):
        return None


def write(path: Path, past: Past, nights: Nights) -> None:
    """Write the file whole or not at all."""
    write_text(path, text(past, nights))


def text(past: Past, nights: Nights) -> str:
    """Return what the file holds: a line for each thing that is known, and one for the nights."""
    state = json.dumps(store.as_json(past), indent=1, ensure_ascii=False)
    if not nights:
        return f"{state}\n"
    _, raw = nights_store.bounded(nights)
    return f"{state.removesuffix(_END.rstrip())}{_BEGIN}{nights_store.compact(raw)}{_END}"

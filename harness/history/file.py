"""The file of ``--history``: what is known of each rule, and behind it the nights.

Each part is read though the other is damaged. The nights stand last and in one line, where the
version of the suite before does not look: it reads what it knows, and writes the file without them.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harness.core.storage import read_bytes, write_text
from harness.history import nights_store, store, sums
from harness.history.nights import united
from harness.history.store import UnreadableHistory

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
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
    found, lost = _nights(nights), list[str]()
    if isinstance(state, dict):
        if not sums.is_of_nights(state, nights):  # though they may be of the right shape, or gone
            found, has_nights = None, True
        state, lost = sums.without_damaged(state)
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
    words = f"what is known of {', '.join(lost)} is damaged, and is begun anew"
    return Kept(past, found or {}, problem=f"{path}: {words}" if lost else "")


def _nights(raw: Any) -> Nights | None:
    try:
        return nights_store.parsed(raw)
    except (ValueError, RecursionError):
        return None


def write(path: Path, past: Past, nights: Nights, *, taken: Container[str] | None = None) -> None:
    """Write the file whole or not at all, with what another run has put there since it was read.

    Of targets that are not among those ``taken`` in by this run, what is there is newer. OSError
    where it can't be written, or where another version of the suite has written it meanwhile.
    """
    with _locked(path.parent):
        there = read(path)
        if there.is_newer:
            words = "has been written by a newer version of the suite, and is left as it is"
            raise OSError(errno.EEXIST, words, str(path))
        theirs = {
            name: each
            for name, each in there.past.items()
            if name not in past or (taken is not None and name not in taken)
        }
        write_text(path, text(past | theirs, united(nights, there.nights)))


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Keep other runs from writing there; where a file system knows no locks, it goes without."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # which unlocks it


def text(past: Past, nights: Nights) -> str:
    """Return what the file holds: a line for each thing that is known, and one for the nights."""
    raw = nights_store.bounded(nights)[1] if nights else None
    known = sums.added(store.as_json(past), raw)
    state = json.dumps(known, indent=1, ensure_ascii=False)
    if raw is None:
        return f"{state}\n"
    return f"{state.removesuffix(_END.rstrip())}{_BEGIN}{nights_store.compact(raw)}{_END}"

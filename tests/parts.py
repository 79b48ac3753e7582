"""The proof in parts, so that no worker waits for another to check hundreds of instances.

Each part is one run of the suite, made once in a session by the first worker that asks for it. What
takes all parts together makes the missing ones itself: it comes last, and finds none missing.
"""

from __future__ import annotations

import fcntl
import pickle
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from math import ceil
from operator import add
from typing import TYPE_CHECKING

import pytest

from tests.proof import HONEST, Case, Proof

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from _pytest.mark import ParameterSet

MOST = {"quick": 28, "standard": 20}
"""Instances of a part at each depth: half a minute's work."""


@dataclass(frozen=True)
class Part:
    """Cases that one run of the suite checks."""

    name: str
    depth: str
    cases: tuple[Case, ...]

    def params(self) -> list[ParameterSet]:
        """Give the part and each of its cases to a test, all of them on one worker."""
        group = pytest.mark.xdist_group(self.name)
        return [pytest.param(self, case, id=case.name, marks=group) for case in self.cases]


def in_parts(name: str, depth: str, cases: Sequence[Case]) -> list[Part]:
    """Part the cases that are checked at a depth; each part gets some of every product."""
    count = ceil(len(cases) / MOST[depth])
    return [Part(f"{name}-{n}", depth, tuple(cases[n::count])) for n in range(count)]


def params(parts: Iterable[Part]) -> list[ParameterSet]:
    """Give every case of the parts to a test, with its part."""
    return list(chain.from_iterable(part.params() for part in parts))


HONEST_AT = {depth: Part(f"honest-{depth}", depth, HONEST) for depth in MOST}
"""The honest instances, which every case is held against."""


class Parts:
    """What the runs of this session found, kept in a directory that its workers share."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._known: dict[tuple[Part, ...], Proof] = {}

    def proof(self, *parts: Part) -> Proof:
        """Return what is found of the cases of these parts, and of the honest instances."""
        if parts not in self._known:
            honest = [HONEST_AT[each.depth] for each in parts]
            wanted = dict.fromkeys([*parts, *honest])
            self._known[parts] = reduce(add, [self._shared(each) for each in wanted])
        return self._known[parts]

    def _shared(self, part: Part) -> Proof:
        """Make a part, or wait for the worker that is making it."""
        file = self._directory / f"{part.name}.pickle"
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                reports = self._directory / part.name
                reports.mkdir()
                made = Proof.of(part.cases, reports, "--depth", part.depth)
                file.write_bytes(pickle.dumps(made))
            found: Proof = pickle.loads(file.read_bytes())
        return found

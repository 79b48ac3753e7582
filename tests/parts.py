"""The proof in parts, so that no worker waits for another to check hundreds of instances.

Each part is one run of the suite, made once in a session by the first worker that asks for it. What
takes all parts together makes the missing ones itself: it comes last, and finds none missing.
"""

from __future__ import annotations

import fcntl
import pickle
from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import add
from typing import TYPE_CHECKING

import pytest

from tests.matrix import check_directly, check_instances
from tests.proof import (
    HONEST,
    Case,
    Proof,
    depth_of,
    every_fault,
    every_pair,
    every_variant,
    in_turn,
    own_products,
    tenth_of,
    within_time,
)

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


def in_parts(name: str, depth: str, cases: Sequence[Case]) -> list[Part]:
    """Part the cases that are checked at a depth; each part gets some of every product."""
    count = ceil(len(cases) / MOST[depth])
    return [Part(f"{name}-{n}", depth, tuple(cases[n::count])) for n in range(count)]


HONEST_AT = {depth: Part(f"honest-{depth}", depth, HONEST) for depth in MOST}
"""The honest instances, which every case is held against; they are asked over the wire."""
TELLING = frozenset({
    *("address-change-locks-out", "old-address-lives-on", "link-of-another-address"),
    *("link-token-dead", "link-under-403", "login-invited-by-null", "login-tells-of-no-password"),
    *("logout-again-crashes", "logout-keeps-sso-access", "logout-keeps-sso-refresh"),
    "logout-refused",
    *("forgot-clears-password", "forgot-message-the-second-time", "reset-does-nothing"),
    *("reset-adds-password-without-log-in", "reset-token-tells-the-user"),
    "reset-token-of-another-user",
})  # fmt: skip
"""Faults that one assertion alone sees of a contract that has several: each would be missed."""
_OF_EACH_FAULT = in_turn(every_fault())
_SAMPLE = within_time(tenth_of(_OF_EACH_FAULT))
CASES = [case for case in _OF_EACH_FAULT if case in _SAMPLE or TELLING & {*case.changes}]
BROKEN = [
    part
    for depth in MOST
    for part in in_parts(f"faults-{depth}", depth, [c for c in CASES if depth_of(c) == depth])
]
ALONE = [
    HONEST_AT["standard"],
    *in_parts("alone", "standard", tenth_of(in_turn(every_variant()))),
]
TOGETHER = in_parts("together", "quick", own_products(every_pair()))

_FILES = frozenset({"tests/test_every_rule_can_break.py", "tests/test_allowed_differences.py"})
_OF_INVENTED = "tests/test_generic_rules.py"
"""Its ids begin with the name of a part."""
_PART_OF = {case.name: part.name for part in (*BROKEN, *ALONE, *TOGETHER) for case in part.cases}


def group_of(nodeid: str) -> str:
    """Name what a worker does in one go: the tests of a part's cases, or those of a file."""
    file, _, test = nodeid.partition("::")
    case = test.partition("[")[2].removesuffix("]")
    if file == _OF_INVENTED:
        return f"{file}[{case.partition(':')[0]}]"
    return _PART_OF.get(case, file) if file in _FILES else file


def params(parts: Iterable[Part], among: Sequence[Case] | None = None) -> list[ParameterSet]:
    """Give a test every case of the parts, with its part; or those alone that are named."""
    cases = [(part, case) for part in parts for case in part.cases]
    return [
        pytest.param(part, case, id=case.name)
        for part, case in cases
        if among is None or case in among
    ]


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
                check = check_instances if part in HONEST_AT.values() else check_directly
                made = Proof.of(part.cases, reports, "--depth", part.depth, check=check)
                file.write_bytes(pickle.dumps(made))
            found: Proof = pickle.loads(file.read_bytes())
        return found

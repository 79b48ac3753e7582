"""What a run of the suite says of the invented products: which faults slip, and which alarms."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zlib import crc32

from tests.combinations import in_pairs
from tests.invented import serving
from tests.invented.documents import FOLDER, PRODUCTS
from tests.invented.registry import (
    BY_NAME,
    COUNTS,
    FAULTS,
    FILTERS,
    FORGED,
    GONE,
    INPUT,
    LIMIT,
    LISTED,
    ORDERS,
    READS_BACK,
    REFUSES,
    REQUIRED,
    UNKNOWN,
    VARIANTS,
)
from tests.matrix import INSTANCES, run_suite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.matrix import Run

ALONE = "alone"
AT_ONCE = 2
"""Parts that are checked at the same time."""
MOST = {"quick": 14, "standard": 7}
"""Instances of a part at each depth."""
BY_SEARCH = frozenset(
    {
        *(INPUT, REQUIRED, FORGED, READS_BACK, LISTED, GONE, LIMIT, ORDERS, FILTERS, BY_NAME),
        *(UNKNOWN, REFUSES, COUNTS),
    }
)
"""Rules of which some faults show only beyond a quick run: by search, or by another thing."""
BEYOND_QUICK = "tests.invented.faults_beyond_quick"
"""Has faults that show only beyond a quick run, whatever rule they break."""
assert serving.MODULES, "which register the faults and variants"


@dataclass(frozen=True)
class Case:
    """One instance to check: a product, and what is changed of the honest one."""

    name: str
    product: str
    changes: tuple[str, ...] = ()

    @property
    def instance(self) -> str:
        """What builds it."""
        return "+".join((self.product, *self.changes))

    @property
    def breaks(self) -> frozenset[str]:
        """The rules that its faults break."""
        return frozenset(r for e in self.changes if e in FAULTS for r in FAULTS[e].breaks)

    @property
    def may_break(self) -> frozenset[str]:
        """Those that may be broken or unproven, since what they rest on is broken."""
        return frozenset(
            rule
            for each in self.changes
            for registry in (FAULTS, VARIANTS)
            if each in registry
            for rule in registry[each].may_break
        )


@dataclass(frozen=True)
class Part:
    """Cases that one run of the suite checks."""

    name: str
    depth: str
    cases: tuple[Case, ...]


def in_parts(name: str, cases: Sequence[Case]) -> list[Part]:
    """Part the cases by what depth shows them, and into runs of half a minute."""
    parts = []
    for depth, most in MOST.items():
        chosen = [case for case in cases if depth_of(case) == depth]
        count = ceil(len(chosen) / most)
        parts += [Part(f"{name}-{depth}-{n}", depth, tuple(chosen[n::count])) for n in range(count)]
    return parts


def in_turn(cases: Sequence[Case]) -> list[Case]:
    """Choose a tenth of the cases, by their names: `make test` checks these, `make proof` all."""
    return [case for case in cases if crc32("+".join(case.changes).encode()) % 10 == 0]


def depth_of(case: Case) -> str:
    """Return the depth at which a case shows; what breaks nothing is checked at the usual one."""
    is_quick = bool(case.breaks - BY_SEARCH) or len(case.changes) > 1
    changes = [FAULTS[each].apply for each in case.changes if each in FAULTS]
    is_beyond = any(each.__module__ == BEYOND_QUICK for each in changes)
    return "quick" if is_quick and not is_beyond and not case.breaks & BY_SEARCH else "standard"


HONEST = tuple(Case(f"honest.{product}", product) for product in PRODUCTS)
BROKEN = tuple(Case(name, each.products[0], (name,)) for name, each in FAULTS.items())
DIFFERENT = tuple(Case(name, each.products[0], (name,)) for name, each in VARIANTS.items())


def pairs() -> tuple[Case, ...]:
    """Return instances in which every two allowed differences that fit together meet."""
    cases: list[Case] = []
    for product in PRODUCTS:
        names = [e.name for e in VARIANTS.values() if product in e.products and e.axis != ALONE]
        rows = in_pairs(names, lambda one, other: VARIANTS[one].axis != VARIANTS[other].axis)
        cases += [Case(f"pairs-{n}.{product}", product, row) for n, row in enumerate(rows, 1)]
    return tuple(cases)


def check(cases: Sequence[Case], directory: Path, *arguments: str) -> Run:
    """Check the cases in one run of the suite, in the process that serves them."""
    names = {case.name: case.instance for case in cases}
    (directory / INSTANCES).write_text(json.dumps(names))
    options = ["-p", "tests.invented.direct", "-p", "no:html", "--tb=no"]
    options += ["--targets-file", str(directory / "targets.toml"), "--target", "all"]
    environment = {"MEIRO_SPEC": str(FOLDER)}
    return run_suite([*options, *arguments], directory / "reports", environment)


def complaints(case: Case, run: Run) -> list[str]:
    """Say what is wrong with what a run says of a case, a line each."""
    found = run.outcomes(case.name)
    strengths = {each["rule"]: each["strength"] for each in run.results["rules"]}
    wrong = [
        f"{case.name}: {rule} slipped by ({found.get(rule, 'no such rule')})"
        for rule in sorted(case.breaks)
        if found.get(rule) != "broken"
    ]
    for rule, outcome in found.items():
        is_allowed = rule in case.breaks | case.may_break
        is_advice = not case.breaks and strengths[rule] == "advised"
        if outcome == "error" or (outcome == "broken" and not is_allowed and not is_advice):
            wrong.append(f"{case.name}: {rule} is {outcome}")
    return wrong


def left_by(case: Case, run: Run) -> list[str]:
    """Say what a run left behind on an instance."""
    left: list[str] = next(
        each["leftovers"] for each in run.results["targets"] if each["name"] == case.name
    )
    return left


def main(names: Sequence[str]) -> int:
    """Check every case, or those that a word names; 1 where one is wrong, 2 without any."""
    cases = [*HONEST, *BROKEN, *DIFFERENT, *pairs()]
    chosen = [case for case in cases if not names or any(each in case.name for each in names)]
    if not chosen:
        print(f"no case's name holds {' or '.join(names)}")
        return 2
    wrong: list[str] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for lines in pool.map(_told, in_parts("all", chosen)):
            print(*lines, sep="\n", end="\n" if lines else "", flush=True)
            wrong += lines
    print(f"{len(chosen)} checked, {len(wrong)} complaints")
    return 1 if wrong else 0


def _told(part: Part) -> list[str]:
    """Check a part; return what is wrong, a line each."""
    with TemporaryDirectory() as directory:
        run = check(part.cases, Path(directory), "--depth", part.depth)
        return [line for case in part.cases for line in complaints(case, run)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

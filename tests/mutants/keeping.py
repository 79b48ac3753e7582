"""What is known from earlier runs: which tests run which lines, and what missed which mutant.

All of it stands by the check sums of what it was found with, so that nothing is believed of a
module or a test that is another by now.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.mutants.sessions import AT_IMPORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tests.mutants.making import Mutant

DIRECTORY = ".mutants"


@cache
def sum_of(path: Path) -> str:
    """Return the check sum of a file; nothing where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""


def _read(path: Path) -> dict[str, Any]:
    """Return what an earlier run left; nothing where it was cut short."""
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held


def _write(path: Path, held: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(held, indent=1), encoding="utf-8")
    new.replace(path)


def _name(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".") + ".json"


@dataclass(frozen=True)
class Covered:
    """Which tests run a line of one module."""

    by_line: Mapping[int, frozenset[tuple[str, float]]]
    at_import: frozenset[int]
    """Lines that run while modules are imported: their work is done when a test begins."""
    own: frozenset[tuple[str, float]]
    """The tests of the module's name, which may read what it holds and run no line of it."""

    def running(self, mutant: Mutant) -> list[tuple[str, float]]:
        """Return the tests that run its lines, the fastest first."""
        found = frozenset[tuple[str, float]]().union(
            *(self.by_line.get(n, ()) for n in mutant.lines)
        )
        return sorted(found, key=lambda each: (each[1], each[0]))

    def reaches(self, mutant: Mutant) -> bool:
        """Whether a test can see it at all."""
        return bool(self.running(mutant) or (self.is_kept_from_import(mutant) and self.touching()))

    def touching(self) -> list[tuple[str, float]]:
        """Return the tests that may miss a change of what is computed once, for all of them."""
        found = self.own.union(*self.by_line.values())
        return sorted(found, key=lambda each: (each[1], each[0]))

    def is_kept_from_import(self, mutant: Mutant) -> bool:
        """Whether something that the mutant changes is computed while modules are imported."""
        return mutant.is_run_at_import or not self.at_import.isdisjoint(mutant.lines)


class Coverage:
    """What each test file covers, as far as it is known."""

    def __init__(self, root: Path) -> None:
        self._root, self._directory = root, root / DIRECTORY / "covered"

    def unknown(self, module: str, tests: Iterable[str]) -> list[str]:
        """Return the test files of which it is not known what they cover of a module."""
        return [each for each in tests if not self._is_known(module, each)]

    def _is_known(self, module: str, test: str) -> bool:
        held = _read(self._directory / _name(test))
        if held.get("sum") != sum_of(self._root / test):
            return False
        now = sum_of(self._root / module)
        return bool(held["sources"].get(module, now) == now)

    def note(self, tests: Sequence[str], found: Mapping[str, Any]) -> None:
        """Keep what a session measured, by test file."""
        for test in tests:
            mine = {n for n, (name, _) in enumerate(found["tests"]) if name.startswith(f"{test}::")}
            lines = {
                file: {
                    line: kept
                    for line, numbers in by_line.items()
                    if (kept := [n for n in numbers if n in mine or n == AT_IMPORT])
                }
                for file, by_line in found["lines"].items()
            }
            touched = {
                file
                for file, by_line in lines.items()
                if any(n != AT_IMPORT for kept in by_line.values() for n in kept)
            }
            held = {
                "sum": sum_of(self._root / test),
                "sources": {file: sum_of(self._root / file) for file in sorted(touched)},
                "tests": {n: found["tests"][n] for n in sorted(mine)},
                "lines": {file: lines[file] for file in sorted(touched)},
            }
            _write(self._directory / _name(test), held)

    def of(self, module: str, tests: Iterable[str], *, are_own: bool) -> Covered:
        """Return what test files cover of a module, which may be those of its name."""
        by_line: dict[int, set[tuple[str, float]]] = {}
        at_import: set[int] = set()
        own: set[tuple[str, float]] = set()
        for test in tests:
            held = _read(self._directory / _name(test))
            named = {n: (name, seconds) for n, (name, seconds) in held.get("tests", {}).items()}
            own.update(named.values() if are_own else ())
            for line, numbers in held.get("lines", {}).get(module, {}).items():
                at_import |= {int(line)} if AT_IMPORT in numbers else set()
                found = {named[str(number)] for number in numbers if number != AT_IMPORT}
                by_line.setdefault(int(line), set()).update(found)
        return Covered(
            {n: frozenset(each) for n, each in by_line.items()},
            frozenset(at_import),
            frozenset(own),
        )


class Results:
    """What became of the mutants of one module."""

    def __init__(self, root: Path, module: str, every: Sequence[Mutant]) -> None:
        self._root, self._ids = root, {each.id for each in every}
        self._path = root / DIRECTORY / "results" / _name(module)
        self._source = sum_of(root / module)
        self._held: dict[str, dict[str, Any]] = _read(self._path)

    def missed_by(self, mutant: Mutant, tests: Sequence[str]) -> str | None:
        """Return what missed a mutant; nothing if nothing did; None where it is to be tried."""
        held = self._held.get(mutant.id)
        if held is None or held["source"] != self._source:
            return None
        by: str = held["by"]
        stands = all(held["tests"].get(each) == self._sum(each) for each in _needed(by, tests))
        return by if stands else None

    def missed_before(self, mutant: Mutant) -> str:
        """Return the test that missed it when its module or that test was another."""
        by: str = self._held.get(mutant.id, {}).get("by", "")
        return by

    def is_reached(self, mutant: Mutant) -> bool:
        """Whether a test could have missed it, when it was tried last."""
        return bool(self._held[mutant.id]["reached"])

    def note(self, mutant: Mutant, by: str, tests: Sequence[str], *, is_reached: bool) -> None:
        """Keep what became of a mutant, and forget those that are no more."""
        sums = {each: self._sum(each) for each in _needed(by, tests)}
        self._held[mutant.id] = {
            "by": by,
            "reached": is_reached,
            "source": self._source,
            "tests": sums,
        }
        _write(self._path, {id_: each for id_, each in self._held.items() if id_ in self._ids})

    def _sum(self, test: str) -> str:
        return sum_of(self._root / test)


def _needed(by: str, tests: Sequence[str]) -> Sequence[str]:
    """Return the test files on which it rests what became of a mutant."""
    return [by.partition("::")[0]] if "::" in by else [] if by else tests

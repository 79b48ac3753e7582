"""The mutants of one module, tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.mutants.choosing import layers
from tests.mutants.keeping import DIRECTORY, Coverage, Results
from tests.mutants.making import mutants_of, mutated
from tests.mutants.processes import told_by
from tests.mutants.sessions import (
    BASE,
    SPARE,
    TIMES,
    AsMutant,
    Confirming,
    Measuring,
    Trying,
    run_pytest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.mutants.keeping import Covered
    from tests.mutants.making import Mutant

ITS_IMPORT = "its import"
RUN = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}
"""How pytest ends that has run the tests, if there are any."""
Tests = list[tuple[str, float]]


@dataclass(frozen=True)
class Tried:
    """A mutant, and what missed it: nothing where no test did."""

    mutant: Mutant
    by: str
    is_reached: bool = True
    """Whether any test runs its line."""


class Module:
    """One module, and what is known of its mutants."""

    def __init__(self, root: Path, file: str, *, reach: str = "near") -> None:
        self.file = file
        self._root = root
        self._source = (root / file).read_text(encoding="utf-8")
        self.mutants = mutants_of(file, self._source)
        self._layers = layers(root, file, reach=reach)
        self._every = [test for layer in self._layers for test in layer]
        self._coverage = Coverage(root)
        self._results = Results(root, file, self.mutants)
        self._log = root / DIRECTORY / f"{file.replace('/', '.')}.log"
        self._log.parent.mkdir(exist_ok=True)

    def tried(self, chosen: Sequence[Mutant]) -> list[Tried]:
        """Try those of its mutants of which nothing is known; return what is known of each."""
        known = {each.index: self._results.missed_by(each, self._every) for each in chosen}
        pending = {each.index: each for each in chosen if known[each.index] is None}
        reached: set[int] = set()
        for layer in self._layers if pending else []:
            covered = self._covered(layer)
            reached |= {each.index for each in pending.values() if covered.reaches(each)}
            for mutant, missed in self._missed(list(pending.values()), covered):
                self._results.note(mutant, missed, self._every, is_reached=True)
                known[mutant.index] = missed
                del pending[mutant.index]
        for mutant in pending.values():
            is_reached = mutant.index in reached
            self._results.note(mutant, "", self._every, is_reached=is_reached)
        return [
            Tried(each, known[each.index] or "", self._results.is_reached(each)) for each in chosen
        ]

    def _covered(self, tests: Sequence[str]) -> Covered:
        """Return what these test files cover of the module, measured where it isn't known."""
        if unknown := self._coverage.unknown(self.file, tests):
            for found in told_by(lambda tell: _measure(self._root, unknown, tell), self._log):
                self._coverage.note(unknown, found)
        return self._coverage.of(self.file, tests, are_own=tests == self._layers[0])

    def _missed(self, mutants: Sequence[Mutant], covered: Covered) -> Iterator[tuple[Mutant, str]]:
        """Yield the mutants that these tests miss, each with what missed it, as it is found."""
        quick = {each.index: (each, self._first(each, covered.running(each))) for each in mutants}
        slow = {each.index: each for each in mutants if covered.is_kept_from_import(each)}
        distrusted: set[str] = set()
        tried = [each for each in quick.values() if each[1] and not each[0].is_run_at_import]
        for index, by in self._quickly(tried):
            if index == BASE:
                distrusted.add(str(by))
            elif by and by not in distrusted:
                slow.pop(index, None)
                yield quick[index][0], by
            elif by is None or by:
                slow[index] = quick[index][0]
        for mutant in slow.values():
            tests = [each for each in covered.touching() if each[0] not in distrusted]
            if tests and (by := self._imported(mutant, self._first(mutant, tests))):
                yield mutant, by

    def _first(self, mutant: Mutant, tests: Tests) -> Tests:
        """Put first what missed a mutant before, when its module was another."""
        before = self._results.missed_before(mutant)
        return sorted(tests, key=lambda each: each[0] != before)

    def _quickly(self, trials: list[tuple[Mutant, Tests]]) -> Iterator[tuple[int, str | None]]:
        """Try mutants whose functions take the place of those that are imported.

        Yields by index what missed each, None where that can't be told so; and under ``BASE`` the
        tests that fail here without a mutant.
        """
        if not trials:
            return
        files = _files(trials)

        def work(tell: Callable[[object], None]) -> None:
            run_pytest(self._root, files, Trying(trials, self._source, tell))

        for said in told_by(work, self._log):
            yield said["index"], said["by"]

    def _imported(self, mutant: Mutant, tests: Tests) -> str:
        """Try a mutant in a process that imports its module as it; return what missed it."""

        def work(tell: Callable[[object], None]) -> None:
            tree = mutated(self._source, mutant.index)
            AsMutant(self._root, self.file, tree).install()
            trials = [(mutant, tests)]
            confirming = Confirming(trials, self._source, tell)
            run_pytest(self._root, _files(trials), confirming)

        seconds = 3 * SPARE + TIMES * sum(each for _, each in tests)
        said = list(told_by(work, self._log, seconds=seconds))
        return str(said[-1]["by"]) if said else ITS_IMPORT


def _measure(root: Path, tests: Sequence[str], tell: Callable[[object], None]) -> None:
    measuring = Measuring(root)
    if run_pytest(root, tests, measuring) not in RUN:
        raise RuntimeError("pytest could not run them")
    tell(measuring.found())


def _files(trials: Sequence[tuple[Mutant, Tests]]) -> list[str]:
    """Return the test files of some trials."""
    return sorted({name.partition("::")[0] for _, tests in trials for name, _ in tests})

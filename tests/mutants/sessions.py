"""pytest in this process: what its tests cover, and which of them miss a mutant."""

from __future__ import annotations

import gc
import importlib
import importlib.machinery
import importlib.util
import os
import sys
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import pytest

from tests.mutants.making import mutated
from tests.mutants.processes import ended_by

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Generator, Sequence
    from importlib.abc import MetaPathFinder

    from tests.mutants.making import Mutant

STOOD_ON = (
    "bs4",
    "cryptography.fernet",
    "hypothesis.strategies",
    "jinja2",
    "jsonschema",
    "markdown_it",
    "openapi_spec_validator",
    "requests",
    "schemathesis",
    "yaml",
)
AT_IMPORT = -1
BASE = -1
"""Stands in the place of a mutant's index where there is none."""
SPARE = 3.0
"""Seconds of a processor that every mutant has."""
TIMES = 5.0
"""How many times longer than without it its tests may take."""


def run_pytest(root: Path, files: Sequence[str], plugin: object) -> int:
    """Run pytest over test files, those apart that start processes."""
    os.chdir(root)
    sys.path.insert(0, str(root))
    options = ["-q", "-p", "no:cacheprovider", "-m", "not starts_process", "--no-header"]
    return int(pytest.main([*options, f"--rootdir={root}", *files], plugins=[plugin]))


def preload() -> None:
    """Import what the suite stands on, and nothing of the suite, so that no fork need do it."""
    for name in STOOD_ON:
        with suppress(ImportError):
            importlib.import_module(name)


class Measuring:
    """Notes which lines each test runs, and how long it takes."""

    def __init__(self, root: Path) -> None:
        from coverage import Coverage  # noqa: PLC0415 - of an extra

        within = [f"{root}/{room}/*" for room in ("harness", "spec")]
        os.environ["COVERAGE_CORE"] = "ctrace"  # the other core knows no contexts
        self._coverage = Coverage(data_file=None, config_file=False, include=within)
        self._coverage.start()
        self._root = root
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self) -> None:
        """Set apart what the suite's plugin does when it starts: it stays for no test."""
        self._coverage.switch_context("the plugin's start")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Note again what is run while modules are imported."""
        self._coverage.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note what follows for a test, and how long a processor worked for it."""
        self._coverage.switch_context(item.nodeid)
        begun = time.process_time()
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = time.process_time() - begun

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note whether it says anything."""
        if not report.passed:
            self._failed.add(report.nodeid)

    def found(self) -> dict[str, Any]:
        """Return seconds by test, and by file and line the tests that run it.

        A line that runs while modules are imported has :data:`AT_IMPORT` among them.
        """
        self._coverage.stop()
        data = self._coverage.get_data()
        names = [name for name in self._seconds if name not in self._failed]
        number = {name: n for n, name in enumerate(names)} | {"": AT_IMPORT}
        lines = {
            str(Path(file).relative_to(self._root)): {
                line: sorted(number[each] for each in contexts if each in number)
                for line, contexts in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        return {"tests": [[name, round(self._seconds[name], 4)] for name in names], "lines": lines}


class Trying:
    """Runs, for each mutant, the tests that it was given, in a fork of what is collected."""

    def __init__(
        self,
        trials: Sequence[tuple[Mutant, Sequence[tuple[str, float]]]],
        source: str,
        tell: Callable[[object], None],
    ) -> None:
        self._trials, self._source, self._tell = trials, source, tell
        self._missed_by = ""

    def pytest_runtestloop(self, session: pytest.Session) -> object:
        """Try each mutant, instead of running all tests."""
        if session.testsfailed:
            return None
        items = {item.nodeid: item for item in session.items}
        module = Functions(self._trials[0][0].file, self._source)
        gc.collect()
        gc.freeze()  # a fork then shares what is imported, and looks through none of it
        every = dict(test for _, tests in self._trials for test in tests)
        quickly = sorted(every, key=lambda name: every[name])
        seconds = SPARE + TIMES * sum(every.values())
        ended_by(partial(self._try_none, [items[name] for name in quickly]), seconds)
        for mutant, tests in self._trials:
            chosen = [items[name] for name, _ in tests]
            seconds = SPARE + TIMES * sum(each for _, each in tests)
            by = ended_by(partial(self._try, module, mutant, chosen), seconds)
            if by:
                self._tell({"index": mutant.index, "by": by})
        return True

    def _try_none(self, items: Sequence[pytest.Item]) -> None:
        """Tell which tests fail without a mutant, in the order in which they are run here."""
        for item in items:
            if by := self.run([item]):
                self._tell({"index": BASE, "by": by})
                self._missed_by = ""

    def _try(self, module: Functions, mutant: Mutant, items: Sequence[pytest.Item]) -> None:
        is_in_place = module.become(mutant)
        self._tell({"index": mutant.index, "by": self.run(items) if is_in_place else None})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the test that missed something."""
        if report.failed and not self._missed_by:
            self._missed_by = report.nodeid

    def run(self, items: Sequence[pytest.Item]) -> str:
        """Run tests up to the first that fails; return which, or nothing."""
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._missed_by:
                break
        return self._missed_by


class Confirming(Trying):
    """Runs the tests of one mutant, with its module imported as the mutant."""

    def pytest_runtestloop(self, session: pytest.Session) -> object:
        """Run its tests."""
        if session.testsfailed:
            return None
        [(mutant, tests)] = self._trials
        items = {item.nodeid: item for item in session.items}
        by = self.run([items[name] for name, _ in tests])
        self._tell({"index": mutant.index, "by": by})
        return True


class Functions:
    """The functions of a module that is imported."""

    def __init__(self, file: str, source: str) -> None:
        self._file, self._source = file, source
        self._codes = _codes(compile(source, file, "exec", dont_inherit=True))
        gc.unfreeze()  # what is frozen is not among the objects; the suite's worker freezes all
        self._live = [
            each
            for each in gc.get_objects()
            if isinstance(each, FunctionType) and each.__code__.co_filename.endswith(f"/{file}")
        ]

    def become(self, mutant: Mutant) -> bool:
        """Take the code of a mutant; False where that can't be, since more than code differs."""
        if mutant.is_run_at_import:
            return False
        tree = mutated(self._source, mutant.index)
        codes = _codes(compile(tree, self._file, "exec", dont_inherit=True))
        if codes.keys() != self._codes.keys():
            return False
        other = {key: code for key, code in codes.items() if code != self._codes[key]}
        found = [each for each in self._live if _key(each.__code__) in other]
        try:
            for function in found:
                function.__code__ = other[_key(function.__code__)]
        except ValueError:  # it holds other variables of the function around it
            return False
        return bool(found)


def _key(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(module: CodeType) -> dict[tuple[str, int], CodeType]:
    """Return the functions of a module, but for those that can't be told apart."""
    found, waiting = [], [module]
    while waiting:
        inner = [each for each in waiting.pop().co_consts if isinstance(each, CodeType)]
        found += inner
        waiting += inner
    count = Counter(map(_key, found))
    return {_key(each): each for each in found if count[_key(each)] == 1}


class AsMutant:
    """Finds a module as its mutant, wherever it is imported from."""

    def __init__(self, root: Path, file: str, tree: ast.Module) -> None:
        self._name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self._path, self._tree = str(root / file), tree

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """Return how the mutant is imported; nothing of other modules."""
        if name != self._name:
            return None
        tree = self._tree

        class Loader(importlib.machinery.SourceFileLoader):
            def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
                code: CodeType = compile(tree, self.path, "exec", dont_inherit=True)
                return code

        return importlib.util.spec_from_file_location(name, loader=Loader(name, self._path))

    def install(self) -> None:
        """Come before all that finds modules otherwise."""
        finder: MetaPathFinder = self  # type: ignore[assignment]
        sys.meta_path.insert(0, finder)

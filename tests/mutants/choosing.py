"""Which modules are mutated, and which test files are asked for a module, the nearest first."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MODULES = (
    "harness/ageing/*.py",
    "harness/causes/*.py",
    "harness/core/outcomes.py",
    "harness/fixtures/expectations.py",
    "harness/fixtures/gate.py",
    "harness/fixtures/gates.py",
    "harness/history/comparison.py",
    "harness/http/budget.py",
    "harness/http/conformance.py",
    "harness/http/speaker.py",
    "harness/redaction/*.py",
    "harness/results/judge.py",
    "spec/compiler/mson*.py",
)
"""Modules on which a verdict or a secret hangs."""
REACHES = ("own", "near", "all")
"""How far tests are looked for: those of a module's name, of what imports it, or anywhere."""
HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def modules(root: Path, named: list[str]) -> list[str]:
    """Return the modules that are named, by file or pattern; of :data:`MODULES` without any."""
    found = {
        path.relative_to(root).as_posix()
        for pattern in named or MODULES
        for path in root.glob(pattern)
        if path.suffix == ".py" and path.name != "__init__.py"
    }
    return sorted(found)


def changed_lines(root: Path, since: str) -> dict[str, set[int]]:
    """Return the lines of the harness and the compiler that differ since a branch, by module."""
    base = _git(root, "merge-base", since, "HEAD").strip()
    options = ("--unified=0", "--no-color", "--no-ext-diff")
    told = _git(root, "diff", *options, base, "--", "harness", "spec")
    found: dict[str, set[int]] = {}
    for part in re.split(r"^diff --git ", told, flags=re.MULTILINE)[1:]:
        file = re.search(r"^\+\+\+ b/(.+\.py)$", part, re.MULTILINE)
        if file:
            lines = found.setdefault(file[1], set())
            for first, count in HUNK.findall(part):
                lines |= set(range(int(first), int(first) + int(count or 1)))
    return {file: lines for file, lines in found.items() if lines}


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def layers(root: Path, module: str, reach: str) -> list[list[str]]:
    """Return the test files of a module as far as they are asked, the nearest first."""
    looks = (lambda: _own_tests(root, module), lambda: _near(root, module), lambda: _all(root))
    found: list[list[str]] = []
    for look in looks[: REACHES.index(reach) + 1]:
        known = {test for layer in found for test in layer}
        found.append(sorted(test for test in look() if _is_test(test) and test not in known))
    return [each for each in found if each]


def _all(root: Path) -> set[str]:
    return set(_imports(root / "tests"))


def _near(root: Path, module: str) -> set[str]:
    """Return the tests that import a module, and those of what imports it."""
    near = {path for path in _all(root) if _is_of(module, _imports(root / "tests")[path])}
    for room in ("harness", "spec"):
        for path, imports in _imports(root / room).items():
            if _is_of(module, imports):
                near |= _own_tests(root, path)
    return near


def _is_test(file: str) -> bool:
    return file.rpartition("/")[2].startswith("test_")


def _own_tests(root: Path, module: str) -> set[str]:
    """Return the tests of a module's name: of the compiler's, of its first word.

    Where none is called so, all of the folder that stands for the module's.
    """
    folder, _, name = module.removesuffix(".py").rpartition("/")
    if folder == "spec/compiler":
        folder, name = "spec", name.partition("_")[0]
    for pattern in (f"tests/{folder}/test_{name}*.py", f"tests/{folder}/test_*.py"):
        if found := {path.relative_to(root).as_posix() for path in root.glob(pattern)}:
            return found
    return set()


@cache
def _imports(room: Path) -> dict[str, frozenset[str]]:
    """Return what each file of a room imports."""
    return {
        path.relative_to(room.parent).as_posix(): frozenset(_imported(path))
        for path in sorted(room.rglob("*.py"))
    }


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _is_of(module: str, imports: frozenset[str]) -> bool:
    return module.removesuffix(".py").replace("/", ".") in imports

"""The files of a room, and what they import."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from tests.matrix import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

ORDER = (
    ("redaction",),
    ("core",),
    ("targets",),
    ("http", "sources"),
    ("operations",),
    ("fixtures",),
    ("ageing",),
    ("steps",),
    ("run",),
    ("generation", "results"),
    ("sequences", "history"),
    ("causes",),
    ("reports",),
    ("plugin",),
)
"""The rooms of the harness, floor by floor: each may import what stands below it, and no other."""
FLOORS = {room: floor for floor, rooms in enumerate(ORDER) for room in rooms}
FACES = frozenset({"command", "contract", "schedule"})
"""Files on top of the rooms: what a contract imports, and the commands that are documented."""


def files_of(room: str) -> list[Path]:
    """Return the Python files of a room, in order."""
    return sorted((ROOT / room).rglob("*.py"))


class Import(NamedTuple):
    """A module that a file imports, and the line that says so."""

    line: int
    module: str


def imports_of(file: Path) -> Iterator[Import]:
    """Yield what a file imports: anywhere, and for its annotations alone as well."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (Import(node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def room_of(module: str) -> str:
    """Return the room of a module of the harness; nothing for the harness itself, or others."""
    first, _, rest = module.partition(".")
    room = rest.partition(".")[0]
    return room if first == "harness" and room in FLOORS.keys() | FACES else ""


def upward_imports(files: Iterable[Path], root: Path = ROOT) -> list[str]:
    """Say which files of the harness import what does not stand below their room."""
    wrong = []
    for file in files:
        own = file.relative_to(root / "harness").parts[0].removesuffix(".py")
        for line, module in imports_of(file):
            other = room_of(module)
            if own in FLOORS and other not in {"", own} and not _is_below(other, own):
                where = f"{file.relative_to(root)}:{line}"
                wrong.append(f"{where}: {own} imports {module}, which does not stand below it")
    return wrong


def _is_below(other: str, own: str) -> bool:
    return other in FLOORS and FLOORS[other] < FLOORS[own]


def circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Return modules that import each other in a circle, in order; nothing where there is none."""
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return path[path.index(module) :]
        if module in done:
            return []
        for other in graph.get(module, ()):
            if found := visit(other, [*path, module]):
                return found
        done.add(module)
        return []

    return next((found for module in graph if (found := visit(module, []))), [])


def graph_of(files: Iterable[Path], root: Path = ROOT) -> dict[str, set[str]]:
    """Return which modules of the harness import which others."""
    names = {file: ".".join(file.relative_to(root).with_suffix("").parts) for file in files}
    modules = set(names.values())
    return {
        name: {
            whole
            for _, module in imports_of(file)
            for whole in (module, module.rpartition(".")[0])
            if whole in modules and whole != name
        }
        for file, name in names.items()
    }

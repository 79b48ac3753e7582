"""Pages that are written in several files: what a page includes is read beside it.

`<!-- include(file) -->` is aglio's, `:[title](file)` hercule's. Neither is a part of Blueprint, but
both are common. A file is read only below the folder of the page, and each at most a hundred times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - the methods of paths are called
from typing import TYPE_CHECKING

from .markdown import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from .diagnostics import Diagnostics, Position

_INCLUDE = re.compile(
    r"<!--\s{0,20}include\(([^()\n]{0,1000})\)\s{0,20}-->"
    r"|:\[[^\]\n]{0,300}\]\(([^()\n]{0,1000})\)"
)
_PLACEHOLDER = re.compile(r'([\w.-]+):(?:"([^"\n]*)"|(\S+))')
_MAX_DEPTH = 20
_MAX_LINES = 500_000

Line = tuple[str, str, int]
"""A line, and the file and the line (from 0) that it came from."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """What one include asks for: a file, and what stands in for its own references."""

    file: str
    default: str | None
    values: dict[str, str]


@dataclass
class Includer:
    """Puts the files that a page includes in their places."""

    root: Path
    """The folder that no file is read from outside."""
    read: Callable[[Path], Source]
    diagnostics: Diagnostics
    written: int = 0

    def expand(self, source: Source, path: Path) -> Source:
        """Return the page with all that it includes; what cannot be read is remarked on."""
        if not any(_INCLUDE.search(line) for line in source.lines):
            return source
        lines = self._lines(source, path, {}, (path.resolve(),))
        text = "\n".join(line for line, _, _ in lines)
        return Source(source.name, text, tuple((file, number) for _, file, number in lines))

    def _lines(
        self, source: Source, path: Path, values: dict[str, str], inside: tuple[Path, ...]
    ) -> list[Line]:
        result: list[Line] = []
        for number, line in enumerate(source.lines):
            match = _INCLUDE.search(line)
            if match is None or self.written > _MAX_LINES:
                result.append((line, source.name, number))
                self.written += 1
                continue
            found = self._included(match, source.at(number), path, values, inside)
            result += _placed(line, match, found, (source.name, number))
        return result

    def _included(
        self,
        match: re.Match[str],
        at: Position,
        path: Path,
        values: dict[str, str],
        inside: tuple[Path, ...],
    ) -> list[Line] | None:
        """Return the lines that stand in for an include, or None where it stays as it is."""
        reference = _parse(match[1] if match[1] is not None else match[2])
        file = values.get(reference.file, reference.file)
        if file.startswith('"') or (reference.file in values and "." not in file):
            return [(file.strip('"'), at.file, at.line - 1)]
        link = match[2] is not None and match.string[: match.start()].strip()
        if link and not _is_file(path.parent / file):
            return None  # A link in a sentence: `see:[the page](https://…)`.
        target = self._target(file, at, path, inside)
        if target is None:
            if reference.default is None:
                return None
            return [(reference.default.strip('"'), at.file, at.line - 1)]
        text = self.read(target)
        if text.text.endswith("\n"):
            text = Source(text.name, text.text.removesuffix("\n"))
        return self._lines(text, target, values | reference.values, (*inside, target))

    def _target(self, file: str, at: Position, path: Path, inside: tuple[Path, ...]) -> Path | None:
        """Return the file to read, unless there is a reason not to read it."""
        reason = "it names no file"
        target = None
        if "://" in file:
            reason = "it is on another machine"
        elif file and "\0" not in file:
            target = (path.parent / file).resolve()
            reason = self._refusal(target, inside)
        if not reason:
            return target
        self.diagnostics.warning(at, f"{file} is not included: {reason}", "include")
        return None

    def _refusal(self, target: Path, inside: tuple[Path, ...]) -> str:
        if not target.is_relative_to(self.root.resolve()):
            return "it is outside the folder of the page"
        if target in inside:
            names = " → ".join(each.name for each in (*inside[inside.index(target) :], target))
            return f"it would include itself: {names}"
        if len(inside) > _MAX_DEPTH:
            return f"it is more than {_MAX_DEPTH} files deep"
        return "" if _is_file(target) else "there is no such file"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _parse(text: str) -> _Reference:
    """Return what stands between the parentheses: `file || default name:value name:"text"`."""
    link, _, rest = text.strip().partition(" ")
    bare, _, default = text.partition("||")
    if default:
        link, rest = bare.strip(), ""
    values = {
        match[1]: f'"{match[2]}"' if match[2] is not None else match[3]
        for match in _PLACEHOLDER.finditer(rest)
    }
    return _Reference(link.strip("\"'"), default.strip() or None, values)


def _placed(
    line: str, match: re.Match[str], found: list[Line] | None, origin: tuple[str, int]
) -> list[Line]:
    """Return lines in the place of an include: each is indented as the include was."""
    before, after = line[: match.start()], line[match.end() :]
    if found is None:
        return [(line, *origin)]
    if not found:
        return [(before + after, *origin)]
    indent = before if not before.strip() else ""
    lines = [
        ((indent if number else before) + text if text else text, file, at)
        for number, (text, file, at) in enumerate(found)
    ]
    last, file, at = lines[-1]
    return [*lines[:-1], (last + after, file, at)]

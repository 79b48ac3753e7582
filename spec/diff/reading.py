"""OLD and NEW become documents: pages are compiled, compiled documents are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from spec.compiler import project

from .document import Document, mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAGES = {".apib", ".md", ".markdown"}
_DOCUMENTS = {".yaml", ".yml", ".json"}
_UNNAMED = "API"
"""The title of pages that name no API: that of a file would differ with each version's name."""

_DEEPEST = 100
_LARGEST = 2_000_000
"""Values of a document, with those that YAML names by an alias counted each time."""
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(Exception):
    """A file that can't be compared: a line for each thing that is wrong, with its place."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)


class _Loader(_BASE):  # type: ignore[misc]  # chosen at run time
    """Reads dates as texts, since JSON has none."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> tuple[Document, list[str]]:
    """Return a version and what the compiler warns of.

    Raises UnreadableError, and OSError for a file that is not there.
    """
    if path.is_dir() or path.suffix.lower() in _PAGES:
        return _read_pages(path)
    if path.suffix.lower() not in _DOCUMENTS:
        known = ", ".join(sorted(_PAGES | _DOCUMENTS))
        raise UnreadableError([f"{path}:1: error: neither a page nor a document ({known})"])
    content = path.read_bytes()
    try:
        raw = _parse(path, content.decode("utf-8-sig"))
        return Document(_openapi(path, raw)), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError([f"{path}:{line}: error: not UTF-8"]) from None
    except RecursionError:
        raise UnreadableError([f"{path}:1: error: nested too deep"]) from None


def _read_pages(path: Path) -> tuple[Document, list[str]]:
    pages = [path]
    if path.is_dir():
        pages = sorted(each for each in path.iterdir() if each.suffix.lower() in _PAGES)
        if not pages:
            raise UnreadableError([f"{path}:1: error: a folder without a page"])
    built = project.compile_files(Path.cwd(), pages, [], _UNNAMED)
    lines = built.diagnostics.lines()
    if built.diagnostics.failed:
        errors = [line for line in lines if ": error: " in line]
        raise UnreadableError(errors)
    return Document(_openapi(path, yaml.load(built.text, _Loader))), lines  # noqa: S506 - a safe loader


def _parse(path: Path, content: str) -> Any:
    if path.suffix.lower() == ".json":
        try:
            return json.loads(content)
        except json.JSONDecodeError as error:
            at = f"{path}:{error.lineno}:{error.colno}"
            raise UnreadableError([f"{at}: error: no JSON: {error.msg}"]) from None
        except ValueError as error:
            raise UnreadableError([f"{path}:1: error: no JSON: {error}"]) from None
    try:
        _refuse_deep(path, content)
        return yaml.load(content, _Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else f"{path}:1"
        raise UnreadableError([f"{at}: error: no YAML: {error.problem}"]) from None
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).split("\n")[0]
        raise UnreadableError([f"{path}:1: error: no YAML: {reason}"]) from None


def _refuse_deep(path: Path, content: str) -> None:
    """Refuse what is nested too deep, since to build it would end the process."""
    depth = 0
    for event in yaml.parse(content, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise UnreadableError([f"{path}:{line}: error: nested too deep"])


def _openapi(path: Path, raw: Any) -> dict[str, Any]:
    version = str(mapping(raw).get("openapi", ""))
    if not version.startswith("3."):
        found = f"OpenAPI {version}" if version else "no OpenAPI document"
        raise UnreadableError([f"{path}:1: error: {found}: `openapi: 3.…` was looked for"])
    counter = _Counter(path)
    document: dict[str, Any] = counter.plain(raw, 0)
    return document


class _Counter:
    """Copies a document as JSON has it, and refuses one that is too large or too deep."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values = 0

    def plain(self, value: Any, depth: int) -> Any:
        """Return a value with texts for keys, and what JSON doesn't know as a text."""
        self.values += 1
        if depth > _DEEPEST or self.values > _LARGEST:
            what = "nested too deep" if depth > _DEEPEST else "too large to be compared"
            raise UnreadableError([f"{self.path}:1: error: {what}"])
        if isinstance(value, dict):
            return {str(key): self.plain(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [self.plain(each, depth + 1) for each in value]
        known = value is None or isinstance(value, str | int | float)
        return value if known else str(value)

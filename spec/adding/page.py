"""A page as it was saved, as the Blueprint that becomes a source of its product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec.compiler.diagnostics import Diagnostics
from spec.compiler.includes import Includer
from spec.compiler.markdown import Source
from spec.compiler.page import parse_page
from spec.reader.page import read_page

from . import names

if TYPE_CHECKING:
    from pathlib import Path

    from spec.compiler.blueprint import Page

LARGEST = 20_000_000
"""Bytes of a page; none is written by hand."""


class PageError(Exception):
    """A page that can't be added: what is wrong with it, a line each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Saved:
    """A page that was read."""

    blueprint: bytes
    repairs: tuple[str, ...]
    """What was made good on the way, a line each."""
    group: str
    """What its file is called, without the ending."""
    has_operations: bool
    second_name: str
    """What it is called where another page has that name: after the file that was saved."""


def read(path: Path, group: str | None) -> Saved:
    """Return a saved page. Raises PageError for one without a meaning, OSError for no file."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise PageError([f"{path}:1: error: the page has more than {LARGEST // 10**6} MB"])
    if b"\0" in content[:4096] and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise PageError([f"{path}:1: error: no text: it holds a byte that no page has"])
    reading = read_page(str(path), content)
    if not reading.blueprint:
        error = reading.error or f"{path}:1: no operation found"
        raise PageError([*reading.repairs, error.replace(":1: ", ":1: error: ", 1)])
    text = _with_includes(path, _decoded(reading.blueprint))
    parsed = parse_page(Source(str(path), text), Diagnostics())
    has_operations = any(r.actions for each in parsed.groups for r in each.resources)
    if not has_operations and not parsed.types:
        raise PageError([*reading.repairs, f"{path}:1: error: no operation found"])
    name = names.file_name(group) if group else _name(parsed, path)
    second = names.file_name(path.stem)
    return Saved(text.encode(), reading.repairs, name, has_operations, second)


def _name(page: Page, path: Path) -> str:
    """Return the name of a page: of its only group, else of itself, else of its file.

    A page of several groups stays one file. It is saved and updated as a whole, and its data
    structures, which all of its groups may use, would have to stand in one of the parts.
    """
    groups = [each.name for each in page.groups if each.name]
    return names.file_name(*(groups if len(groups) == 1 else []), page.name, path.stem)


def _decoded(content: bytes) -> str:
    """Return the text of Blueprint, which is passed on in the encoding that it was saved in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_includes(path: Path, text: str) -> str:
    """Return a page with the files that it includes, since only the page itself is copied."""
    if "include(" not in text:
        return text
    diagnostics = Diagnostics()

    def source(file: Path) -> Source:
        return Source(str(file), _decoded(file.read_bytes()))

    expanded = Includer(path.parent, source, diagnostics).expand(Source(str(path), text), path)
    if diagnostics.failed:
        raise PageError(diagnostics.lines())
    return expanded.text


def calls(blueprint: bytes) -> set[tuple[str, str]]:
    """Return the methods and paths of a page."""
    text = _decoded(blueprint)
    parsed = parse_page(Source("page", text), Diagnostics())
    return {
        (action.method, (action.uri or resource.uri).path)
        for group in parsed.groups
        for resource in group.resources
        for action in resource.actions
    }

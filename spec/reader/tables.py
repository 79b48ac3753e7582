"""Tables of parameters and of attributes, as sites show them, read as the lists they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import headings, keywords
from .lines import Line, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .lines import Repairs

_COLUMNS = {
    "name": {"name", "parameter", "param", "attribute", "field", "property", "key", "column"},
    "type": {"type", "data type", "datatype", "format"},
    "required": {"required", "required?", "mandatory", "presence", "is required"},
    "description": {"description", "desc", "meaning", "notes", "note", "details", "comment"},
    "default": {"default", "default value"},
    "example": {"example", "sample", "example value", "value"},
}
_PARAMETERS = re.compile(
    r"(?:(?:uri|url|query|path|request|query string|get)\s+)?param(?:eter|)s?:?", re.IGNORECASE
)
_ATTRIBUTES = re.compile(
    r"(?:(?:body|request body|request|response|object)\s+)?(?:attributes?|fields|properties)"
    r"(?:\s*\([^()]{1,80}\))?:?"
    r"|(?:request\s+)?body\s+param(?:eter|)s?:?",
    re.IGNORECASE,
)
_YES = {"yes", "true", "required", "y", "✓", "✔", "✅", "mandatory", "always", "x"}
_NO = {"no", "false", "optional", "n", "✗", "❌"}
_NAME = re.compile(r"[\w$@][\w$@.\[\]-]*")
_TYPE = re.compile(r"[\w$ .,'|<>\[\]-]{1,120}")
_RULE = re.compile(r"[\s|:]*-[\s|:-]*")


def with_bars(text: str) -> str:
    """Return a text whose tables, pasted with tabs between their cells, have bars instead."""
    if "\t" not in text:
        return text
    rows, inside = text.split("\n"), False
    for index, row in enumerate(rows):
        cells = [cell.strip() for cell in row.strip().split("\t")]
        inside = len(cells) > 1 and (inside or "name" in _named(cells))
        if inside:
            rows[index] = f"| {' | '.join(cells)} |"
    return "\n".join(rows)


def as_lists(lines: Sequence[Line], repairs: Repairs) -> list[Line]:
    """Return the lines with each table of parameters or attributes as a list."""
    result: list[Line] = []
    nested = len({line.indent for line in lines if line.bullet}) > 1
    index, place = 0, ""
    while index < len(lines):
        heading = headings.find(lines[index])
        place = heading.kind if heading else place
        end = max(_end(lines, index), index + 1)
        rows = lines[index:end]
        columns = _named(_cells(rows[0].text)) if len(rows) > 1 else {}
        opened = _opened(result, _cells(rows[0].text)[0], place) if _is_fields(columns) else []
        if opened:
            repairs.note(rows[0].number, f"a table is read as {opened[-1].text or 'members'}")
            _drop_label(result, repairs)
            depth = opened[-1].indent + (2 if nested else 0)
            result += opened
            result += _items(rows, columns, depth)
        else:
            result += rows
        index = end
    return result


def _items(rows: Sequence[Line], columns: dict[str, int], depth: int) -> Iterator[Line]:
    for row in rows[1:]:
        if not _RULE.fullmatch(row.text):
            yield from _Row(columns, _cells(row.text), row.number, depth).lines()


def _end(lines: Sequence[Line], index: int) -> int:
    """Return where the table ends that begins there, or the same index where none does."""
    while index < len(lines) and _is_row(lines[index]):
        index += 1
    return index


def _is_row(line: Line) -> bool:
    return line.text.startswith("|") and not line.code and not line.bullet and len(line.text) < 4000


def _cells(text: str) -> list[str]:
    inner = text.strip().strip("|").replace("\\|", "\0")
    return [cell.replace("\0", "|").strip() for cell in inner.split("|")]


def _named(cells: Sequence[str]) -> dict[str, int]:
    """Return which column holds what, by the words of a table's first row."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        word = cell.strip(" *`").lower()
        kind = next((kind for kind, words in _COLUMNS.items() if word in words), "")
        if kind:
            found.setdefault(kind, index)
    return found if found.get("name") == 0 else {}


def _is_fields(columns: dict[str, int]) -> bool:
    return "name" in columns and bool({"type", "required", "description"} & columns.keys())


def _opened(above: Sequence[Line], first: str, place: str) -> list[Line]:
    """Return what opens the list of a table: by the text above it, its first column, or a type."""
    last = next((line for line in reversed(above) if line.text), None)
    if last is None or last.code or place not in {"resource", "action", "types"}:
        return []
    blank = Line(last.number, "", "")
    if place == "types":
        return [blank] if headings.is_type(last.text) and not last.bullet else []
    words = {"parameter": "Parameters", "param": "Parameters", "attribute": "Attributes"}
    text, indent = _section(last.text), last.indent
    if not text:
        text, indent = words.get(first.strip(" *`").lower(), ""), 0
    return [blank, Line(last.number, text, text, indent, "+")] if text else []


def _section(text: str) -> str:
    plain = text.strip("*").strip()
    if _PARAMETERS.fullmatch(plain):
        return "Parameters"
    if not _ATTRIBUTES.fullmatch(plain):
        return ""
    found = keywords.find(plain)
    return found.text if found and found.name == "Attributes" else "Attributes"


def _drop_label(result: list[Line], repairs: Repairs) -> None:
    """Take away the text above a table that says what it lists: an item says so in its place."""
    while result and not result[-1].text:
        result.pop()
    if result and _section(result[-1].text):
        last = result.pop()
        if last.level:
            repairs.note(last.number, f"the heading {shown(last.text)} is read as a section")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table, which declares one parameter or one attribute."""

    columns: dict[str, int]
    cells: list[str]
    number: int
    depth: int

    def lines(self) -> Iterator[Line]:
        """Yield the items that say the same."""
        name, marks = self._name()
        if not name:
            return
        example, default = self._plain("example"), self._plain("default")
        head = f"{name}: {_quoted(example)}" if example else name
        words = self._type(marks)
        inside = f" ({', '.join(words)})" if words else ""
        description = self._cell("description")
        yield self._item(f"{head}{inside}{f' - {description}' if description else ''}")
        if default and default not in {"-", "\u2013", "\u2014", "none", "null"}:
            yield self._item(f"Default: {_quoted(default)}", deeper=True)

    def _item(self, text: str, *, deeper: bool = False) -> Line:
        indent = self.depth + (2 if deeper and self.depth else 0)
        return Line(self.number, " " * indent + text, text, indent, "+")

    def _cell(self, column: str) -> str:
        index = self.columns.get(column, len(self.cells))
        return self.cells[index] if index < len(self.cells) else ""

    def _plain(self, column: str) -> str:
        return self._cell(column).strip("`").strip()

    def _name(self) -> tuple[str, str]:
        """Return the name, and what else its cell says: `required`, or a star."""
        text = self._cell("name").replace("`", "").replace("**", "")
        found = _NAME.match(text)
        if found is None:
            return (f"`{text}`" if text else ""), ""
        return found[0], text[found.end() :].strip(" ()").lower()

    def _type(self, marks: str) -> list[str]:
        text = self._cell("type").replace("`", "").strip("()")
        words = [text] if text and _TYPE.fullmatch(text) else []
        stated = {word.strip().lower() for word in text.split(",")}
        if stated & {"required", "optional"}:
            return words
        said = self._plain("required").lower().rstrip(".")
        if said in _YES or marks in {"*", "required"}:
            return [*words, "required"]
        return [*words, "optional"] if said in _NO or marks == "optional" else words


def _quoted(value: str) -> str:
    return f"`{value}`" if re.search(r"[()*_]| - ", value) and "`" not in value else value

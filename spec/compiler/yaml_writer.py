"""YAML as PyYAML writes it in blocks, several times as fast.

PyYAML makes an event of every value and looks at every character of it. Most of a document's
values are short words, which are written here as they are; for all others PyYAML's own emitter is
asked, so that the text is the same, byte for byte.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDENT = 2
_SIMPLE_KEY = re.compile(r"[^\n\r\x85\u2028\u2029]{1,120}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./(-][A-Za-z0-9_./()-]*)*")
_NOT_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
_DIGITS = re.compile(r"[1-9][0-9]{0,17}")


class _Scalars:
    """Asks PyYAML's emitter how it writes a scalar at a place."""

    def __init__(self, dumper: type[yaml.SafeDumper], width: int) -> None:
        self.stream = io.StringIO()
        # Untyped: what is asked of it is not a part of PyYAML's declared surface.
        self.dumper: Any = dumper(self.stream, width=width, allow_unicode=True)
        self.width = width
        self.keys: dict[str, str] = {}
        self.open_ended = False
        """Whether the last scalar ends in line breaks that only `...` would end."""

    def key(self, text: str) -> str:
        """Return a key of a mapping; it is written the same way wherever it stands."""
        if text not in self.keys:
            self.keys[text] = self._emitted(text, 0, 0, is_key=True).lstrip(" ")
        return self.keys[text]

    def value(self, value: Any, indent: int, column: int) -> str:
        """Return a scalar with the space before it; `indent` is that of what holds it."""
        if isinstance(value, str):
            short = column + len(value) < self.width
            if short and _WORD.fullmatch(value) and value.lower() not in _NOT_TEXT:
                return f" {value}"
            if short and _DIGITS.fullmatch(value):
                return f" '{value}'"
        elif value is True or value is False:
            return " true" if value else " false"
        elif isinstance(value, int):
            return f" {value}"
        return self._emitted(value, indent, column, is_key=False)

    def _emitted(self, value: Any, indent: int, column: int, *, is_key: bool) -> str:
        dumper = self.dumper
        node = dumper.represent_data(value)
        plain = dumper.resolve(yaml.ScalarNode, node.value, (True, False))
        other = dumper.resolve(yaml.ScalarNode, node.value, (False, True))
        implicit = (node.tag == plain, node.tag == other)
        self.stream.seek(0)
        self.stream.truncate()
        dumper.open_ended = False
        dumper.event = yaml.ScalarEvent(None, node.tag, implicit, node.value, style=node.style)
        dumper.analysis = dumper.style = dumper.prepared_tag = None
        dumper.indent, dumper.column = indent + _INDENT, column
        dumper.whitespace = dumper.indention = False
        dumper.simple_key_context, dumper.flow_level = is_key, 0
        dumper.process_tag()
        dumper.process_scalar()
        self.open_ended = dumper.open_ended
        return self.stream.getvalue()


def write(document: Any, dumper: type[yaml.SafeDumper], width: int) -> str:
    """Return what `yaml.dump` returns for JSON's values, in blocks and with keys as they come."""
    if not isinstance(document, dict) or not document or _has_odd_key(document):
        return str(
            yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True, width=width)
        )
    scalars = _Scalars(dumper, width)
    text = "".join(_lines_of_mapping(document, 0, scalars))
    return f"{text}...\n" if scalars.open_ended else text


def _has_odd_key(value: Any) -> bool:
    """Tell whether PyYAML would write a key with `?`, which is not done here."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            if not all(_SIMPLE_KEY.fullmatch(key) for key in current):
                return True
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
    return False


def _lines_of_mapping(mapping: Any, indent: int, scalars: _Scalars) -> Iterator[str]:
    """Yield the entries of a mapping, each with the line break before the next."""
    space = " " * indent
    for key, value in mapping.items():
        before = f"{space}{scalars.key(key)}:"
        yield before
        yield from _value(value, indent, len(before), scalars)


def _value(value: Any, indent: int, column: int, scalars: _Scalars) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield "\n"
        yield from _lines_of_mapping(value, indent + _INDENT, scalars)
    elif isinstance(value, list) and value:
        yield "\n"
        yield from _lines_of_list(value, indent + _INDENT, scalars)
    else:
        yield _alone(value, indent, column, scalars)


def _lines_of_list(values: Any, indent: int, scalars: _Scalars) -> Iterator[str]:
    dash = " " * indent + "-"
    for value in values:
        yield dash
        if isinstance(value, dict | list) and value:
            inner = _lines_of_mapping if isinstance(value, dict) else _lines_of_list
            lines = inner(value, indent + _INDENT, scalars)
            # The first entry stands behind the dash.
            yield " " + next(lines)[indent + _INDENT :]
            yield from lines
        else:
            yield _alone(value, indent, indent + 1, scalars)


def _alone(value: Any, indent: int, column: int, scalars: _Scalars) -> str:
    scalars.open_ended = False
    if value == {} and isinstance(value, dict):
        return " {}\n"
    if value == [] and isinstance(value, list):
        return " []\n"
    written = scalars.value(value, indent, column)
    return written if written.endswith("\n") else f"{written}\n"

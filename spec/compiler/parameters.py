"""Stage 2, the part for URI parameters, in MSON's syntax and in the one before it.

Until Blueprint 1A9 a parameter was written ``name = `default` (optional, number, `1`) ... text``,
with its values below `Values`. Most pages still have it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .blueprint import Element, TypeName
from .markdown import Code, Item, Text
from .mson_text import mask, split_list, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .diagnostics import Diagnostics
    from .markdown import Block
    from .mson import MsonParser

_FLAGS = frozenset({"required", "optional"})
_TYPE_WORDS = re.compile(r"[A-Za-z][\w.-]*(?: [\w.-]+)*(?:\s*\[[^\]]*\])?")
_GLUED = re.compile(r"([\w.\[\]-]+)(\(.*)", re.DOTALL)
_DESCRIBED = re.compile(r"\.{3,}")


@dataclass(frozen=True, slots=True)
class _Old:
    """A line in the old syntax, in its parts."""

    name: str
    default: str | None
    flags: tuple[str, ...]
    type: str
    example: str | None
    description: str


@dataclass(frozen=True, slots=True)
class ParameterParser:
    """Reads what stands below Parameters."""

    mson: MsonParser
    diagnostics: Diagnostics

    def read(self, blocks: Sequence[Block]) -> tuple[Element, ...]:
        """Return the parameters, each name once; the last declaration of a name counts."""
        found: dict[str, Element] = {}
        for block in blocks:
            if not isinstance(block, Item):
                self._remark_on(block)
                continue
            element = self._parameter(block)
            if not element.name:
                message = f"{block.title!r} names no parameter: it is left out"
                self.diagnostics.warning(block.at, message, "parameter-name")
                continue
            if element.name in found:
                message = f"the parameter {element.name} is declared twice: the last one counts"
                self.diagnostics.warning(block.at, message, "duplicate-parameter")
            found[element.name] = element
        return tuple(found.values())

    def _remark_on(self, block: Block) -> None:
        if isinstance(block, Text) and block.is_silent:
            return
        what = "a block of code" if isinstance(block, Code) else "a text"
        message = f"{what} among parameters is left out"
        self.diagnostics.warning(block.at, message, "unexpected-text")

    def _parameter(self, item: Item) -> Element:
        glued = _GLUED.fullmatch(item.title)
        title = f"{glued[1]} {glued[2]}" if glued else item.title
        old = parse_old(title)
        if old is None:
            return _with_values(self.mson.declaration(title, item.at, item.children))
        message = f"the parameter {unquote(old.name)} is written in the syntax before 1A9"
        self.diagnostics.note(item.at, message, "old-parameter")
        element = self.mson.declaration(_as_mson(old), item.at, item.children)
        description = "\n\n".join(filter(None, [old.description, element.description]))
        if old.default is not None:
            defaults = (old.default, *element.defaults)
            element = replace(element, defaults=defaults)
        return _with_values(replace(element, description=description))


def parse_old(line: str) -> _Old | None:
    """Return the parts of a line in the old syntax, or None for one that is MSON's."""
    shielded = mask(line)
    dots = _DESCRIBED.search(shielded)
    head = line[: dots.start()].rstrip() if dots else line
    description = line[dots.end() :].strip() if dots else ""
    shielded = mask(head)
    start = shielded.find("(")
    end = shielded.rfind(")")
    inside = head[start + 1 : end] if 0 <= start < end else ""
    before = head[:start] if start >= 0 else head
    rest = head[end + 1 :].strip() if 0 <= start < end else ""
    name, equals, default = _at_equals(before)
    examples = [part for part in split_list(inside) if part.startswith("`")]
    if rest or not (dots or equals or examples) or ":" in mask(name):
        return None
    flags, types = [], []
    for part in split_list(inside):
        if part.lower() in _FLAGS:
            flags.append(part.lower())
        elif _TYPE_WORDS.fullmatch(part):
            types.append(part)
        elif part and not part.startswith("`"):
            examples.append(part.strip("'\""))
    return _Old(
        name=name.strip(),
        default=default.strip() if equals and default.strip() else None,
        flags=tuple(dict.fromkeys(flags)),
        type=types[0] if types else "",
        example=examples[0] if examples else None,
        description=description,
    )


def _at_equals(text: str) -> tuple[str, str, str]:
    index = mask(text).find("=")
    return (text, "", "") if index < 0 else (text[:index], "=", text[index + 1 :])


def _as_mson(old: _Old) -> str:
    """Return the line as MSON writes it, without its default and its text."""
    example = old.example or ""
    if example and not example.startswith("`"):
        example = f"`{example}`" if "`" not in example else example
    inside = ", ".join(filter(None, [old.type, *old.flags]))
    return f"{old.name}{f': {example}' if example else ''}{f' ({inside})' if inside else ''}"


def _with_values(element: Element) -> Element:
    """Return a parameter with `Values` as the enum that it is, whatever its type is called."""
    kind = element.type.name if element.type else "string"
    values: Iterable[object] = element.members
    if kind in {"enum", "array", "object"} or not element.members:
        return element
    if not all(isinstance(each, Element) and not each.members for each in values):
        return element
    inner = element.type or TypeName(element.at, "string")
    return replace(element, type=TypeName(element.at, "enum", (inner,)))

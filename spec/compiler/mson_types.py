"""The names of types: `array[User]`, and the other ways in which pages write the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .aliases import BASE_TYPES, alias
from .blueprint import TypeName
from .mson_text import is_quoted, mask, split_list, unquote

if TYPE_CHECKING:
    from .diagnostics import Diagnostics, Position

DEEPEST = 24
"""How deep types may hold types in one name, such as `array[array[string]]`."""

_LINK = re.compile(r"\[([^\[\]]+)\]\s?(?:\([^()]*\)|\[[^\[\]]*\])")
_BRACKETS = {"[": "]", "<": ">", "(": ")", "{": "}"}
_LENGTH = re.compile(r"\d+")
_PARTS = re.compile(r"\s*\|\|?\s*|\s+or\s+|\s*/\s*", re.IGNORECASE)
_OF = re.compile(r"(?P<holder>[A-Za-z]+)\s+of\s+(?P<held>\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: types of which any may be meant, and what it says beside."""

    types: tuple[TypeName, ...] = ()
    nullable: bool = False
    length: int | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeReader:
    """Reads the names of types that stand in one place."""

    at: Position
    diagnostics: Diagnostics

    def read(self, text: str, depth: int = 0) -> Named:
        """Return what a text names; nothing is looked up here but words that all pages share."""
        text = text.strip()
        if depth > DEEPEST:
            message = f"types in types more than {DEEPEST} deep: what is deeper is left out"
            self.diagnostics.warning(self.at, message, "deep-type")
            return Named()
        if link := _LINK.fullmatch(text):
            return self.read(link[1], depth + 1)
        if is_quoted(text):
            return self._plain(unquote(text))
        if text.endswith("?") and len(text) > 1:
            named = self.read(text[:-1], depth + 1)
            return Named(named.types, nullable=True, length=named.length, values=named.values)
        if alternatives := self._alternatives(text, depth):
            return alternatives
        return self._generic(text, depth) or self._array_of(text, depth) or self._plain(text)

    def one(self, text: str, depth: int = 0) -> TypeName | None:
        """Return the type that a text names first."""
        named = self.read(text, depth)
        if len(named.types) > 1:
            message = f"two types where one belongs: {text}; the first one counts"
            self.diagnostics.warning(self.at, message, "two-types")
        return named.types[0] if named.types else None

    def _plain(self, text: str) -> Named:
        name = " ".join(unquote(text).split())
        if re.fullmatch(r"\*[^*]*\*", name):
            message = f"the generic type {name} stands for any type"
            self.diagnostics.warning(self.at, message, "generic-type")
            name = "any"
        if not name:
            self.diagnostics.warning(self.at, "a type without a name is left out", "type-name")
            return Named()
        known = name.lower() in BASE_TYPES
        return Named((TypeName(self.at, name.lower() if known else name),))

    def _alternatives(self, text: str, depth: int) -> Named | None:
        """Read `string or null`, `string|number`: only where a half is a word that all share."""
        if not _PARTS.search(mask(text)) or any(mark in text for mark in "[<(`"):
            return None
        halves = [half.strip() for half in _PARTS.split(text) if half.strip()]
        words = [alias(half) for half in halves]
        if len(halves) < 2 or not any(words) or alias(text):
            return None
        types: list[TypeName] = []
        for half, word in zip(halves, words, strict=True):
            if not (word and word.kind == "null"):
                types.extend(self.read(half, depth + 1).types)
        nullable = any(word and word.kind == "null" for word in words)
        return Named(tuple(types), nullable=nullable)

    def _generic(self, text: str, depth: int) -> Named | None:
        """Read `array[User]`, `Array<User>`, `enum(a, b)`, `varchar(255)`, `User[]`, `[User]`."""
        close = text[-1:]
        opening = next((key for key, value in _BRACKETS.items() if value == close), None)
        start = mask(text).find(opening) if opening else -1
        if opening is None or start < 0:
            return None
        outer, inner = text[:start].strip(), text[start + 1 : -1].strip()
        if text.endswith("[]") and start == len(text) - 2:
            inner, outer = outer, "array"
        elif text.endswith("[]"):
            return self._holder("array", text[:-2], depth)
        if not outer and opening == "[":
            outer = "array"
        if not outer:
            return None
        return self._holder(outer, inner, depth)

    def _holder(self, outer: str, inner: str, depth: int) -> Named:
        word = alias(outer)
        kind = word.kind if word else ""
        parts = [part for part in split_list(inner) if part] if inner else []
        if kind == "string" and _LENGTH.fullmatch(inner[:9]) and len(inner) < 9:
            return Named((TypeName(self.at, outer),), length=int(inner))
        if kind == "enum":
            return self._enum(parts, depth)
        held = [self.one(part, depth + 1) for part in parts]
        parameters = tuple(name for name in held if name)
        if kind in {"array", "object"}:
            return Named((TypeName(self.at, kind, parameters),))
        name = " ".join(unquote(outer).split())
        return Named((TypeName(self.at, name, parameters),))

    def _enum(self, parts: list[str], depth: int) -> Named:
        """Read `enum[string]`, or values where it names no type: `enum[active, inactive]`."""
        if len(parts) > 1 and not any(alias(part) for part in parts):
            return Named((TypeName(self.at, "enum"),), values=tuple(parts))
        held = tuple(name for name in (self.one(part, depth + 1) for part in parts) if name)
        return Named((TypeName(self.at, "enum", held),))

    def _array_of(self, text: str, depth: int) -> Named | None:
        """Read `array of User`, `list of strings`, `string array`."""
        if match := _OF.fullmatch(text):
            holder = alias(match["holder"])
            if holder and holder.kind in {"array", "enum", "object"}:
                held = re.sub(r"(?i)^(?:an?|the)\s+", "", match["held"])
                return self._holder(holder.kind, held, depth)
        held, _, last = text.rpartition(" ")
        word = alias(held)
        if word and last.lower() in {"array", "list"} and not alias(text):
            return self._holder("array", held, depth)
        return None


def parse_type(text: str, at: Position, diagnostics: Diagnostics) -> TypeName | None:
    """Return the type that a page names, or None where it names none."""
    return TypeReader(at, diagnostics).one(text)

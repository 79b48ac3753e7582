"""The list in the parentheses of MSON: types, and attributes in any order."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .aliases import BASE_TYPES, alias, folded
from .blueprint import TypeName
from .mson_text import is_quoted, split_list, unquote
from .mson_types import TypeReader
from .values import cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .diagnostics import Diagnostics, Position

ATTRIBUTES = {
    "required": "required",
    "optional": "optional",
    "fixed": "fixed",
    "fixedtype": "fixed-type",
    "nullable": "nullable",
    "default": "default",
    "sample": "sample",
    "mandatory": "required",
    "notrequired": "optional",
    "nonrequired": "optional",
    "allownull": "nullable",
    "canbenull": "nullable",
    "example": "sample",
}
"""Attributes that every page may use, without dashes, and how MSON calls them."""

_CERTAIN = BASE_TYPES | {
    "integer",
    "int",
    "bool",
    "float",
    "double",
    "datetime",
    "timestamp",
    "uuid",
}
_FLAGS = {
    "readonly": "readOnly",
    "writeonly": "writeOnly",
    "deprecated": "deprecated",
    "uniqueitems": "uniqueItems",
}
_NUMBERS = {
    "min": "minimum",
    "minimum": "minimum",
    "max": "maximum",
    "maximum": "maximum",
    "minlength": "minLength",
    "maxlength": "maxLength",
    "minitems": "minItems",
    "maxitems": "maxItems",
    "multipleof": "multipleOf",
    "exclusiveminimum": "exclusiveMinimum",
    "exclusivemaximum": "exclusiveMaximum",
    ">=": "minimum",
    "<=": "maximum",
    ">": "exclusiveMinimum",
    "<": "exclusiveMaximum",
}
_TEXTS = {"pattern": "pattern", "regex": "pattern", "format": "format", "title": "title"}
_VALUES = {"default": "default", "defaultvalue": "default", "defaultsto": "default"}
_SAMPLES = {"sample", "example", "eg", "e.g.", "samplevalue"}
_PAIR = re.compile(r"(?P<key>[A-Za-z][A-Za-z. _-]*?)\s*[:=]\s*(?P<value>\S.*)")
_BOUND = re.compile(r"(?P<key>>=|<=|>|<)\s*(?P<value>\S+)")
_SPACED = re.compile(
    r"(?P<key>default(?:s to)?|min|max|min length|max length|minlength|maxlength)\s+(?P<value>\S+)",
    re.IGNORECASE,
)
_ENUM = re.compile(r"(?P<type>enum(?:\[[^\[\]]*\])?)\s*[:=]\s*(?P<value>\S.*)", re.IGNORECASE)
_TYPE = re.compile(r"type\s*[:=]\s*(?P<value>\S.*)", re.IGNORECASE)


@dataclass
class Listed:
    """What a list in parentheses says."""

    types: list[TypeName] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    keywords: dict[str, Any] = field(default_factory=dict)
    defaults: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def is_known(inside: str, *, certain: bool = False) -> bool:
    """Tell whether a text in parentheses is a list of types and attributes.

    Named types are not known here, so a list of nothing but such a name is none. With `certain`,
    words that prose uses as well, such as `link`, do not count.
    """
    return any(_is_known(part, certain=certain) for part in split_list(inside) if part)


def _is_known(part: str, *, certain: bool) -> bool:
    if folded(part) in ATTRIBUTES | _FLAGS:
        return True
    word = re.split(r"[\[<(:=|]", part, maxsplit=1)[0].strip()
    if not word or not alias(word):
        return False
    return not certain or folded(word) in _CERTAIN


def parse_list(inside: str, at: Position, diagnostics: Diagnostics) -> Listed:
    """Return what a list says; what is not understood is remarked on, and kept."""
    return _ListReader(at, diagnostics).read(split_list(inside) if inside.strip() else ())


@dataclass
class _ListReader:
    at: Position
    diagnostics: Diagnostics
    listed: Listed = field(default_factory=Listed)
    in_enum: bool = False

    def read(self, parts: Iterable[str]) -> Listed:
        for part in filter(None, parts):
            self._part(part)
        self._check()
        return self.listed

    def _part(self, part: str) -> None:
        if is_quoted(part):
            self._quoted(part)
        elif self._attribute(part) or self._pair(part):
            return
        elif self.in_enum:
            self.listed.values.append(_without_quotes(part))
        else:
            self._type(part)

    def _quoted(self, part: str) -> None:
        """Read a value in backticks, unless a type is meant, which the old syntax never quoted."""
        if self.in_enum:
            self.listed.values.append(part)
        elif self.listed.types or self.listed.attributes:
            message = f"the value {part} among the attributes is read as a sample"
            self.diagnostics.warning(self.at, message, "attribute")
            self.listed.samples.append(part)
        else:
            self._type(part)

    def _attribute(self, part: str) -> bool:
        word = folded(part)
        if word in _FLAGS:
            self.listed.keywords[_FLAGS[word]] = True
            return True
        known = ATTRIBUTES.get(word)
        if not known and word.isalpha() and not alias(part):
            near = difflib.get_close_matches(word, ("required", "optional", "nullable"), 1, 0.875)
            known = near[0] if near and word != "option" else None
            if known:
                self._told(f"{part} is read as {known}")
        if not known:
            return False
        if word in ATTRIBUTES and word != known.replace("-", ""):
            self.diagnostics.note(self.at, f"{part} is read as {known}", "attribute")
        self.listed.attributes.add(known)
        return True

    def _pair(self, part: str) -> bool:
        if match := _ENUM.fullmatch(part):
            self.in_enum = True
            self._type(match["type"])
            self.listed.values += _enum_values(match["value"])
            return True
        if match := _TYPE.fullmatch(part):
            self._part(match["value"])
            return True
        match = _BOUND.fullmatch(part) or _PAIR.fullmatch(part) or _SPACED.fullmatch(part)
        if match is None:
            return False
        self._key(folded(match["key"]), match["value"].strip(), part)
        return True

    def _key(self, key: str, value: str, part: str) -> None:
        if key in ATTRIBUTES | _FLAGS and value.lower() in {"true", "false", "yes", "no"}:
            self._switch(key, on=value.lower() in {"true", "yes"})
        elif key in _NUMBERS:
            self._number(_NUMBERS[key], value, part)
        elif key in _TEXTS:
            self.listed.keywords[_TEXTS[key]] = unquote(value)
        elif key in _VALUES:
            self.listed.defaults.append(value)
        elif key in _SAMPLES:
            self.listed.samples.append(value)
        else:
            self._unknown(part)

    def _switch(self, key: str, *, on: bool) -> None:
        if on:
            self._attribute(key)
        elif ATTRIBUTES.get(key) == "required":
            self.listed.attributes.add("optional")
        elif ATTRIBUTES.get(key) == "optional":
            self.listed.attributes.add("required")

    def _number(self, keyword: str, value: str, part: str) -> None:
        try:
            number = cast(value, "number")
        except ValueError:
            self._unknown(part)
            return
        if (keyword[3:] in {"Length", "Items"} and (not isinstance(number, int) or number < 0)) or (
            keyword == "multipleOf" and number <= 0
        ):
            self._unknown(part)
        else:
            self.listed.keywords[keyword] = number

    def _type(self, part: str) -> None:
        named = TypeReader(self.at, self.diagnostics).read(part)
        self.listed.types.extend(named.types)
        self.listed.values.extend(named.values)
        if named.nullable:
            self.listed.attributes.add("nullable")
        if named.length is not None:
            self.listed.keywords["maxLength"] = named.length

    def _unknown(self, part: str) -> None:
        self._told(f"the attribute {part} is not known: it is kept as x-attributes")
        self.listed.remarks.append(part)

    def _told(self, message: str) -> None:
        self.diagnostics.warning(self.at, message, "attribute")

    def _check(self) -> None:
        attributes = self.listed.attributes
        for first, second in (("required", "optional"), ("default", "sample")):
            if {first, second} <= attributes:
                self._told(f"both {first} and {second}: {first} counts")
                attributes.discard(second)
        if self.listed.remarks:
            self.listed.keywords["x-attributes"] = self.listed.remarks
        if self.listed.values and not self.listed.types:
            self.listed.types.append(TypeName(self.at, "enum"))


def _enum_values(text: str) -> list[str]:
    """Return the values after `enum:`, which bars or brackets may part as well as commas."""
    text = text.strip()
    if text[0] == "[" and text[-1] == "]":
        parts = split_list(text[1:-1])
    elif "|" not in text and re.fullmatch(r"\w+(?:/\w+)+", text):
        parts = text.split("/")
    else:
        parts = split_list(text, "|")
    return [_without_quotes(part) for part in parts if part]


def _without_quotes(text: str) -> str:
    quoted = len(text) > 2 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text

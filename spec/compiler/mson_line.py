"""One line of MSON: `key: value (type, attributes) - description`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .blueprint import TypeName

if TYPE_CHECKING:
    from .diagnostics import Diagnostics, Position

BASE_TYPES = frozenset({"boolean", "string", "number", "array", "enum", "object"})
ATTRIBUTES = frozenset(
    {"required", "optional", "fixed", "fixed-type", "nullable", "default", "sample"}
)

_QUOTED = re.compile(r"(`+)(.+?)\1|\\(?P<escaped>[!-/:-@\[-`{-~])")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_GENERIC = re.compile(r"([^\[\]]+?)\s*\[(.*)\]")


@dataclass(frozen=True, slots=True)
class Line:
    """The parts of a line. `value` keeps its backticks, since they shield its commas."""

    literal: str
    name: str
    value: str | None
    type: TypeName | None
    attributes: frozenset[str]
    description: str


def mask(text: str) -> str:
    """Return the text with all that backticks or a backslash shield blotted out."""
    return _QUOTED.sub(lambda match: "\0" * len(match[0]), text)


def unquote(text: str) -> str:
    """Return the text without its backticks and escapes."""
    return _QUOTED.sub(lambda match: match["escaped"] or match[2], text.strip()).strip()


def split_list(text: str) -> list[str]:
    """Return the parts between commas that nothing shields or brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(mask(text)):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth <= 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]


def parse_line(text: str, at: Position, diagnostics: Diagnostics) -> Line:
    """Return the parts of a line; what is wrong with it is remarked on."""
    head, description = _split_description(text, at, diagnostics)
    head, inside = _split_type(head)
    type_name, attributes = _parse_type_list(inside, at, diagnostics)
    shielded = mask(head)
    if re.fullmatch(r"\*[^*]+\*", shielded.split(":")[0].strip()):
        diagnostics.unsupported(at, f"the variable name {head}")
    colon = shielded.find(":")
    name = head if colon < 0 else head[:colon]
    value = None if colon < 0 else head[colon + 1 :].strip()
    if value == "":
        diagnostics.warning(at, f"a colon without a value after {unquote(name)}", "empty-value")
        value = None
    return Line(unquote(head), unquote(name), value, type_name, attributes, description)


def _split_description(text: str, at: Position, diagnostics: Diagnostics) -> tuple[str, str]:
    depth = 0
    shielded = mask(text)
    for index, character in enumerate(shielded):
        depth += (character == "(") - (character == ")")
        if depth == 0 and shielded.startswith(" - ", index):
            return text[:index].strip(), text[index + 3 :].strip()
    if depth != 0:
        diagnostics.error(at, "a parenthesis without its partner", "parenthesis")
    return text.strip(), ""


def _split_type(head: str) -> tuple[str, str]:
    """Part the text from the last group of parentheses, if the text ends with one."""
    shielded, depth = mask(head), 0
    if not shielded.endswith(")"):
        return head, ""
    for index in range(len(head) - 1, -1, -1):
        depth += (shielded[index] == ")") - (shielded[index] == "(")
        if depth == 0:
            if index and not shielded[index - 1].isspace():
                break
            return head[:index].strip(), head[index + 1 : -1]
    return head, ""


def _parse_type_list(
    inside: str, at: Position, diagnostics: Diagnostics
) -> tuple[TypeName | None, frozenset[str]]:
    attributes: set[str] = set()
    types: list[TypeName] = []
    for part in split_list(inside) if inside.strip() else ():
        if part.lower() in ATTRIBUTES:
            attributes.add(part.lower())
        else:
            types.extend(filter(None, [parse_type(part, at, diagnostics)]))
    if len(types) > 1:
        names = " and ".join(name.name for name in types)
        diagnostics.error(at, f"two types where one belongs: {names}", "two-types")
    for pair in ({"required", "optional"}, {"default", "sample"}):
        if pair <= attributes:
            diagnostics.error(at, f"both {' and '.join(sorted(pair))}", "contradiction")
    return (types[0] if types else None), frozenset(attributes)


def parse_type(text: str, at: Position, diagnostics: Diagnostics) -> TypeName | None:
    """Return the type that a page names: a base type, `array[…]`, `enum[…]` or a named type."""
    link = _LINK.fullmatch(text.strip())
    name = unquote(link[1] if link else text)
    generic = _GENERIC.fullmatch(name)
    if generic and generic[1].lower() in {"array", "enum"}:
        inner = [parse_type(part, at, diagnostics) for part in split_list(generic[2])]
        return TypeName(at, generic[1].lower(), tuple(filter(None, inner)))
    if not name:
        diagnostics.error(at, "a type without a name", "type-name")
        return None
    if generic or re.fullmatch(r"\*[^*]+\*", name):
        diagnostics.unsupported(at, f"the generic type {name}")
        return None
    return TypeName(at, name.lower() if name.lower() in BASE_TYPES else " ".join(name.split()))

"""The lines of attributes and parameters: parted where they were glued, shielded where needed."""

from __future__ import annotations

import re

_KNOWN = {
    *("string", "number", "boolean", "object", "array", "enum", "integer", "int", "bool", "float"),
    *("date", "datetime", "required", "optional", "fixed", "fixed-type", "nullable", "default"),
    *("sample", "json", "file", "uuid", "double", "long", "any", "null", "decimal", "timestamp"),
}
_PART = re.compile(r"[^\W\d][\w$.'-]*(?:\s[\w$.'-]+){0,5}(?:\s*\[.*\])?")
_GLUED = re.compile(r"(?<=[^\s(])(\([^()]*\))(?=\s+-\s|\s*$)")
_INNERMOST = re.compile(r"(?<=\s)\([^()]*\)")
_NEXT = re.compile(r"\s-\s(?=[\w.$-]{1,80}(?::\s[^()]{1,300}|:?)?\s?\([^()]{1,120}\))")
_NEXT_START = re.compile(r"([\w.$-]{1,80})(?::\s[^()]{1,300}|:?)?\s?(\([^()]{1,120}\))")
_BLOCK = re.compile(r"(?:[-+*>#]|\d+[.)])(?:\s|$)")
_RESERVED = re.compile(
    r"(default|sample|items|members|properties|values|include|one of)(?=\s*(?::\s|\())"
)

SECTION = re.compile(
    r"(?P<name>members|values|items|properties|default|sample)\s*(?::\s*(?P<value>.*))?", re.I
)
ONE_OF = re.compile(r"one\s+of\s*:?", re.IGNORECASE)


def type_list(inside: str, *, sure: bool = True) -> bool:
    """Tell whether parentheses hold a type and its attributes; `sure` wants a known word."""
    parts = [part.strip() for part in _split(inside)]
    if not parts or not all(_PART.fullmatch(part.strip("`*")) for part in parts):
        return False
    heads = [part.split("[")[0].strip().lower() for part in parts]
    return not sure or any(head in _KNOWN for head in heads)


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "," and depth <= 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def has_type(text: str) -> bool:
    """Tell whether a line states a type, as a declaration does and a bare value doesn't."""
    return find_type(text) is not None


def kind(text: str) -> str:
    """Return the base type that a declaration states, or nothing."""
    found = find_type(text)
    inside = text[found[0] + 1 : found[1] - 1] if found else ""
    heads = [part.split("[")[0].strip().lower() for part in _split(inside)]
    return next((head for head in heads if head in {"enum", "array", "object"}), "")


def find_type(text: str) -> tuple[int, int] | None:
    """Return where the parentheses of a declaration's type begin and end, or None.

    They end the declaration: only a description, after a dash, may follow.
    """
    unsure: tuple[int, int] | None = None
    groups = _groups(text)
    if not groups:
        groups = [match.span() for match in _INNERMOST.finditer(text[:4000])]
    for start, end in groups:
        after = text[end:]
        if after.strip() and not after.startswith(" - "):
            continue
        if type_list(text[start + 1 : end - 1]):
            return start, end
        if unsure is None and type_list(text[start + 1 : end - 1], sure=False):
            unsure = start, end
    return unsure


def _groups(text: str) -> list[tuple[int, int]]:
    """Return the outermost parentheses of a line that have their partner, in order."""
    groups, opened, quoted = [], [], False
    for index, character in enumerate(text[:4000]):
        quoted ^= character == "`"
        if character == "(" and not quoted:
            opened.append(index)
        elif character == ")" and not quoted and opened:
            start = opened.pop()
            if not opened:
                groups.append((start, index + 1))
    return groups


def split_glued(text: str) -> list[str]:
    """Part members that a lost line break has put on one line, as `a (string) - b (string)`."""
    text = _GLUED.sub(lambda match: _spaced(match[1]), text)
    pieces, start = [], 0
    for match in _NEXT.finditer(text):
        following = _NEXT_START.match(text, match.end())
        named = following and following[1].lower() not in {"optional", "required", "nullable"}
        if following and named and type_list(following[2][1:-1]):
            pieces.append(text[start : match.start()].strip())
            start = match.end()
    return [*pieces, text[start:].strip()]


def _spaced(group: str) -> str:
    return f" {group}" if type_list(group[1:-1]) else group


def clean(text: str) -> str:
    """Return a member's line as MSON reads it: what would be misread stands in backticks."""
    text = _GLUED.sub(lambda match: _spaced(match[1]), text)
    if "`" in text:
        return text
    found = find_type(text)
    head, tail = (text[: found[0]].strip(), text[found[0] :]) if found else (text, "")
    if not found:
        head, dash, description = text.partition(" - ")
        tail = f"{dash}{description}".strip()
    name, colon, value = _name_and_value(head)
    if value and _misread(value):
        value = f"`{value}`"
    if _RESERVED.match(text) and (found or not colon):
        name = f"`{name}`"
    if not colon and (_BLOCK.match(name) or _misread(name)):
        name = f"`{name}`"
    return " ".join(filter(None, [f"{name}: {value}" if colon else name, tail]))


def _name_and_value(head: str) -> tuple[str, bool, str]:
    match = re.match(r"([^:`]*[^:`\s])\s*:(?:\s+|$)", head)
    if match is None:
        return head, False, ""
    value = head[match.end() :].strip()
    return match[1], bool(value), value


def _misread(text: str) -> bool:
    return "(" in text or ")" in text or " - " in text

"""Examples that are almost JSON: comments, ellipses, trailing commas, placeholders.

What is read here shows the types of an example only; the example itself stays the text that it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .inference import infer
from .values import merge_schemas

if TYPE_CHECKING:
    from .values import Json

MAX_DEPTH = 60
"""How deep an example may nest; what is deeper would exhaust the stack where it is written."""

_TOKEN = re.compile(
    r"""\s+
    | (?P<comment>//[^\n]*|\#[^\n]*)
    | (?P<skipped>\.\.+|…|[,;])
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<unknown><[^<>\n]*>|\{\{[^{}\n]*\}\}|\$\{[^{}\n]*\}|\[\.\.+\]|\{\.\.+\})
    | (?P<mark>[{}\[\]:])
    | (?P<word>[^\s{}\[\],:;"'<>]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)


class _Unknown:
    """A value of which an example does not show the type."""


UNKNOWN: Final = _Unknown()
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "none": None}


def too_deep(text: str) -> bool:
    """Tell whether a JSON text nests deeper than a document can."""
    depth = 0
    for character in _STRINGS.sub("", text):
        depth += (character in "{[") - (character in "}]")
        if depth > MAX_DEPTH:
            return True
    return False


def schema_of_text(text: str) -> Json | None:
    """Return the schema that an example shows that is almost JSON, or None for any other text."""
    try:
        return _schema(_Reader(_tokens(text)).document())
    except ValueError:
        return None


def _schema(value: Any) -> Json:
    if value is UNKNOWN:
        return {}
    if isinstance(value, dict):
        properties = {name: _schema(member) for name, member in value.items()}
        return {"type": "object", "properties": properties} if value else {"type": "object"}
    if isinstance(value, list):
        items = merge_schemas([schema for item in value if (schema := _schema(item))])
        return {"type": "array", "items": items} if items else {"type": "array"}
    return infer(value)


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        if place != (place := _after_comment(text, place)):
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError("not almost JSON")
        place = match.end()
        if match.lastgroup and match.lastgroup != "comment":
            found.append((match.lastgroup, match[0]))
    return found


def _after_comment(text: str, place: int) -> int:
    """Return where a comment of several lines ends that begins at a place, or else the place."""
    for begin, end in (("/*", "*/"), ("<!--", "-->")):
        if text.startswith(begin, place):
            found = text.find(end, place + len(begin))
            if found < 0:
                raise ValueError("a comment without an end")
            return found + len(end)
    return place


@dataclass
class _Reader:
    """Reads tokens as JSON, and passes over what JSON does not have."""

    tokens: list[tuple[str, str]]
    place: int = 0

    def document(self) -> Any:
        if not any(text in "{[" for kind, text in self.tokens[:4] if kind == "mark"):
            raise ValueError("neither an object nor an array")
        self._skip()
        value = self._value(0)
        self._skip()
        if self.place < len(self.tokens):
            raise ValueError("more than one value")
        return value

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self.place += 1
        return token

    def _skip(self) -> None:
        while self._peek()[0] == "skipped":
            self.place += 1

    def _value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ValueError("too deep")
        kind, text = self._next()
        if text == "{" and kind == "mark":
            return self._object(depth)
        if text == "[" and kind == "mark":
            return self._array(depth)
        if kind == "string":
            return text[1:-1]
        if kind == "word":
            return _word(text)
        if kind == "unknown":
            return UNKNOWN
        raise ValueError("no value")

    def _object(self, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self._skip()
        while self._peek() != ("mark", "}"):
            kind, text = self._next()
            if self._peek() != ("mark", ":"):
                if kind != "unknown":
                    raise ValueError("a member without a colon")
            elif kind in {"string", "word", "unknown"}:
                self.place += 1
                name = text[1:-1] if kind == "string" else text
                missing = self._peek()[0] == "skipped" or self._peek() == ("mark", "}")
                value = UNKNOWN if missing else self._value(depth + 1)
                if kind != "unknown":
                    members[name] = value
            else:
                raise ValueError("no member")
            self._skip_words()
        self.place += 1
        return members

    def _array(self, depth: int) -> list[Any]:
        items: list[Any] = []
        self._skip()
        while self._peek() != ("mark", "]"):
            items.append(self._value(depth + 1))
            self._skip_words()
        self.place += 1
        return items

    def _skip_words(self) -> None:
        """Pass over commas, and over words behind a value that say something of it."""
        self._skip()
        while self._peek()[0] == "word" and self.tokens[self.place + 1 : self.place + 2] != [
            ("mark", ":")
        ]:
            self.place += 1
            self._skip()


def _word(text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        value = json.loads(text)
    except ValueError:
        return UNKNOWN
    return value if isinstance(value, int | float) else UNKNOWN

"""One line of MSON: `key: value (type, attributes) - description`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .aliases import alias
from .mson_attributes import Listed, is_known, parse_list
from .mson_text import groups, mask, split_list, unquote
from .values import cast

if TYPE_CHECKING:
    from .diagnostics import Diagnostics, Position

_BOLD = re.compile(r"\*\*([^*\0]+)\*\*")
_VARIABLE = re.compile(r"\*([^*]+)\*")
_DASHES = "-\u2013\u2014"
_LONE_DASH = re.compile(rf"\s[{_DASHES}](?=\S)|(?<=\S)[{_DASHES}]\s|\s[{_DASHES[1:]}]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """The parts of a line. `value` keeps its backticks, since they shield its commas."""

    literal: str
    name: str
    value: str | None
    description: str
    variable: bool = False
    listed: Listed = field(default_factory=Listed)


def parse_line(text: str, at: Position, diagnostics: Diagnostics) -> Line:
    """Return the parts of a line; what is wrong with it is remarked on."""
    return _LineReader(at, diagnostics).read(text.strip())


@dataclass(frozen=True, slots=True)
class _LineReader:
    at: Position
    diagnostics: Diagnostics

    def read(self, text: str) -> Line:
        head, description = self._divide(text)
        head, inside, trailing = self._type(head)
        listed = parse_list(inside, self.at, self.diagnostics)
        variable, head, more = self._variable(head)
        if more and not inside:
            listed = parse_list(more, self.at, self.diagnostics)
        elif more:
            message = f"the type ({more}) of the variable name is left out"
            self.diagnostics.warning(self.at, message, "variable-name")
        head = self._with_colon(self._without_bold(head))
        colon = mask(head).find(":")
        name = head if colon < 0 else head[:colon]
        value = None if colon < 0 else head[colon + 1 :].strip()
        if len(name) > 2 and name[0] == name.rstrip()[-1] == '"':
            message = f"the quotation marks are part of the name {name}"
            self.diagnostics.note(self.at, message, "quoted-name")
        if value == "":
            message = f"a colon without a value after {unquote(name)}"
            self.diagnostics.warning(self.at, message, "empty-value")
            value = None
        described = " - ".join(filter(None, [trailing, description]))
        return Line(unquote(head), unquote(name), value, described, variable, listed)

    def _divide(self, text: str) -> tuple[str, str]:
        """Part the description from the line, at the first dash that nothing shields."""
        shielded = mask(text)
        found, open_at = groups(shielded)
        if open_at >= 0:
            return self._unclosed(text, shielded, open_at)
        within = iter([*found, (len(text), len(text))])
        start, end = next(within)
        place = shielded.find(" - ")
        while place >= 0:
            while end <= place:
                start, end = next(within)
            if place < start:
                return self._description(text, place)
            place = shielded.find(" - ", end)
        return text, ""

    def _description(self, text: str, place: int) -> tuple[str, str]:
        head, description = text[:place].strip(), text[place + 3 :].strip()
        found, _ = groups(mask(description))
        last = found[-1] if found else (0, 0)
        if not head.endswith(")") and last[1] == len(description) and last[1]:
            inside = description[last[0] + 1 : -1]
            if is_known(inside):
                message = f"({inside}) after the dash is part of the description, no type"
                self.diagnostics.warning(self.at, message, "type-in-description")
        return head, description

    def _unclosed(self, text: str, shielded: str, open_at: int) -> tuple[str, str]:
        """Close a parenthesis before the description, where it holds a type; else it is text."""
        dash = shielded.find(" - ", open_at)
        inside = text[open_at + 1 : dash if dash >= 0 else None].strip()
        message = "a parenthesis without its partner"
        if open_at and is_known(inside.partition("(")[0]):
            message += f": ({inside}) is read as the type"
            self.diagnostics.warning(self.at, message, "parenthesis")
            rest = text[dash + 3 :].strip() if dash >= 0 else ""
            return f"{text[:open_at].rstrip()} ({inside})", rest
        self.diagnostics.warning(self.at, f"{message} is read as text", "parenthesis")
        first = shielded.find(" - ")
        if first < 0:
            return text, ""
        return text[:first].strip(), text[first + 3 :].strip()

    def _type(self, head: str) -> tuple[str, str, str]:
        """Part the head from its types and attributes, and from a text that follows these."""
        shielded = mask(head)
        found, _ = groups(shielded)
        for start, end in reversed(found):
            inside, trailing = head[start + 1 : end - 1], head[end:].strip()
            if is_known(inside, certain=bool(trailing)):
                before = head[:start].strip()
                return self._followed(before, inside, trailing)
        if found and found[-1][1] == len(head):
            start = found[-1][0]
            if start == 0 or shielded[start - 1].isspace():
                return self._doubled(head[:start].strip(), head[start + 1 : -1])
        return self._dashed(head)

    def _followed(self, before: str, inside: str, trailing: str) -> tuple[str, str, str]:
        if not trailing:
            return self._doubled(before, inside)
        text = trailing.lstrip(f"{_DASHES}:. ").strip()
        if trailing[0] == ":" and ":" not in mask(before) and _is_value(text, inside):
            message = f"the text after the type is read as a value: {text}"
            self.diagnostics.warning(self.at, message, "text-after-type")
            return f"{before}: {text}", inside, ""
        if trailing[0] not in _DASHES:
            message = f"the text after the type is read as the description: {text}"
            self.diagnostics.warning(self.at, message, "text-after-type")
        head, inside, _ = self._doubled(before, inside)
        return head, inside, text

    def _doubled(self, before: str, inside: str) -> tuple[str, str, str]:
        """Join `(string) (required)`, two lists where one belongs."""
        found, _ = groups(mask(before))
        if found and found[-1][1] == len(before):
            other = before[found[-1][0] + 1 : -1]
            if found[-1][0] and is_known(other):
                message = f"({other}) and ({inside}) are read as one list"
                self.diagnostics.warning(self.at, message, "two-types")
                return before[: found[-1][0]].strip(), f"{other}, {inside}", ""
        return before, inside, ""

    def _dashed(self, head: str) -> tuple[str, str, str]:
        """Part a description from a line without a type, where its dash lacks a space."""
        shielded = mask(head)
        dash = _LONE_DASH.search(shielded)
        if not dash or ":" in shielded or not dash.start():
            return head, "", ""
        text = head[dash.end() :].strip()
        message = f"the text after the dash is read as the description: {text}"
        self.diagnostics.note(self.at, message, "dash")
        return head[: dash.start()].strip(), "", text

    def _variable(self, head: str) -> tuple[bool, str, str]:
        """Read `*name*` and `*name (type)*`, which stand for any name."""
        shielded = mask(head)
        match = _VARIABLE.match(shielded)
        rest = shielded[match.end() :].strip() if match else "-"
        if not match or (rest and rest[0] != ":"):
            return False, head, ""
        name, more = head[1 : match.end() - 1].strip(), ""
        found, _ = groups(mask(name))
        if found and found[-1][1] == len(name) and found[-1][0]:
            name, more = name[: found[-1][0]].strip(), name[found[-1][0] + 1 : -1]
        return True, name + head[match.end() :], more

    def _with_colon(self, head: str) -> str:
        """Read a name in backticks and a text after it as a name and a value."""
        shielded = mask(head)
        name = re.match("\0+(?= +[^ :(])", shielded)
        if not name or head[0] != "`" or ":" in shielded or "," in shielded:
            return head
        message = f"a colon is missing after {head[: name.end()]}: what follows is read as a value"
        self.diagnostics.warning(self.at, message, "missing-colon")
        return f"{head[: name.end()]}: {head[name.end() :].strip()}"

    def _without_bold(self, head: str) -> str:
        shielded = mask(head)
        match = _BOLD.match(shielded)
        rest = shielded[match.end() :].strip() if match else "-"
        if not match or (rest and rest[0] != ":"):
            return head
        name = head[2 : match.end() - 2]
        self.diagnostics.note(self.at, f"the asterisks around {name} are left out", "bold")
        return name + head[match.end() :]


def _is_value(text: str, inside: str) -> bool:
    """Tell whether a text after `(number)` or `(boolean)` is a value of that type."""
    kinds = [found.kind for part in split_list(inside) if (found := alias(part))]
    if not kinds or kinds[0] not in {"number", "integer", "boolean"}:
        return False
    try:
        cast(text, kinds[0])
    except ValueError:
        return False
    return True

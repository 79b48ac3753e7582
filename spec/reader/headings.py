"""Which line of a page is the heading of a group, a resource, an action or a type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .lines import Line

METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "CONNECT")

_METHOD = "|".join((*METHODS, "LINK", "UNLINK"))
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}[.)]?\s+(?=\S)")
_MARK = re.compile(
    r"\s*(?:[¶§#🔗⚓]|\[(?:¶|#)\]\([^()\s]*\)"
    r"|(?:Direct link to|Link to this|Permalink to)\b[^\[\]]*)\s*$"
)
_GROUP = re.compile(r"[Gg]roup\s+(\S.*)")
_NAMED = re.compile(
    rf"(?P<name>\S.*?)\s*\[\s*(?:(?P<method>{_METHOD})(?:\s+(?P<uri>/[^\]]*))?|(?P<path>/[^\]]*))\s*\]"
)
_BARE = re.compile(rf"(?P<method>{_METHOD})(?:\s+(?P<uri>/\S*))?|(?P<path>/\S*)")
_TYPE = re.compile(r"[^\W\d](?:[\w.$'/&+-]|\s(?!\s|-)){0,79}(?:\s*\([^()]*\))?(?:\s+-\s\S.*)?")
_SENTENCE_END = (".", "!", "?", ":", ";", ",")

TYPE_SECTION = re.compile(r"(?:items|members|properties|values|(?:default|sample)(?::.*)?)", re.I)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that means something, and its line in Blueprint without the `#`."""

    kind: str
    text: str
    method: str = ""
    path: str = ""


def without_marks(text: str) -> str:
    """Return a heading without its number and its permalink."""
    text = _MARK.sub("", text, count=1) if len(text) < 400 else text
    number = _NUMBER.match(text)
    return text[number.end() if number else 0 :].strip()


def find(line: Line) -> Heading | None:
    """Return the heading that the line is, wherever it stands, or None."""
    if line.bullet or line.code or not line.text or len(line.text) > 600:
        return None
    text = without_marks(line.text)
    if text.lower() in {"data structures", "data structure"}:
        return Heading("types", "Data Structures")
    if group := _GROUP.fullmatch(text):
        sentence = text.endswith(_SENTENCE_END) or len(text.split()) > 9
        return None if sentence and not line.level else Heading("group", f"Group {group[1]}")
    if not text.endswith("]") and text[:1] not in "/" and text.split(" ")[0] not in METHODS:
        return None
    match = _NAMED.fullmatch(text) or _BARE.fullmatch(text)
    if not match or not _is_name(match.groupdict().get("name") or ""):
        return None
    return _operation(match)


def _operation(match: re.Match[str]) -> Heading:
    groups = match.groupdict()
    method, path = groups["method"] or "", groups["uri"] or groups["path"] or ""
    bracket = " ".join(filter(None, [method, re.sub(r"\s+", "", path)]))
    name = " ".join((groups.get("name") or "").split())
    kind = "action" if method else "resource"
    return Heading(kind, f"{name} [{bracket}]" if name else bracket, method, path.strip())


def _is_name(name: str) -> bool:
    """Tell a name from a sentence that has a path or a method in brackets at its end."""
    return not name.endswith((*_SENTENCE_END, "(", "`", '"')) and len(name.split()) <= 14


def is_type(text: str) -> bool:
    """Tell whether a line among data structures can be the heading of one."""
    if text.endswith(_SENTENCE_END) or len(text) > 160 or not _TYPE.fullmatch(text):
        return False
    name = text.partition(" - ")[0].partition("(")[0]
    return text.endswith(")") or len(name.split()) <= 5

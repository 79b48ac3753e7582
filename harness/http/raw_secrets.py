"""Secrets in a text of any form: truncated JSON, XML, a form, a script.

A name that tells of a secret is looked for, and then what is assigned to it. Each pattern is
bounded, or takes what it passes over for good: time goes by the length of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from harness.redaction.escapes import without_escapes
from harness.redaction.packing import RUN, unpacked
from harness.redaction.secret_names import TELLING, may_name_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_NAME = 40
_LAYERS = 3
"""Escapes in each other that are undone before a text is looked through."""
_MOST_UNPACKED = 1_000_000
"""Bytes of what was packed that are looked through."""
_LONGEST_HEAD, _LONGEST_TAIL = 256 * 1024, 64 * 1024
"""Characters of a text that are looked through: more than any output shows of it."""
_TELLS = re.compile(f"(?i){TELLING.replace(chr(92) + 'b', '')}")
_VALUE = r"""(?P<value>[^\s"'`<>,;&(){}\[\]|\\=]++={0,2})"""
_ASSIGNED = re.compile(
    r"""(?x)
    ["'`\[\]]{0,3}[ \t\r\n]{0,8}
    (?:=>|[:=,(][=>]?)[ \t\r\n]{0,8}
    (?:[\[{(>|-][ \t\r\n]{0,8}){0,3}
    (?:["'`]?(?:value|content|raw|token|access|data)["'`]?[ ]{0,4}[:=][ ]{0,4})?
    (?:<!\[CDATA\[)?
    ["'`]?(?:(?:Bearer|Basic|Token|JWT)[ ]{1,4})?"""
    + _VALUE,
    re.IGNORECASE,
)
"""What assigns a value to a name: in JSON, YAML, a form, a header, a script, an attribute."""
_IN_ELEMENT = re.compile(
    r"(?:\s[^<>]{0,100})?>\s{0,8}(?:<[\w:.-]{1,40}>\s{0,8}){0,2}(?:<!\[CDATA\[)?\s{0,8}" + _VALUE
)
_MORE = re.compile(r"""["'\s]{0,8},["'\s]{0,8}""" + _VALUE + r"""["']""")
"""Another value of a list."""
_TAG = re.compile(r"<[A-Za-z][^<>]{0,2000}+")
_ATTRIBUTE = re.compile(
    r"""([\w:.-]{1,40})\s{0,4}=\s{0,4}(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'<>]{1,1000}))"""
)
_VALUED = frozenset({"value", "content", "data-value"})
_WORDS = re.compile(r"[\w.-]{20,}+")
_SHORTEST_PART = 8
"""Characters of a part of a web token."""


class Assigned(NamedTuple):
    """A value in a text, and the name that it stands under."""

    name: str
    value: str
    start: int
    end: int


def readings(text: str) -> Iterator[str]:
    """Yield a text, and what it says once its escapes are undone, and what is packed in it."""
    if len(text) > _LONGEST_HEAD + _LONGEST_TAIL:
        text = f"{text[:_LONGEST_HEAD]}\n{text[-_LONGEST_TAIL:]}"
    data = text.encode("utf-8", "surrogatepass")
    yield text
    for _ in range(_LAYERS):
        plain = without_escapes(data, line_break=b"\n")
        if plain == data:
            break
        data = plain
        yield data.decode("utf-8", "replace")
    left = _MOST_UNPACKED
    for run in RUN.findall(data):
        for each in unpacked(run) if left > 0 else ():
            left -= len(each)
            yield each.decode("utf-8", "replace")


def assigned(text: str) -> Iterator[Assigned]:
    """Yield what is assigned to a name that may be a secret's, or stands in such an element."""
    at = 0
    while match := _TELLS.search(text, at):
        first, last = _name_around(text, *match.span())
        name, at = text[first:last], last
        if not may_name_secret(name):
            continue
        in_element = text[first - 1 : first] in {"<", ":"} and _IN_ELEMENT.match(text, last)
        found = in_element or _ASSIGNED.match(text, last)
        while found:
            yield Assigned(name, found["value"], *found.span("value"))
            if found.end() - at > _LONGEST_NAME:  # a name within it would be read again and again
                at = found.end()
            is_list = "[" in text[last : found.start("value")]
            found = _MORE.match(text, found.end()) if is_list else None
    yield from _in_tags(text)


def web_tokens(text: str) -> Iterator[str]:
    """Yield what is a JSON Web Token (RFC 7519) by its looks."""
    for word in _WORDS.findall(text):
        head, begins, _ = word.partition("eyJ")
        parts = word[len(head) :].split(".") if begins else []
        at = 0
        while at + 2 < len(parts):
            _, begins, claimed = parts[at].rpartition("eyJ")
            if begins and min(len(parts[at]), len(parts[at + 1])) >= _SHORTEST_PART:
                yield ".".join([begins + claimed, *parts[at + 1 : at + 3]])
                at += 2
            at += 1


def _name_around(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the range of the whole name, of which a part tells of a secret."""
    least, most = max(0, first - _LONGEST_NAME), last + _LONGEST_NAME
    while first > least and (text[first - 1].isalnum() or text[first - 1] in "_-"):
        first -= 1
    while last < most and last < len(text) and (text[last].isalnum() or text[last] in "_-"):
        last += 1
    return first, last


def _in_tags(text: str) -> Iterator[Assigned]:
    """Yield what a tag of HTML has for a value, where another attribute names a secret."""
    for tag in _TAG.finditer(text):
        attributes = list(_ATTRIBUTE.finditer(tag[0]))
        values = {each[1].lower(): _value_of(each) for each in attributes}
        names = [each for key, each in values.items() if key not in _VALUED]
        name = next(filter(may_name_secret, names), None)
        for each in attributes if name else ():
            group = next(number for number in (2, 3, 4) if each[number] is not None)
            if each[1].lower() in _VALUED and each[group]:
                start, end = each.span(group)
                yield Assigned(name or "", each[group], tag.start() + start, tag.start() + end)


def _value_of(attribute: re.Match[str]) -> str:
    return attribute[2] or attribute[3] or attribute[4] or ""

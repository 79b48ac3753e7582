"""What in an answer may be a token by its looks: under any name, in any place, and however encoded.

A name tells nothing here: who finds out whether it is one tries it.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, NamedTuple

from harness.http.body_text import readable_json, searchable
from harness.http.raw_secrets import readings
from harness.redaction.secret_names import SHORTEST_GUESSED, looks_random

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.core.exchange import Exchange

MOST_PLACES = 200
"""Texts of one body that are looked through."""
_JOINED = re.compile(rf"[A-Za-z0-9._~+/:|!-]{{{SHORTEST_GUESSED},}}+={{0,2}}")
_WORD = re.compile(rf"[A-Za-z0-9._~+/-]{{{SHORTEST_GUESSED},}}+={{0,2}}")
_PLAIN = re.compile(rf"[A-Za-z0-9._~-]{{{SHORTEST_GUESSED},}}+={{0,2}}")
_PART = re.compile(rf"[A-Za-z0-9_~-]{{{SHORTEST_GUESSED},}}+")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}|\\[nrt\"]")
"""What parts words until it is undone."""
_NONE = re.compile(
    r"[0-9.:TZ+-]+|/.*|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[A-Za-z]+(?:[._-][A-Za-z]+)*"
)
"""A number, a moment, a path, a UUID, or words."""
_SILENT = re.compile(
    r"(?i)date|age|expires|last-modified|server|allow|vary|connection|keep-alive|content-.*|"
    r"strict-.*|cache-control|retry-after|transfer-encoding|access-control-.*|nel|report-to|alt-svc"
)
"""Headers that are written by servers themselves, and hold nothing of a session."""


class Lookalike(NamedTuple):
    """What may be a token, and where it stood."""

    place: str
    value: str

    @property
    def is_random(self) -> bool:
        """Whether it looks like a secret, whatever tokens of its instance look like."""
        return looks_random(self.value) and not _NONE.fullmatch(self.value)

    def is_like(self, token: str) -> bool:
        """Whether it has the form of a token that the instance gave."""
        if self.value.count(".") != token.count("."):
            return False
        about = len(token) // 3 if "." in token else 2
        is_long = abs(len(self.value) - len(token)) <= about
        return is_long and _kinds(self.value) == _kinds(token)


def lookalikes(exchange: Exchange) -> Iterator[Lookalike]:
    """Yield what may be a token in an answer, once each; what was sent is none."""
    seen: set[str] = set()
    for place, text in _texts(exchange):
        for word in _words(text):
            if word not in seen and not _was_sent(exchange, word):
                seen.add(word)
                yield Lookalike(place, word)


def places(exchange: Exchange) -> frozenset[str]:
    """Return where an answer holds what it holds."""
    return frozenset(place for place, _ in _texts(exchange))


def _texts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield the texts of an answer, each with where it stands."""
    for name, value in exchange.headers:
        if name.lower() in {"set-cookie", "set-cookie2"}:
            yield f"cookie {value.partition('=')[0].strip()}", value.partition("=")[2]
        elif not _SILENT.fullmatch(name):
            yield f"header {name.lower()}", value
    try:
        body = readable_json(exchange.body)
    except ValueError:
        yield "body", searchable(exchange.body)
    else:
        yield from _members(body)


def _members(body: object) -> Iterator[tuple[str, str]]:
    """Yield the texts of a JSON value, the names of members among them."""
    waiting: list[tuple[str, object]] = [("", body)]
    for _ in range(MOST_PLACES):
        if not waiting:
            return
        name, each = waiting.pop()
        if isinstance(each, dict):
            waiting += [(f"{name}.{key}" if name else key, inner) for key, inner in each.items()]
            waiting += [(f"{name} name".strip(), key) for key in each]
        elif isinstance(each, list):
            waiting += [(name, inner) for inner in each]
        elif isinstance(each, str):
            yield f"member {name}", each


def _words(text: str) -> Iterator[str]:
    """Yield what a text holds of one piece, and what it holds once its encodings are undone."""
    if not _JOINED.search(text) and "%" not in text and "&#" not in text and "\\" not in text:
        return
    for reading in readings(text):
        for joined in _JOINED.findall(_ESCAPE.sub(" ", reading)):
            yield joined
            for word in _WORD.findall(joined):
                yield word
                yield from _PLAIN.findall(word)
                yield from _PART.findall(word)


def _was_sent(exchange: Exchange, value: str) -> bool:
    """Whether a value is of the request: an echo gives nothing away."""
    request = exchange.request
    if value in request.url or exchange.was_sent(value):
        return True
    return value.encode() in (request.body or b"")


def _kinds(text: str) -> tuple[bool, bool, bool]:
    """Return of which kinds its characters are: hexadecimal alone, of both cases, of digits."""
    return (
        set(text) <= set(string.hexdigits),
        text.lower() != text and text.upper() != text,
        any(each.isdigit() for each in text),
    )

"""A request as the words of a curl line: byte for byte as it was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness import USER_AGENT
from harness.steps.quoting import is_plain, printing, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.core.exchange import Exchange
    from harness.steps.quoting import Piece

LONGEST_ARGUMENT = 4_000
"""Bytes of a body that stands in the line itself."""
_LEFT_TO_CURL = frozenset({"accept-encoding", "connection"})
"""Headers that every request of a script has, or that say nothing of it."""


@dataclass
class FilledRequest:
    """A request, with names in the place of what a script has in variables."""

    url: list[Piece]
    target: list[Piece] | None
    headers: list[tuple[bytes, list[Piece]]]
    body: list[Piece]
    lines: list[str] = field(default_factory=list)
    """What comes before it, to set variables."""


def call(exchange: Exchange, filled: FilledRequest) -> list[str]:
    """Return the lines that send a request again."""
    filled.body = [each for each in filled.body if each != b""]
    first = " ".join(["call", *_method(exchange.request.method), word(filled.url)])
    lines, words = list[str](), [first]
    if filled.target is not None:
        words.append(f"--request-target {word(filled.target)}")
    is_chunked = False
    for name, value in filled.headers:
        is_chunked = is_chunked or name.lower() == b"transfer-encoding"
        words += _header(name, value, has_body=bool(filled.body))
    if filled.body:
        if is_plain(filled.body) and _length(filled.body) < LONGEST_ARGUMENT:
            words.append(f"--data-raw {word(filled.body)}")
        else:
            lines.append("{ " + printing(filled.body) + '; } > "$W/sent"')
            words.append('--data-binary "@$W/sent"')
        if not any(name.lower() == b"content-type" for name, _ in filled.headers):
            words.append("-H 'Content-Type:'")
    return [*lines, " \\\n  ".join(words)]


def _method(method: str) -> Iterator[str]:
    if method == "HEAD":
        yield "--head"
    else:
        yield "-X"
        is_word = re.fullmatch(r"[A-Z]+", method)
        yield method if is_word else word([method.encode("utf-8", "replace")])


def _header(name: bytes, value: list[Piece], *, has_body: bool) -> Iterator[str]:
    lower = name.lower()
    if lower == b"user-agent" and value == [USER_AGENT.encode()]:
        return
    if lower in {each.encode() for each in _LEFT_TO_CURL}:
        return
    if lower == b"content-length" and has_body:
        return
    is_blank = all(isinstance(each, bytes) and not each.strip() for each in value)
    yield f"-H {word([name + b';'] if is_blank else [name, b': ', *value])}"


def _length(pieces: list[Piece]) -> int:
    return sum(len(each) for each in pieces if isinstance(each, bytes))

"""A request as the words of a curl line: byte for byte as it was sent."""

from __future__ import annotations

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
    lines, words = [], ["call", *_method(exchange.request.method), word(filled.url)]
    if filled.target is not None:
        words += ["--request-target", word(filled.target)]
    is_chunked = False
    for name, value in filled.headers:
        is_chunked = is_chunked or name.lower() == b"transfer-encoding"
        words += _header(name, value, has_body=bool(filled.body))
    if filled.body:
        if is_plain(filled.body) and _length(filled.body) < LONGEST_ARGUMENT:
            words += ["--data-raw", word(filled.body)]
        else:
            lines.append("{ " + printing(filled.body) + '; } > "$W/sent"')
            words += ["--data-binary", '"@$W/sent"']
        if not any(name.lower() == b"content-type" for name, _ in filled.headers):
            words += ["-H", "'Content-Type:'"]
    return [*lines, " ".join(words)]


def _method(method: str) -> Iterator[str]:
    if method == "HEAD":
        yield "--head"
    else:
        yield "-X"
        yield word([method.encode("utf-8", "replace")])


def _header(name: bytes, value: list[Piece], *, has_body: bool) -> Iterator[str]:
    lower = name.lower()
    if lower == b"user-agent" and value == [USER_AGENT.encode()]:
        return
    if lower in {each.encode() for each in _LEFT_TO_CURL}:
        return
    if lower == b"content-length" and has_body:
        return
    yield "-H"
    is_blank = all(isinstance(each, bytes) and not each.strip() for each in value)
    yield word([name + b";"]) if is_blank else word([name, b": ", *value])


def _length(pieces: list[Piece]) -> int:
    return sum(len(each) for each in pieces if isinstance(each, bytes))

"""Secrets that were cut short: their beginning before an ellipsis, or their end behind one."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.redaction.escapes import unescaped
from harness.redaction.search import Span, folded, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTEST = 4
"""Characters of a secret's beginning or end that are masked beside an ellipsis."""
_MARK = re.compile(rb"\.\.\.|\xe2\x80\xa6")
_MAY_BE_MARK = re.compile(rb"\.\.\.|\xe2\x80\xa6|2026|8230|hellip|80%a6|80%A6|80\\xa6")
"""A mark, or what is in an escaped one: most texts have none, and need not be read for one."""
_LAYERS = 3
Pieces = defaultdict[bytes, list[tuple[bytes, str]]]


@dataclass
class Fragments:
    """The beginnings and the ends of secrets."""

    _by_beginning: Pieces = field(default_factory=lambda: defaultdict(list), repr=False)
    _by_end: Pieces = field(default_factory=lambda: defaultdict(list), repr=False)
    _longest: int = 0

    def add(self, value: str, label: str) -> None:
        """Add a secret; a long one may begin and end with any of its pieces."""
        whole, *parts = pieces_of(value)
        for piece in parts or [whole]:
            text = folded(piece.encode("utf-8", "surrogatepass"))
            self._by_beginning[text[:_SHORTEST]].append((text, label))
            self._by_end[text[-_SHORTEST:]].append((text, label))
            self._longest = max(self._longest, len(text))

    def spans(self, data: bytes, layers: int = _LAYERS) -> Iterator[Span]:
        """Yield where a text tells a part of a secret beside an ellipsis, escaped or not."""
        if not _MAY_BE_MARK.search(data):
            return
        yield from self._beside_marks(folded(data))
        reading = unescaped(data) if layers else None
        if reading is None or reading.data == data:
            return
        for span in self.spans(reading.data, layers - 1):
            yield Span(*reading.source_of(span.start, span.end), span.label)

    def _beside_marks(self, text: bytes) -> Iterator[Span]:
        """Look only as far as the next mark, so that each byte is looked at twice at most."""
        marks = [match.span() for match in _MARK.finditer(text)]
        before = [0, *(end for _, end in marks)]
        behind = [*(start for start, _ in marks[1:]), len(text)]
        for (start, end), first, last in zip(marks, before, behind, strict=False):
            yield from self._beginning(text, max(first, start - self._longest), start)
            yield from self._end(text, end, min(last, end + self._longest))

    def _beginning(self, text: bytes, first: int, end: int) -> Iterator[Span]:
        for at in range(first, end - _SHORTEST + 1):
            for secret, label in self._by_beginning.get(text[at : at + _SHORTEST], ()):
                if secret.startswith(text[at:end]):
                    yield Span(at, end, label)
                    return

    def _end(self, text: bytes, first: int, last: int) -> Iterator[Span]:
        for at in range(last, first + _SHORTEST - 1, -1):
            for secret, label in self._by_end.get(text[at - _SHORTEST : at], ()):
                if secret.endswith(text[first:at]):
                    yield Span(first, at, label)
                    return

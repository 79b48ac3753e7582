"""Where a text holds a secret, in whatever encoding: what masking and the last look stand on.

A run has thousands of secrets and megabytes of exchanges, so that the time must not go by the
product of the two: of each form of a secret, eight bytes are kept in one table, and a text is held
against it once.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from harness.redaction.encodings import ENCODINGS, PLAIN, SHORTEST_FORM, by_form
from harness.redaction.escapes import unescaped
from harness.redaction.packing import RUN, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.redaction.encodings import Encoding

_KEY = 8
"""Bytes of a form by which it is looked up."""
_TAIL, _HEAD = 48, 36
"""Characters of a secret that its keys are made of, so that a long one costs no more."""
_PIECE, _MOST_PIECES = 1024, 64
_LAYERS = 6
"""Encodings in each other that are undone."""
_SAME = {
    **{each: each + 32 for each in range(ord("A"), ord("Z") + 1)},
    ord("+"): ord("-"),
    ord(" "): ord("-"),
    ord("_"): ord("/"),
}
_FOLDING = bytes(_SAME.get(each, each) for each in range(256))
"""Takes as the same: both cases, base64 and base64url, a blank and the plus of a form."""


class Span(NamedTuple):
    """A range of a text that tells a secret."""

    start: int
    end: int
    label: str


@dataclass
class _Allowance:
    """How much of decoded text may still be searched, so that none can be made to last."""

    left: int

    def spend(self, size: int) -> bool:
        """Whether there is still as much."""
        self.left -= size
        return self.left >= 0


def folded(data: bytes) -> bytes:
    """Return a text in which all that is taken as the same is the same; its length stays."""
    return data.translate(_FOLDING)


@dataclass
class Index:
    """Secrets, and the forms of them that a text may hold."""

    _values: list[tuple[str, str]] = field(default_factory=list, repr=False)
    """Each with its label."""
    _left_out: dict[int, frozenset[str]] = field(default_factory=dict, repr=False)
    _by_key: dict[int, list[tuple[int, int]]] = field(default_factory=dict, repr=False)
    """Places in the list of values, each with one in the list of encodings."""
    _short: dict[bytes, str] = field(default_factory=dict, repr=False)
    """Forms that are shorter than a key."""

    def add(self, value: str, label: str, left_out: Iterable[str] = ()) -> None:
        """Add a secret, but for the encodings ``left_out``, whose forms are other words as well."""
        without = frozenset(left_out)
        for piece in pieces_of(value):
            place = len(self._values)
            self._values.append((piece, label))
            if without:
                self._left_out[place] = without
            self._add_keys(place, piece, label, without)

    def _add_keys(self, place: int, value: str, label: str, without: frozenset[str]) -> None:
        seen: set[bytes] = set()
        for number, encoding in _BY_FORM:
            if encoding.name in without:
                continue
            least = 0 if encoding.name == PLAIN else SHORTEST_FORM
            for form in map(_bytes, encoding.forms(_part(value, encoding))):
                if form in seen:
                    continue
                seen.add(form)
                if len(form) >= _KEY:
                    self._by_key.setdefault(_key_of(form), []).append((place, number))
                elif len(form) >= least:
                    self._short.setdefault(form, label)

    def spans(self, data: bytes) -> list[Span]:
        """Return where a text tells a secret; ranges may lie in or across each other."""
        return list(self._spans(data, _LAYERS, _Allowance(8 * len(data) + MOST_DECODED)))

    def finds(self, data: bytes) -> bool:
        """Whether a text tells a secret."""
        found = self._spans(data, _LAYERS, _Allowance(8 * len(data) + MOST_DECODED))
        return next(found, None) is not None

    def _spans(self, data: bytes, layers: int, allowance: _Allowance) -> Iterator[Span]:
        yield from self._literal(folded(data))
        if not layers:
            return
        yield from self._packed(data, layers, allowance)
        reading = unescaped(data)
        if reading is None or reading.data == data or not allowance.spend(len(reading.data)):
            return
        for span in self._spans(reading.data, layers - 1, allowance):
            start, end = reading.source_of(span.start, span.end)
            yield Span(start, end, span.label)

    def _packed(self, data: bytes, layers: int, allowance: _Allowance) -> Iterator[Span]:
        """Yield the runs that tell a secret once they are decoded."""
        known: dict[bytes, str | None] = {}
        for match in RUN.finditer(data):
            run = match[0]
            if run not in known:
                known[run] = self._label_in(unpacked(run), layers, allowance)
            if label := known[run]:
                yield Span(*match.span(), label)

    def _label_in(
        self, texts: Iterable[bytes], layers: int, allowance: _Allowance
    ) -> str | None:
        for text in texts:
            if allowance.spend(len(text)):
                for span in self._spans(text, layers - 1, allowance):
                    return span.label
        return None

    def _literal(self, text: bytes) -> Iterator[Span]:
        """Yield where a folded text holds a form as it stands."""
        for form, label in self._short.items():
            yield from _places(text, form, label)
        view, known, found = memoryview(text), self._by_key.keys(), set()
        for shift in range(_KEY):
            whole = (len(text) - shift) // _KEY * _KEY
            if whole > 0:
                found |= known & view[shift : shift + whole].cast("Q")  # type: ignore[operator]
        for place, number in {each for key in found for each in self._by_key[key]}:
            value, label = self._values[place]
            for form in map(_bytes, ENCODINGS[number].forms(value)):
                yield from _places(text, form, label) if len(form) >= _KEY else ()


_BY_FORM = [(ENCODINGS.index(each), each) for each in by_form()]
MOST_DECODED = 4_000_000
"""Bytes of decoded text that are searched beside a text, however short it is."""


def pieces_of(value: str) -> list[str]:
    """Part a long secret, so that a part of it is known as well: a long one is mostly cut."""
    size = max(_PIECE, -(-len(value) // _MOST_PIECES))
    return [value[at : at + size] for at in range(0, len(value), size)]


def _part(value: str, encoding: Encoding) -> str:
    """Return the part of a value whose encoded form is a part of the whole form."""
    if len(value) <= _TAIL:
        return value
    return value[:_HEAD] if encoding.is_from_start else value[-_TAIL:]


def _bytes(form: str) -> bytes:
    return folded(form.encode("utf-8", "surrogatepass"))


def _key_of(form: bytes) -> int:
    return int.from_bytes(form[-_KEY:], sys.byteorder)


def _places(text: bytes, form: bytes, label: str) -> Iterator[Span]:
    at = text.find(form)
    while at >= 0:
        yield Span(at, at + len(form), label)
        at = text.find(form, at + len(form))

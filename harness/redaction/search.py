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
from harness.redaction.escapes import unescaped, without_escapes
from harness.redaction.packing import RUN, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from harness.redaction.encodings import Encoding

_KEY = 8
"""Bytes of a form by which it is looked up."""
_TAIL, _HEAD = 20, 12
"""Characters of a secret that its keys are made of, so that a long one costs no more."""
_PIECE, _MOST_PIECES = 1024, 32
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


def folded(data: bytes) -> bytes:
    """Return a text in which all that is taken as the same is the same; its length stays."""
    return data.translate(_FOLDING)


@dataclass
class Index:
    """Secrets, and the forms of them that a text may hold."""

    _values: list[tuple[str, str]] = field(default_factory=list, repr=False)
    """Each with its label."""
    _by_key: dict[int, int | list[int]] = field(default_factory=dict, repr=False)
    """Places in the list of values, each with one in the list of encodings, as one number.

    They are a list where there are several: hundreds of thousands of lists of one are much.
    """
    _short: dict[bytes, str] = field(default_factory=dict, repr=False)
    """Forms that are shorter than a key."""

    def add(self, value: str, label: str, left_out: Iterable[str] = ()) -> None:
        """Add a secret, but for the encodings ``left_out``, whose forms are other words as well."""
        without = frozenset(left_out)
        for piece in pieces_of(value):
            self._add_keys(piece, label, without)

    def _add_keys(self, value: str, label: str, without: frozenset[str]) -> None:
        place = len(self._values)
        self._values.append((value, label))
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
                    self._add_key(_key_of(form), place * len(ENCODINGS) + number)
                elif len(form) >= least:
                    self._short.setdefault(form, label)

    def _add_key(self, key: int, what: int) -> None:
        before = self._by_key.setdefault(key, what)
        if isinstance(before, list):
            before.append(what)
        elif before != what:
            self._by_key[key] = [before, what]

    def _keys_among(self, numbers: Iterable[int]) -> set[int]:
        return self._by_key.keys() & numbers

    def _with_keys(self, keys: Set[int]) -> set[int]:
        found = [self._by_key[key] for key in keys]
        return {each for one in found for each in (one if isinstance(one, list) else [one])}

    def spans(self, data: bytes) -> list[Span]:
        """Return where a text tells a secret; ranges may lie in or across each other."""
        return list(_Search(self, _allowed(data)).spans(data))

    def finds(self, data: bytes) -> bool:
        """Whether a text tells a secret."""
        return _Search(self, _allowed(data)).label_in(data) is not None

    def literal(self, text: bytes) -> Iterator[Span]:
        """Yield where a folded text holds a form as it stands."""
        for form, label in self._short.items():
            yield from _places(text, form, label)
        view, found = memoryview(text), set[int]()
        for shift in range(_KEY):
            whole = (len(text) - shift) // _KEY * _KEY
            if whole > 0:
                found |= self._keys_among(view[shift : shift + whole].cast("Q"))
        for each in self._with_keys(found):
            place, number = divmod(each, len(ENCODINGS))
            value, label = self._values[place]
            for form in map(_bytes, ENCODINGS[number].forms(value)):
                yield from _places(text, form, label) if len(form) >= _KEY else ()


@dataclass
class KeysAlone(Index):
    """Tens of thousands of secrets in less memory: whose a key is, is looked up where it is met."""

    _met: set[int] = field(default_factory=set, repr=False)
    _left_out: dict[int, frozenset[str]] = field(default_factory=dict, repr=False)
    """By the place of a value, the encodings that are not looked for."""

    def _add_keys(self, value: str, label: str, without: frozenset[str]) -> None:
        if without:
            self._left_out[len(self._values)] = without
        super()._add_keys(value, label, without)

    def _add_key(self, key: int, what: int) -> None:
        del what
        self._met.add(key)

    def _keys_among(self, numbers: Iterable[int]) -> set[int]:
        return self._met.intersection(numbers)

    def _with_keys(self, keys: Set[int]) -> set[int]:
        missing = keys - self._by_key.keys()
        for place, (value, _) in enumerate(self._values) if missing else ():
            without = self._left_out.get(place, frozenset())
            for number, encoding in _BY_FORM:
                forms = () if encoding.name in without else encoding.forms(_part(value, encoding))
                for form in map(_bytes, forms):
                    if (key := _key_of(form)) in missing:
                        super()._add_key(key, place * len(ENCODINGS) + number)
        return super()._with_keys(keys)


@dataclass
class _Search:
    """A search of one text, and of what stands encoded in it."""

    _index: Index
    _left: int
    """Bytes of decoded text that may still be searched, so that no text takes for ever."""
    _known: dict[bytes, str | None] = field(default_factory=dict)
    """The label of the secret that a run tells once it is unpacked; None where it tells none."""

    def spans(self, data: bytes, layers: int = _LAYERS) -> Iterator[Span]:
        """Yield where a text tells a secret."""
        yield from self._index.literal(folded(data))
        for match in RUN.finditer(data) if layers else ():
            if (label := self._label_of(match[0], layers)) is not None:
                yield Span(*match.span(), label)
        reading = unescaped(data) if layers else None
        if reading is None or reading.data == data or not self._may_read(reading.data):
            return
        for span in self.spans(reading.data, layers - 1):
            yield Span(*reading.source_of(span.start, span.end), span.label)

    def label_in(self, data: bytes, layers: int = _LAYERS) -> str | None:
        """Return the label of a secret that a text tells; None where it tells none."""
        for span in self._index.literal(folded(data)):
            return span.label
        if not layers:
            return None
        for run in set(RUN.findall(data)):
            if (label := self._label_of(run, layers)) is not None:
                return label
        plain = without_escapes(data)
        if plain == data or not self._may_read(plain):
            return None
        return self.label_in(plain, layers - 1)

    def _label_of(self, run: bytes, layers: int) -> str | None:
        if run not in self._known:
            texts = (each for each in unpacked(run) if self._may_read(each))
            labels = (self.label_in(each, layers - 1) for each in texts)
            self._known[run] = next((each for each in labels if each is not None), None)
        return self._known[run]

    def _may_read(self, text: bytes) -> bool:
        self._left -= len(text)
        return self._left >= 0


_BY_FORM = [(ENCODINGS.index(each), each) for each in by_form()]


def _allowed(data: bytes) -> int:
    return 8 * len(data) + 4_000_000


def pieces_of(value: str) -> list[str]:
    """Return a secret, and the parts of a long one, since it is mostly cut; a vast one's ends.

    All of them are as long: what is left over at the end might be a letter, and is in any text.
    """
    half = _PIECE * _MOST_PIECES // 2
    ends = [value] if len(value) <= 2 * half else [value[:half], value[-half:]]
    starts = [
        (end, min(at, max(0, len(end) - _PIECE)))
        for end in ends
        for at in range(0, len(end), _PIECE)
    ]
    parts = [end[at : at + _PIECE] for end, at in starts]
    return [value, *parts] if len(parts) > 1 else parts


def _part(value: str, encoding: Encoding) -> str:
    """Return the part of a value whose encoded form is a part of the whole form."""
    if not value.isascii():
        return value
    return value[:_HEAD] if encoding.is_from_start else value[-_TAIL:]


def _bytes(form: str) -> bytes:
    return folded(form.encode("utf-8", "surrogatepass"))


def _key_of(form: bytes) -> int:
    return int.from_bytes(form[-_KEY:], sys.byteorder)


def _places(text: bytes, form: bytes, label: str) -> Iterator[Span]:
    at, step = text.find(form), max(1, len(form) // 8)
    while at >= 0:
        yield Span(at, at + len(form), label)
        at = text.find(form, at + step)  # one that repeats itself lies across itself

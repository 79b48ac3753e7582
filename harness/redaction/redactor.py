"""Masking of secrets, by value, in all that a run writes.

A secret is registered the moment it becomes known: configured, made up by the suite, or received
in an answer. ``encodings`` says in which forms a value is known, ``search`` how it is found.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from harness.redaction.encodings import PLAIN
from harness.redaction.fragments import Fragments
from harness.redaction.own_words import is_own_word, own_words_that_are
from harness.redaction.search import Index, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEDGER_KEY = "MEIRO_LEDGER_KEY"
"""The variable that holds the key of the ledgers."""
SHORTEST = 6
"""Values below this length are masked by the name of their field alone: a shorter one would also
mask half the words of a report."""
_PART = "\0\n\0"
_NAMED = ('"password": "{}"', '"password":"{}"', "password={}&", "'password': '{}'")
"""How a password is sent and echoed, so that it is known though it is a word like others."""


class Redactor:
    """The secrets of a run, and the masking of them."""

    def __init__(self) -> None:
        self._index, self._fragments = Index(), Fragments()
        self._known: set[str] = set()
        self._ordinary: list[str] = []
        """Passwords that are words of the suite's own, in small letters."""
        self._untold: list[str] = []

    def register(self, value: str, label: str, *, is_real: bool = True) -> None:
        """Remember ``value`` as a secret; ``label`` (PASSWORD, TOKEN…) names it in outputs.

        One that is not real is masked as well: it is nearly a secret, or stands where one would.
        What can't be told from a word of the suite's own, which a broken instance may well give as
        a token, is masked by the name of its field alone, as what is too short.
        """
        if len(value) < SHORTEST or value in self._known or self._is_ordinary(value):
            return
        if is_own_word(value):
            return
        self._add(value, label, frozenset())
        if is_real:
            self._untold.append(value)

    def confirm(self, value: str) -> None:
        """Take a value for real that was registered as one that is not: it is looked for now."""
        if value in self._known and value not in self._untold:
            self._untold.append(value)

    def register_chosen(self, value: str, label: str, also: Iterable[str] = ()) -> None:
        """Remember a secret that a person chose, which may be a word that the suite writes itself.

        That word stays where it stands (as in the texts ``also``); what is masked then is its
        encoded forms, and where the name of its field stands before it.
        """
        if len(value) < SHORTEST or value in self._known:
            return
        texts = list(also)
        left_out = own_words_that_are(value, texts)
        if PLAIN not in left_out:
            self._add(value, label, left_out)
            self._untold.append(value)
            return
        self._ordinary.append(value.lower())
        self._index.add(value, label, left_out)
        for named in (pattern.format(value) for pattern in _NAMED):
            self._index.add(named, label, own_words_that_are(named, texts))

    def _add(self, value: str, label: str, left_out: frozenset[str]) -> None:
        self._known.add(value)
        self._index.add(value, label, left_out)
        self._fragments.add(value, label)

    def _is_ordinary(self, value: str) -> bool:
        """Whether it is a near miss of a password that can't be told from other words."""
        return any(value.strip().lower() in each for each in self._ordinary)

    def take_new(self) -> list[str]:
        """Hand over the real secrets registered since the last call, in the clear."""
        taken, self._untold = self._untold, []
        return taken

    def mask(self, text: str) -> str:
        """Return ``text`` with every secret, and every truncated one, replaced by its label."""
        data = text.encode("utf-8", "surrogatepass")
        spans = [*self._index.spans(data), *self._fragments.spans(data)]
        masked = _replaced(data, spans).decode("utf-8", "surrogatepass")
        return masked.encode("utf-8", "backslashreplace").decode("utf-8")

    def mask_all(self, value: object) -> Any:
        """Mask every string in a structure of plain lists, tuples and dictionaries.

        The strings are masked as one text, since each look has its price.
        """
        texts: list[str] = []
        _collect_texts(value, texts)
        masked = self.mask(_PART.join(texts)).split(_PART)
        if len(masked) != len(texts):  # an instance sent the separator
            masked = [self.mask(text) for text in texts]
        return _with_texts(value, iter(masked))


def secrets_of_environment() -> list[str]:
    """Return the secrets that the environment holds for a run: the ledger's key, a proxy's."""
    urls = [value for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    key = os.environ.get(LEDGER_KEY, "").strip("\ufeff \t\r\n")
    return [each for each in [key, *map(_password_in, urls)] if each]


def _password_in(url: str) -> str:
    """Return the password before the host of a URL; nothing where it has none."""
    before, at, _ = url.partition("://")[2].partition("/")[0].rpartition("@")
    return before.partition(":")[2] if at else ""


def _replaced(data: bytes, spans: list[Span]) -> bytes:
    """Put a label in the place of each range; of those that overlap, the longest names them all."""
    parts: list[bytes] = []
    read = 0
    for span in _together(sorted(spans)):
        parts += [data[read : span.start], f"${span.label}".encode()]
        read = span.end
    return b"".join([*parts, data[read:]])


def _together(spans: Iterable[Span]) -> Iterator[Span]:
    """Make one of the ranges that overlap, or that touch under one label: pieces of a secret."""
    rest = iter(spans)
    known = next(rest, None)
    if known is None:
        return
    longest = known.end - known.start
    for span in rest:
        length = span.end - span.start
        touches = (known.end, known.label) == (span.start, span.label)
        if span.start >= known.end and not touches:
            yield known
            known, longest = span, length
        else:
            label = span.label if length > longest else known.label
            longest = max(longest, length)
            known = Span(known.start, max(known.end, span.end), label)
    yield known


def _collect_texts(value: object, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            _collect_texts(key, texts)
            _collect_texts(each, texts)
    elif isinstance(value, list | tuple):
        for each in value:
            _collect_texts(each, texts)


def _with_texts(value: object, texts: Iterator[str]) -> Any:
    """Rebuild a structure with other strings, in the order in which they were collected."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, dict):
        return {_with_texts(key, texts): _with_texts(each, texts) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_texts(each, texts) for each in value]
    return value

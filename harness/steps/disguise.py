"""Values that a run made up where a secret belongs, and what is nearly another value.

A password of a user of the run is masked in every output, as is a token that never was one. In a
script another value stands for it, so made that two which are nearly alike stay so: a letter is
always replaced by the same one, a small letter by a small one, a digit by a digit.
"""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.steps.quoting import Filled, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST_SHARED = 8
"""Bytes that two values must have in common, at their ends, for one to be made of the other."""
LONGEST_OWN = 24
"""Bytes of such a value that may be its own."""
SHORTEST_TELLING = 4
"""Bytes in a row that a literal may not share with a secret."""
_CASES = {
    "tr 'A-Za-z' 'a-zA-Z'": bytes.swapcase,
    "tr 'A-Z' 'a-z'": bytes.lower,
    "tr 'a-z' 'A-Z'": bytes.upper,
}


_LETTER = re.compile(rb"[A-Za-z]")
_FIRST_LETTER = (
    "sed 's/[A-Za-z].*//'",
    r"sed -n 's/^[^A-Za-z]*\([A-Za-z]\).*/\1/p' | tr 'A-Za-z' 'a-zA-Z'",
    "sed 's/^[^A-Za-z]*[A-Za-z]//'",
)
"""What stands before the first letter, that letter in the other case, and the rest: it is another
place in the password of somebody else, who would try the right one."""


class Disguise:
    """One way to replace letters and digits by others, which nobody can undo."""

    def __init__(self) -> None:
        letters, digits = list(string.ascii_lowercase), list(string.digits)
        order = secrets.SystemRandom()
        order.shuffle(letters)
        order.shuffle(digits)
        small, numbers = "".join(letters), "".join(digits)
        self._table = str.maketrans(
            string.ascii_lowercase + string.ascii_uppercase + string.digits,
            small + small.upper() + numbers,
        )

    def of(self, value: str) -> str:
        """Return what stands for a value."""
        return value.translate(self._table)


@dataclass(frozen=True)
class Base:
    """A value that a script has in a variable."""

    value: bytes
    filled: Filled


def derived(value: bytes, bases: Iterable[Base]) -> list[Piece] | None:
    """Return how a value is made of others; None where that can't be told, or would tell them."""
    known = [each for each in bases if each.value and each.value != value]
    for make in (_in_other_case, _in_other_case_in_part, _of_segments, _of_ends):
        pieces = make(value, known)
        if pieces is not None and not _tells(pieces, known):
            return pieces
    return None


def shares(literal: bytes, bases: Iterable[Base], shortest: int = SHORTEST_TELLING) -> bool:
    """Whether a text has that many bytes in a row in common with one of these values."""
    values = [each.value for each in bases]
    ends = range(len(literal) - shortest + 1)
    return any(literal[at : at + shortest] in value for at in ends for value in values)


def _tells(pieces: list[Piece], bases: list[Base]) -> bool:
    return any(isinstance(each, bytes) and shares(each, bases) for each in pieces)


def _in_other_case(value: bytes, bases: list[Base]) -> list[Piece] | None:
    for base in bases:
        for command, change in _CASES.items():
            if change(base.value) == value:
                return [_through(base, command)]
    return None


def _in_other_case_in_part(value: bytes, bases: list[Base]) -> list[Piece] | None:
    for base in bases:
        if base.value.lower() != value.lower():
            continue
        differ = [at for at, (a, b) in enumerate(zip(value, base.value, strict=True)) if a != b]
        first, end = differ[0], differ[-1] + 1
        if end == first + 1 and not _LETTER.search(base.value[:first]):
            return [_through(base, each) for each in _FIRST_LETTER]
        if value[first:end] == base.value[first:end].swapcase():
            parts = [f"cut -c1-{first}"] if first else []
            parts.append(f"cut -c{first + 1}-{end} | tr 'A-Za-z' 'a-zA-Z'")
            parts += [f"cut -c{end + 1}-"] if end < len(value) else []
            return [_through(base, each) for each in parts]
    return None


def _of_segments(value: bytes, bases: list[Base]) -> list[Piece] | None:
    """Make a token of the parts of another, between their dots.

    Parts have no fixed length: what is cut by characters is the whole of a shorter token.
    """
    wanted = value.split(b".")
    for base in bases:
        parts = base.value.split(b".")
        is_made_so = len(parts) == 3 and len(wanted) in {2, 3} and parts != wanted
        if is_made_so and any(len(each) > 1 and each in parts for each in wanted):
            return list(_segments(wanted, parts, base))
    return None


def _segments(wanted: list[bytes], parts: list[bytes], base: Base) -> Iterator[Piece]:
    for index, each in enumerate(wanted):
        if index:
            yield b"."
        if len(each) > 1 and each in parts:
            yield _through(base, f"cut -d. -f{parts.index(each) + 1}")
        else:
            yield each


def _of_ends(value: bytes, bases: list[Base]) -> list[Piece] | None:
    """Make a value of the beginning of one and the end of one, with a little of its own between."""
    if not bases:
        return None
    front = max(bases, key=lambda each: _shared(each.value, value))
    first = _shared(front.value, value)
    rest = value[first:]
    back = max(bases, key=lambda each: _shared(each.value[::-1], rest[::-1]))
    last = _shared(back.value[::-1], rest[::-1])
    if last < SHORTEST_TELLING:
        last = 0
    own = rest[: len(rest) - last]
    if first < SHORTEST_TELLING:
        first, own = 0, value[: len(value) - last]
    is_whole = first == len(front.value) or last == len(back.value)
    is_short = len(front.value) < 2 * SHORTEST_SHARED and first + last + 2 >= len(front.value)
    if len(own) > LONGEST_OWN or not (is_whole or is_short or first + last >= SHORTEST_SHARED):
        return None
    return [*_front(front, first), own, *_back(back, last)]


def _shared(one: bytes, other: bytes) -> int:
    """Return how many bytes two values have in common at their beginning."""
    count = 0
    for each, its in zip(one, other, strict=False):
        if each != its:
            break
        count += 1
    return count


def _front(base: Base, count: int) -> list[Piece]:
    """Return the first bytes of a value: without its last few, where they are few."""
    left = len(base.value) - count
    if not count or not left:
        return [base.filled] if count else []
    if left <= 4:
        return [_through(base, rf"sed 's/.\{{{left}\}}$//'")]
    return [_through(base, f"cut -c1-{count}")]


def _back(base: Base, count: int) -> list[Piece]:
    left = len(base.value) - count
    if not count or not left:
        return [base.filled] if count else []
    return [_through(base, f"cut -c{left + 1}-")]


def _through(base: Base, command: str) -> Filled:
    return Filled(f'$(printf %s "{base.filled.expression}" | {command})')

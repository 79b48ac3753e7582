"""Bytes and values as words of a POSIX shell: whatever an instance said, it is never obeyed.

A script is of printable ASCII and line ends alone, so that nothing it is pasted into, and nothing
that makes it safe to look at, changes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.redaction.visible import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_RUN = 200
"""Times that a byte is repeated from which on it is written by its count."""
_RUN = re.compile(rb"(?s)(.)\1{%d,}" % (SHORTEST_RUN - 1))
_PLAIN = re.compile(rb"[\x20-\x7e]*")
_OBEYED = re.compile(rb"::|##")
"""What a pipeline's log obeys."""


@dataclass(frozen=True)
class Filled:
    """What a shell fills in: an expression that is safe between double quotes."""

    expression: str

    @classmethod
    def of(cls, variable: str) -> Filled:
        """Return the value of a variable."""
        return cls(f"${variable}")

    def in_json(self) -> Filled:
        """Return it as it stands between the quotes of JSON."""
        return Filled(f'$(in_json "{self.expression}")')


Piece = bytes | Filled
"""A part of a text that is sent: literal, or filled in."""


def word(pieces: Iterable[Piece]) -> str:
    """Return one word of the shell that is these pieces, put together."""
    return "".join(_quoted(each) for each in _joined(pieces)) or "''"


def printing(pieces: Iterable[Piece]) -> str:
    """Return the commands that print these pieces, byte for byte."""
    commands = []
    for piece in _joined(pieces):
        if isinstance(piece, Filled):
            commands.append(f'printf %s "{piece.expression}"')
        else:
            commands += [_print(part) for part in _parts(piece)]
    return "; ".join(commands) or ":"


def is_plain(pieces: Iterable[Piece]) -> bool:
    """Whether a word shows all of these pieces as they are."""
    return all(isinstance(each, Filled) or _is_plain(each) for each in _joined(pieces))


def comment(text: str) -> str:
    """Return a text as one line of printable ASCII, which no shell reads on from."""
    line = visible_line(" ".join(text.split()))
    return line.encode("ascii", "backslashreplace").decode()


def assigned(name: str, pieces: Iterable[Piece]) -> str:
    """Return the command that sets a variable."""
    return f"{name}={word(pieces)}"


def _quoted(piece: Piece) -> str:
    if isinstance(piece, Filled):
        return f'"{piece.expression}"'
    if _is_plain(piece):
        text = piece.decode("ascii")
        return "'" + text.replace("'", "'\\''") + "'"
    return '"$(' + "; ".join(_print(part) for part in _parts(piece)) + ')"'


def _is_plain(literal: bytes) -> bool:
    if not _PLAIN.fullmatch(literal) or _OBEYED.search(literal):
        return False
    return len(literal) < SHORTEST_RUN or _RUN.search(literal) is None


def _parts(literal: bytes) -> list[bytes]:
    """Part a text where one byte is repeated many times."""
    parts, read = [], 0
    for run in _RUN.finditer(literal):
        parts += [literal[read : run.start()], run[0]]
        read = run.end()
    return [each for each in (*parts, literal[read:]) if each]


def _print(literal: bytes) -> str:
    if _RUN.fullmatch(literal):
        return f"printf %0{len(literal)}d 0 | tr 0 '\\{literal[0]:03o}'"
    return f"printf '{_OBEYED_OR_ODD.sub(_octal, literal).decode('ascii')}'"


_OBEYED_OR_ODD = re.compile(rb"[^\x20-\x7e]|['\\%:#]|^-")


def _octal(match: re.Match[bytes]) -> bytes:
    return b"\\%03o" % match[0][0]


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Put literal pieces together that stand side by side, and leave empty ones out."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, bytes) and joined and isinstance(last := joined[-1], bytes):
            joined[-1] = last + piece
        elif piece != b"":
            joined.append(piece)
    return joined

"""Tokens that no instance issued, made from one that it did."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from harness.core.outcomes import Excluded
from harness.fixtures.tokens import KINDS, random_like

if TYPE_CHECKING:
    from collections.abc import Callable


_HEXADECIMAL = re.compile(r"(?=.*\d.*\d)(?=.*[a-f].*[a-f])[0-9a-f]{32,}")
"""What base64 of that length hardly ever is."""


def altered_in_front(token: str) -> str:
    """Alter the first character."""
    return _altered(token, 0)


def altered_in_the_middle(token: str) -> str:
    """Alter a character in the middle of the part that says most: a JWT's claims."""
    parts = token.split(".")
    if len(parts) == 3:
        return _altered(token, len(parts[0]) + 1 + len(parts[1]) // 2)
    return _altered(token, len(token) // 2)


def altered_at_the_end(token: str) -> str:
    """Alter the last character, or the last but one of what may be base64.

    The last of a base64url part may decode to the same bytes, whatever it is.
    """
    last = 1 if _HEXADECIMAL.fullmatch(token) else 2
    return _altered(token, max(0, len(token.rstrip("=")) - last))


def cut_short(token: str) -> str:
    """Cut the last two characters off, which is a byte at least in any base64."""
    return token.rstrip("=")[:-2]


def cut_in_half(token: str) -> str:
    """Keep the first half."""
    return token[: len(token) // 2]


def extended(token: str) -> str:
    """Add characters at the end."""
    return token.rstrip("=") + "AAAA"


def other_case(token: str) -> str:
    """Swap upper and lower case, where a token has both: one of hexadecimal may have either."""
    if token.upper() == token or token.lower() == token:
        raise Excluded("", "tokens of this instance have one case")
    return token.swapcase()


def padded(token: str) -> str:
    """Pad a token of hexadecimal digits; in base64 padding may say nothing."""
    if not set(token) <= set(string.hexdigits + "-"):
        raise Excluded("", "in tokens of this instance, padding may say nothing")
    return token + "=" * (-len(token) % 4 or 4)


def with_tail(token: str, other: str) -> str:
    """Put another session's second half behind the first one of this."""
    half = len(token) // 2
    spliced = token[:half] + other[half:]
    if spliced in {token, other}:
        raise Excluded("", "two tokens of this instance share a half")
    return spliced


def with_a_wildcard(token: str) -> str:
    """Put what stands for anything in a pattern in the place of the second half."""
    return token[: len(token) // 2] + "%"


def with_any_character(token: str) -> str:
    """Put what stands for any character in a pattern in the place of one."""
    middle = len(token) // 2
    positions = [at for at in telling_positions(token) if token[at] not in "_/"]
    if not positions:
        raise Excluded("", "tokens of this instance are too short")
    at = min(positions, key=lambda each: abs(each - middle))
    return f"{token[:at]}_{token[at + 1 :]}"


def behind_a_null(token: str) -> str:
    """Add something behind a null character, at which C ends a text; no header carries it."""
    return f"{token}\0own"


def behind_a_blank(token: str) -> str:
    """Add a word behind a blank.

    A scheme in front, quotes around and a comma are not sent: whoever stands between may add such,
    as a proxy that makes one header of two, and a server may undo it.
    """
    return f"{token} own"


def altered_at(token: str, position: int) -> str:
    """Alter the character at one of the positions that say something, counted round and round."""
    positions = telling_positions(token)
    return _altered(token, positions[position % len(positions)])


def telling_positions(token: str) -> list[int]:
    """Return the positions at which another character says something else.

    The last of a base64url part may decode to the same bytes, whatever it is.
    """
    said = token.rstrip("=")
    ends = {len(said) - 1, *(index - 1 for index, each in enumerate(said) if each == ".")}
    return [index for index in range(len(said)) if said[index] != "." and index not in ends]


FORGERIES: tuple[Callable[[str], str], ...] = (
    altered_in_front,
    altered_in_the_middle,
    altered_at_the_end,
    cut_short,
    cut_in_half,
    extended,
    random_like,
    other_case,
)
"""Each makes a token that says something else than the one it is given."""
PATTERNS: tuple[Callable[[str], str], ...] = (with_a_wildcard, with_any_character)
"""Each makes a pattern that fits the token."""


def _altered(token: str, index: int) -> str:
    """Put another character of its kind there; not the same letter in the other case."""
    return token[:index] + _other(token[index]) + token[index + 1 :]


def _other(character: str) -> str:
    for kind in KINDS:
        if character in kind:
            return kind[(kind.index(character) + len(kind) // 2) % len(kind)]
    return "A"

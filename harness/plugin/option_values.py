"""The values of options: read, or refused in one line that names the option.

Each reader raises ValueError with what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.redaction.visible import visible_line
from harness.targets.table import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def seconds(text: str) -> float:
    """Read a number of seconds."""
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not 0 < number < float("inf"):
        raise ValueError(f"must be a positive number of seconds, not {_shown(text)}")
    return number


_MOST_SHOWN = 40
"""Characters of a value."""
_MOST_DIGITS = 7
"""Of the number of parts: nobody has a million jobs."""


def _shown(text: str) -> str:
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")


def whole(text: str) -> int:
    """Read a whole number."""
    try:
        return int(text)
    except ValueError:  # of a number of thousands of digits as well
        raise ValueError(f"must be a whole number, not {_shown(text)}") from None


def count(text: str) -> int:
    """Read a whole number from 1 upwards."""
    number = whole(text)
    if number < 1:
        raise ValueError(f"must be 1 or more, not {_shown(text)}")
    return number


def part(text: str) -> str:
    """Read which of how many parts is meant, as 2/5; the text is what crosses to the workers."""
    number, slash, of = text.partition("/")
    digits = number.isascii() and number.isdigit() and of.isascii() and of.isdigit()
    if not (slash and digits and max(len(number), len(of)) < _MOST_DIGITS):
        raise ValueError(f"must be I/N, as 2/5 for the second of five parts, not {_shown(text)}")
    place, most = int(number), int(of)
    if not 1 <= place <= most:
        last = max(1, most)
        raise ValueError(f"must be from 1/{last} to {last}/{last}, not {_shown(text)}")
    return f"{place}/{most}"


def one_of(allowed: Iterable[str]) -> dict[str, Any]:
    """Return what reads one of these words."""
    words = [str(each) for each in allowed]

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"invalid choice: {unknown(text, words)}")
        return text

    return {"type": read, "metavar": f"{{{','.join(words)}}}"}


def typed(option: str, read: Callable[[str], object]) -> Callable[[str], object]:
    """Say in one line what is wrong with an option's value: argparse would add its usage."""

    def value_of(text: str) -> object:
        try:
            return read(text)
        except ValueError as failure:
            raise pytest.UsageError(visible_line(f"{option}: {failure}")) from None

    return value_of

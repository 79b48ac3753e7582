"""JSON that comes from outside: read as RFC 8259 has it, or refused in one way.

Python's own reader is more lenient in one point and less in three. It takes ``NaN`` and
``Infinity``, which are no JSON (§6). It makes infinity of ``1e400``, raises on a number of 5,000
digits, and runs out of stack where values are nested: all of that is JSON, of which a reader may
set the limits (§6, §9). Numbers beyond those of a double become the largest one; what is nested
more deeply than :data:`MOST_NESTED` is refused by a name of its own, for it may well be JSON. Where
a name comes twice, the last one counts, as with most readers (§4).
"""

from __future__ import annotations

import json
import re
import sys

MOST_NESTED = 200
"""Values within values; whoever goes through them does so by recursion."""
LONGEST_INTEGER = 300
"""Digits; more of them would be beyond what a double holds."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
"""A whole string, or what begins like one and has no end: within it, brackets are text."""
_NO_BRACKET = re.compile(r"[^\[\]{}]+")
_ALIKE = str.maketrans("{}", "[]")


class TooDeep(ValueError):  # noqa: N818 - a limit of ours, no error of the text
    """JSON, as far as it was read, that is nested too deeply to be read.

    The message says so as what follows "the body".
    """


def parsed(text: str | bytes) -> object:
    """Read JSON; ValueError where it is none, of no known encoding, or nested too deeply."""
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    require_shallow(text)
    return _DECODER.decode(text)


def require_shallow(text: str) -> None:
    """Make sure that no recursion is needed that Python could not do; TooDeep where it is."""
    if _is_too_deep(text):
        raise TooDeep(f"is nested more than {MOST_NESTED} deep")


def _is_too_deep(text: str) -> bool:
    """Whether brackets stand within brackets too often; by what C does, for a text of any length.

    Of what is left without strings and all else, each round takes the innermost pairs away.
    """
    if text.count("[") + text.count("{") <= MOST_NESTED:
        return False
    left = _NO_BRACKET.sub("", _STRING.sub("", text)).translate(_ALIKE)
    for _ in range(MOST_NESTED):
        before, left = left, left.replace("[]", "")
        if left == before:  # what is left was never closed, or never opened
            return left.count("[") > MOST_NESTED
    return "[" in left


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_INTEGER else _real(digits)


def _real(digits: str) -> float:
    largest = sys.float_info.max
    return max(-largest, min(float(digits), largest))


def _no_json(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_real, parse_constant=_no_json)

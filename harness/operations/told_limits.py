"""Limits of values and of texts' lengths, as words tell them: ``from 1 to 5``, ``at most 80``."""

from __future__ import annotations

import re
from math import ceil, floor

_DECIMAL = r"(-?\d+(?:\.\d+)?)"
_NUMBER = rf"{_DECIMAL}(?![\d.]*[\d:/-])"
_RANGE = re.compile(rf"(?i)(?<![\w:/.-]){_DECIMAL} ?(?:to|and|-|\u2013|\.\.+) ?{_NUMBER}")
_ABOVE = re.compile(
    rf"(?i)\b(?:above|over|(?:more|greater|larger|higher|longer) than|exceed(?:s|ing)?) {_NUMBER}"
)
_BELOW = re.compile(rf"(?i)\b(?:below|under|(?:less|fewer|smaller|lower|shorter) than) {_NUMBER}")
_AT_MOST = re.compile(
    r"(?i)(?:at most|up to|no more than|maximum(?: (?:is|of))?|not exceed|"
    rf"(?:not|n't) be (?:longer|more|greater|larger) than|less than or equal to|<=)\s*{_NUMBER}"
)
_AT_LEAST = re.compile(
    r"(?i)(?:at least|no less than|minimum(?: (?:is|of))?|"
    rf"(?:not|n't) be (?:shorter|less|fewer|smaller) than|greater than or equal to|>=)\s*{_NUMBER}"
)
_MUST = re.compile(r"(?i)\b(?:must|should|has to|have to|needs? to|is to) (?!not)")
"""Words after which a limit is what a value keeps, and not what is refused."""


def limits_in(words: str, *, whole: bool = False) -> tuple[float | None, float | None]:
    """Return the least and the most that words allow; of whole numbers, where those are meant."""
    least: list[float] = []
    most: list[float] = []
    for sentence in re.split(r"[.;](?:\s|$)|\n", words):
        for found in _RANGE.finditer(sentence):
            least.append(_number(found[1]))
            most.append(_number(found[2]))
        most += _numbers(_AT_MOST, sentence)
        least += _numbers(_AT_LEAST, sentence)
        above = _numbers(_ABOVE, _AT_MOST.sub("", sentence))
        below = _numbers(_BELOW, _AT_LEAST.sub("", sentence))
        if _MUST.search(sentence):
            least += [each + 1 for each in above]
            most += [each - 1 for each in below]
        else:
            most += above
            least += below
    if whole:
        return next(map(ceil, least), None), next(map(floor, most), None)
    return next(iter(least), None), next(iter(most), None)


def _numbers(limit: re.Pattern[str], sentence: str) -> list[float]:
    return [_number(found[1]) for found in limit.finditer(sentence)]


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)

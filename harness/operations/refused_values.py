"""Values that a page says are refused: by its schema, or by the limits that its words tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.operations.values import PREFIX, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNKNOWN = f"{PREFIX}-none"
_LONGEST = 100_000
"""Characters of a text that is sent at most, whatever a page allows."""
_NUMBER = r"(-?\d+)(?![\d.]*[\d:/-])"
_RANGE = re.compile(rf"(?i)(?<![\w:/.-])(-?\d+) ?(?:to|and|-|\u2013|\.\.+) ?{_NUMBER}")
_ABOVE = re.compile(
    rf"(?i)\b(?:above|over|(?:more|greater|larger|higher|longer) than|exceed(?:s|ing)?) {_NUMBER}"
)
_BELOW = re.compile(rf"(?i)\b(?:below|under|(?:less|fewer|smaller|lower|shorter) than) {_NUMBER}")
_AT_MOST = re.compile(
    r"(?i)(?:at most|no more than|maximum(?: (?:is|of))?|not exceed|"
    rf"(?:not|n't) be (?:longer|more|greater|larger) than|less than or equal to|<=)\s*{_NUMBER}"
)
_AT_LEAST = re.compile(
    r"(?i)(?:at least|no less than|minimum(?: (?:is|of))?|"
    rf"(?:not|n't) be (?:shorter|less|fewer|smaller) than|greater than or equal to|>=)\s*{_NUMBER}"
)
_TOO_MUCH = re.compile(
    r"(?i)between|too (?:long|large|high)|at most|no more than|maximum|exceeds?|longer than|"
    r"less than or equal to|<="
)
_TOO_LITTLE = re.compile(
    r"(?i)too (?:short|small|low)|at least|no less than|minimum|shorter than|"
    r"greater than or equal to|>="
)
_MUST = re.compile(r"(?i)\b(?:must|should|has to|have to|needs? to|is to) (?!not)")
"""Words after which a limit is what a value keeps, and not what is refused."""


def invalid_values(schema: Mapping[str, Any], words: str) -> list[object]:
    """Return values that a page says are refused, too much before too little; none if it doesn't.

    That is a number beyond its limits, a text of another length, or what is none of those allowed.
    """
    kind = type_of(schema)
    if kind == "array" and "enum" not in schema:
        return [[each] for each in invalid_values(schema.get("items", {}), words)]
    is_number = kind in {"integer", "number"}
    if "enum" in schema:
        members = [each for each in schema["enum"] if isinstance(each, int | float)]
        return [max(members) + 1 if is_number and members else _UNKNOWN]
    if is_number or kind == "string":
        least, most = _limits(schema, words)
        beyond = [n for n in (_after(most, 1), _after(least, -1)) if n is not None]
        if beyond and is_number:
            return [*beyond]
        lengths = [n for n in beyond if 0 <= n <= _LONGEST]
        if lengths and not is_number:
            return ["x" * n for n in lengths]
    is_formed = schema.get("format") in {"email", "uuid", "date", "date-time"}
    is_chosen = re.search(r"(?i)one of|none of|\bneither\b.*\bnor\b", words) is not None
    is_plain = kind not in {"object", "boolean", "array"}
    return [_UNKNOWN] if is_number or is_formed or (is_chosen and is_plain) else []


def _after(limit: int | None, step: int) -> int | None:
    return None if limit is None else limit + step


def _limits(schema: Mapping[str, Any], words: str) -> tuple[int | None, int | None]:
    """Return the least and the most of a value or of a text's length; None for what is not told."""
    least, most = limits_in(words)
    if _TOO_MUCH.search(words):
        most = schema.get("maximum", schema.get("maxLength", most))
    if _TOO_LITTLE.search(words):
        least = schema.get("minimum", schema.get("minLength", least))
    if re.search(r"(?i)positive|greater than zero", words):
        least = 0 if least is None else least
    return None if least is None else int(least), None if most is None else int(most)


def limits_in(words: str) -> tuple[int | None, int | None]:
    """Return the least and the most that words allow."""
    least: list[int] = []
    most: list[int] = []
    for sentence in re.split(r"[.;](?:\s|$)|\n", words):
        for found in _RANGE.finditer(sentence):
            least.append(int(found[1]))
            most.append(int(found[2]))
        most += [int(found[1]) for found in _AT_MOST.finditer(sentence)]
        least += [int(found[1]) for found in _AT_LEAST.finditer(sentence)]
        above = [int(found[1]) for found in _ABOVE.finditer(_AT_MOST.sub("", sentence))]
        below = [int(found[1]) for found in _BELOW.finditer(_AT_LEAST.sub("", sentence))]
        if _MUST.search(sentence):
            least += [each + 1 for each in above]
            most += [each - 1 for each in below]
        else:
            most += above
            least += below
    return next(iter(least), None), next(iter(most), None)

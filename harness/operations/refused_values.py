"""Values that a page says are refused: by its schema, or by the limits that its words tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.operations.cause_words import OF_NOBODY
from harness.operations.told_limits import limits_in
from harness.operations.values import PREFIX, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNKNOWN = f"{PREFIX}-none"
_LONGEST = 100_000
"""Characters of a text that is sent at most, whatever a page allows."""
_TOO_MUCH = re.compile(
    r"(?i)between|too (?:long|large|high)|at most|no more than|maximum|exceeds?|longer than|"
    r"less than or equal to|<="
)
_TOO_LITTLE = re.compile(
    r"(?i)too (?:short|small|low)|at least|no less than|minimum|shorter than|"
    r"greater than or equal to|>="
)

_UNASKED = re.compile(r"(?i)[^,.;:]*\bunless\b[^,.;:]*(?:[,.;:]|$)")
"""What is so where nothing is asked for, and no limit of what may be."""
_NUMBERS = re.compile(r"(?<![\w.])(?!4\d\d\b)\d+")
"""Numbers, but for statuses of refusals."""
_OF_EACH = re.compile(r"(?i)\b(?:each|every|characters?|letters?|digits?|longer|shorter)\b")
_COMPARED = re.compile(
    r"(?i)\b(?:than|before|after|earlier|later|between|above|below|over|under|at (?:most|least)|"
    r"exceed\w*|maximum|minimum|positive|negative|too (?:long|short|large|small|high|low))\b"
)
"""Words of a value that is of the right type, and too much or too little."""


def invalid_values(schema: Mapping[str, Any], words: str) -> list[object]:
    """Return values that a page says are refused, too much before too little; none if it doesn't.

    That is a number beyond its limits, a text of another length, or what is none of those allowed.
    """
    kind, words = type_of(schema), _UNASKED.sub("", words)
    if kind == "array" and "enum" not in schema:
        # Limits without a word of each are those of how many items there may be.
        are_of_it = any(limits_in(words)) and not _OF_EACH.search(words)
        are_of_it = are_of_it or len(_NUMBERS.findall(words)) > 1  # of which are which?
        wrong = [] if are_of_it else invalid_values(schema.get("items", {}), words)
        return [[each] for each in wrong]
    is_number = kind in {"integer", "number"}
    if "enum" in schema:
        members = [each for each in schema["enum"] if isinstance(each, int | float)]
        return [max(members) + 1 if is_number and members else _UNKNOWN]
    if is_number or kind == "string":
        least, most = _limits(schema, words, whole=kind != "number")
        beyond = [n for n in (_after(most, 1), _after(least, -1)) if n is not None]
        if beyond and is_number:
            return [*beyond]
        lengths = [int(n) for n in beyond if 0 <= n <= _LONGEST]
        if lengths and not is_number:
            return ["x" * n for n in lengths]
    is_of_nothing = OF_NOBODY.search(words) and (is_number or "format" in schema)
    if is_of_nothing or _COMPARED.search(words):
        return []  # what is of another type may be refused in other words
    is_formed = schema.get("format") in {"email", "uuid", "date", "date-time"}
    is_chosen = re.search(r"(?i)one of|none of|\bneither\b.*\bnor\b", words) is not None
    is_plain = kind not in {"object", "boolean", "array"}
    return [_UNKNOWN] if is_number or is_formed or (is_chosen and is_plain) else []


def _after(limit: float | None, step: int) -> float | None:
    return None if limit is None else limit + step


def _limits(
    schema: Mapping[str, Any], words: str, *, whole: bool
) -> tuple[float | None, float | None]:
    """Return the least and the most of a value or of a text's length; None for what is not told."""
    least, most = limits_in(words, whole=whole)
    if _TOO_MUCH.search(words):
        most = schema.get("maximum", schema.get("maxLength", most))
    if _TOO_LITTLE.search(words):
        least = schema.get("minimum", schema.get("minLength", least))
    if re.search(r"(?i)positive|greater than zero", words):
        least = 0 if least is None else least
    return least, most

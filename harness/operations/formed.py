"""Texts and numbers in the form that a schema and its page's sample give them."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeGuard

from harness.core import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

BOUND = {"enum", "const", "multipleOf", "exclusiveMaximum"}
"""Keys of a schema that leave no other number than its own."""
_CODE = re.compile(
    r"\d{5,}|(?=.*[A-Za-z])(?:[A-Za-z0-9]{1,8}[-/. ]){0,3}[A-Za-z]{0,6}\d{3,}"
    r"|[A-Z]{2,8}[-/ ]\d{1,2}"
)
"""What a code or a serial number looks like, which no two things may share; no day does."""


_WEB = re.compile(r"https?://[^\s?#]+")
"""An address of the web to which a part can be added."""


_LEAST = 3
"""Digits that another one gets: of fewer, most are taken."""


_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


def is_code(sample: object) -> bool:
    """Whether a sample is a code, in whose form another one is made where it is taken."""
    return isinstance(sample, str) and _CODE.fullmatch(sample) is not None


def unlike(given: object, schema: Mapping[str, Any], serial: int) -> object:
    """Return another number, code or web address than a sample, like it; all else as it is.

    A code ends in the last digits of ``serial``: few digits drawn by chance would soon be the same.
    """
    if isinstance(given, str) and _WEB.fullmatch(given) and not schema.keys() & {"const", "enum"}:
        other = f"{given.rstrip('/')}/{serial}"
        return other if fits(other, schema) else given
    if schema.keys() & BOUND:
        return given
    if isinstance(given, str) and _CODE.fullmatch(given):
        known = given.rstrip("0123456789")
        count = max(len(given) - len(known), _LEAST)
        other = f"{known}{serial % 10**count:0{count}}"
        return other if fits(other, schema) else given
    if isinstance(given, bool) or not isinstance(given, int):
        return given
    most = int(schema.get("maximum", max(given * 10, 10_000)))
    return secrets.choice(range(given + 1, most + 1)) if most > given else given


def is_day(value: object) -> TypeGuard[str]:
    """Whether a value is a day, or begins with one (ISO 8601)."""
    return isinstance(value, str) and _DAY.match(value) is not None


def weeks_later(value: str, weeks: int) -> str:
    """Return a day, or what begins with one, as many weeks later; as it is beyond the last year."""
    try:
        day = date.fromisoformat(value[:10]) + timedelta(weeks=weeks)
    except (ValueError, OverflowError):
        return value
    return f"{day.isoformat()}{value[10:]}"


def days_over(body: Mapping[str, object]) -> list[str]:
    """Return the members of a body that are days before today's."""
    today = clock.now().date().isoformat()
    return [name for name, value in body.items() if is_day(value) and value[:10] < today]


def fits(text: str, schema: Mapping[str, Any]) -> bool:
    """Whether a text keeps to the pattern and the length of its schema."""
    is_short = len(text) <= schema.get("maxLength", len(text))
    return is_short and len(text) >= schema.get("minLength", 0) and _matches(text, schema)


def _matches(text: str, schema: Mapping[str, Any]) -> bool:
    """Whether a text matches a pattern; one that Python can't read holds nothing back."""
    try:
        return re.search(str(schema.get("pattern", "")), text) is not None
    except re.error:
        return True


def fitted(text: str, schema: Mapping[str, Any], example: str) -> str:
    """Return a text as the schema and the page's sample want it: its length and its letters."""
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", len(text))
    joined = text.replace("-", "_") if "_" in example and "-" not in example else text
    bare = text.replace("-", "")
    spellings = (joined, text.replace("-", "_"), bare, text.upper(), bare.upper())
    for each in spellings:
        cut = each[-longest:].lstrip("-_") if longest < len(each) else each
        cut = cut.ljust(shortest, "x")
        if _matches(cut, schema):
            return cut
    return text

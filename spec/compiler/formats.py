"""Formats of texts, such as `date`: whether what a page shows has the format that it names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .mson_text import unquote
from .values import is_null

if TYPE_CHECKING:
    from .blueprint import Element
    from .diagnostics import Diagnostics
    from .types import Flat

_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)"
_FORMATS = {
    "date": re.compile(_DATE),
    "time": re.compile(_TIME),
    "date-time": re.compile(rf"{_DATE}[Tt]{_TIME}"),
    "duration": re.compile(r"P(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?"),
    "uuid": re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"),
    "hostname": re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})"),
    "ipv4": re.compile(r"\d{1,3}(?:\.\d{1,3}){3}"),
    "ipv6": re.compile(r"[0-9A-Fa-f:.]{2,45}"),
}
_DATE_IN_WORDS = re.compile(r"\bYYYY-MM-DD\b(?![T ]*[Hh]{2})")
_SECONDS = re.compile(r"\d{9,13}")


def with_told_format(flat: Flat, element: Element) -> Flat:
    """Return a text's type with the format that its words tell: ``As YYYY-MM-DD`` is a date."""
    is_told = _DATE_IN_WORDS.search(element.description) is not None
    if flat.kind != "string" or not is_told or "format" in dict(flat.keywords):
        return flat
    return replace(flat, keywords=(*flat.keywords, ("format", "date")))


def with_fitting_format(flat: Flat, element: Element, told: Diagnostics) -> Flat:
    """Return a text's type without a format that a value of the page does not have.

    A moment that is shown as seconds since 1970 is an integer, whatever the type is called.
    """
    named = dict(flat.keywords).get("format")
    pattern = _FORMATS.get(named) if isinstance(named, str) else None
    if flat.kind != "string" or pattern is None:
        return flat
    shown = [element.value, *element.defaults, *element.samples]
    texts = [unquote(each) for each in shown if isinstance(each, str) and not is_null(each)]
    bare = tuple((key, value) for key, value in flat.keywords if key != "format")
    if named == "date-time" and texts and all(_SECONDS.fullmatch(text) for text in texts):
        message = f"{texts[0]} is a moment in seconds or milliseconds: read as an integer"
        told.note(element.at, message, "format")
        return replace(flat, kind="integer", keywords=bare)
    wrong = next((text for text in texts if not pattern.fullmatch(text)), None)
    if wrong is None:
        return flat
    message = f"{wrong!r} has not the format {named} of JSON Schema: the format is left out"
    told.warning(element.at, message, "format")
    return replace(flat, keywords=bare)

"""Whether a value reads back as it was sent, however an instance writes it down."""

from __future__ import annotations

import re
from math import isclose
from typing import TYPE_CHECKING

from harness.operations.moments import moment
from harness.redaction.secret_names import gives_secret
from spec.resources import words_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spec.specification import Operation, Specification

_SETS = re.compile(
    r"(?i)[^.\n]*\b(?:added to|taken (?:from|off)|subtracted|increases?|decreases?|raises?|lowers?|"
    r"sets?|moves?|resets?)\b[^.\n]*"
)
"""A sentence that says of a member what it does to another one."""


def differences(
    sent: Mapping[str, object], shown: Mapping[str, object], documented: Iterable[str]
) -> dict[str, tuple[object, object]]:
    """Return what reads back otherwise, by name: what was sent, and what is shown.

    What an answer does not document and does not show was for the instance alone, as are passwords
    and the like.
    """
    known = set(documented)
    return {
        name: (value, shown.get(name))
        for name, value in sent.items()
        if name in shown or name in known
        if not gives_secret(name) and not same(value, shown.get(name))
    }


def same(sent: object, shown: object) -> bool:
    """Whether two values say the same; what says nothing may be left out."""
    if not sent and not shown and (sent is None or shown is None or sent == shown):
        return True
    if isinstance(sent, dict):
        shown_members = shown if isinstance(shown, dict) else {}
        return all(same(value, shown_members.get(name)) for name, value in sent.items())
    if isinstance(shown, dict):  # what an id or a name stands for may be shown whole
        return not isinstance(sent, list) and any(same(sent, each) for each in shown.values())
    if isinstance(sent, list):
        return isinstance(shown, list) and _same_members(sent, shown)
    if isinstance(sent, bool) or isinstance(shown, bool):
        return str(sent).lower() == str(shown).lower() or sent == shown  # some keep them as 0 and 1
    is_plain = isinstance(sent, int | float | str) and isinstance(shown, int | float | str)
    return is_plain and _same_plain(sent, shown)  # type: ignore[arg-type]


def _same_members(sent: list[object], shown: list[object]) -> bool:
    """Whether both hold the same, in any order: a set may be kept as one."""
    if len(sent) == len(shown) and all(map(same, sent, shown)):
        return True
    rest = list(shown)
    for each in sent:
        found = next((n for n, other in enumerate(rest) if same(each, other)), None)
        if found is None:
            return False
        rest.pop(found)
    return not rest


def _same_plain(sent: float | str, shown: float | str) -> bool:
    if str(sent) == str(shown):
        return True
    number, other = _number(sent), _number(shown)
    if number is not None and other is not None and {type(sent), type(shown)} != {str}:
        return isclose(number, other, rel_tol=1e-9)
    then, now = moment(sent), moment(shown)
    if then is not None and now is not None:
        return abs((then - now).total_seconds()) < 1
    left, right = str(sent).strip(), str(shown).strip()
    if "@" in left:
        return left.lower() == right.lower()
    return left == right or ("://" in left and left.rstrip("/") == right.rstrip("/"))


def _number(value: float | str) -> float | None:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def told_to_change(
    spec: Specification, operation: Operation | None, sent: Iterable[str]
) -> set[str]:
    """Return the members of which sentences say that a member which is sent changes them."""
    found: set[str] = set()
    for said in _SETS.findall(words_about(spec.document, operation) if operation else ""):
        named = {*re.findall(r"`([^`]+)`", said)}
        found |= named if named & {*sent} else set()
    return found

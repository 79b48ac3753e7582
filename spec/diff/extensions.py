"""The comparison of the extensions (`x-…`) by which overlays and the compiler say more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .changes import Severity, canonical, shown

if TYPE_CHECKING:
    from .changes import Findings, Place
    from .document import Json

_READ_ELSEWHERE = {
    "x-source",
    "x-other-sources",
    "x-sources",
    "x-media-type",
    "x-transactions",
    "x-request-media-type",
}
_STATEMENTS = {
    *("x-effects", "x-enabled-by", "x-required-feature", "x-undocumented"),
    *("x-accept", "x-lifetime-seconds", "x-refresh-window-seconds"),
}
"""What says something of the API; other extensions are notes of the compiler for people."""
LIFETIMES = {"x-lifetime-seconds", "x-refresh-window-seconds"}
"""How long a token lives, and how long after that it can be refreshed."""


def compare_extensions(findings: Findings, place: Place, old: Json, new: Json) -> None:
    """Compare the extensions of one place."""
    keys = {key for key in (*old, *new) if key.startswith("x-")} - _READ_ELSEWHERE
    for key in sorted(keys):
        before, after = old.get(key), new.get(key)
        if canonical(before) != canonical(after):
            findings.add(place, _severity(key, before, after), *_words(key, before, after))


def _severity(key: str, old: Any, new: Any) -> Severity:
    if key not in _STATEMENTS:
        return Severity.WORDING
    shorter = isinstance(old, int) and isinstance(new, int) and new < old
    return Severity.BREAKING if key in LIFETIMES and shorter else Severity.COMPATIBLE


def _words(key: str, old: Any, new: Any) -> tuple[Any, ...]:
    if old is None:
        return (shown(key), " added: ", shown(new))
    if new is None:
        return (shown(key), " removed: ", shown(old))
    return (shown(key), ": ", shown(old), " → ", shown(new))

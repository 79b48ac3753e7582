"""The comparison of enum values and of limits such as `format` and `maxLength`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .changes import Direction, Severity, canonical, listed, shown
from .shapes import LOWER, UPPER

if TYPE_CHECKING:
    from .changes import Findings, Where
    from .shapes import Shape


def compare_values(
    findings: Findings, where: Where, old: list[Any] | None, new: list[Any] | None
) -> None:
    """Compare the values of an enum; None for one that allows any."""
    if old is None and new is None:
        return
    if old is None or new is None:
        narrower = old is None
        severity = where.direction.severity(narrower=narrower, wider=not narrower)
        values = [shown(each).text for each in new or old or []]
        words = "only these values now: " if narrower else "any value now, not only "
        findings.add(where, severity, words, *listed(values))
        return
    before = {canonical(each): each for each in old}
    after = {canonical(each): each for each in new}
    gone = [shown(each).text for key, each in before.items() if key not in after]
    came = [shown(each).text for key, each in after.items() if key not in before]
    for values, verb in ((gone, "removed"), (came, "added")):
        if values:
            severity = where.direction.severity(narrower=values is gone, wider=values is came)
            noun = "value" if len(values) == 1 else "values"
            findings.add(where, severity, f"{noun} ", *listed(values), f" {verb}")


def compare_limits(findings: Findings, where: Where, old: Shape, new: Shape) -> None:
    """Compare every other keyword that limits a value."""
    for key in sorted(old.limits.keys() | new.limits.keys()):
        before, after = old.limits.get(key), new.limits.get(key)
        if key == "uniqueItems":
            before, after = before or None, after or None
        if canonical(before) != canonical(after):
            narrower, wider = _effect(key, before, after)
            severity = where.direction.severity(narrower=narrower, wider=wider)
            findings.add(where, severity, *_change(key, before, after))
    for key in sorted(old.other.keys() | new.other.keys()):
        before, after = old.other.get(key), new.other.get(key)
        if canonical(before) != canonical(after):
            severity = _severity(where, key, before, after)
            findings.add(where, severity, *_change(key, before, after))


def _severity(where: Where, key: str, old: Any, new: Any) -> Severity:
    """Return what a keyword does that is neither a type nor a limit."""
    if key == "deprecated":
        return Severity.COMPATIBLE
    if key == "default":
        changed = where.direction is Direction.REQUEST and old is not None and new is not None
        return Severity.BREAKING if changed else Severity.COMPATIBLE
    return Severity.BREAKING


def _effect(key: str, old: Any, new: Any) -> tuple[bool, bool]:
    """Tell whether fewer values are allowed, and whether others are."""
    if old is None or new is None:
        return old is None, new is None
    numbers = all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in (old, new)
    )
    if numbers and key in LOWER:
        return new > old, new < old
    if numbers and key in UPPER:
        return new < old, new > old
    return True, True


def _change(key: str, old: Any, new: Any) -> tuple[Any, ...]:
    if old is None:
        return (shown(key), " added: ", shown(new))
    if new is None:
        return (shown(key), " removed: ", shown(old))
    return (shown(key), ": ", shown(old), " → ", shown(new))

"""The comparison of examples, which are wording: what was shown differently for its own sake.

An example that follows a change of its schema is no second change: there, only values that stand
in both versions and are of the same type count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .changes import Severity, canonical, joined, listed, shown
from .shapes import type_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .changes import Findings, Where

_DEEPEST = 40


def compare_examples(
    findings: Findings, where: Where, old: Any, new: Any, *, structural: bool
) -> None:
    """Compare the examples of one place."""
    if canonical(old) == canonical(new):
        return
    differing = list(_differing(old, new, "", 0, common=structural))
    cause = canonical([old, new])
    if structural and not differing:
        return
    if old is None or new is None:
        verb = "added" if old is None else "removed"
        findings.add(where, Severity.WORDING, f"example {verb}", cause=cause)
    elif len(differing) == 1 and differing[0][0]:
        path, before, after = differing[0]
        words = (shown(path), ": ", shown(before), " → ", shown(after))
        findings.add(where, Severity.WORDING, "example, ", *words, cause=cause)
    elif all(path for path, _, _ in differing):
        paths = listed([path for path, _, _ in differing])
        findings.add(where, Severity.WORDING, "example differs in ", *paths, cause=cause)
    else:
        whole = (shown(old), " → ", shown(new))
        findings.add(where, Severity.WORDING, "example: ", *whole, cause=cause)


def _differing(
    old: Any, new: Any, path: str, depth: int, *, common: bool
) -> Iterator[tuple[str, Any, Any]]:
    """Yield the values that differ; those that both have, of one type, where `common` says so."""
    if isinstance(old, dict) and isinstance(new, dict) and depth < _DEEPEST:
        for name in dict.fromkeys([*old, *new]):
            if name in old and name in new:
                inner = joined(path, str(name))
                yield from _differing(old[name], new[name], inner, depth + 1, common=common)
            elif not common:
                yield joined(path, str(name)), old.get(name), new.get(name)
    elif isinstance(old, list) and isinstance(new, list) and depth < _DEEPEST:
        if len(old) == len(new):
            for before, after in zip(old, new, strict=True):
                yield from _differing(before, after, f"{path}[]", depth + 1, common=common)
        elif not common:
            yield path, old, new
    elif canonical(old) != canonical(new) and (not common or type_of(old) == type_of(new)):
        yield path, old, new

"""From findings to what is reported: one change for each cause, with all of its places."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .changes import Direction, Named, Place, Severity, Where, Words, joined
from .documents import compare_documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .changes import Finding, Findings, OperationName, Segment
    from .document import Document


@dataclass(frozen=True, slots=True)
class Change:
    """One change: where, what, and every place that it shows in, where there are several."""

    severity: Severity
    segments: tuple[Segment, ...]
    words: Words
    places: tuple[Place, ...]
    operations: tuple[OperationName, ...]


def changes_between(old: Document, new: Document) -> list[Change]:
    """Return every change, the gravest first, otherwise in the order of the documents."""
    findings = compare_documents(old, new)
    groups: dict[object, list[Finding]] = {}
    for finding in findings.found:
        groups.setdefault(_cause(finding), []).append(finding)
    changes = [_change(group, findings, new, old) for group in groups.values()]
    return sorted(changes, key=lambda change: -change.severity)


def _cause(finding: Finding) -> object:
    """Return a key that findings of one cause share."""
    container, path = finding.where.container, finding.where.path
    said = (path, finding.words, finding.cause)
    if isinstance(container, Named):
        return container.old, container.new, said
    labels = tuple(label for label, _ in container.segments[1:])
    return finding.severity, container.segments[0][0], labels, said


def _change(group: list[Finding], findings: Findings, new: Document, old: Document) -> Change:
    first = group[0]
    severity = max(each.severity for each in group)
    words = first.words
    container, path = first.where.container, first.where.path
    if isinstance(container, Named):
        users = [each.where.container for each in group]
        places = _distinct(
            place.at("field", joined(prefix, path)) if joined(prefix, path) else place
            for each in users
            if isinstance(each, Named)
            for place, prefix in _uses(findings, each)
        )
        breaking = {each.where.direction for each in group if each.severity is Severity.BREAKING}
        if severity is Severity.BREAKING and len(breaking) < len(
            {each.where.direction for each in group}
        ):
            words = (*words, f" (breaks {next(iter(breaking)).value} only)")
        if container.direction is Direction.UNUSED:
            words = (*words, " (no operation uses it)")
        name = (
            new.type_name(container.new)
            if container.new == container.old
            else old.type_name(container.old)
        )
        shared: tuple[Segment, ...] = (("type", name), *((("field", path),) if path else ()))
    else:
        places = _distinct(_full(each.where) for each in group)
        shared = _shared(places)
    segments = places[0].segments if len(places) == 1 else shared
    return Change(severity, segments, words, places if len(places) > 1 else (), _operations(places))


def _full(where: Where) -> Place:
    place = where.container if isinstance(where.container, Place) else Place()
    return place.at("field", where.path) if where.path else place


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))


def _shared(places: tuple[Place, ...]) -> tuple[Segment, ...]:
    """Return what the places have in common."""
    rest = [set(place.segments) for place in places[1:]]
    return tuple(segment for segment in places[0].segments if all(segment in each for each in rest))


def _operations(places: tuple[Place, ...]) -> tuple[OperationName, ...]:
    return tuple(dict.fromkeys(each for place in places for each in place.operations))


def _uses(findings: Findings, named: Named) -> Iterable[tuple[Place, str]]:
    """Yield each place of an operation that reaches a named type, with the path to it.

    A type is walked through once, on the shortest path, so that recursion ends.
    """
    waiting, seen = deque([(named, "")]), {named}
    while waiting:
        reached, suffix = waiting.popleft()
        for where in findings.users.get(reached, {}):
            path = joined(where.path, suffix)
            if isinstance(where.container, Place):
                yield where.container, path
            elif where.container not in seen:
                seen.add(where.container)
                waiting.append((where.container, path))

"""From findings to what is reported: one change for each cause, with all of its places."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .changes import Direction, Named, Place, Severity, Where, Words, canonical, joined
from .document import mapping
from .documents import compare_documents
from .shapes import shape_of

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
    changes = [_change(group, findings, old, new) for group in _with_heirs(groups, old)]
    return sorted(changes, key=lambda change: -change.severity)


def _cause(finding: Finding) -> object:
    """Return a key that findings of one cause share."""
    container, path = finding.where.container, finding.where.path
    said = (path, finding.words, finding.cause)
    if isinstance(container, Named):
        return container.old, container.new, said
    labels = tuple(label for label, _ in container.segments[1:])
    return finding.severity, container.segments[0][0], labels, said


def _with_heirs(groups: dict[object, list[Finding]], old: Document) -> Iterable[list[Finding]]:
    """Yield the groups; what happened to a field of a named type happened to its heirs as well.

    A type that extends another, and a body that does, are written in full, so that the same field
    of both differs.
    """
    same: dict[object, list[list[Finding]]] = {}
    for key, group in groups.items():
        first = group[0]
        unused = first.where.direction is Direction.UNUSED
        said = (first.where.path, first.words, first.cause)
        same.setdefault(said if first.where.path and not unused else key, []).append(group)
    for together in same.values():
        yield from _families(together, old) if len(together) > 1 else together


def _families(groups: list[list[Finding]], old: Document) -> Iterable[list[Finding]]:
    """Yield groups of the same words: types with their heirs, and bodies with the first of them."""
    families: list[tuple[set[tuple[str, str]], list[Finding]]] = []
    bodies = []
    typed = [(_fields(group, old), group) for group in groups]
    for fields, group in sorted(typed, key=lambda each: len(each[0])):
        if not isinstance(group[0].where.container, Named):
            bodies.append(group)
        elif base := next((family for family in families if family[0] <= fields), None):
            base[1].extend(group)
        else:
            families.append((fields, list(group)))
    if not families:
        yield from bodies
        return
    families[0][1].extend(finding for group in bodies for finding in group)
    yield from (found for _, found in families)


def _fields(group: list[Finding], old: Document) -> set[tuple[str, str]]:
    """Return the fields that the type of a group had, each with its schema."""
    named = group[0].where.container
    if not isinstance(named, Named):
        return set()
    members = shape_of(old, mapping(old.target(named.old))).members
    return {(name, canonical(member.schema)) for name, member in members.items()}


def _change(group: list[Finding], findings: Findings, old: Document, new: Document) -> Change:
    where, words = group[0].where, group[0].words
    severity = max(each.severity for each in group)
    breaking = {each.where.direction for each in group if each.severity is Severity.BREAKING}
    if breaking and len(breaking) < len({each.where.direction for each in group}):
        words = (*words, f" (breaks {next(iter(breaking)).value} only)")
    names = {
        (old if named.old != named.new else new).type_name(named.old): None
        for named in (each.where.container for each in group)
        if isinstance(named, Named)
    }
    places = _distinct(place for each in group for place in _places(each.where, findings))
    if len(places) == 1:
        segments = places[0].segments
    elif names:
        label = "types" if len(names) > 1 else "type"
        segments = ((label, ", ".join(names)), *((("field", where.path),) if where.path else ()))
    else:
        segments = _shared(places)
    if not places:
        words = (*words, " (no operation uses it)")
    return Change(severity, segments, words, places if len(places) > 1 else (), _operations(places))


def _places(where: Where, findings: Findings) -> Iterable[Place]:
    """Yield every place of an operation where a difference shows."""
    if isinstance(where.container, Place):
        yield _full(where)
        return
    for place, prefix in _uses(findings, where.container):
        path = joined(prefix, where.path)
        yield place.at("field", path) if path else place


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

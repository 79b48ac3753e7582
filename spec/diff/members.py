"""The comparison of an object's members: fields added, removed, renamed, required."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .changes import Direction, Named, Severity, Where, canonical, shown
from .document import mapping
from .shapes import Member, label_of

if TYPE_CHECKING:
    from .schemas import Comparison
    from .shapes import Shape

_EVIDENCE = {"description", "example", "examples", "enum", "$ref", "properties", "anyOf", "pattern"}
"""What makes two equal declarations the same field under two names; a bare type does not."""


def compare_members(comparison: Comparison, where: Where, old: Shape, new: Shape) -> None:
    """Compare the members of two objects."""
    before = _sent(comparison, old, where.direction)
    after = _sent(comparison, new, where.direction)
    gone = [name for name in before if name not in after]
    came = [name for name in after if name not in before]
    if renamed := certain_rename(_schemas(before), _schemas(after)):
        place = _owned(comparison, where, before[renamed[0]].owner, old, new).member(renamed[0])
        severity = Severity.BREAKING
        comparison.findings.add(place, severity, "called ", shown(renamed[1]), " now")
        _compare_required(comparison, place, renamed[0] in old.required, renamed[1] in new.required)
        gone, came = [], []
    for name in gone:
        place = _owned(comparison, where, before[name].owner, old, new).member(name)
        cause = canonical(before[name].schema)
        comparison.findings.add(place, Severity.BREAKING, "removed", cause=cause)
    for name in came:
        _add(comparison, where, name, old, new)
    for name in (each for each in before if each in after):
        owner = before[name].owner if before[name].owner == after[name].owner else ""
        place = _owned(comparison, where, owner, old, new).member(name)
        _compare_required(comparison, place, name in old.required, name in new.required)
        comparison.compare(place, before[name].schema, after[name].schema)
    for name in sorted((old.required.keys() ^ new.required.keys()) - before.keys() - after.keys()):
        place = where.member(name)
        _compare_required(comparison, place, name in old.required, name in new.required)
    _compare_additional(comparison, where, old.additional, new.additional)


def certain_rename(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, str] | None:
    """Return the old and the new name where one was renamed for certain, or None.

    For certain: nothing else came or went, it stands where it stood, and what is said of it, more
    than its type, is the same.
    """
    gone = [name for name in old if name not in new]
    came = [name for name in new if name not in old]
    if len(gone) != 1 or len(came) != 1 or list(old).index(gone[0]) != list(new).index(came[0]):
        return None
    before, after = old[gone[0]], new[came[0]]
    told = _EVIDENCE & (mapping(before).keys() | mapping(mapping(before).get("schema")).keys())
    return (gone[0], came[0]) if told and canonical(before) == canonical(after) else None


def _schemas(members: dict[str, Member]) -> dict[str, Any]:
    return {name: member.schema for name, member in members.items()}


def _sent(comparison: Comparison, shape: Shape, direction: Direction) -> dict[str, Member]:
    """Return the members that travel in this direction."""
    unsent = {Direction.REQUEST: "readOnly", Direction.RESPONSE: "writeOnly"}.get(direction, "")
    del comparison
    return {
        name: member
        for name, member in shape.members.items()
        if mapping(member.schema).get(unsent) is not True
    }


def _owned(comparison: Comparison, where: Where, owner: str, old: Shape, new: Shape) -> Where:
    """Return the place of a member: the named type that both versions inherit it from, if any."""
    if not owner or owner not in old.owners & new.owners:
        return where
    named = Named(owner, owner, where.direction)
    if where.container == named:
        return where
    comparison.findings.use(where, named)
    return Where(named, where.direction, depth=where.depth)


def _add(comparison: Comparison, where: Where, name: str, old: Shape, new: Shape) -> None:
    member, required = new.members[name], name in new.required
    place = _owned(comparison, where, member.owner, old, new).member(name)
    breaks = required and where.direction is Direction.REQUEST
    severity = Severity.BREAKING if breaks else Severity.COMPATIBLE
    firmly = "required" if required else "optional"
    label = shown(label_of(comparison.new, member.schema))
    cause = canonical(member.schema)
    comparison.findings.add(place, severity, "added (", label, f", {firmly})", cause=cause)


def _compare_required(comparison: Comparison, place: Where, old: bool, new: bool) -> None:  # noqa: FBT001 - a pair
    if old != new:
        severity = place.direction.severity(narrower=new, wider=old)
        comparison.findings.add(place, severity, "required now" if new else "optional now")


def _compare_additional(comparison: Comparison, where: Where, old: Any, new: Any) -> None:
    """Compare what an object may hold beside its members; a client ignores what it doesn't know."""
    if isinstance(old, dict) and isinstance(new, dict):
        comparison.compare(where.member("*"), old, new)
    elif (old is False) != (new is False):
        closed = new is False
        breaks = closed and where.direction is Direction.REQUEST
        severity = Severity.BREAKING if breaks else Severity.COMPATIBLE
        words = "no other fields are allowed now" if closed else "other fields are allowed now"
        comparison.findings.add(where, severity, words)
    elif isinstance(old, dict) or isinstance(new, dict):
        before, after = (each if isinstance(each, dict) else {} for each in (old, new))
        comparison.compare(where.member("*"), before, after)

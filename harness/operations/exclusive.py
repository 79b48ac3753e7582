"""Groups of members of which a body has one, as they exclude each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def one_of_several(schema: Mapping[str, Any], like: object = None) -> Mapping[str, Any]:
    """Return a schema with one of the groups of members that exclude each other.

    That is the one that a sample has, else the first.
    """
    choices = schema.get("oneOf", ())
    if not choices or "properties" not in schema or not all(map(_names_members, choices)):
        return schema
    chosen = next((each for each in choices if _is_like(each, like)), choices[0])
    others = {name for each in choices for name in _named_in(each)} - _named_in(chosen)
    kept = {name: each for name, each in schema["properties"].items() if name not in others}
    inner = {key: value for key, value in chosen.items() if key == "oneOf"}
    made = {
        **{key: value for key, value in schema.items() if key != "oneOf"},
        **inner,
        "properties": {**kept, **chosen.get("properties", {})},
        "required": [*schema.get("required", ()), *chosen.get("required", ())],
    }
    return one_of_several(made, like) if inner else made


def _names_members(schema: object) -> bool:
    """Whether one of several schemas names members of the object that they stand in."""
    return isinstance(schema, dict) and bool({"required", "properties"} & schema.keys())


def _named_in(group: Mapping[str, Any]) -> set[str]:
    """Return the members of a group, and of those of which it has one in its turn."""
    inner = [_named_in(each) for each in group.get("oneOf", ()) if _names_members(each)]
    return {*group.get("required", ()), *group.get("properties", {})}.union(*inner)


def _is_like(group: Mapping[str, Any], sample: object) -> bool:
    """Whether a sample has the members of a group, with the values that are fixed there."""
    if not isinstance(sample, dict) or not sample.keys() >= {*group.get("required", ())}:
        return False
    fixed = {n: e["const"] for n, e in group.get("properties", {}).items() if "const" in e}
    return all(sample[name] in (None, value) for name, value in fixed.items() if name in sample)

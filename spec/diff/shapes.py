"""What a schema allows, whatever way it is written in.

A schema is read with its references, its `allOf`, and those of `anyOf` and `oneOf` that only name
types, values or null, so that two ways to say the same are no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .document import Document, Json, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterable

ANNOTATIONS = ("title", "description", "examples", "example", "x-enum-descriptions")
"""What a schema says to people."""
_IGNORED = {"$comment", "$schema", "$id", "$anchor", "$defs", "definitions", "xml", "externalDocs"}
_DEEPEST = 40
LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
_LIMITS = LOWER | UPPER | {"format", "pattern", "multipleOf", "uniqueItems", "contentEncoding"}


@dataclass(frozen=True, slots=True)
class Use:
    """A schema where it is used: what it is, whether it may be null, what it says to people."""

    core: Json
    ref: str
    """The reference that it is and nothing else, or an empty text."""
    null: bool
    notes: Json


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object, and the named type that brought it, if it was inherited."""

    schema: Any
    owner: str


@dataclass
class Shape:
    """What a schema allows."""

    types: frozenset[str] | None = None
    """The types beside null; None for any."""
    null: bool = False
    values: list[Any] | None = None
    """The values of an enum beside null."""
    members: dict[str, Member] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    """The owner by the name of a required member."""
    additional: Any = None
    items: Any = None
    limits: Json = field(default_factory=dict)
    choices: list[list[Any]] = field(default_factory=list)
    other: Json = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)


def schema_of(value: Any) -> Json:
    """Return a schema as an object, which true and false are not."""
    return {"not": {}} if value is False else mapping(value)


def use_of(value: Any, depth: int = 0) -> Use:
    """Return a schema without the wrappers that say that it may be null, or describe it."""
    schema = schema_of(value)
    notes = {key: schema[key] for key in ANNOTATIONS if key in schema}
    core = {
        key: each
        for key, each in schema.items()
        if key not in ANNOTATIONS and key not in _IGNORED and not key.startswith("x-")
    }
    null = core.pop("nullable", False) is True
    ref = core.get("$ref")
    if isinstance(ref, str) and len(core) == 1:
        return Use(core, ref, null, notes)
    keyword = next(iter(core), "")
    if len(core) == 1 and keyword in {"anyOf", "oneOf", "allOf"} and depth < _DEEPEST:
        branches = sequence(core[keyword])
        rest = branches if keyword == "allOf" else [each for each in branches if not _is_null(each)]
        if len(rest) == 1:
            inner = use_of(rest[0], depth + 1)
            null = null or inner.null or len(rest) < len(branches)
            return Use(inner.core, inner.ref, null, inner.notes | notes)
    return Use(core, "", null, notes)


def alternatives(use: Use) -> list[Any]:
    """Return the schemas of which one holds; a schema that is no choice is the only one."""
    keyword = next(iter(use.core), "")
    if len(use.core) != 1 or keyword not in {"anyOf", "oneOf"}:
        return [use.core]
    rest = [each for each in sequence(use.core[keyword]) if not _is_null(each)]
    plain = not rest or _plain_types(rest) is not None or _plain_values(rest) is not None
    return [use.core] if plain else rest


def choice_allows_null(use: Use) -> bool:
    """Tell whether null is one of the alternatives."""
    branches = [*sequence(use.core.get("anyOf")), *sequence(use.core.get("oneOf"))]
    return use.null or any(map(_is_null, branches))


def shape_of(document: Document, core: Json) -> Shape:
    """Return what a schema allows."""
    shape = Shape()
    _take(document, core, "", shape, 0)
    if shape.types is None and shape.values:
        shape.types = frozenset(map(type_of, shape.values))
    if shape.types is None and shape.members:
        shape.types = frozenset({"object"})
    if shape.types is None and shape.items is not None:
        shape.types = frozenset({"array"})
    return shape


def _take(document: Document, raw: Any, owner: str, shape: Shape, depth: int) -> None:
    """Add what one part of a schema demands to the shape; a named type is taken once."""
    part = schema_of(raw)
    ref = part.get("$ref")
    if isinstance(ref, str) and ref not in shape.owners:
        target = document.target(ref)
        if target is None or depth > _DEEPEST:
            shape.other["$ref"] = ref
        else:
            shape.owners.add(ref)
            _take(document, target, ref, shape, depth + 1)
    for each in sequence(part.get("allOf")):
        _take(document, each, owner, shape, depth + 1)
    for keyword in ("anyOf", "oneOf"):
        if keyword in part:
            _take_choice(document, sequence(part[keyword]), owner, shape, depth + 1)
    _take_values(part, shape)
    for name, schema in mapping(part.get("properties")).items():
        shape.members[name] = Member(schema, owner)
    for pattern, schema in mapping(part.get("patternProperties")).items():
        shape.members[f"/{pattern}/"] = Member(schema, owner)
    for name in sequence(part.get("required")):
        if isinstance(name, str):
            shape.required[name] = owner
    shape.additional = part.get("additionalProperties", shape.additional)
    shape.items = part.get("items", shape.items)
    shape.limits |= {key: part[key] for key in part if key in _LIMITS}
    shape.other |= {key: part[key] for key in part if _is_other(key)}


_READ = {
    *("$ref", "allOf", "anyOf", "oneOf", "type", "enum", "const", "nullable", "readOnly"),
    *("properties", "patternProperties", "required", "additionalProperties", "items", "writeOnly"),
}


def _is_other(key: str) -> bool:
    known = key in _READ or key in _LIMITS or key in _IGNORED or key in ANNOTATIONS
    return not known and not key.startswith("x-")


def _take_values(part: Json, shape: Shape) -> None:
    types = part.get("type")
    named = [types] if isinstance(types, str) else [each for each in sequence(types) if text(each)]
    if named:
        _narrow(shape, frozenset(named) - {"null"})
    values = [part["const"]] if "const" in part else part.get("enum")
    if isinstance(values, list):
        shape.values = [value for value in values if value is not None]
    if "null" in named or part.get("nullable") is True or (not named and None in sequence(values)):
        shape.null = True


def _narrow(shape: Shape, types: frozenset[str]) -> None:
    both = types if shape.types is None else shape.types & types
    shape.types = both or types


def _take_choice(
    document: Document,
    branches: list[Any],
    owner: str,
    shape: Shape,
    depth: int,
) -> None:
    rest = [each for each in branches if not _is_null(each)]
    shape.null = shape.null or len(rest) < len(branches)
    types, values = _plain_types(rest), _plain_values(rest)
    if len(rest) == 1 and set(use_of(rest[0]).core) != {"required"}:
        _take(document, rest[0], owner, shape, depth)
    elif types is not None:
        _narrow(shape, types)
    elif values is not None:
        shape.values = values
    elif rest:
        shape.choices.append(rest)


def _is_null(schema: Any) -> bool:
    core = {key: each for key, each in schema_of(schema).items() if key not in ANNOTATIONS}
    return core in ({"type": "null"}, {"type": ["null"]}, {"const": None}, {"enum": [None]})


def _plain_types(branches: Iterable[Any]) -> frozenset[str] | None:
    """Return the types, where the branches say nothing else."""
    types: set[str] = set()
    for branch in branches:
        core = use_of(branch).core
        if set(core) != {"type"} or not isinstance(core["type"], str):
            return None
        types.add(core["type"])
    return frozenset(types)


def _plain_values(branches: Iterable[Any]) -> list[Any] | None:
    """Return the values, where the branches are one value each."""
    cores = [use_of(branch).core for branch in branches]
    return [core["const"] for core in cores] if all("const" in core for core in cores) else None


def type_of(value: Any) -> str:
    """Return the type of a JSON value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list | dict):
        return "array" if isinstance(value, list) else "object"
    return "null"


def label_of(document: Document, schema: Any, depth: int = 0) -> str:
    """Return what people call a schema: `string`, `array of User`, `string or number`."""
    use = use_of(schema)
    if use.ref:
        return document.type_name(use.ref)
    if len(choices := alternatives(use)) > 1 and depth < 3:
        return " or ".join(dict.fromkeys(label_of(document, each, depth + 1) for each in choices))
    shape = shape_of(document, use.core)
    if shape.types == frozenset({"array"}) and use_of(shape.items).core and depth < 3:
        return f"array of {label_of(document, shape.items, depth + 1)}"
    return type_words(shape.types)


def type_words(types: frozenset[str] | None) -> str:
    """Return types as people say them."""
    return " or ".join(sorted(types)) if types else "any type" if types is None else "null"

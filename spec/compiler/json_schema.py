"""Schemas that a page gives as JSON Schema: those of older drafts become 2020-12.

A page's schema stands by itself, while OpenAPI's schemas share one document: what `$ref` names
within a schema moves to the components, and the reference goes there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from .diagnostics import Diagnostics, Position
    from .values import Json

_ONE = frozenset(
    {"additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
     "unevaluatedItems", "unevaluatedProperties", "contentSchema"}
)  # fmt: skip
_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
_TYPES = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})
_MEANT: dict[str, Json] = {
    "any": {},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "date-time": {"type": "string", "format": "date-time"},
    "int": {"type": "integer"},
    "long": {"type": "integer"},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "bool": {"type": "boolean"},
    "text": {"type": "string"},
}
_MAX_DEPTH = 60
_MAX_REPAIRS = 50


@dataclass
class SchemaConverter:
    """Converts one schema. `component` stores a definition and returns the reference to it."""

    root: Json
    at: Position
    diagnostics: Diagnostics
    component: Callable[[str, Json | None], str]
    known: dict[str, str] = field(default_factory=dict)

    def convert(self) -> Json:
        """Return the schema as OpenAPI 3.1 has it."""
        return self._valid(self._schema(self.root, 0))

    def _warn(self, message: str) -> None:
        self.diagnostics.warning(self.at, message, "schema")

    def _schema(self, value: Any, depth: int) -> Any:
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict) or depth > _MAX_DEPTH:
            self._warn("a part of the schema that is no schema is left out")
            return {}
        if isinstance(value.get("$ref"), str):
            others = self._keywords({k: v for k, v in value.items() if k != "$ref"}, depth)
            return self._reference(value["$ref"]) | others
        return self._keywords(value, depth)

    def _keywords(self, value: Json, depth: int) -> Json:
        result: Json = {}
        for key, inner in _renamed(value).items():
            if key in {"$schema", "id", "$id", "definitions", "$defs", "$anchor"}:
                continue
            if key == "type":
                result |= self._type(inner, depth)
            elif key in _ONE:
                result[key] = self._schema(inner, depth + 1)
            elif key in _MANY and isinstance(inner, list):
                result[key] = [self._schema(each, depth + 1) for each in inner]
            elif key in _NAMED and isinstance(inner, dict):
                result[key] = {name: self._schema(each, depth + 1) for name, each in inner.items()}
            elif key == "items":
                result |= self._items(inner, value.get("additionalItems"), depth)
            elif key == "dependencies" and isinstance(inner, dict):
                result |= self._dependencies(inner, depth)
            elif key != "additionalItems":
                result[key] = inner
        return self._required(result, value)

    def _type(self, kind: Any, depth: int) -> Json:
        if isinstance(kind, dict):
            found = self._schema(kind, depth + 1)
            return found if isinstance(found, dict) else {}
        kinds = kind if isinstance(kind, list) else [kind]
        if all(isinstance(each, str) and each in _TYPES for each in kinds) and kinds:
            return {"type": kind}
        if any(isinstance(each, dict) for each in kinds):
            options = [each if isinstance(each, dict) else {"type": each} for each in kinds]
            return {"anyOf": [self._schema(each, depth + 1) for each in options]}
        meant = [self._meant(each) for each in kinds]
        return meant[0] if len(meant) == 1 else {"anyOf": meant} if all(meant) else {}

    def _meant(self, kind: Any) -> Json:
        name = str(kind).lower()
        if name in _TYPES:
            return {"type": name}
        if name not in _MEANT:
            self._warn(f"{kind!r} is no type of JSON Schema: it is left open")
        return dict(_MEANT.get(name, {}))

    def _items(self, inner: Any, more: Any, depth: int) -> Json:
        if not isinstance(inner, list):
            return {"items": self._schema(inner, depth + 1)}
        result: Json = {"prefixItems": [self._schema(each, depth + 1) for each in inner]}
        return result | ({} if more is None else {"items": self._schema(more, depth + 1)})

    def _dependencies(self, inner: Json, depth: int) -> Json:
        result: Json = {}
        for name, each in inner.items():
            names = [each] if isinstance(each, str) else each
            if isinstance(names, list):
                result.setdefault("dependentRequired", {})[name] = names
            else:
                schemas = result.setdefault("dependentSchemas", {})
                schemas[name] = self._schema(each, depth + 1)
        return result

    def _required(self, result: Json, value: Json) -> Json:
        """Turn `required: true` of a property into the `required` of its object, as of draft 4."""
        properties = value.get("properties")
        old = []
        if isinstance(properties, dict):
            old = [name for name, each in properties.items()
                   if isinstance(each, dict) and each.get("required") is True]  # fmt: skip
        if isinstance(result.get("required"), bool):
            del result["required"]
        listed = result.get("required", [])
        if old and isinstance(listed, list):
            result["required"] = list(dict.fromkeys([*listed, *old]))
        return result

    def _reference(self, target: str) -> Json:
        """Return a reference to a component that holds what the target names."""
        if target in self.known:
            return {"$ref": self.known[target]}
        found = self._find(target)
        if found is None:
            self._warn(f"{target} is not within the schema: it is left open")
            return {"x-ref": target}
        name = target.rsplit("/", 1)[-1].strip("#") or str(self.root.get("title") or "Schema")
        self.known[target] = reference = self.component(name, None)
        schema = self._schema(found, 1)
        self.component(reference, self._valid(schema if isinstance(schema, dict) else {}))
        return {"$ref": reference}

    def _find(self, target: str) -> Any:
        """Return what a JSON pointer, or the name of an `id`, points at within the schema."""
        if target in {"#", str(self.root.get("id")), str(self.root.get("$id"))}:
            return self.root
        definitions = {**_mapping(self.root, "definitions"), **_mapping(self.root, "$defs")}
        if not target.startswith("#/"):
            named = (each for each in definitions.values() if isinstance(each, dict))
            by_id = {str(each.get("id", each.get("$id"))): each for each in named}
            return by_id.get(target) or definitions.get(target.removeprefix("#"))
        value: Any = self.root
        for step in target[2:].split("/"):
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
                value = value[int(key)]
            else:
                return None
        return value if isinstance(value, dict | bool) else None

    def _valid(self, schema: Json) -> Json:
        """Return the schema without the keywords that JSON Schema does not allow as they stand."""
        validator = Draft202012Validator(Draft202012Validator.META_SCHEMA)
        for _ in range(_MAX_REPAIRS):
            error = next(iter(validator.iter_errors(schema)), None)
            if error is None:
                return schema
            path = list(error.absolute_path)
            self._warn(f"left out of the schema: {'/'.join(map(str, path))}: {error.message[:120]}")
            if not path:
                return {}
            parent: Any = schema
            for step in path[:-1]:
                parent = parent[step]
            del parent[path[-1]]
        return {}


def _renamed(value: Json) -> Json:
    """Return the keywords of drafts 3 and 4 under the names and in the forms of today."""
    result = dict(value)
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(result.get(exclusive), bool):
            strict = result.pop(exclusive)
            if strict and limit in result:
                result[exclusive] = result.pop(limit)
    if "divisibleBy" in result:
        result["multipleOf"] = result.pop("divisibleBy")
    if "disallow" in result:
        result["not"] = {"type": result.pop("disallow")}
    if "extends" in result:
        parents = result.pop("extends")
        result["allOf"] = parents if isinstance(parents, list) else [parents]
    return result


def _mapping(value: Json, key: str) -> Json:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else {}

"""Resources: what kinds of things a product's pages let one make, list, look up, change and delete.

They are inferred from paths, methods and schemas. An overlay corrects an operation: ``x-kind`` says
what it does (one of :class:`Kind`), ``x-resource`` to which resource (its collection's path),
``x-id`` which member of a thing is its id, and ``x-items`` which member of a list holds the things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from spec.specification import Operation, Specification


class Kind(StrEnum):
    """What an operation does to the things of its resource."""

    CREATE = "create"
    LIST = "list"
    GET = "get"
    MODIFY = "modify"
    """Changes what is sent, and nothing else."""
    REPLACE = "replace"
    DELETE = "delete"
    READ = "read"
    """Gives what is no thing of its own: a count, settings, the state of something."""
    ACTION = "action"
    """Does whatever else it does."""


CHANGES = frozenset({Kind.MODIFY, Kind.REPLACE})
"""Kinds of operations that leave a thing with other values."""
ITEMS = ("items", "data", "results", "records", "list", "content", "entries", "values")
"""Members that hold the things of a list, where none is named as the path is."""
BY_METHOD = {
    "GET": Kind.GET,
    "PATCH": Kind.MODIFY,
    "PUT": Kind.REPLACE,
    "DELETE": Kind.DELETE,
}
_NO_ITEMS = frozenset({"links", "_links", "errors", "warnings", "messages", "scopes", "roles"})
"""Members that go with an answer, and are not what was asked for."""
AT_THE_END = re.compile(r"\{([^{}]+)\}/?$")
_WITHIN = re.compile(r"/\{[^{}]+\}(?=/)")
"""A thing that a path goes through."""


@dataclass(frozen=True)
class Resource:
    """One kind of thing."""

    path: str
    """The path of its collection; of a thing that there is but one of, its own path."""
    item_path: str | None
    """The path of one thing; None where no operation has one."""
    operations: Mapping[Kind, str]
    """The ids of the operations on it."""
    parent: str | None
    """The path of the resource whose things it belongs to."""
    words_of_id: str = ""
    """What the pages say of the parameter that holds a thing's id."""

    @property
    def name(self) -> str:
        """What one thing of it is called."""
        words = [part for part in self.path.split("/") if part and part[0] != "{"]
        word = words[-1] if words else "thing"
        for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
            if word.endswith(plural):
                return word.removesuffix(plural) + singular
        return word.removesuffix("s") if not word.endswith("ss") else word

    @property
    def parameter(self) -> str | None:
        """The name of the parameter that holds a thing's id; None for one without an id."""
        found = AT_THE_END.search(self.item_path or "")
        return found.group(1) if found else None

    def operation(self, kind: Kind) -> str | None:
        """Return the id of the operation of that kind, or None."""
        return self.operations.get(kind)


def changes_what_is_once(spec: Specification, operation: Operation) -> bool:
    """Whether an operation changes what there is but once, such as settings, and it can be read."""
    resource = spec.resource_of(operation)
    is_once = resource is not None and not resource.parameter and resource.operation(Kind.GET)
    return operation.kind in {Kind.MODIFY, Kind.REPLACE} and bool(is_once)


def above_of(spec: Specification, operation: Operation) -> Resource | None:
    """Return the things of which an operation's path goes through one, the nearest."""
    through = [each for each in on_the_way(spec, operation) if each.item_path != operation.path]
    return through[0] if through else None


def on_the_way(spec: Specification, operation: Operation) -> list[Resource]:
    """Return the things of which a path goes through or leads to one, the nearest first."""
    found = [
        each
        for each in spec.resources
        if each.item_path and each.parameter
        if f"{operation.path}/".startswith(f"{each.item_path}/")
    ]
    return sorted(found, key=lambda each: -len(each.path))


def parent_of(spec: Specification, resource: Resource) -> Resource | None:
    """Return the things of which each has a list of these below it; None where there are none."""
    return next((each for each in spec.resources if each.path == resource.parent), None)


def below(spec: Specification, resource: Resource) -> list[Resource]:
    """Return what belongs to the things of a resource, and what belongs to that, and so on."""
    found: list[Resource] = []
    for each in spec.resources:  # parents come first
        if each.parent in {resource.path, *(known.path for known in found)}:
            found.append(each)
    return found


def collection_of(path: str) -> str:
    """Return the path of the collection that a thing's path belongs to; any other path itself."""
    return AT_THE_END.sub("", path).rstrip("/") or path


def infer(spec: Specification) -> tuple[Resource, ...]:
    """Return the resources of a product, parents first."""
    by_path: dict[str, dict[Kind, str]] = {}
    looks = {each.path: each.id for each in spec.operations.values() if each.kind is Kind.READ}
    for each in spec.operations.values():
        if each.kind is None or each.resource is None:
            continue
        if each.kind not in {Kind.ACTION, Kind.READ}:
            known = by_path.setdefault(each.resource, {})
            if each.kind not in known or each.path == each.resource:
                known[each.kind] = each.id
    for path, known in by_path.items():  # of what there is but one of, reading it is its look-up
        if path in looks and {Kind.MODIFY, Kind.REPLACE} & known.keys():
            known.setdefault(Kind.GET, looks[path])
    found = (
        Resource(path, _item_path(spec, path), kinds, _parent(spec, path, kinds, by_path))
        for path, kinds in by_path.items()
    )
    told = (replace(each, words_of_id=_words_of_id(spec, each)) for each in found)
    return tuple(_parents_first(list(told)))


def _parents_first(resources: list[Resource]) -> Iterator[Resource]:
    """Yield resources by path, none before the one whose things its own belong to."""
    left = sorted(resources, key=lambda each: (each.path.count("/"), each.path))
    while left:
        paths = {each.path for each in left}
        ready = [each for each in left if each.parent not in paths - {each.path}] or left
        yield ready[0]
        left.remove(ready[0])


def _item_path(spec: Specification, collection: str) -> str | None:
    """Return the path of one thing: that at which it is looked up or changed, else acted upon."""
    of_one = BY_METHOD.values()
    there = (each for each in spec.operations.values() if each.resource == collection)
    own = (each.path for each in there if each.kind in of_one)
    on_the_way = (
        each.path[: found.end()]
        for each in spec.operations.values()
        for found in _WITHIN.finditer(each.path)
    )
    within = (each for each in on_the_way if collection_of(each) == collection)
    return next(chain(own, within), None)


def _words_of_id(spec: Specification, resource: Resource) -> str:
    """Return what is said of the parameter that holds a thing's id, where that is first said."""
    name = resource.parameter or ""
    operations = (spec.operations[each] for each in resource.operations.values())
    found = (each.parameter(name) for each in operations if each.path == resource.item_path)
    return next((each.description for each in found if each and each.description), "")


def _parent(
    spec: Specification, path: str, kinds: Mapping[Kind, str], paths: Iterable[str]
) -> str | None:
    """Return the longest path of another resource whose things' paths this one begins with.

    Where its things are made below another's, though they are found elsewhere, it is that one.
    """
    made = spec.operations[kinds[Kind.CREATE]].path if Kind.CREATE in kinds else path
    above = [e for e in paths if e != path and any(p.startswith(f"{e}/{{") for p in (path, made))]
    return max(above, key=len, default=None)


def written(document: Mapping[str, Any], operation: Operation) -> Mapping[str, Any]:
    """Return an operation as its document has it."""
    found: Mapping[str, Any] = document["paths"][operation.path][operation.method.lower()]
    return found


def words_about(document: Mapping[str, Any], operation: Operation) -> str:
    """Return what the page says of an operation; empty where that is nothing."""
    return str(written(document, operation).get("description", ""))


def words_of_group(document: Mapping[str, Any], operation: Operation) -> str:
    """Return what the page says of the group that an operation stands in."""
    known = (each for each in document.get("tags", ()) if each.get("name") == operation.group)
    return str(next((each.get("description", "") for each in known), ""))


def words_in_scope(document: Mapping[str, Any], operation: Operation) -> str:
    """Return what the pages say of an operation, of its group, and of all that there are."""
    overall = str(document.get("info", {}).get("description", ""))
    return "\n".join(
        [words_about(document, operation), words_of_group(document, operation), overall]
    )


def success_schema(document: Mapping[str, Any], operation: Operation) -> Mapping[str, Any]:
    """Return the schema of the documented success, references followed; empty without one."""
    return followed(document, documented_success(document, operation))


def documented_success(document: Mapping[str, Any], operation: Operation) -> Mapping[str, Any]:
    """Return the schema of the documented success, as it stands."""
    answers = written(document, operation).get("responses", {})
    shown = sorted(each for each in operation.answers if each.startswith("2") and each in answers)
    content = answers[shown[0]].get("content", {}) if shown else {}
    body: Mapping[str, Any] = next(iter(content.values()), {})
    schema: Mapping[str, Any] = body.get("schema", {})
    return schema


def followed(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a schema's ``$ref`` leads to; the schema itself where it has none."""
    if not isinstance(schema, dict):  # JSON Schema's true and false, which have no members
        return {}
    seen: set[str] = set()
    while "$ref" in schema and schema["$ref"] not in seen:
        seen.add(schema["$ref"])
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        schema = target
    return schema


def with_named_values(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of an object, references followed, also those to named enumerations."""
    whole = followed(document, schema)
    members = {
        name: {**listed, **{key: each for key, each in raw.items() if key != "$ref"}}
        for name, raw in whole.get("properties", {}).items()
        if isinstance(raw, dict) and "$ref" in raw and "enum" in (listed := followed(document, raw))
    }
    return {**whole, "properties": {**whole["properties"], **members}} if members else whole


def items_at(document: Mapping[str, Any], operation: Operation) -> tuple[str, ...] | None:
    """Return the members that lead to a list's things, from the outermost; None where it is none.

    Nothing leads to those of a list that is the body itself.
    """
    raw = written(document, operation)
    if "x-items" in raw:
        return tuple(part for part in str(raw["x-items"]).split(".") if part)
    return _items_in(document, success_schema(document, operation), operation.path, depth=2)


def _items_in(
    document: Mapping[str, Any], schema: Mapping[str, Any], path: str, depth: int
) -> tuple[str, ...] | None:
    if is_of_type(schema, "array"):
        return ()
    members = {
        name: followed(document, each) for name, each in schema.get("properties", {}).items()
    }
    arrays = [n for n, each in members.items() if is_of_type(each, "array") and n not in _NO_ITEMS]
    word = path.rstrip("/").rpartition("/")[2].lower()
    fitting = [name for name in arrays if name.lower() == word or name.lower() in ITEMS]
    things = [name for name in arrays if _holds_things(document, members[name]) and word]
    if len(arrays) == 1 and (fitting or (things and not _has_id(members))):
        return (arrays[0],)
    if fitting:
        return (fitting[0],)
    for name in (word, *ITEMS):
        if depth and name in members and (inner := _items_in(document, members[name], path, 0)):
            return (name, *inner)
    return None


def _holds_things(document: Mapping[str, Any], array: Mapping[str, Any]) -> bool:
    """Whether the members of an array may be things, which texts and numbers are not."""
    items = followed(document, array.get("items", {}))
    return not any(is_of_type(items, kind) for kind in ("string", "number", "integer", "boolean"))


def _has_id(members: Iterable[str]) -> bool:
    """Whether they are those of one thing, rather than of what goes round a list of them."""
    return any(name.lower() in {"id", "uuid", "key"} for name in members)


def is_of_type(schema: Mapping[str, Any], kind: str) -> bool:
    """Whether a schema is of a type, maybe among others."""
    types = schema.get("type", ())
    return kind in ([types] if isinstance(types, str) else types)


def fits(template: str, path: str) -> bool:
    """Whether a path is one of a template's."""
    parts = re.split(r"\{[^}]*\}", template)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), path) is not None

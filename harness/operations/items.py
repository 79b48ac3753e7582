"""What an answer tells of things: the thing itself, those of a list, and each one's id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spec.resources import ITEMS, Kind, items_at, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harness.http.answer import Answer
    from spec.resources import Resource
    from spec.specification import Operation, Specification

UNITS = frozenset({
    *("c", "f", "k", "g", "kg", "mg", "t", "lb", "l", "ml", "m", "cm", "mm", "km", "mi", "ft"),
    *("s", "ms", "sec", "seconds", "min", "minutes", "h", "hours", "days", "weeks", "months"),
    *("years", "eur", "usd", "chf", "czk", "gbp", "cents", "pct", "percent", "bytes", "kb", "mb"),
    *("w", "kw", "kwh", "v", "hz", "bar", "ppm", "px", "kmh", "rpm", "deg"),
})  # fmt: skip
_WRAPPERS = ("data", "item", "result", "record", "object", "entity", "attributes")
_OF_ITS_MAKING = re.compile(r"(?i)^(created|inserted|made)|(?i:creator|author|owner)$")
_PLACE = re.compile(r"(?i)(?:\w+_)?(?:position|place|rank|index|order|sequence|ordinal)")
"""Members that tell the place of a thing among others, which those that are made later move."""


def things_of(spec: Specification, operation: Operation, body: object) -> list[object] | None:
    """Return the things of a list's answer; None where no list is found in it."""
    found = body
    for name in items_at(spec.document, operation) or ():
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, list):
        return found
    return _list_in(body, operation.path.rpartition("/")[2])


def _list_in(body: object, word: str, depth: int = 1) -> list[object] | None:
    if isinstance(body, list):
        return body
    if not isinstance(body, dict):
        return None
    lists = {name: each for name, each in body.items() if isinstance(each, list)}
    fitting = next((lists[name] for name in (word, *ITEMS) if name in lists), None)
    if fitting is not None or len(lists) == 1:
        return fitting if fitting is not None else next(iter(lists.values()))
    inner = (body[name] for name in (word, *ITEMS) if isinstance(body.get(name), dict))
    return next((found for each in inner if depth and (found := _list_in(each, word, 0))), None)


def thing_of(resource: Resource, body: object) -> dict[str, object] | None:
    """Return the thing that an answer gives, also where one member of the body holds it."""
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if not isinstance(body, dict):
        return None
    if _own_ids(resource, body):
        return body
    for name in (resource.name, *_WRAPPERS):
        if isinstance(inner := body.get(name), dict):
            return inner
    inner_objects = [each for each in body.values() if isinstance(each, dict)]
    is_wrapper = len(body) == 1 and len(inner_objects) == 1
    return inner_objects[0] if is_wrapper else body


def id_of(spec: Specification, resource: Resource, thing: object) -> str | None:
    """Return the id of a thing, as a path holds it; None where none is found."""
    if not isinstance(thing, dict):
        return None
    for name in id_members(spec, resource, thing):
        value = thing[name]
        text = _as_text(value)
        if text is not None:
            return text
    return None


def made_in(spec: Specification, operation: Operation, answer: Answer) -> Mapping[str, object]:
    """Return the thing that an answer shows to be made; nothing where it is none."""
    resource = spec.resource_of(operation)
    made = thing_of(resource, answer.json) if resource and answer.succeeded else None
    return made or {}


def id_members(spec: Specification, resource: Resource, thing: Iterable[str]) -> Iterator[str]:
    """Yield the members that may hold the id that paths take, the likeliest first."""
    given = dict.fromkeys(thing)
    for operation_id in resource.operations.values():
        operation = spec.operation(operation_id)
        raw = written(spec.document, operation)
        if raw.get("x-id") in given:
            yield str(raw["x-id"])
    yield from _own_ids(resource, given)


def ids_in_paths(resource: Resource, names: Iterable[str]) -> list[str]:
    """Return the members that are named as the parameter of a thing's path, but for a plain id.

    Whoever makes the thing chooses them; an ``id`` is mostly the instance's own.
    """
    names_of_path = (resource.parameter or "", _bare_parameter(resource), *_told_ids(resource))
    wanted = {_plain(each) for each in names_of_path} - {"", "id", "uuid"}
    return [name for name in names if _plain(name) in wanted]


def _own_ids(resource: Resource, thing: Iterable[str]) -> list[str]:
    """Return the members that are named as the parameter of the path, or as ids are.

    Of a parameter that is named as the thing itself, the page's words say which member it is.
    """
    parameter, bare = resource.parameter or "", _bare_parameter(resource)
    ids = (f"{resource.name}_id", f"{resource.name}Id", bare, "id", "uuid", "_id")
    wanted = (parameter, *_told_ids(resource), *ids)
    there = {_plain(name): name for name in thing}
    return list(dict.fromkeys(there[_plain(each)] for each in wanted if _plain(each) in there))


def _told_ids(resource: Resource) -> list[str]:
    """Return the words for a thing's id, of a parameter that is named as the thing itself."""
    if _plain(resource.parameter or "") != _plain(resource.name):
        return []
    words = re.findall(r"\w+", resource.words_of_id)
    return [each for each in words if _plain(each) != _plain(resource.name)]


def _bare_parameter(resource: Resource) -> str:
    """Return the parameter of a thing's path without the thing's own name: ``number``, say."""
    return re.sub(r"^" + re.escape(resource.name) + r"_?", "", resource.parameter or "")


def _plain(name: str) -> str:
    return re.sub(r"(?<!^)[_-]", "", name).lower()


def _as_text(value: object) -> str | None:
    """Return an id as text; None for what can be none, or would lead a path elsewhere."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    return text if text.strip(". ") and text.isprintable() else None


_MADE_LONGER = ("", "at", "on", "date", "time")
"""With what a member's name ends that an order does without: ``created`` for ``created_at``."""


def member_of(thing: Mapping[str, object], name: str) -> object:
    """Return a member by its name, however that is spelt, and also one of a member; else None.

    One of a member may be named behind a point, or as ``owner_name`` is.
    """
    if not _bare(name):
        return None
    plain = {_bare(each): each for each in thing}
    for end in _MADE_LONGER:
        if _bare(name + end) in plain:
            return thing[plain[_bare(name + end)]]
    with_units = [each for each in thing if _is_with_unit(each, name)]
    if len(with_units) == 1:
        return thing[with_units[0]]
    inner = [(name[: at.start()], name[at.end() :]) for at in re.finditer(r"[._]", name)]
    for each, rest in (*inner, *((wrapper, name) for wrapper in _WRAPPERS)):
        within = thing.get(each)
        if rest and isinstance(within, dict):
            return member_of(within, rest)
    return None


def _is_with_unit(member: str, name: str) -> bool:
    """Whether a member is called so, and in which unit it is: ``weight_kg``, of ``weight``."""
    stem, _, unit = member.rpartition("_")
    return unit.lower() in UNITS and _bare(stem) == _bare(name)


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def changeable(
    spec: Specification, resource: Resource, shown: Mapping[str, object]
) -> dict[str, object]:
    """Return what only who changes a thing changes, of what it shows."""
    ids = map(resource.operation, (Kind.CREATE, Kind.MODIFY, Kind.REPLACE))
    names = {name for each in ids if each for name in spec.operation(each).body_fields}
    return {name: value for name, value in shown.items() if name in names}


def is_of_its_making(name: str) -> bool:
    """Whether a member tells of a thing's making, and stays."""
    return _OF_ITS_MAKING.search(name) is not None


def is_of_a_place(name: str) -> bool:
    """Whether a member tells the place of a thing among others, which others may move."""
    return _PLACE.fullmatch(name) is not None

"""What operations do to things, and to which: told by their methods, paths and answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spec.resources import (
    AT_THE_END,
    BY_METHOD,
    Kind,
    collection_of,
    documented_success,
    followed,
    is_of_type,
    items_at,
    success_schema,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spec.specification import Operation

_COPY = re.compile(r"(?i)\b(?:cop(?:y|ies)|duplicat\w+|clon(?:e|es|ed|ing)|forks?)\b")
"""What makes another thing of the one that it is done to."""
_VERBS = frozenset(
    """
    activate authenticate authorize bulk calculate check clone confirm convert export forgot import
    invite login logout preview publish reset run search send signin signout signup start stop
    subscribe sync register unsubscribe upload validate verify
    """.split()  # noqa: SIM905 - a word a line would be a page
)
"""Last words of a path that say what is done, and name no collection."""
_CHANGES = frozenset({"PATCH", "PUT"})
_WORDED = {
    "GET": re.compile(r"/(?:list|all|index)/?$", re.IGNORECASE),
    "POST": re.compile(r"/(?:create|new|add)/?$", re.IGNORECASE),
}
"""Ends of paths that say of a collection what is done to it."""


def classified(document: Mapping[str, Any], operations: Sequence[Operation]) -> Iterator[Operation]:
    """Yield the operations, each with its kind and its resource where it is as any other."""
    paths = {each.path for each in operations}
    read = {each.path for each in operations if each.method == "GET"}
    collections = {collection_of(each) for each in paths if AT_THE_END.search(each)}
    lists = {
        each.path
        for each in operations
        if each.method == "GET" and items_at(document, each) is not None
    }
    by_type = dict(_by_type(document, operations))
    elsewhere = dict(_looked_up_elsewhere(document, operations, by_type))
    for each in operations:
        if not each.is_as_any_other:
            yield each
            continue
        raw = written(document, each)
        kind = _kind(document, each, paths, lists, read)
        resource = elsewhere.get(each.path) or _resource(each, collections)
        made = elsewhere.get(each.path) or by_type.get(_type_of_success(document, each))
        if kind is Kind.ACTION and made is not None and _is_making(document, each, made):
            kind, resource = Kind.CREATE, made
        kind = Kind(raw.get("x-kind", kind))
        yield replace(each, kind=kind, resource=raw.get("x-resource", resource))


def _by_type(
    document: Mapping[str, Any], operations: Sequence[Operation]
) -> Iterator[tuple[str, str]]:
    """Yield the named type that a look-up of one thing gives, and the path of its resource."""
    for each in operations:
        is_of_one = each.method == "GET" and AT_THE_END.search(each.path) is not None
        named = _type_of_success(document, each)
        if is_of_one and named:
            yield named, collection_of(each.path)


def _type_of_success(document: Mapping[str, Any], operation: Operation) -> str:
    """Return the reference to the named type of the documented success; nothing without one."""
    return str(documented_success(document, operation).get("$ref", ""))


def _is_making(document: Mapping[str, Any], operation: Operation, made: str) -> bool:
    """Whether what it does is to make a thing, by the status of its success.

    What is done to a thing of the same kind may give that thing, with what was added to it: there,
    the page says where the new one is, or that it is a copy.
    """
    if operation.method != "POST" or not {"201", "202"} & operation.answers.keys():
        return False
    if not _goes_through(operation.path, made):
        return True
    raw = written(document, operation)
    told = f"{operation.path} {raw.get('summary', '')} {raw.get('description', '')}"
    answers = (raw["responses"][status] for status in ("201", "202") if status in raw["responses"])
    return bool(_COPY.search(told)) or any(
        "Location" in each.get("headers", {}) for each in answers
    )


def _goes_through(path: str, collection: str) -> bool:
    """Whether a path leads through one thing of a collection."""
    return path.startswith(f"{collection}/{{")


def _looked_up_elsewhere(
    document: Mapping[str, Any], operations: Sequence[Operation], by_type: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield collections below a thing whose things have a path of their own, and that path's.

    Halls may be made at ``/venues/{venue_id}/halls``, and each be found at ``/halls/{hall_id}``:
    those are called the same, or of the same named type.
    """
    paths = {each.path for each in operations}
    own = {collection_of(each) for each in paths if AT_THE_END.search(each)}
    made_at = {each.path for each in operations if each.method == "POST"}
    apart = {each for each in own - made_at if "{" not in each}
    for each in operations:
        is_below = "{" in each.path and not AT_THE_END.search(each.path)
        if each.method != "POST" or not is_below or each.path in own:
            continue
        word = each.path.rpartition("/")[2]
        called = next((path for path in sorted(apart) if path.rpartition("/")[2] == word), None)
        found = called or by_type.get(_type_of_success(document, each))
        if found in apart and not _goes_through(each.path, found):
            yield each.path, found


def _kind(
    document: Mapping[str, Any],
    operation: Operation,
    paths: Iterable[str],
    lists: Iterable[str],
    read: Iterable[str],
) -> Kind:
    path = operation.path
    if _is_no_change_of_a_thing(document, operation):
        return Kind.ACTION
    if AT_THE_END.search(path):
        is_list = operation.method == "GET" and is_of_type(
            success_schema(document, operation), "array"
        )
        return Kind.READ if is_list else BY_METHOD.get(operation.method, Kind.ACTION)
    has_items = any(
        collection_of(each) == collection_of(path) or each.startswith(f"{path}/{{")
        for each in paths
        if each != path
    )
    if operation.method == "GET":
        return Kind.LIST if path in lists else Kind.READ
    if operation.method == "POST":
        return _kind_of_post(operation, makes=has_items or path in lists)
    is_single = path in read and not has_items and path not in lists
    return (
        BY_METHOD[operation.method] if is_single and operation.method in _CHANGES else Kind.ACTION
    )


def _kind_of_post(operation: Operation, *, makes: bool) -> Kind:
    if _WORDED["POST"].search(operation.path):
        return Kind.CREATE
    is_created = any(status in operation.answers for status in ("201", "202"))
    names_a_thing = operation.path.rstrip("/").rpartition("/")[2].lower() not in _VERBS
    is_named = is_created and names_a_thing and "{" not in operation.path
    return Kind.CREATE if makes or is_named else Kind.ACTION


def _is_no_change_of_a_thing(document: Mapping[str, Any], operation: Operation) -> bool:
    """Whether it sends nothing that a thing would hold, or many things at once."""
    if operation.method == "GET":
        return False
    if operation.method in _CHANGES and operation.body_schema is None:
        return True
    return is_of_type(followed(document, operation.body_schema or {}), "array")


def _resource(operation: Operation, collections: Iterable[str]) -> str:
    """Return the collection that an operation is about, or else its own path."""
    worded = _WORDED.get(operation.method)
    above = worded.sub("", operation.path) if worded else operation.path
    return above if above in collections else collection_of(operation.path)

"""What an action does to a thing, as far as its page or its answer tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.operations.cause_words import is_done_by
from harness.operations.comparing import same
from harness.operations.items import id_of, thing_of
from harness.operations.jobs import null_until, said_of
from spec.resources import Kind, followed, success_schema, words_about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.http.answer import Answer
    from harness.operations.made import Thing
    from spec.resources import Resource
    from spec.specification import Operation, Specification

_OF_ANY_CHANGE = re.compile(r"(?i)^(?:last|updated|modified|changed|version|revision|etag|seen)")
"""Members that any request may change, and not all at once."""
_PASSING = re.compile(r"(?i)(?:ing|pending|queued|scheduled|started)$")
"""Ends of values and names of what may be over by the time it is looked up: running, is_moving."""
_TELLS = re.compile(
    r"(?i)(?:preview|validat|verif|check|simulat|estimat|calculat|comput|dry|test|render|compar|"
    r"diff|convert|export|quote|forecast|search|count|suggest|print|download)[^/]*/?$"
)
"""Last words of paths of what may only tell what it would do."""
_WORD = re.compile(r"[A-Za-z]+")


def may_only_tell(operation: Operation) -> bool:
    """Whether an action may change nothing: it previews, checks or counts."""
    return _TELLS.search(operation.path.rpartition("/")[2]) is not None


def told(spec: Specification, thing: Thing, answer: Answer) -> Mapping[str, object]:
    """Return what the answer to an action shows of the thing; nothing where it is of another."""
    shown = thing_of(thing.resource, answer.json) or {}
    return shown if id_of(spec, thing.resource, shown) == thing.id else {}


def changed_by(
    spec: Specification,
    operation: Operation,
    resource: Resource,
    before: Mapping[str, object],
    told: Mapping[str, object],
) -> dict[str, object]:
    """Return the members that an action changes, with what each was before.

    That is what its answer shows otherwise, and a member that may be what the action is called by:
    the `status` of which `archived` is one, of `…/archive`.
    """
    changed = {
        name: before[name]
        for name, value in told.items()
        if name in before and not same(value, before[name]) and not _OF_ANY_CHANGE.search(name)
        if not any(map(_PASSING.search, (name, str(value))))
    }
    for name, schema in _members(spec, resource):
        values = [each for each in schema.get("enum", ()) if isinstance(each, str)]
        becomes = [each for each in values if is_done_by(each, operation)]
        if name in before and becomes and before[name] not in becomes:
            changed[name] = before[name]
    return changed


def null_after(
    spec: Specification, operation: Operation, resource: Resource, shown: Mapping[str, object]
) -> str | None:
    """Return a member that is null although what the page says it waits for was done."""
    look_up = spec.operation(str(resource.operation(Kind.GET)))
    about = [words_about(spec.document, each) for each in (operation, look_up)]
    words = "\n\n".join([*about, said_of(dict(_members(spec, resource)))])
    for name, value in shown.items():
        until = null_until(name, words) if value is None else None
        if until is not None and _tells(until, operation):
            return name
    return None


def _tells(until: str, operation: Operation) -> bool:
    """Whether words tell what an operation does: "until the boat is archived"."""
    is_end = re.match(r"(?i)(?:until|till|before)\b", until) is not None
    return is_end and any(is_done_by(each, operation) for each in _WORD.findall(until))


def _members(spec: Specification, resource: Resource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what a look-up shows of a thing: the members' names and their schemas."""
    look_up = spec.operation(str(resource.operation(Kind.GET)))
    properties = success_schema(spec.document, look_up).get("properties", {})
    for name, each in properties.items():
        yield name, followed(spec.document, each)

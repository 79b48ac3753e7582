"""Members that refer to things by their ids: filled in with those of things that are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Skipped
from harness.operations.values import type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harness.operations.arguments import Arguments
    from harness.operations.made import Thing
    from spec.resources import Resource
    from spec.specification import Operation, Specification


_SEVERAL = "ids"
"""What names things of the kind that an operation is about."""
_OF_AN_ID = re.compile(r"(?i)\b(id|identifier|uuid|slug)s?\b")


class References:
    """What the members of a product's bodies refer to."""

    def __init__(
        self,
        spec: Specification,
        values: Mapping[str, str],
        sources: Sequence[Callable[[Resource], Thing]],
    ) -> None:
        self._spec = spec
        self._values = values
        self._sources = sources
        """Give a thing of a resource, the best one first."""
        self._named: set[str] = set()

    def behind(self, source: Callable[[Resource], Thing]) -> References:
        """Return the same with a source that is asked first."""
        return References(self._spec, self._values, (source, *self._sources))

    def of(self, operation: Operation, name: str, schema: Mapping[str, Any]) -> object:
        """Return the id that a member refers to: the targets file's, or a thing's; or None."""
        resource = self.resource_of(operation, name, schema)
        if resource is not None and (found := self._id_for(resource, schema)) is not None:
            return found
        is_of_one = reference_name(name) is not None or name == _SEVERAL
        value = self._values.get(name) if is_of_one else None
        return fitting(schema, value) if value is not None else None

    def note_named(self, arguments: Arguments) -> None:
        """Note which things were named by what was made or done: it may have changed them."""
        if isinstance(arguments.body, dict):
            named = (arguments.body.get(each) for each in arguments.referred)
            several = (each if isinstance(each, list) else [each] for each in named)
            self._named.update(str(each) for values in several for each in values)

    def have_named(self, thing: Thing) -> bool:
        """Whether something that was made or done named a thing."""
        return thing.id in self._named

    def resource_of(
        self, operation: Operation, name: str, schema: Mapping[str, Any]
    ) -> Resource | None:
        """Return the things of which a member of a body names one; None where it names none."""
        word = reference_name(name)
        others = [
            each
            for each in self._spec.resources
            if each.path != operation.resource and (each.parent is None or "{" not in each.path)
        ]
        for resource in others:
            is_meant = is_called(name, resource) or _is_called_as_several(name, schema, resource)
            if is_meant and (word is not None or self._is_id_of(resource, schema)):
                return resource
        if name.lower() == _SEVERAL:  # of what is done to several at once: POST /tickets/bulk
            return next((e for e in others if operation.path.startswith(f"{e.path}/")), None)
        return next((e for e in others if _is_for_a_part(name, e)), None) if word else None

    def _is_id_of(self, resource: Resource, schema: Mapping[str, Any]) -> bool:
        """Whether a member that is called as a thing holds its id, by the page's words or sample.

        That is the sample of the id in paths.
        """
        samples = [*schema.get("examples", ()), schema.get("example")]
        words = schema.get("description", "")
        if type_of(schema) == "array":
            samples = [each for several in samples if isinstance(several, list) for each in several]
            schema = schema.get("items", {})
        if type_of(schema) not in {"string", "integer", "number"} or "enum" in schema:
            return False
        known = {
            str(each.example)
            for operation in self._spec.operations.values()
            for each in operation.parameters
            if each.where == "path" and each.name == resource.parameter and each.example is not None
        }
        is_shown = any(str(each) in known for each in samples if each is not None)
        return is_shown or _OF_AN_ID.search(words) is not None

    def _id_for(self, resource: Resource, schema: Mapping[str, Any]) -> object:
        for get in self._sources:
            try:
                thing_id = get(resource).id
            except Skipped:
                continue
            return fitting(schema, thing_id)
        return None


def is_called(name: str, resource: Resource) -> bool:
    """Whether a member is named as a thing, or as the id of one."""
    return _bare(reference_name(name) or name) == _bare(resource.name)


def _is_for_a_part(name: str, resource: Resource) -> bool:
    """Whether a member holds the id of a thing that has a part in it: ``end_station_id``."""
    parts = re.split(r"_|(?<=[a-z])(?=[A-Z])", name)[:-1]
    return len(parts) > 1 and any(
        _bare("".join(parts[at:])) == _bare(resource.name) for at in range(1, len(parts))
    )


def is_named(name: str, words: str) -> bool:
    """Whether words in small letters name a member, or the thing whose id it holds."""
    thing = (reference_name(name) or name).replace("_", " ")
    return name.lower() in words or re.search(rf"\b{re.escape(thing)}s?\b", words) is not None


def _is_called_as_several(name: str, schema: Mapping[str, Any], resource: Resource) -> bool:
    """Whether a member that is an array is named as things are: ``dogs``, of ``/dogs``."""
    return type_of(schema) == "array" and _bare(name) == _bare(resource.path.rpartition("/")[2])


def fitting(schema: Mapping[str, Any], thing_id: str) -> object:
    """Return an id as its schema wants it, alone or as the one member of an array."""
    if type_of(schema) == "array":
        return [typed_as(schema.get("items", {}), thing_id)]
    return typed_as(schema, thing_id)


def reference_name(name: str) -> str | None:
    """Return what a member refers to by an id (``segment_id``: a segment); None for others."""
    found = re.fullmatch(r"(\w+?)_ids?|([a-z]\w*?)Ids?", name)
    return (found.group(1) or found.group(2)).lower() if found else None


def _bare(name: str) -> str:
    return re.sub(r"[_-]", "", name).lower()


def typed_as(schema: Mapping[str, Any], text: str) -> object:
    """Return an id as its schema wants it: a number where that is one, else the text."""
    if type_of(schema) in {"integer", "number"} and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text

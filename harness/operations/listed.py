"""Things that an instance lists, whoever made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Unproven
from harness.operations.items import id_of, things_of
from harness.operations.made import Thing
from spec.resources import Kind

if TYPE_CHECKING:
    from harness.operations.calls import Calls
    from spec.resources import Resource


def a_listed(calls: Calls, resource: Resource, at: int = 0) -> Thing:
    """Return the first thing of a resource's list, from that place on; Unproven without one."""
    list_id = resource.operation(Kind.LIST)
    if list_id is None:
        raise Unproven(f"the pages have no list of {resource.name}s")
    operation = calls.spec.operation(list_id)
    called = calls.require_reached(operation)
    for each in (things_of(calls.spec, operation, called.answer.json) or [])[at:]:
        thing_id = id_of(calls.spec, resource, each)
        if thing_id is not None and resource.parameter is not None:
            path = {**called.arguments.path, resource.parameter: thing_id}
            return Thing(resource, thing_id, path)
    raise Unproven(f"{list_id} lists nothing whose id a path could take")

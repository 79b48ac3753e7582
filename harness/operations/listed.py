"""Things that an instance lists, whoever made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from harness.core.outcomes import Unproven
from harness.operations.items import id_of, things_of
from harness.operations.made import Thing
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.http.answer import Answer
    from harness.operations.arguments import Arguments
    from spec.resources import Resource
    from spec.specification import Operation, Specification


class Reached(Protocol):
    """A call that succeeded."""

    @property
    def arguments(self) -> Arguments:
        """What it was filled in with."""

    @property
    def answer(self) -> Answer:
        """What came."""


def a_listed(
    spec: Specification,
    require_reached: Callable[[Operation], Reached],
    resource: Resource,
    at: int = 0,
) -> Thing:
    """Return the first thing of a resource's list, from that place on; Unproven without one."""
    list_id = resource.operation(Kind.LIST)
    if list_id is None:
        raise Unproven(f"the pages have no list of {resource.name}s")
    operation = spec.operation(list_id)
    called = require_reached(operation)
    for each in (things_of(spec, operation, called.answer.json) or [])[at:]:
        thing_id = id_of(spec, resource, each)
        if thing_id is not None and resource.parameter is not None:
            path = {**called.arguments.path, resource.parameter: thing_id}
            return Thing(resource, thing_id, path)
    raise Unproven(f"{list_id} lists nothing whose id a path could take")

"""Things that an operation does something to which names them: `POST /segments/bulk_delete`.

They are the run's own, which nothing else needs: what was done to them may be that they are gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Skipped
from spec.members import properties_of
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.operations.made import Thing
    from harness.operations.references import References
    from spec.resources import Resource
    from spec.specification import Operation, Specification


class ActedOn:
    """Things of the run, made anew once something was done to those of before."""

    def __init__(self, make: Callable[[Resource], Thing]) -> None:
        self._make = make
        self._things: dict[str, Thing | Skipped] = {}

    def of(self, resource: Resource) -> Thing:
        """Return a thing to which nothing was done yet; Unproven where none can be made."""
        if resource.path not in self._things:
            try:
                self._things[resource.path] = self._make(resource)
            except Skipped as why:
                self._things[resource.path] = why
        found = self._things[resource.path]
        if isinstance(found, Skipped):
            raise found
        return found

    def note_done(self) -> None:
        """Have others take their place: something was done to them."""
        made = (path for path, each in self._things.items() if not isinstance(each, Skipped))
        for path in list(made):
            del self._things[path]


def acts_on_what_it_names(
    spec: Specification, references: References, operation: Operation
) -> bool:
    """Whether an operation on several things at once names them in its body."""
    if operation.kind is not Kind.ACTION or operation.method == "GET" or "{" in operation.path:
        return False
    members = properties_of(spec.document, operation.body_schema or {})
    named = (references.resource_of(operation, name, each) for name, each in members.items())
    return any(each and operation.path.startswith(f"{each.path}/") for each in named)

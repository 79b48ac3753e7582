"""What a body refers to beside the things of the run, of which not each goes with a page's sample.

A page may say that a firing is no hotter than its kiln gets: of the kilns that are there, some go
with the firing that it shows, and that which the run made may be none of them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from harness.operations.arguments import body_of
from harness.operations.references import References
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.operations.arguments import Arguments
    from harness.operations.made import Thing
    from harness.operations.values import Maker
    from spec.resources import Resource
    from spec.specification import Operation, Specification

MOST_LISTED = 3
"""Things of a list that are tried."""


class Elsewhere:
    """What bodies may refer to instead: what the page's samples name, and what lists show first."""

    def __init__(self, spec: Specification, listed: Callable[[Resource, int], Thing]) -> None:
        places = [(partial(_at, listed, n),) for n in range(MOST_LISTED)]
        self._spec = spec
        self._known = [References(spec, {}, each) for each in [(), *places]]
        self._taken: dict[str | None, References] = {}

    def of(self, operation: Operation) -> References | None:
        """Return what was taken of a kind of thing; None where that of the run is, or may be."""
        return self._taken.get(operation.resource)

    def ways(
        self, operation: Operation, whole: Arguments, make: Callable[[References], Maker]
    ) -> Iterator[Arguments]:
        """Yield the same with other ids, until one is taken: that serves from then on.

        Nothing is done to what others made: what names it can be removed again, or is the run's.
        """
        if not whole.referred or not isinstance(whole.body, dict) or not self._is_safe(operation):
            return
        tried = [{name: whole.body.get(name) for name in whole.referred}]
        for references in self._known:
            maker = make(references)
            body = body_of(operation, maker)
            others = {n: body.get(n) for n in whole.referred} if isinstance(body, dict) else {}
            if others and others not in tried:
                tried.append(others)
                self._taken[operation.resource] = references
                yield replace(whole, body=body, guessed=tuple(maker.made_up))
        self._taken.pop(operation.resource, None)

    def _is_safe(self, operation: Operation) -> bool:
        resource = self._spec.resource_of(operation)
        is_removed = resource is not None and resource.operation(Kind.DELETE) is not None
        if operation.kind is Kind.CREATE:
            return is_removed
        return operation.kind in {Kind.MODIFY, Kind.REPLACE}


def _at(listed: Callable[[Resource, int], Thing], at: int, resource: Resource) -> Thing:
    return listed(resource, at)

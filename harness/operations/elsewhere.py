"""What a body refers to beside the things of the run, of which not each goes with a page's sample.

A page may say that a firing is no hotter than its kiln gets: of the kilns that are there, some go
with the firing that it shows, and that which the run made may be none of them. One that was made
with no more than it requires may: what is left out restricts nothing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from harness.core.outcomes import Unproven
from harness.operations.arguments import body_of
from harness.operations.references import References, is_called, is_named
from harness.operations.ways import CONFLICT
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harness.operations.arguments import Arguments, Called
    from harness.operations.made import Thing
    from harness.operations.values import Maker
    from spec.resources import Resource
    from spec.specification import Operation, Specification

MOST_LISTED = 3
"""Things of a list that are tried."""


class Elsewhere:
    """What bodies may refer to instead.

    These are things of the run that are new, or made with no more than is required, what the page's
    samples name, and what lists show first.
    """

    def __init__(
        self,
        spec: Specification,
        listed: Callable[[Resource, int], Thing],
        references: References,
        make: Callable[..., Thing],
    ) -> None:
        places = [(partial(_at, listed, n),) for n in range(MOST_LISTED)]
        self._spec = spec
        self._known = [References(spec, {}, each) for each in [(), *places]]
        self._references = references
        self._make = make
        self._least: dict[str, Thing] = {}
        """Things that were made with no more than is required, by the path of their resource."""
        self._named: dict[str, frozenset[str]] = {}
        """By operation: the members that go with such things alone."""
        self._taken: dict[str | None, References] = {}

    def of(self, operation: Operation) -> References | None:
        """Return what was taken of a kind of thing; None where that of the run is, or may be."""
        return self._taken.get(operation.resource)

    def ways(
        self,
        operation: Operation,
        whole: Arguments,
        make: Callable[[References], Maker],
        refused: Sequence[Called],
    ) -> Iterator[Arguments]:
        """Yield the same with other ids, until one is taken: that serves from then on.

        Of what is ``refused``, the first says which of them is wrong, if any. Nothing is done to
        what others made: what names it can be removed again, or is the run's.
        """
        if not whole.referred or not isinstance(whole.body, dict):
            return
        tried = [{name: whole.body.get(name) for name in whole.referred}]
        before = self._taken.get(operation.resource)
        own = self._own(operation, whole, refused)
        for references, then in chain(own, self._of_others(operation)):
            maker = make(references)
            body = body_of(operation, maker)
            others = {n: body.get(n) for n in whole.referred} if isinstance(body, dict) else {}
            if others and others not in tried:
                tried.append(others)
                self._taken[operation.resource] = then
                yield replace(whole, body=body, guessed=tuple(maker.made_up))
        self._taken.pop(operation.resource, None)
        if before is not None:
            self._taken[operation.resource] = before

    def _own(
        self, operation: Operation, whole: Arguments, refused: Sequence[Called]
    ) -> Iterator[tuple[References, References]]:
        """Yield things of the run that may do, and what serves from then on where they do.

        In a conflict, those of before may be taken up by what named them first.
        """
        if operation.kind is not Kind.CREATE or not refused:
            return
        first = refused[0].answer
        words = str(first.json).lower()
        known = self._named.get(operation.id, frozenset())
        told = known | {each for each in whole.referred if is_named(each, words)}
        if first.status == CONFLICT:
            yield self._with(known, is_new=True), self._with(known)
        if told != known:
            self._named[operation.id] = told
            yield self._with(told), self._with(told)
            self._named[operation.id] = known

    def _with(self, least: frozenset[str], *, is_new: bool = False) -> References:
        """Return the run's own, with the least of things for some members, and new ones else."""

        def get(resource: Resource) -> Thing:
            if any(is_called(name, resource) for name in least):
                if resource.path not in self._least:
                    self._least[resource.path] = self._make(resource, is_least=True)
                return self._least[resource.path]
            if is_new:
                return self._make(resource)
            raise Unproven(f"nothing says that another {resource.name} would do")

        return self._references.behind(get)

    def _of_others(self, operation: Operation) -> Iterator[tuple[References, References]]:
        """Yield what the page's sample and lists name, where what refers to it can be removed."""
        if self._is_safe(operation):
            yield from ((each, each) for each in self._known)

    def _is_safe(self, operation: Operation) -> bool:
        resource = self._spec.resource_of(operation)
        is_removed = resource is not None and resource.operation(Kind.DELETE) is not None
        if operation.kind is Kind.CREATE:
            return is_removed
        return operation.kind in {Kind.MODIFY, Kind.REPLACE}


def _at(listed: Callable[[Resource, int], Thing], at: int, resource: Resource) -> Thing:
    return listed(resource, at)

"""What a query must have: the targets file's values, ids of things that are there, page's samples.

A page's sample of an id is of no instance: what a required parameter names is a thing of the run,
or what a list shows first, where the pages have such things.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from harness.core.outcomes import Skipped
from harness.operations import arguments as arguments_of
from harness.operations.arguments import Missing, as_text
from harness.operations.elsewhere import MOST_LISTED
from harness.operations.places import lacks
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.operations.arguments import Arguments
    from harness.operations.made import Thing
    from harness.operations.references import References
    from harness.targets.model import Target
    from spec.parameters import Parameter
    from spec.resources import Resource
    from spec.specification import Operation

_LOOKS = frozenset({Kind.LIST, Kind.GET, Kind.READ})


class Query(NamedTuple):
    """What a query is filled in with."""

    values: dict[str, str]
    named: tuple[str, ...] = ()
    """The parameters that name a thing which may be none that the operation wants."""


def filled(operation: Operation, target: Target, references: References) -> Query:
    """Return a query's required parameters; Unproven, with the key, where one has no value."""
    try:
        values = arguments_of.query_of(operation, target.values)
    except Missing as missing:
        raise lacks(target, operation, missing.name) from None
    naming = [each for each, _ in _naming(operation, target, references)]
    for each in naming:
        known = references.of(operation, each.name, each.schema)
        if known is not None:
            values[each.name] = as_text(known)
    return Query(values, tuple(each.name for each in naming))


def with_others_named(
    operation: Operation,
    whole: Arguments,
    target: Target,
    references: References,
    listed: Callable[[Resource, int], Thing],
) -> Iterator[Arguments]:
    """Yield the same with other things that the query may name: those which lists show first."""
    for each, resource in _naming(operation, target, references):
        for at in range(MOST_LISTED):
            try:
                thing = listed(resource, at)
            except Skipped:
                break
            if whole.query.get(each.name) != thing.id:
                yield replace(whole, query={**whole.query, each.name: thing.id})


def _naming(
    operation: Operation, target: Target, references: References
) -> Iterator[tuple[Parameter, Resource]]:
    """Yield the required parameters of a look-up that name a thing, with the kind of thing."""
    for each in operation.parameters if operation.kind in _LOOKS else ():
        is_open = each.required and each.name not in target.values and "enum" not in each.schema
        if each.where == "query" and is_open:
            resource = references.resource_of(operation, each.name, each.schema)
            if resource is not None:
                yield each, resource

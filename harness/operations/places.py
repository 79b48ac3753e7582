"""What stands in an operation's path: a thing of the run, the first of a list, or a value.

What changes or deletes goes to things of the run alone, and what makes or does something below a
thing to those, or to one that the targets file names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harness.core.outcomes import Excluded, Skipped, Unproven
from harness.operations import arguments as arguments_of
from harness.operations.api import parameters_in
from harness.operations.arguments import CHANGING, Arguments, is_for_own_alone
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.operations.made import Thing
    from harness.targets.model import Target
    from spec.resources import Resource
    from spec.specification import Operation, Specification


class Places:
    """The paths of one target's operations, filled in."""

    def __init__(
        self,
        spec: Specification,
        target: Target,
        one: Callable[[Resource], Thing],
        changed: Callable[[Resource], Thing],
        listed: Callable[[Resource], Thing],
    ) -> None:
        self._spec = spec
        self._target = target
        self._one, self._changed, self._listed = one, changed, listed
        """Give a thing of the run that stays, one that may be changed, and any that is there."""

    def of(self, operation: Operation) -> Arguments:
        """Return what fills an operation's path, and the thing that it leads to or through."""
        names = parameters_in(operation)
        if not names:
            return Arguments()
        problem: Skipped | None = None
        for resource in self._on_the_way(operation):
            try:
                thing = self._thing_for(operation, resource)
            except Skipped as why:
                problem = problem or why
                continue
            if set(names) <= thing.path.keys():
                path = {name: thing.path[name] for name in names}
                return Arguments(path, thing=self._named(operation, thing))
            if (within := self._within(operation, names, thing)) is not None:
                return within
        return self._place_by_name(operation, names, problem)

    def _within(self, operation: Operation, names: list[str], thing: Thing) -> Arguments | None:
        """Return a path through a thing, whose other parts the targets file or the page gives."""
        if operation.kind in CHANGING:
            return None
        found = {**self._target.values, **thing.path}
        guessed = tuple(name for name in names if name not in found)
        for name in guessed:
            each = operation.parameter(name)
            value = arguments_of.value_of(each, {}) if each else None
            is_sure = each is not None and (operation.method == "GET" or "enum" in each.schema)
            if value is None or not is_sure:  # a sample may name what somebody else has
                return None
            found[name] = value
        return Arguments({name: found[name] for name in names}, thing=thing, guessed=guessed)

    def _named(self, operation: Operation, thing: Thing) -> Thing:
        """Return what an operation is about: the one thing below another, or that other itself."""
        own = self._spec.resource_of(operation)
        is_single = own is not None and own.parameter is None and own.path == operation.path
        return replace(thing, resource=own, id="", sent={}) if own and is_single else thing

    def _on_the_way(self, operation: Operation) -> list[Resource]:
        """Return the resources that a path leads through, the last one first."""
        found = [
            each
            for each in self._spec.resources
            if each.item_path is not None or each.operation(Kind.LIST)
            if operation.path.startswith(f"{each.path}/{{")
        ]
        return sorted(found, key=lambda each: -len(each.path))

    def _thing_for(self, operation: Operation, resource: Resource) -> Thing:
        """Return the thing of a resource that an operation may be sent to."""
        if operation.method != "GET" and operation.kind is not Kind.CREATE:
            return self._changed(resource)
        try:
            return self._one(resource)
        except Skipped as why:
            if operation.method != "GET":
                raise
            try:
                return self._listed(resource)
            except Skipped:
                if resource.operation(Kind.CREATE) is None:
                    raise
                raise why from None

    def _place_by_name(
        self, operation: Operation, names: list[str], problem: Skipped | None
    ) -> Arguments:
        """Fill a path with values of the targets file, or of the page where nothing is changed."""
        if is_for_own_alone(operation):
            raise problem or Unproven(
                f"{operation.method} {operation.path} is sent to nothing but what the run made, "
                "and the pages make none of it"
            )
        values = self._target.values
        if all(name in values for name in names):
            return Arguments({name: values[name] for name in names})
        if operation.method != "GET":
            missing = next(name for name in names if name not in values)
            raise lacks(self._target, operation, missing, problem)
        found = {}
        for name in names:
            parameter = operation.parameter(name)
            value = arguments_of.value_of(parameter, values) if parameter else values.get(name)
            if value is None:
                raise lacks(self._target, operation, name, problem)
            found[name] = value
        return Arguments(found, guessed=tuple(name for name in names if name not in values))


def lacks(
    target: Target, operation: Operation, name: str, problem: Skipped | None = None
) -> Skipped:
    """Return what says which line of the targets file would give a value."""
    if isinstance(problem, Excluded):  # other effects would bring it in as well
        return problem
    key = f"a line `{name} = …` in [targets.{target.name}.values]"
    why = f"; {problem}" if problem is not None else ""
    return Unproven(f"{operation.id} takes {name!r}, which {key} gives{why}", key)

"""Objects of MSON as JSON Schema: properties, variable names, and One Of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .blueprint import Element, OneOf
from .values import Json, merge_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .blueprint import Member
    from .diagnostics import Diagnostics


@dataclass
class ObjectSchema:
    """Gathers the properties of one object. `build` gives the schema of a declaration."""

    build: Callable[[Element], Json]
    told: Diagnostics
    fixed: bool = False
    properties: dict[str, Json] = field(default_factory=dict)
    required: dict[str, bool] = field(default_factory=dict)
    variables: list[Json] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)

    def made(self, members: Iterable[Member], *, closed: bool) -> Json:
        """Return the schema of an object with these members."""
        for member in members:
            if isinstance(member, OneOf):
                self._choose(member)
            elif isinstance(member, Element):
                self._take(member)
        schema: Json = {"type": "object"}
        if self.properties:
            schema["properties"] = self.properties
        if any(self.required.values()):
            schema["required"] = [name for name, wanted in self.required.items() if wanted]
        if len(self.choices) == 1:
            schema |= self.choices[0]
        elif self.choices:
            schema["allOf"] = self.choices
        if self.variables:
            schema["additionalProperties"] = merge_schemas(self.variables)
        elif closed:
            schema["additionalProperties"] = False
        return schema

    def _take(self, member: Element) -> None:
        if member.variable:
            self._variable(member)
            return
        self.properties[self._name(member)] = self.build(member)
        wanted = "required" in member.attributes
        wanted = wanted or (self.fixed and "optional" not in member.attributes)
        self.required[member.name] = wanted

    def _name(self, member: Element) -> str:
        if not member.name:
            message = "a property without a name: it stands under the empty name"
            self.told.warning(member.at, message, "property-name")
        return member.name

    def _variable(self, member: Element) -> None:
        """Take a property of any name: what its name stands for is kept as `x-name`."""
        schema = self.build(member)
        schema["x-name"] = member.name
        self.variables.append(schema)
        if "required" in member.attributes:
            message = f"*{member.name}* stands for any name, so that it cannot be required"
            self.told.note(member.at, message, "variable-name")

    def _choose(self, choice: OneOf) -> None:
        """Add a choice: all its properties are known, and its branches say which go together.

        A property that several options declare differently has a schema in each branch.
        """
        branches = self._branches(choice)
        declared: dict[str, list[Json]] = {}
        for branch in branches:
            for name, schema in branch.properties.items():
                declared.setdefault(name, []).append(schema)
        for name, schemas in declared.items():
            known = [self.properties[name]] if name in self.properties else []
            self.properties[name] = merge_schemas([*known, *schemas])
        differing = {
            name for name, schemas in declared.items() if self.properties[name] not in schemas
        }
        if all(branch.names or branch.choices for branch in branches):
            entries = [branch.entry(differing) for branch in branches]
            key = "oneOf" if _are_apart(branches) else "anyOf"
            self.choices += [{key: entries}] if len(entries) > 1 else []
        else:
            message = "a choice of which an option is not known: its members are optional"
            self.told.warning(choice.at, message, "one-of")

    def _branches(self, choice: OneOf) -> list[_Branch]:
        found: list[_Branch] = []
        for option in choice.options:
            if len(option) == 1 and isinstance(option[0], OneOf):
                found.extend(self._branches(option[0]))
            else:
                found.append(self._branch(option))
        return found

    def _branch(self, option: Sequence[Member]) -> _Branch:
        branch = _Branch()
        for member in option:
            if isinstance(member, OneOf):
                inner = self._branches(member)
                for each in inner:
                    branch.properties.update(each.properties)
                branch.choices.append(inner)
            elif isinstance(member, Element) and member.variable:
                self._variable(member)
            elif isinstance(member, Element):
                branch.properties[self._name(member)] = self.build(member)
                branch.names.append(member.name)
                if "required" in member.attributes:
                    branch.marked.append(member.name)
        return branch


def _are_apart(branches: Sequence[_Branch]) -> bool:
    """Whether no object is of two options, as far as that shows.

    Of options with the same members, of the same types, that have samples alone, one object is of
    each.
    """
    kinds = [
        {name: str(schema.get("type")) for name, schema in each.properties.items()}
        for each in branches
    ]
    schemas = [schema for each in branches for schema in each.properties.values()]
    are_samples = all(
        "examples" in each and not {"const", "enum"} & each.keys() for each in schemas
    )
    is_alike = all(each == kinds[0] for each in kinds)
    return not (is_alike and are_samples) or any(each.choices for each in branches)


@dataclass
class _Branch:
    """One option of a choice."""

    properties: dict[str, Json] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    choices: list[list[_Branch]] = field(default_factory=list)

    def entry(self, differing: set[str]) -> Json:
        """Return what an object of this option has."""
        own = {name: self.properties[name] for name in self.names if name in differing}
        entry: Json = {"properties": own} if own else {}
        if names := list(dict.fromkeys(self.marked or self.names)):
            entry["required"] = names
        nested = [{"oneOf": [each.entry(differing) for each in inner]} for inner in self.choices]
        if len(nested) == 1:
            entry |= nested[0]
        elif nested:
            entry["allOf"] = nested
        return entry

"""Stage 3, the part for MSON: data structures become JSON Schema 2020-12."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .blueprint import Element, OneOf, TypeName
from .mson_line import BASE_TYPES, split_list
from .values import Json, cast, cast_list, merge_schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .blueprint import Member, NamedType
    from .diagnostics import Position
    from .types import Flat, Types


@dataclass(frozen=True, slots=True)
class SchemaBuilder:
    """Writes the schemas of one product, whose pages share their named types."""

    types: Types
    unfinished: set[tuple[Position, TypeName]] = field(default_factory=set)

    def components(self) -> Json:
        """Return `components.schemas`: every named type, in the order of the pages."""
        return {
            self.types.keys[name]: self._component(named)
            for name, named in self.types.named.items()
        }

    def _component(self, named: NamedType) -> Json:
        flat = self.types.flat(TypeName(named.element.at, named.name))
        schema = self._flat(flat, named.element) if flat else {}
        return {"title": named.name, **schema, "x-source": named.element.at.source}

    def schema(self, element: Element, *, implied: str = "string", fixed: bool = False) -> Json:
        """Return the schema of a declaration; `implied` is its type where nothing shows one."""
        name = element.type or TypeName(element.at, _implied(element, implied))
        flat = self.types.flat(name)
        if flat is None:
            return {}
        fixed = "optional" not in element.attributes and (fixed or "fixed" in element.attributes)
        if name.name not in BASE_TYPES and not element.members and not fixed:
            reference: Json = {"$ref": f"#/components/schemas/{self.types.keys[name.name]}"}
            return self._annotated(reference, flat, element)
        if (element.at, name) in self.unfinished:
            self.types.diagnostics.unsupported(element.at, "a type that extends itself within")
            return {}
        self.unfinished.add((element.at, name))
        schema = self._flat(self.types.extend(flat, element), element, fixed=fixed)
        self.unfinished.discard((element.at, name))
        return schema

    def _flat(self, flat: Flat, element: Element, *, fixed: bool = False) -> Json:
        fixed = fixed or "fixed" in flat.attributes
        self._check_attributes(flat, element)
        if flat.kind == "object":
            closed = fixed or "fixed-type" in flat.attributes
            core = self._object(flat.members, fixed=fixed, closed=closed)
        elif flat.kind == "array":
            core = self._array(flat)
        elif flat.kind == "enum":
            core = self._enum(flat, element)
        else:
            core = {"type": flat.kind}
        if flat.members and flat.kind in {"string", "number", "boolean"}:
            message = f"a {flat.kind} cannot have members"
            self.types.diagnostics.error(element.at, message, "members")
        if fixed and element.value is not None:
            core = {**core, "const": self._value([element.value], flat, element.at)}
        return self._annotated(core, flat, element)

    def _check_attributes(self, flat: Flat, element: Element) -> None:
        if flat.kind == "array" and "fixed" in flat.attributes and flat.members:
            self.types.diagnostics.unsupported(element.at, "a fixed array with nested items")

    def _annotated(self, core: Json, flat: Flat, element: Element) -> Json:
        """Add what a declaration says beyond its type: description, default, examples, null."""
        schema = dict(core)
        defaults, samples = list(element.defaults), [[sample] for sample in element.samples]
        if flat.kind == "array" and element.samples:
            samples = [list(element.samples)]
        if element.value is not None and "default" in element.attributes:
            defaults.append(element.value)
        elif element.value is not None and "const" not in core:
            samples.insert(0, [element.value])
        if element.description:
            schema["description"] = element.description
        if defaults:
            schema["default"] = self._value(defaults, flat, element.at)
        examples = [self._value(sample, flat, element.at) for sample in samples]
        if flat.kind == "array":
            examples += self._item_samples(flat, element)
        if examples:
            schema["examples"] = examples
        return _nullable(schema) if "nullable" in element.attributes else schema

    def _value(self, raws: Sequence[str], flat: Flat, at: Position) -> Any:
        kind = flat.kind
        if kind != "array" and len(raws) > 1:
            message = f"{len(raws)} values where one belongs"
            self.types.diagnostics.error(at, message, "value")
        try:
            if kind == "array":
                return cast_list(raws, self._kind(flat.parameters))
            value = cast(raws[0], self._kind(flat.parameters) if kind == "enum" else kind)
        except ValueError as error:
            self.types.diagnostics.error(at, str(error), "value")
            return None
        if kind == "enum" and value not in (values := self._enum_values(flat)[0]):
            message = f"{value!r} is not among {', '.join(map(repr, values))}"
            self.types.diagnostics.error(at, message, "value")
        return value

    def _kind(self, parameters: Sequence[TypeName]) -> str:
        flat = self.types.flat(parameters[0]) if parameters else None
        if flat and flat.kind == "enum":
            return self._kind(flat.parameters)
        return flat.kind if flat else "string"

    def _object(self, members: Iterable[Member], *, fixed: bool, closed: bool) -> Json:
        properties: dict[str, Json] = {}
        required: dict[str, bool] = {}
        choices: list[Json] = []
        for member in members:
            if isinstance(member, OneOf):
                choices.append(self._one_of(member, properties, fixed=fixed))
            elif isinstance(member, Element):
                self._property(member, properties, fixed=fixed)
                wanted = "required" in member.attributes
                required[member.name] = wanted or (fixed and "optional" not in member.attributes)
        schema: Json = {"type": "object"}
        if properties:
            schema["properties"] = properties
        if any(required.values()):
            schema["required"] = [name for name, wanted in required.items() if wanted]
        if len(choices) == 1:
            schema |= choices[0]
        elif choices:
            schema["allOf"] = choices
        return {**schema, "additionalProperties": False} if closed else schema

    def _property(self, member: Element, properties: dict[str, Json], *, fixed: bool) -> None:
        if not member.name:
            self.types.diagnostics.error(member.at, "a property without a name", "property-name")
        properties[member.name] = self.schema(member, fixed=fixed)

    def _one_of(self, choice: OneOf, properties: dict[str, Json], *, fixed: bool) -> Json:
        branches = []
        for option in choice.options:
            for member in option:
                self._property(member, properties, fixed=fixed)
            marked = [member.name for member in option if "required" in member.attributes]
            branches.append({"required": marked or [member.name for member in option]})
        return {"oneOf": branches}

    def _array(self, flat: Flat) -> Json:
        schemas = [self.schema(Element(at=name.at, type=name)) for name in flat.parameters]
        for member in flat.members:
            if isinstance(member, Element) and (member.type or member.members):
                value = member.literal or None
                item = Element(
                    at=member.at,
                    value=value,
                    type=member.type,
                    attributes=member.attributes,
                    description=member.description,
                    members=member.members,
                )
                schemas.append(self.schema(item))
            elif isinstance(member, OneOf):
                self.types.diagnostics.unsupported(member.at, "One Of in an array")
        items = merge_schemas(schemas)
        return {"type": "array", "items": items} if items else {"type": "array"}

    def _item_samples(self, flat: Flat, element: Element) -> list[list[Any]]:
        plain = [
            member.literal
            for member in element.members
            if isinstance(member, Element) and not member.type and not member.members
        ]
        if not plain:
            return []
        kind = self._kind(flat.parameters)
        try:
            return [[cast(literal, kind) for literal in plain]]
        except ValueError as error:
            self.types.diagnostics.error(element.at, str(error), "value")
            return []

    def _enum(self, flat: Flat, element: Element) -> Json:
        values, descriptions = self._enum_values(flat)
        kind = self._kind(flat.parameters)
        if not values:
            self.types.diagnostics.error(element.at, "an enum without members", "empty-enum")
            return {"type": kind}
        schema: Json = {"type": kind, "enum": values}
        return {**schema, "x-enum-descriptions": descriptions} if descriptions else schema

    def _enum_values(self, flat: Flat) -> tuple[list[Any], dict[str, str]]:
        kind = self._kind(flat.parameters)
        values: list[Any] = []
        descriptions: dict[str, str] = {}
        for member in flat.members:
            if isinstance(member, OneOf):
                self.types.diagnostics.unsupported(member.at, "One Of in an enum")
            elif isinstance(member, Element):
                try:
                    values.append(cast(member.literal, kind))
                except ValueError as error:
                    self.types.diagnostics.error(member.at, str(error), "value")
                if member.description:
                    descriptions[member.literal] = member.description
        return values, descriptions


def _implied(element: Element, otherwise: str) -> str:
    if element.members:
        return "object"
    if element.value is not None and len(split_list(element.value)) > 1:
        return "array"
    return otherwise


def _nullable(schema: Json) -> Json:
    """Allow null beside what the schema allows."""
    schema = dict(schema)
    if "$ref" in schema:
        return {"anyOf": [{"$ref": schema.pop("$ref")}, {"type": "null"}], **schema}
    schema["type"] = [schema["type"], "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    if "const" in schema:
        schema["enum"] = [schema.pop("const"), None]
    return schema

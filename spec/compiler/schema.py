"""Stage 3, the part for MSON: data structures become JSON Schema 2020-12."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .blueprint import Element, Include, OneOf, TypeName
from .defaults import check_defaults
from .formats import with_fitting_format, with_told_format
from .mson_text import unquote
from .samples import Given, SampleReader, implied, listed_values
from .schema_arrays import ArraySchema
from .schema_enums import EnumSchema
from .schema_keywords import with_keywords
from .schema_objects import ObjectSchema
from .types import Flat

if TYPE_CHECKING:
    from .blueprint import Member, NamedType
    from .diagnostics import Diagnostics, Position
    from .types import Types
    from .values import Json

_PRIMITIVES = {"string", "number", "integer", "boolean", "null"}
_LOOKS = {"number": re.compile(r"-?\d+(?:\.\d+)?"), "boolean": re.compile(r"(?i:true|false)")}
_TELLING = {"const", "enum", "format", "pattern"}
"""Keywords that tell more of a text than its type."""
_DEEPEST_COPY = 8
_MOST_COPIES = 5_000
"""How often a type that is extended where it is used may be written out: each use is a copy."""

_DEEPEST = 100


@dataclass
class SchemaBuilder:
    """Writes the schemas of one product, whose pages share their named types."""

    types: Types
    unfinished: list[str] = field(default_factory=list)
    defaulted: list[tuple[Json, Position]] = field(default_factory=list)
    copies: int = 0
    depth: int = 0

    @property
    def told(self) -> Diagnostics:
        """Where remarks go."""
        return self.types.diagnostics

    @property
    def samples(self) -> SampleReader:
        """The reader of defaults and samples."""
        return SampleReader(self.types)

    def components(self) -> Json:
        """Return `components.schemas`: every named type, in the order of the pages.

        Behind them stand placeholders for the types that no page defines.
        """
        described = {
            self.types.keys[name]: self._component(name, named)
            for name, named in self.types.named.items()
        }
        placeholders = {
            self.types.keys[name]: {"title": name, "x-undefined": True, "x-source": at.source}
            for name, at in self.types.undefined.items()
        }
        check_defaults(self.defaulted, described | placeholders, self.told)
        return described | placeholders

    def _component(self, name: str, named: NamedType) -> Json:
        flat = self.types.named_flat(name)
        element = self.types.normal(named.element)
        self.unfinished.append(name)
        schema = self._flat(flat, replace(element, keywords=()))
        self.unfinished.pop()
        component = {"title": named.name, **schema, "x-source": named.element.at.source}
        self.defaulted.append((component, named.element.at))
        return component

    def schema(self, element: Element, *, implied: str = "string", fixed: bool = False) -> Json:
        """Return the schema of a declaration; `implied` is its type where nothing shows one."""
        if self.depth > _DEEPEST:
            message = f"nested more than {_DEEPEST} deep: what is deeper is left out"
            self.told.warning(element.at, message, "deep-members")
            return {}
        self.depth += 1
        try:
            return self._schema(self.types.normal(element), implied, fixed=fixed)
        finally:
            self.depth -= 1

    def _schema(self, element: Element, otherwise: str, *, fixed: bool) -> Json:
        name = element.type or TypeName(element.at, implied(element, otherwise))
        reference = self.types.reference(name)
        flat = self.types.flat(name)
        if flat.kind == "any" and element.members:
            flat = replace(flat, kind="object")
        fixed = "optional" not in element.attributes and (fixed or "fixed" in element.attributes)
        if not reference:
            made = self._written_out(flat, element, fixed=fixed)
            return made if element.type else _or_as_it_looks(made, element.value or "")
        key = f"#/components/schemas/{self.types.keys[reference]}"
        is_placeholder = reference in self.types.undefined
        if not element.members and (not fixed or is_placeholder):
            bare = replace(flat, keywords=element.keywords, members=())
            return self._annotated(self._keywords({"$ref": key}, bare, element), flat, element)
        if not is_placeholder and not self._may_copy(reference):
            return self._apart(key, flat, element)
        self.unfinished.append(reference)
        try:
            return self._written_out(flat, element, fixed=fixed)
        finally:
            self.unfinished.pop()

    def _written_out(self, flat: Flat, element: Element, *, fixed: bool) -> Json:
        """Return a type with all that an element adds; what it includes may be written out once."""
        included = sorted(
            name
            for name in self.types.included_in(element)
            if self.types.named_flat(name).kind == flat.kind
        )
        beside = {name for name in included if not self._may_copy(name)}
        if beside:
            element = self._without_includes(element, beside)
            if flat.kind == "object":
                flat = replace(flat, bases=(*flat.bases, *sorted(beside)))
        copied = [name for name in included if name not in beside]
        self.unfinished += copied
        try:
            return self._flat(self._extended(flat, element), element, fixed=fixed)
        finally:
            del self.unfinished[len(self.unfinished) - len(copied) :]

    def _without_includes(self, element: Element, names: set[str]) -> Element:
        message = "what is included stands beside this by reference, since it is used within itself"
        self.told.warning(element.at, message, "extends-within")
        members: list[Member] = []
        for member in element.members:
            if isinstance(member, OneOf):
                options = [self._known_apart(option, names) for option in member.options]
                members.append(replace(member, options=tuple(options)))
            else:
                members += self._known_apart((member,), names)
        return replace(element, members=tuple(members))

    def _known_apart(self, members: tuple[Member, ...], names: set[str]) -> tuple[Member, ...]:
        return tuple(
            member
            for member in members
            if not (isinstance(member, Include) and self.types.known(member.type.name) in names)
        )

    def _may_copy(self, reference: str) -> bool:
        """Tell whether a type may be written out here: not within itself, and not too often."""
        self.copies += 1
        return (
            reference not in self.unfinished
            and len(self.unfinished) < _DEEPEST_COPY
            and self.copies <= _MOST_COPIES
        )

    def _apart(self, key: str, flat: Flat, element: Element) -> Json:
        """Return a type and what an element adds to it side by side, where no copy is made."""
        message = "what is added here stands beside the type, which is used within itself"
        self.told.warning(element.at, message, "extends-within")
        parts: list[Json] = [{"$ref": key}]
        if element.members and flat.kind == "object":
            own = self.types.extend(Flat("object"), replace(element, keywords=()))
            self.depth += 1
            build = self._plain_reference
            parts.append(ObjectSchema(build, self.told).made(own.members, closed=False))
            self.depth -= 1
        core: Json = {"allOf": parts} if len(parts) > 1 else parts[0]
        bare = replace(flat, keywords=element.keywords, members=())
        return self._annotated(self._keywords(core, bare, element), flat, element)

    def _plain_reference(self, element: Element) -> Json:
        """Return the schema of a member whose own additions are left out, since they recur."""
        if element.members:
            message = "members of a type within itself are left out"
            self.told.warning(element.at, message, "extends-within")
        return self.schema(replace(element, members=(), attributes=element.attributes - {"fixed"}))

    def _extended(self, flat: Flat, element: Element) -> Flat:
        """Return a type with what an element adds; members below a plain value change its kind."""
        extended = self.types.extend(flat, element)
        if extended.kind not in _PRIMITIVES or not extended.members:
            return extended
        return self._with_members(extended, element)

    def _with_members(self, flat: Flat, element: Element) -> Flat:
        """Read members below a string or a number: values of it, or properties of an object."""
        article = "an" if flat.kind == "integer" else "a"
        if all(self._is_value(member, flat.kind, element) for member in flat.members):
            message = f"members below {article} {flat.kind} are read as its values, as of an enum"
            self.told.warning(element.at, message, "members")
            return replace(flat, kind="enum", parameters=(TypeName(element.at, flat.kind),))
        message = f"{article} {flat.kind} has no members: read as an object"
        self.told.warning(element.at, message, "members")
        return replace(flat, kind="object", keywords=element.keywords)

    def _is_value(self, member: Any, kind: str, element: Element) -> bool:
        if not isinstance(member, Element) or member.members or member.type:
            return False
        if kind == "string":
            return member.value is None
        try:
            self.samples.scalar(member.literal, kind, element.at)
        except ValueError:
            return False
        return True

    def _flat(self, flat: Flat, element: Element, *, fixed: bool = False) -> Json:
        fixed = fixed or "fixed" in flat.attributes
        if flat.kind in _PRIMITIVES and flat.members:
            flat = self._with_members(flat, element)
        flat = with_fitting_format(with_told_format(flat, element), element, self.told)
        core = self._core(flat, element, fixed=fixed)
        if flat.bases:
            keys = [f"#/components/schemas/{self.types.keys[name]}" for name in flat.bases]
            core = {**core, "allOf": [*({"$ref": key} for key in keys), *core.get("allOf", [])]}
        if fixed and element.value is not None and flat.kind != "object":
            values = self._values([element.value], flat, element.at, "x-samples")
            core = {**core, **({"const": values[0][0]} if values[0] else values[1])}
        return self._annotated(self._keywords(core, flat, element), flat, element)

    def _core(self, flat: Flat, element: Element, *, fixed: bool) -> Json:
        if flat.kind == "object":
            closed = fixed or "fixed-type" in flat.attributes
            gathered = ObjectSchema(partial(self.schema, fixed=fixed), self.told, fixed)
            core = gathered.made(flat.members, closed=closed and not flat.bases)
            return self._of_any_name(core, flat)
        if flat.kind == "array":
            return self._arrays().made(flat, fixed=fixed and element.value is None)
        if flat.kind == "enum":
            kind = self.samples.kind(flat.parameters)
            return EnumSchema(self.schema, self.samples, kind).made(flat, element)
        return {} if flat.kind == "any" else {"type": flat.kind}

    def _of_any_name(self, core: Json, flat: Flat) -> Json:
        """Add the type that `map[string, number]` gives to properties of any name."""
        if not flat.parameters:
            return core
        last = flat.parameters[-1]
        return {**core, "additionalProperties": self.schema(Element(at=last.at, type=last))}

    def _arrays(self) -> ArraySchema:
        build_fixed = partial(self.schema, fixed=True)
        return ArraySchema(self.schema, build_fixed, self.samples)

    def _keywords(self, core: Json, flat: Flat, element: Element) -> Json:
        kind = self.samples.kind(flat.parameters) if flat.kind == "enum" else flat.kind
        return with_keywords(core, kind, flat.keywords, element.at, self.told)

    def _annotated(self, core: Json, flat: Flat, element: Element) -> Json:
        """Add what a declaration says beyond its type: description, default, examples, null."""
        schema = dict(core)
        defaults: list[Given] = list(element.defaults)
        samples: list[Given] = list(element.samples)
        if element.value is not None and "default" in element.attributes:
            defaults.append(element.value)
        elif element.value is not None and "const" not in core and not self._is_list(flat, element):
            samples.insert(0, element.value)
        if element.description:
            schema["description"] = element.description
        default, left = self._values(defaults, flat, element.at, "x-default")
        examples, lost = self._values(samples, flat, element.at, "x-samples")
        if default:
            schema["default"] = default[0]
            self._tell_further(default[1:], element.at)
        if flat.kind == "array" and "prefixItems" not in core and "$ref" not in core:
            examples += self._arrays().plain(element, flat)
        if examples := [*core.get("examples", []), *examples]:
            schema["examples"] = examples
        schema |= left | lost
        nullable = "nullable" in element.attributes
        if not nullable and None in [*default, *examples] and flat.kind not in {"any", "null"}:
            message = "null is shown as a value: null is allowed beside the type"
            self.told.warning(element.at, message, "null-value")
            nullable = True
        schema = _nullable(schema) if nullable else schema
        if default:
            self.defaulted.append((schema, element.at))
        return schema

    def _is_list(self, flat: Flat, element: Element) -> bool:
        """Tell whether a value lists the values of an enum, and is no sample itself."""
        return flat.kind == "enum" and len(listed_values(element.value or "")) > 1

    def _tell_further(self, values: list[Any], at: Position) -> None:
        for value in values:
            self.told.warning(at, f"a second default, {value!r}, is left out", "value")

    def _values(
        self, given: list[Given], flat: Flat, at: Position, key: str
    ) -> tuple[list[Any], Json]:
        """Return values that are of the type, and those that are not, under an extension."""
        values: list[Any] = []
        left: list[str] = []
        for each in given:
            try:
                values += self.samples.read(each, flat, at)
            except ValueError as error:
                self.told.warning(at, f"{error}: kept as {key}", "value")
                left.append(unquote(each) if isinstance(each, str) else member_text(each))
        return values, ({key: left} if left else {})


def member_text(members: Any) -> str:
    """Return members of a sample that could not be read, as a text."""
    return "; ".join(member.literal for member in members if isinstance(member, Element))


def _or_as_it_looks(schema: Json, sample: str) -> Json:
    """Allow what a sample looks like where no type is told: in `id: 2051`, a number as well.

    It would be a string by the grammar, and writers mean the number.
    """
    kind = next((kind for kind, looks in _LOOKS.items() if looks.fullmatch(unquote(sample))), None)
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    if kind is None or "string" not in types or schema.keys() & _TELLING:
        return schema
    return {**schema, "type": ["string", kind, *(each for each in types if each != "string")]}


def _nullable(schema: Json) -> Json:
    """Allow null beside what the schema allows."""
    schema = dict(schema)
    if "$ref" in schema:
        return {"anyOf": [{"$ref": schema.pop("$ref")}, {"type": "null"}], **schema}
    if "const" in schema:
        schema["enum"] = [schema.pop("const"), None]
    elif "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if isinstance(kind := schema.get("type"), str) and kind != "null":
        schema["type"] = [kind, "null"]
    if "anyOf" in schema:
        schema["anyOf"] = [*schema["anyOf"], {"type": "null"}]
    if "allOf" in schema:
        whole = {key: schema.pop(key) for key in ("allOf", "type", "properties") if key in schema}
        whole["type"] = "object"
        return {"anyOf": [whole, {"type": "null"}], **schema}
    return schema

"""Stage 3, the part for parameters: those of the path and the query, and those in headers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .contents import as_examples, by_name
from .uri import Variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .blueprint import Element, Header, Payload
    from .contents import ContentBuilder
    from .diagnostics import Diagnostics
    from .operations import Call
    from .uri import Template
    from .values import Json

_NOT_PARAMETERS = {"accept", "authorization", "content-type"}


@dataclass(frozen=True, slots=True)
class ParameterBuilder:
    """Writes the parameters of one operation."""

    contents: ContentBuilder
    diagnostics: Diagnostics

    def uri_parameters(self, calls: Sequence[Call]) -> list[Json]:
        """Return the parameters of all calls, each once."""
        by_call = [list(self._of_call(call)) for call in calls]
        if len(calls) == 1:
            return by_call[0]
        found: dict[tuple[str, str], list[Json]] = {}
        for parameter in (each for parameters in by_call for each in parameters):
            found.setdefault((parameter["name"], parameter["in"]), []).append(parameter)
        return [_merged(same, len(calls)) for same in found.values()]

    def _of_call(self, call: Call) -> Iterator[Json]:
        resource, action = call.resource, call.action
        template = action.uri or resource.uri
        declared = {element.name: element for element in action.parameters}
        if action.uri is None:
            declared = {each.name: each for each in resource.parameters} | declared
        elsewhere = {each.name for other in resource.actions for each in other.parameters}
        names = dict(call.renamed)
        used: set[str] = set()
        for variable in template.variables:
            element = declared.get(variable.declared_as) or declared.get(variable.name)
            used |= {variable.declared_as, variable.name}
            placed = variable
            if variable.place == "path":
                placed = replace(variable, name=names.get(variable.name, variable.name))
            if variable.constant is not None:
                yield _constant_parameter(placed, element)
            elif element:
                yield self._parameter(placed, element)
            elif variable.place == "path" or action.uri or variable.name not in elsewhere:
                # A query variable that only a sibling action declares is that action's alone.
                message = f"{{{variable.declared_as}}} is not declared: taken for a string"
                self.diagnostics.warning(template.at, message, "undeclared-parameter")
                required = variable.place == "path"
                schema: Json = {"type": "string"}
                if variable.exploded:
                    schema = {"type": "array", "items": schema}
                yield _placed(placed, required=required) | _with_schema(placed, schema)
        yield from self._beyond_template(template, declared, used)

    def _beyond_template(
        self, template: Template, declared: dict[str, Element], used: set[str]
    ) -> Iterator[Json]:
        """Yield what is declared and not in the template, as an optional part of the query."""
        for name, element in declared.items():
            if name in used:
                continue
            message = (
                f"the parameter {name} is not in the path {template.text}: "
                "it is taken for one of the query"
            )
            self.diagnostics.warning(element.at, message, "unused-parameter")
            optional = replace(element, attributes=element.attributes | {"optional"})
            if "required" in element.attributes:
                optional = element
            yield self._parameter(Variable(name, "query"), optional) | {"x-undeclared": True}

    def _parameter(self, variable: Variable, element: Element) -> Json:
        """Return a declared parameter: required, as 1A9 has it, unless it is said otherwise."""
        bare = replace(element, description="", attributes=element.attributes - {"required"})
        schema = self.contents.schemas.schema(bare)
        optional = "optional" in element.attributes or "default" in schema
        if variable.place == "path" and "optional" in element.attributes:
            message = f"{element.name} is part of the path, so it cannot be optional"
            self.diagnostics.warning(element.at, message, "optional-path")
        required = variable.place == "path" or "required" in element.attributes or not optional
        examples = schema.pop("examples", [])
        entry = _placed(variable, required=required)
        if element.description:
            entry["description"] = element.description
        if variable.place == "path" and "optional" in element.attributes:
            entry["x-optional"] = True
        entry |= _with_schema(variable, schema)
        return entry | (as_examples(examples) if examples else {})


def _placed(variable: Variable, *, required: bool) -> Json:
    entry: Json = {"name": variable.name, "in": variable.place, "required": required}
    if variable.exploded:
        style = "form" if variable.place == "query" else "simple"
        entry |= {"style": style, "explode": True}
    if variable.reserved:
        entry["x-allow-reserved"] = True
    return entry


def _with_schema(variable: Variable, schema: Json) -> Json:
    return {"schema": schema} | ({"x-variable": variable.key} if variable.key else {})


def _constant_parameter(variable: Variable, element: Element | None) -> Json:
    schema = {"type": "string", "const": variable.constant}
    entry = _placed(variable, required=True)
    if element and element.description:
        entry["description"] = element.description
    return entry | {"schema": schema}


def _merged(same: Sequence[Json], calls: int) -> Json:
    """Return one parameter for those of one name: it is required where every call has it so."""
    result = {key: value for key, value in same[0].items() if key not in {"example", "examples"}}
    required = result["in"] == "path" or len(same) == calls
    result["required"] = required and all(each["required"] for each in same)
    schemas = list({json.dumps(each["schema"]): each["schema"] for each in same}.values())
    if len(schemas) > 1 and all("const" in schema for schema in schemas):
        result["schema"] = {"type": "string", "enum": [schema["const"] for schema in schemas]}
    elif len(schemas) > 1:
        result["schema"] = {"anyOf": schemas}
    texts = list(dict.fromkeys(each["description"] for each in same if each.get("description")))
    if texts:
        result["description"] = "\n\n".join(texts)
    return result | _merged_examples(same)


def _merged_examples(same: Sequence[Json]) -> Json:
    seen: dict[str, object] = {}
    for each in same:
        values = [each["example"]] if "example" in each else []
        values += [example["value"] for example in each.get("examples", {}).values()]
        seen.update({json.dumps(value): value for value in values})
    return as_examples(list(seen.values())) if seen else {}


def header_parameters(requests: Sequence[Payload], own: Sequence[Header]) -> Iterator[Json]:
    """Yield a parameter for each header; it is required if every request shows it.

    `own` are those that an action gives outside of its requests, for all of them.
    """
    counts: dict[str, int] = {}
    for request in requests:
        for name in {header.name.lower() for header in request.headers}:
            counts[name] = counts.get(name, 0) + 1
    always = {header.name.lower() for header in own}
    headers = [*own, *(header for request in requests for header in request.headers)]
    for name, seen in by_name(headers).items():
        lower = name.lower()
        if lower not in _NOT_PARAMETERS:
            yield {
                "name": name,
                "in": "header",
                "required": lower in always or counts.get(lower) == len(requests),
                "schema": {"type": "string"},
                **as_examples(seen),
            }

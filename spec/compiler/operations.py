"""Stage 3, the part for actions: each becomes an operation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .blueprint import Element, Payload
from .contents import ContentBuilder, as_examples, one_or_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .blueprint import Action, Group, Resource, Transaction
    from .diagnostics import Diagnostics
    from .uri import Template, Variable
    from .values import Json

_WITHOUT_BODY = {"GET", "HEAD", "DELETE"}
_NOT_PARAMETERS = {"accept", "authorization"}


@dataclass(frozen=True, slots=True)
class OperationBuilder:
    """Writes the operations of one product."""

    contents: ContentBuilder
    diagnostics: Diagnostics

    def operation(self, group: Group, resource: Resource, action: Action) -> Json:
        """Return the operation of an action."""
        requests = [
            self.contents.resolve(request)
            for transaction in action.transactions
            for request in transaction.requests
        ]
        entry: Json = {"summary": action.name or resource.name or f"{action.method}"}
        if action.description:
            entry["description"] = action.description
        if group.name:
            entry["tags"] = [group.name]
        parameters = [*self._uri_parameters(resource, action), *_header_parameters(requests)]
        if parameters:
            entry["parameters"] = parameters
        if security := _security(requests):
            entry["security"] = security
        if body := self._request_body(action, requests):
            entry["requestBody"] = body
        answers = [each for transaction in action.transactions for each in transaction.responses]
        if answers:
            entry["responses"] = self.contents.responses(answers)
        return entry | _extensions(action, requests)

    def _request_body(self, action: Action, requests: Sequence[Payload]) -> Json:
        bodies = [_with_attributes(request, action.attributes) for request in requests]
        if action.attributes and not requests:
            bodies = [_attributes_alone(action.attributes)]
        content = self.contents.content(bodies)
        if not content:
            return {}
        if action.method in _WITHOUT_BODY:
            message = f"a body in {action.method}: some servers and proxies drop it"
            self.diagnostics.warning(action.at, message, "body")
        described = filter(None, dict.fromkeys(request.description for request in requests))
        description = "\n\n".join(described)
        entry: Json = {"description": description} if description else {}
        return entry | {"content": content, "required": all(not each.empty for each in bodies)}

    def _uri_parameters(self, resource: Resource, action: Action) -> Iterator[Json]:
        template = action.uri or resource.uri
        declared = {element.name: element for element in action.parameters}
        if action.uri is None:
            declared = {each.name: each for each in resource.parameters} | declared
        self._check_declared(template, declared)
        elsewhere = {each.name for other in resource.actions for each in other.parameters}
        for variable in template.variables:
            element = declared.get(variable.name)
            if variable.constant is not None:
                yield _constant_parameter(variable)
            elif element:
                yield self._parameter(variable, element)
            elif variable.place == "path" or action.uri or variable.name not in elsewhere:
                # A query variable that only a sibling action declares is that action's alone.
                message = f"{{{variable.name}}} is not declared: taken for a string"
                self.diagnostics.warning(template.at, message, "undeclared-parameter")
                required = variable.place == "path"
                yield _placed(variable, required=required) | {"schema": {"type": "string"}}

    def _check_declared(self, template: Template, declared: dict[str, Element]) -> None:
        names = {variable.name for variable in template.variables}
        for name, element in declared.items():
            if name not in names:
                message = f"the parameter {name} is not in the path {template.text}"
                self.diagnostics.error(element.at, message, "unused-parameter")

    def _parameter(self, variable: Variable, element: Element) -> Json:
        """Return a declared parameter: required, as 1A9 has it, unless it is said otherwise."""
        bare = replace(element, description="", attributes=element.attributes - {"required"})
        schema = self.contents.schemas.schema(bare)
        optional = "optional" in element.attributes or "default" in schema
        if variable.place == "path" and "optional" in element.attributes:
            message = f"{element.name} is part of the path, so it cannot be optional"
            self.diagnostics.error(element.at, message, "optional-path")
        required = variable.place == "path" or "required" in element.attributes or not optional
        examples = schema.pop("examples", [])
        entry = _placed(variable, required=required)
        if element.description:
            entry["description"] = element.description
        return entry | {"schema": schema} | (as_examples(examples) if examples else {})


def _placed(variable: Variable, *, required: bool) -> Json:
    entry: Json = {"name": variable.name, "in": variable.place, "required": required}
    if variable.exploded:
        entry |= {"style": "form", "explode": True}
    if variable.reserved:
        entry["x-allow-reserved"] = True
    return entry


def _constant_parameter(variable: Variable) -> Json:
    schema = {"type": "string", "const": variable.constant}
    return _placed(variable, required=True) | {"schema": schema}


def _header_parameters(requests: Sequence[Payload]) -> Iterator[Json]:
    """Yield a parameter for each header; it is required if every request shows it."""
    values: dict[str, list[str]] = {}
    for header in (header for request in requests for header in request.headers):
        if header.name.lower() not in _NOT_PARAMETERS:
            values.setdefault(header.name, []).append(header.value)
    for name, seen in values.items():
        always = all(name in {each.name for each in request.headers} for request in requests)
        yield {
            "name": name,
            "in": "header",
            "required": always,
            "schema": {"type": "string"},
            **as_examples(list(dict.fromkeys(seen))),
        }


def authorization_schemes(requests: Sequence[Payload]) -> list[str]:
    """Return the HTTP authentication schemes that requests show, in lower case."""
    values = [
        header.value.split(" ")[0].lower()
        for request in requests
        for header in request.headers
        if header.name.lower() == "authorization" and header.value
    ]
    return list(dict.fromkeys(values))


def _security(requests: Sequence[Payload]) -> list[Json]:
    """Return what an Authorization header demands: OpenAPI does not count it as a parameter."""
    schemes: list[Json] = [{name: []} for name in authorization_schemes(requests)]
    shown = [bool(authorization_schemes([request])) for request in requests]
    return [*schemes, *([{}] if schemes and not all(shown) else [])]


def _with_attributes(request: Payload, attributes: Element | None) -> Payload:
    """Return a request with the attributes of its action, where it has none of its own."""
    return request if request.attributes else replace(request, attributes=attributes)


def _attributes_alone(attributes: Element) -> Payload:
    return Payload(at=attributes.at, attributes=attributes)


def _extensions(action: Action, requests: Sequence[Payload]) -> Json:
    entry: Json = {"x-source": action.at.source}
    if media_types := {request.media_type for request in requests} - {""}:
        entry["x-request-media-type"] = one_or_all(media_types)
    accepted = [
        header.value
        for request in requests
        for header in request.headers
        if header.name.lower() == "accept"
    ]
    if accepted:
        entry["x-accept"] = one_or_all(accepted)
    if action.relation:
        entry["x-link-relation"] = action.relation
    if len(requests) > 1 or any(request.name or request.description for request in requests):
        entry["x-transactions"] = [_transaction(each) for each in action.transactions]
    return entry


def _transaction(transaction: Transaction) -> Json:
    """Return which requests and responses the page shows together."""
    return {
        "requests": [
            {
                **({"name": each.name} if each.name else {}),
                **({"description": each.description} if each.description else {}),
                "x-source": each.at.source,
            }
            for each in transaction.requests
        ],
        "responses": [
            {"status": str(each.status), "x-source": each.payload.at.source}
            for each in transaction.responses
        ],
    }

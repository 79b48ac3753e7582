"""Stage 3, the part for actions: each becomes an operation.

A page may show one method on one path several times: with another example each time, or with
another query. All of them are calls of one operation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .blueprint import Payload, is_status
from .contents import ContentBuilder, one_or_all
from .request_parameters import ParameterBuilder, header_parameters
from .security import security
from .values import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .blueprint import Action, Element, Group, Resource, Response, Transaction
    from .diagnostics import Diagnostics
    from .values import Json

_WITHOUT_BODY = {"GET", "HEAD", "DELETE"}
_TWO = 2


@dataclass(frozen=True, slots=True)
class Call:
    """One action as a page has it: the group, the resource and what a path renames."""

    group: Group
    resource: Resource
    action: Action
    renamed: tuple[tuple[str, str], ...] = ()
    """Variables of the path, and their names in the path that was there first."""

    @property
    def requests(self) -> list[Payload]:
        """The requests of all examples."""
        return [each for pair in self.action.transactions for each in pair.requests]

    @property
    def responses(self) -> list[Response]:
        """The responses of all examples."""
        return [each for pair in self.action.transactions for each in pair.responses]


@dataclass(frozen=True, slots=True)
class OperationBuilder:
    """Writes the operations of one product."""

    contents: ContentBuilder
    diagnostics: Diagnostics

    def operation(self, calls: Sequence[Call]) -> Json:
        """Return the operation that calls of one method on one path are examples of."""
        first = calls[0]
        requests = [self.contents.resolve(each) for call in calls for each in call.requests]
        resource, action = first.resource, first.action
        entry: Json = {"summary": action.name or resource.name or f"{action.method}"}
        described = dict.fromkeys(call.action.description for call in calls)
        if description := "\n\n".join(filter(None, described)):
            entry["description"] = description
        if tags := list(dict.fromkeys(call.group.name for call in calls if call.group.name)):
            entry["tags"] = tags
        entry |= self._parameters(calls, requests)
        if demanded := security(requests):
            entry["security"] = demanded
        if body := self._request_body(calls):
            entry["requestBody"] = body
        if answers := [each for call in calls for each in call.responses]:
            entry |= _by_status(self.contents.responses(answers))
        template = action.uri or resource.uri
        if template.server:
            entry["servers"] = [{"url": template.server}]
        return entry | _extensions(calls, requests) | self._transactions(calls, requests)

    def _transactions(self, calls: Sequence[Call], requests: Sequence[Payload]) -> Json:
        """Return which requests and responses stand together, where the page has several.

        Where some are refused, each with its sample: the body of the operation has them all.
        """
        if len(requests) < _TWO and not any(each.name or each.description for each in requests):
            return {}
        pairs = [each for call in calls for each in call.action.transactions]
        of_sample = self._sample if any(each.is_refused for each in pairs) else _no_sample
        return {"x-transactions": [_transaction(each, of_sample) for each in pairs]}

    def _sample(self, payload: Payload) -> Json:
        """Return the sample of a body, if there is one; that which is no JSON is a text."""
        body = self.contents.resolve(payload).body
        if body is None:
            return {}
        try:
            return {"example": parse_json(body.text)}
        except (ValueError, RecursionError):
            return {"example": body.text}

    def _parameters(self, calls: Sequence[Call], requests: Sequence[Payload]) -> Json:
        builder = ParameterBuilder(self.contents, self.diagnostics)
        own = tuple(header for call in calls for header in call.action.headers)
        headers = header_parameters(requests, own)
        parameters = [*builder.uri_parameters(calls), *headers]
        return {"parameters": parameters} if parameters else {}

    def _request_body(self, calls: Sequence[Call]) -> Json:
        bodies: list[Payload] = []
        for call in calls:
            attributes = call.action.attributes
            resolved = [self.contents.resolve(request) for request in call.requests]
            bodies += [_with_attributes(request, attributes) for request in resolved]
            if attributes and not resolved:
                bodies.append(Payload(at=attributes.at, attributes=attributes))
        content = self.contents.content(bodies)
        if not content:
            return {}
        action = calls[0].action
        if action.method in _WITHOUT_BODY:
            message = f"a body in {action.method}: some servers and proxies drop it"
            self.diagnostics.warning(action.at, message, "body")
        described = filter(None, dict.fromkeys(request.description for request in bodies))
        description = "\n\n".join(described)
        entry: Json = {"description": description} if description else {}
        return entry | {"content": content, "required": all(not each.empty for each in bodies)}


def _by_status(responses: Json) -> Json:
    """Part the responses from those that OpenAPI has no place for."""
    entry: Json = {"responses": {}, "x-responses": {}}
    for status, response in responses.items():
        entry["responses" if is_status(status) else "x-responses"][status] = response
    return {key: found for key, found in entry.items() if found}


def _with_attributes(request: Payload, attributes: Element | None) -> Payload:
    """Return a request with the attributes of its action, where it has none of its own."""
    return request if request.attributes else replace(request, attributes=attributes)


def _extensions(calls: Sequence[Call], requests: Sequence[Payload]) -> Json:
    first, *others = [call.action for call in calls]
    entry: Json = {"x-source": first.at.source}
    if others:
        entry["x-other-actions"] = [
            {**({"summary": each.name} if each.name else {}), "x-source": each.at.source}
            for each in others
        ]
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
    if missing := {request.missing_model for request in requests} - {""}:
        entry["x-model"] = one_or_all(missing)
    if relations := {call.action.relation for call in calls} - {""}:
        entry["x-link-relation"] = one_or_all(relations)
    if renamed := [old for call in calls for old, _ in call.renamed]:
        entry["x-renamed"] = list(dict.fromkeys(renamed))
    if templates := _other_templates(calls):
        entry["x-uri-templates"] = templates
    return entry


def _other_templates(calls: Sequence[Call]) -> list[str]:
    """Return the templates as the page has them, where the path or the query says less."""
    templates = {(call.action.uri or call.resource.uri).text: None for call in calls}
    renamed = any(call.renamed for call in calls)
    return list(templates) if renamed or len(templates) > 1 else []


def _no_sample(_payload: Payload) -> Json:
    return {}


def _transaction(transaction: Transaction, of_sample: Callable[[Payload], Json]) -> Json:
    """Return which requests and responses the page shows together."""
    return {
        "requests": [
            {
                **({"name": each.name} if each.name else {}),
                **({"description": each.description} if each.description else {}),
                "x-source": each.at.source,
                **of_sample(each),
            }
            for each in transaction.requests
        ],
        "responses": [
            {
                "status": each.status,
                "x-source": each.payload.at.source,
                **of_sample(each.payload),
            }
            for each in transaction.responses
        ],
    }

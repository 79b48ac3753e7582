"""Stage 3: the pages of one product become one OpenAPI 3.1 document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .contents import ContentBuilder
from .operations import OperationBuilder, authorization_schemes
from .schema import SchemaBuilder
from .types import Types

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .blueprint import Action, Group, Page, Resource
    from .diagnostics import Diagnostics, Position
    from .values import Json

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_FIRST_IN_OPERATION = ("operationId", "summary", "description", "tags", "security", "parameters")


def build_document(pages: Sequence[Page], diagnostics: Diagnostics, *, title: str) -> Json:
    """Return the OpenAPI document of pages; `title` serves where they name no API."""
    types = Types(diagnostics)
    types.define(pages)
    schemas = SchemaBuilder(types)
    contents = ContentBuilder(schemas, diagnostics)
    contents.define(pages)
    document: Json = {"openapi": "3.1.0", "info": _info(pages, diagnostics, title)}
    if host := _agreed(pages, "HOST", diagnostics):
        document["servers"] = [{"url": host.removesuffix("/") or "/"}]
    if tags := _tags(pages):
        document["tags"] = tags
    document["paths"] = _paths(pages, OperationBuilder(contents, diagnostics), diagnostics)
    components: Json = {}
    if described := schemas.components():
        components["schemas"] = described
    if schemes := _security_schemes(pages, contents):
        components["securitySchemes"] = schemes
    return document | ({"components": components} if components else {})


def _info(pages: Sequence[Page], diagnostics: Diagnostics, title: str) -> Json:
    named = [page for page in pages if page.name]
    for page in named[1:]:
        if page.name != named[0].name:
            message = f"the API is {page.name!r} here, and {named[0].name!r} in {named[0].at.file}"
            diagnostics.error(page.at, message, "conflict")
    info: Json = {"title": named[0].name if named else title}
    descriptions = dict.fromkeys(page.description for page in pages)
    if description := "\n\n".join(filter(None, descriptions)):
        info["description"] = description
    info["version"] = _agreed(pages, "VERSION", diagnostics) or "1"
    others = {key for page in pages for key in page.metadata} - {"HOST", "VERSION"}
    if others:
        info["x-metadata"] = {key: _agreed(pages, key, diagnostics) for key in sorted(others)}
    return info


def _agreed(pages: Sequence[Page], key: str, diagnostics: Diagnostics) -> str:
    """Return the value of a metadata key, on which all pages that have it must agree."""
    found = [page.metadata[key] for page in pages if key in page.metadata]
    for header in found[1:]:
        if header.value != found[0].value:
            message = f"{key} is {header.value} here, and {found[0].value} in {found[0].at.file}"
            diagnostics.error(header.at, message, "conflict")
    return found[0].value if found else ""


def _tags(pages: Sequence[Page]) -> list[Json]:
    descriptions: dict[str, list[str]] = {}
    for group in (group for page in pages for group in page.groups if group.name):
        seen = descriptions.setdefault(group.name, [])
        if group.description and group.description not in seen:
            seen.append(group.description)
    return [
        {"name": name, **({"description": "\n\n".join(seen)} if seen else {})}
        for name, seen in descriptions.items()
    ]


def _actions(pages: Sequence[Page]) -> Iterator[tuple[Group, Resource, Action]]:
    for group in (group for page in pages for group in page.groups):
        for resource in group.resources:
            for action in resource.actions:
                yield group, resource, action


def _paths(pages: Sequence[Page], operations: OperationBuilder, diagnostics: Diagnostics) -> Json:
    paths: Json = {}
    shapes: dict[str, tuple[str, Position]] = {}
    for resource in (each for page in pages for group in page.groups for each in group.resources):
        if not resource.actions:
            message = f"the resource {resource.uri.text} has no action"
            diagnostics.warning(resource.at, message, "no-action")
        _describe(paths, resource)
    for group, resource, action in _actions(pages):
        template = action.uri or resource.uri
        _check_shape(template.path, template.at, shapes, diagnostics)
        item = paths.setdefault(template.path, {})
        method = action.method.lower()
        operation = operations.operation(group, resource, action)
        if method in item:
            message = f"{action.method} {template.path} again, after {item[method]['x-source']}"
            diagnostics.error(action.at, message, "duplicate-action")
        else:
            item[method] = operation
    return paths


def _describe(paths: Json, resource: Resource) -> None:
    """Keep a resource's name and text on its path, which several resources may share."""
    own = all(action.uri for action in resource.actions) and resource.actions
    item = {} if own and not resource.description else paths.setdefault(resource.uri.path, {})
    for key, text in (("summary", resource.name), ("description", resource.description)):
        if text and text not in item.get(key, ""):
            item[key] = "\n\n".join(filter(None, [item.get(key, ""), text]))


def _check_shape(
    path: str, at: Position, shapes: dict[str, tuple[str, Position]], diagnostics: Diagnostics
) -> None:
    """Refuse paths that differ in the names of their variables only, as OpenAPI does."""
    shape = re.sub(r"\{[^}]*\}", "{}", path)
    known, first = shapes.setdefault(shape, (path, at))
    if known != path:
        message = f"{path} and {known} ({first.source}) are the same path to OpenAPI"
        diagnostics.error(at, message, "same-path")


def _security_schemes(pages: Sequence[Page], contents: ContentBuilder) -> Json:
    """Return the schemes that Authorization headers show; an overlay adds all others."""
    requests = [
        contents.resolve(request)
        for _, _, action in _actions(pages)
        for transaction in action.transactions
        for request in transaction.requests
    ]
    names = authorization_schemes(requests)
    return {name: {"type": "http", "scheme": name} for name in names}


def finish(document: Json) -> Json:
    """Return the document with headers that are API keys as security, and keys in order.

    Whether a header is a key is known once the overlays are applied: a key's header is then no
    parameter any more, and its example value goes with it.
    """
    schemes = document.get("components", {}).get("securitySchemes", {})
    keys = {
        scheme["name"].lower(): name
        for name, scheme in schemes.items()
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header"
    }
    paths = {
        path: {
            key: _finish_operation(value, keys) if key in _METHODS else value
            for key, value in item.items()
        }
        for path, item in document["paths"].items()
    }
    return {**document, "paths": paths}


def _finish_operation(operation: Json, keys: dict[str, str]) -> Json:
    parameters, security = [], list(operation.get("security", []))
    for parameter in operation.get("parameters", []):
        name = keys.get(parameter["name"].lower()) if parameter["in"] == "header" else None
        if name is None:
            parameters.append(parameter)
        elif {name: []} not in security:
            security += [{name: []}] if parameter["required"] else [{name: []}, {}]
    changed = operation | {"security": security, "parameters": parameters}
    ordered = [*_FIRST_IN_OPERATION, *(key for key in changed if key not in _FIRST_IN_OPERATION)]
    return {
        key: changed[key]
        for key in ordered
        if key in changed and (changed[key] or (key in operation and key != "parameters"))
    }

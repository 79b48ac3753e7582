"""Stage 3: the pages of one product become one OpenAPI 3.1 document."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from .contents import ContentBuilder
from .headings import OPENAPI_METHODS
from .inference import share_nulls
from .operation_ids import with_operation_ids
from .operations import OperationBuilder
from .paths import PathBuilder
from .schema import SchemaBuilder
from .security import authorization_schemes, security_scheme
from .types import Types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .blueprint import Page
    from .diagnostics import Diagnostics
    from .values import Json

_METHODS = tuple(method.lower() for method in OPENAPI_METHODS)
_BEFORE_A_TOKEN = re.compile(
    r"(?i)log-?_?(?:in|out)|sign-?_?(?:in|on|up)|auth|token|session|password"
)
"""Paths of what gives a token, or of who has none."""
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
        document["servers"] = [_server(host)]
    if tags := _tags(pages):
        document["tags"] = tags
    operations = OperationBuilder(contents, diagnostics)
    document["paths"] = PathBuilder(operations, diagnostics).paths(pages)
    contents.remark_on_unused_models()
    components: Json = {}
    if described := schemas.components() | contents.definitions:
        components["schemas"] = described
    if schemes := _security_schemes(pages, contents):
        components["securitySchemes"] = schemes
    document |= {"components": components} if components else {}
    share_nulls(contents.inferred, document)
    return document


def _info(pages: Sequence[Page], diagnostics: Diagnostics, title: str) -> Json:
    # Most pages of a product name the API, and some only themselves; of two as frequent, the first.
    names = Counter(page.name for page in pages if page.name)
    info: Json = {"title": names.most_common(1)[0][0] if names else title}
    descriptions = dict.fromkeys(page.description for page in pages)
    if description := "\n\n".join(filter(None, descriptions)):
        info["description"] = description
    info["version"] = _agreed(pages, "VERSION", diagnostics) or "1"
    others = {key for page in pages for key in page.metadata} - {"HOST", "VERSION"}
    if others:
        info["x-metadata"] = {key: _agreed(pages, key, diagnostics) for key in sorted(others)}
    return info


def _server(host: str) -> Json:
    """Return the server of a page's host, whose variables stand for themselves."""
    entry: Json = {"url": host.removesuffix("/") or "/"}
    if variables := re.findall(r"\{([^{}]+)\}", host):
        entry["variables"] = {name: {"default": name} for name in variables}
    return entry


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


def _security_schemes(pages: Sequence[Page], contents: ContentBuilder) -> Json:
    """Return the schemes that Authorization headers show; an overlay adds all others."""
    requests = [
        contents.resolve(request)
        for page in pages
        for group in page.groups
        for resource in group.resources
        for action in resource.actions
        for transaction in action.transactions
        for request in transaction.requests
    ]
    return {name: security_scheme(name) for name in authorization_schemes(requests)}


def finish(document: Json) -> Json:
    """Return the document with headers that are API keys as security, and keys in order.

    Operations that no overlay has named get their names here, since they must not be taken.

    Whether a header is a key is known once the overlays are applied: a key's header is then no
    parameter any more, and its example value goes with it.
    """
    schemes = document.get("components", {}).get("securitySchemes", {})
    keys = {
        scheme["name"].lower(): name
        for name, scheme in schemes.items()
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header"
    }
    of_all = _needed_by_all(str(document.get("info", {}).get("description", "")), keys)
    paths = {
        path: {
            key: _finish_operation(value, keys, [] if _BEFORE_A_TOKEN.search(path) else of_all)
            if key in _METHODS
            else value
            for key, value in item.items()
        }
        for path, item in with_operation_ids(document["paths"]).items()
    }
    return {**document, "paths": paths}


def _needed_by_all(said: str, keys: dict[str, str]) -> list[Json]:
    """Return the keys of which pages say that every request has them, as security."""
    words = (
        rf"(?i)\b(?:every|each|all)\b[^.]{{0,40}}\b(?:request|call|operation|endpoint)s?\b"
        rf"[^.]{{0,80}}\b{re.escape(header)}\b"
        for header in keys
    )
    return [
        {name: []} for name, each in zip(keys.values(), words, strict=True) if re.search(each, said)
    ]


def _finish_operation(operation: Json, keys: dict[str, str], of_all: list[Json]) -> Json:
    parameters, security = [], list(operation.get("security", []))
    for parameter in operation.get("parameters", []):
        name = keys.get(parameter["name"].lower()) if parameter["in"] == "header" else None
        if name is None:
            parameters.append(parameter)
        elif {name: []} not in security:
            security += [{name: []}] if parameter["required"] else [{name: []}, {}]
    security = of_all or security
    changed = operation | {"security": security, "parameters": parameters}
    ordered = [*_FIRST_IN_OPERATION, *(key for key in changed if key not in _FIRST_IN_OPERATION)]
    return {
        key: changed[key]
        for key in ordered
        if key in changed and (changed[key] or (key in operation and key != "parameters"))
    }

"""What two documents have in common, however their sentences are set."""

from __future__ import annotations

import re
from typing import Any

from spec.reader.page import Reading, read_page
from tests.spec.pages import Compiled, compile_pages

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
_PLACES = {"x-source", "x-other-sources", "x-sources"}


def read(text: str, name: str = "page") -> Reading:
    return read_page(name, text.encode())


def blueprint(text: str) -> str:
    """What a page gives, which must be something."""
    reading = read(text)
    assert reading.error == ""
    return reading.blueprint.decode()


def compiled(text: str, *more: str) -> Compiled:
    return compile_pages(blueprint(text), *more)


def meaning(value: Any, *, without: frozenset[str] = frozenset()) -> Any:
    """A document without places, its sentences without the marks that rendering takes away."""
    if isinstance(value, dict):
        return {
            key: _words(each) if key == "description" and isinstance(each, str) else meaning(each)
            for key, each in value.items()
            if key not in _PLACES and key not in without
        }
    if isinstance(value, list):
        return [meaning(each) for each in value]
    return value


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", " ", re.sub(r"\]\([^()]*\)", "", text)).strip()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each operation's parameters, statuses, fields and examples, under `METHOD /path`."""
    return {
        f"{method.upper()} {path}": _operation(operation, document)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def _operation(operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    found = {
        "parameters": sorted(each["name"] for each in operation.get("parameters", [])),
        "request": _content(operation.get("requestBody", {}), document),
    }
    for status, response in operation.get("responses", {}).items():
        found[status] = _content(response, document)
    return found


def _content(holder: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    return {
        media_type: (
            sorted(set(_fields(media.get("schema", {}), document, 0))),
            media.get("example", media.get("examples")),
        )
        for media_type, media in holder.get("content", {}).items()
    }


def _fields(schema: dict[str, Any], document: dict[str, Any], depth: int) -> list[str]:
    """The names of properties with their types, wherever they stand in a schema."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        schema = document["components"]["schemas"][name]
    found = []
    for name, each in schema.get("properties", {}).items():
        found.append(f"{name}: {each.get('type', 'any')}")
        found += [f"{name}.{below}" for below in _fields(each, document, depth + 1)]
    branches = [*schema.get("anyOf", []), *schema.get("oneOf", []), schema.get("items", {})]
    for branch in branches if depth < 6 else ():
        found += _fields(branch, document, depth + 1)
    return found

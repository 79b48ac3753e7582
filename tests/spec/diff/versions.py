"""Two versions of a document, and what is reported of them."""

from __future__ import annotations

from typing import Any

from spec.diff.document import Document
from spec.diff.rendering import place_words, words_of
from spec.diff.report import Change, changes_between

Json = dict[str, Any]
BREAKING, COMPATIBLE, WORDING = "breaking", "compatible", "wording"


def told(change: Change) -> str:
    """A change as one line: its severity, its place and what happened."""
    place = place_words(change.segments, str)
    words = words_of(change.words, str)
    return f"{change.severity.name.lower()}: {f'{place}: ' if place else ''}{words}"


def places(change: Change) -> list[str]:
    """The places of a change, where there are several."""
    return [place_words(place.segments, str) for place in change.places]


def diff(old: Json, new: Json) -> list[str]:
    """What is reported of two documents, a line for each change."""
    return [told(change) for change in changes_between(Document(old), Document(new))]


def document(operation: Json | None = None, /, **rest: Any) -> Json:
    """A document with one operation, `GET /things`."""
    paths = {"/things": {"get": operation or {"responses": {"200": {"description": "OK"}}}}}
    return {"openapi": "3.1.0", "info": {"title": "t"}, "paths": paths, **rest}


def answer(schema: Any, **types: Any) -> Json:
    """A document whose operation answers with a schema."""
    content = {"application/json": {"schema": schema}}
    return document(
        {"responses": {"200": {"description": "OK", "content": content}}},
        components={"schemas": types},
    )


def request(schema: Any, **types: Any) -> Json:
    """A document whose operation takes a schema."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return document({"requestBody": body}, components={"schemas": types})


def fields(required: tuple[str, ...] = (), /, **members: Any) -> Json:
    """The schema of an object."""
    schema = {"type": "object", "properties": members}
    return schema | ({"required": list(required)} if required else {})


def ref(name: str) -> Json:
    """The reference to a named type."""
    return {"$ref": f"#/components/schemas/{name}"}

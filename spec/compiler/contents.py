"""Stage 3, the part for payloads: what a request or a response carries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from .values import Json, infer, merge_schemas, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .blueprint import Page, Payload, Response
    from .diagnostics import Diagnostics
    from .markdown import Asset
    from .schema import SchemaBuilder

_JSON = re.compile(r"application/json\b|[^;]*\+json\b", re.IGNORECASE)
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OLD_KEYWORDS = {"definitions", "id", "dependencies"}


@dataclass
class _Media:
    """What is known of one media type."""

    schemas: list[Json] = field(default_factory=list)
    examples: dict[str, Any] = field(default_factory=dict)


@dataclass
class ContentBuilder:
    """Writes the payloads of one product."""

    schemas: SchemaBuilder
    diagnostics: Diagnostics
    models: dict[str, Payload] = field(default_factory=dict)

    def define(self, pages: Iterable[Page]) -> None:
        """Take up the models of the pages' resources, which payloads may name."""
        for page in pages:
            for resource in (each for group in page.groups for each in group.resources):
                if resource.model is None:
                    continue
                at = resource.model.at
                if not resource.name:
                    message = "a model of a resource without a name, which none can use"
                    self.diagnostics.error(at, message, "unnamed-model")
                elif resource.name in self.models:
                    message = f"a second model of the name {resource.name}"
                    self.diagnostics.error(at, message, "duplicate-model")
                elif resource.model.reference:
                    self.diagnostics.unsupported(at, "a model that names another")
                self.models[resource.name] = resource.model

    def resolve(self, payload: Payload) -> Payload:
        """Return the payload with what the model has that it names."""
        if not payload.reference:
            return payload
        model = self.models.get(payload.reference)
        if model is None:
            message = f"no resource named {payload.reference} has a model"
            self.diagnostics.error(payload.at, message, "unknown-model")
            return payload
        return replace(
            payload,
            media_type=payload.media_type or model.media_type,
            description=payload.description or model.description,
            headers=(*payload.headers, *model.headers),
            attributes=model.attributes,
            body=model.body,
            schema=model.schema,
        )

    def responses(self, responses: Iterable[Response]) -> Json:
        """Return the responses by status; several of one status share an entry."""
        by_status: dict[int, list[Payload]] = {}
        for response in responses:
            by_status.setdefault(response.status, []).append(self.resolve(response.payload))
        return {str(status): self._response(status, each) for status, each in by_status.items()}

    def _response(self, status: int, payloads: Sequence[Payload]) -> Json:
        described = dict.fromkeys(payload.description for payload in payloads)
        entry: Json = {"description": "\n\n".join(filter(None, described)) or _phrase(status)}
        if headers := response_headers(payloads):
            entry["headers"] = headers
        if content := self.content(payloads):
            entry["content"] = content
        bare = {payload.media_type for payload in payloads if payload.empty} - {"", *content}
        if bare:
            entry["x-media-type"] = one_or_all(bare)
        entry["x-source"] = payloads[0].at.source
        if others := [payload.at.source for payload in payloads[1:]]:
            entry["x-other-sources"] = others
        return entry

    def content(self, payloads: Iterable[Payload]) -> Json:
        """Return the media types of payloads, each with its schema and its examples."""
        found: dict[str, _Media] = {}
        for payload in payloads:
            if not payload.empty:
                media = found.setdefault(self.media_type(payload), _Media())
                self._add(payload, media)
        return {name: _media_entry(media) for name, media in found.items()}

    def media_type(self, payload: Payload) -> str:
        """Return the media type of a body; where none is stated, the one that it looks like."""
        if payload.media_type:
            return payload.media_type
        if payload.body is None or payload.attributes or payload.schema:
            return "application/json"
        looks_like = "application/json" if payload.body.text[:1] in "{[" else "text/plain"
        message = f"a body without a media type is taken for {looks_like}"
        self.diagnostics.warning(payload.at, message, "no-media-type")
        return looks_like

    def _add(self, payload: Payload, media: _Media) -> None:
        declared: Json | None = None
        if payload.schema:
            declared = self._declared(payload.schema)
            if payload.attributes:
                message = "a Schema beside Attributes: the Schema is what counts"
                self.diagnostics.warning(payload.schema.at, message, "schema-counts")
        elif payload.attributes:
            declared = self.schemas.schema(payload.attributes, implied="object")
        if payload.body is None:
            media.schemas.append(declared or {})
            return
        is_json = bool(_JSON.match(self.media_type(payload)))
        value = self._body(payload.body, declared) if is_json else payload.body.text
        media.schemas.append(infer(value) if declared is None else declared)
        name = payload.name or f"example {len(media.examples) + 1}"
        media.examples[_example_name(name)] = value

    def _body(self, body: Asset, declared: Json | None) -> Any:
        """Return the example. Where it is all that shows the schema, it must be JSON."""
        try:
            return parse_json(body.text)
        except ValueError as error:
            at, reason = _place(body, error)
            if declared is None:
                self.diagnostics.error(at, f"the body is no JSON: {reason}", "json")
            else:
                message = f"the example is kept as text, since it is no JSON: {reason}"
                self.diagnostics.warning(at, message, "json")
            return body.text

    def _declared(self, schema: Asset) -> Json:
        try:
            value = parse_json(schema.text)
        except ValueError as error:
            at, reason = _place(schema, error)
            self.diagnostics.error(at, f"the schema is no JSON: {reason}", "json")
            return {}
        if not isinstance(value, dict):
            self.diagnostics.error(schema.at, "the schema is no JSON object", "schema")
            return {}
        old = str(value.get("$schema", _DIALECT)).rstrip("#") != _DIALECT
        if old or _OLD_KEYWORDS & set(value) or '"$ref"' in schema.text:
            what = "a schema of an older draft, or one with $ref,"
            self.diagnostics.unsupported(schema.at, what)
            return {}
        try:
            Draft202012Validator.check_schema(value)
        except SchemaError as error:
            self.diagnostics.error(schema.at, f"no JSON Schema: {error.message}", "schema")
        return value


def response_headers(payloads: Iterable[Payload]) -> Json:
    """Return the header objects of responses; the values seen are examples."""
    values: dict[str, list[str]] = {}
    for header in (header for payload in payloads for header in payload.headers):
        seen = values.setdefault(header.name, [])
        if header.value not in seen:
            seen.append(header.value)
    return {
        name: {"schema": {"type": "string"}, **as_examples(seen)} for name, seen in values.items()
    }


def as_examples(values: Sequence[Any]) -> Json:
    """Return one value as `example`, several as `examples`."""
    if len(values) == 1:
        return {"example": values[0]}
    return {"examples": {f"example-{n}": {"value": value} for n, value in enumerate(values, 1)}}


def one_or_all(values: Iterable[str]) -> str | list[str]:
    """Return the only value, or the sorted list of several."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else found


def _media_entry(media: _Media) -> Json:
    entry: Json = {"schema": merge_schemas(media.schemas)}
    if len(media.examples) == 1:
        return entry | {"example": next(iter(media.examples.values()))}
    examples = {name: {"value": value} for name, value in media.examples.items()}
    return entry | ({"examples": examples} if examples else {})


def _example_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")


def _place(asset: Asset, error: ValueError) -> tuple[Any, str]:
    if isinstance(error, json.JSONDecodeError):
        column = asset.at.column + error.colno - 1
        line = asset.at.line + error.lineno - 1
        return replace(asset.at, line=line, column=column), error.msg
    return asset.at, str(error)


def _phrase(status: int) -> str:
    known = {each.value: each.phrase for each in HTTPStatus}
    return known.get(status, f"Status {status}")

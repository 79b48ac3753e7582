"""Stage 3, the part for payloads: what a request or a response carries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .blueprint import is_bodiless
from .inference import infer
from .json_schema import SchemaConverter
from .status_phrases import phrase_of
from .tolerant_json import MAX_DEPTH, schema_of_text, too_deep
from .types import slug
from .values import Json, merge_schemas, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .blueprint import Header, Page, Payload, Resource, Response
    from .diagnostics import Diagnostics, Position
    from .markdown import Asset
    from .schema import SchemaBuilder

_JSON = re.compile(r"[^;]*[/+]json\b", re.IGNORECASE)
_COMPONENTS = "#/components/schemas/"
_MAX_MODELS = 20


@dataclass
class _Media:
    """What is known of one media type."""

    schemas: list[Json] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    """What the page says of each of the schemas that comes without a sample."""
    examples: dict[str, Any] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    """What the page says of each example."""
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add_example(self, name: str, value: Any, words: str) -> None:
        """Keep an example under its name, or under a numbered one where that holds another."""
        # As texts: to Python, `1`, `1.0` and `True` are equal.
        written = (name, json.dumps(value))
        if written not in self.seen:
            choice = name
            while choice in self.examples:
                self.counts[name] = self.counts.get(name, 1) + 1
                choice = f"{name}-{self.counts[name]}"
            self.examples[choice] = value
            self.seen[written] = choice
        told = self.words.setdefault(self.seen[written], [])
        if words and words not in told:
            told.append(words)


@dataclass
class ContentBuilder:
    """Writes the payloads of one product."""

    schemas: SchemaBuilder
    diagnostics: Diagnostics
    models: dict[str, Payload] = field(default_factory=dict)
    used: set[Position] = field(default_factory=set)
    """The places of the models that payloads name."""
    definitions: Json = field(default_factory=dict)
    """The components that schemas of pages have brought along."""
    taken: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    inferred: list[Json] = field(default_factory=list)
    """The schemas of answers that come of samples alone."""

    def define(self, pages: Iterable[Page]) -> None:
        """Take up the models of the pages' resources, which payloads may name."""
        for page in pages:
            for resource in (each for group in page.groups for each in group.resources):
                if resource.model is not None:
                    self._define(resource, resource.model)

    def _define(self, resource: Resource, model: Payload) -> None:
        name = resource.name or resource.uri.text
        if not resource.name:
            message = "a model of a resource without a name, which none can use"
            self.diagnostics.warning(model.at, message, "unnamed-model")
        elif name in self.models:
            message = f"a second model of the name {name}: the last one counts"
            self.diagnostics.warning(model.at, message, "duplicate-model")
        self.models[name] = model

    def resolve(self, payload: Payload) -> Payload:
        """Return the payload with what the model has that it names."""
        for _ in range(_MAX_MODELS):
            if not payload.reference:
                return payload
            model = self._model(payload.reference)
            if model is None:
                message = f"no resource named {payload.reference} has a model"
                self.diagnostics.warning(payload.at, message, "unknown-model")
                return replace(payload, missing_model=payload.reference, reference="")
            own = {header.name.lower() for header in payload.headers}
            inherited = [each for each in model.headers if each.name.lower() not in own]
            self.used.add(model.at)
            payload = replace(
                payload,
                media_type=payload.media_type or model.media_type,
                description=payload.description or model.description,
                headers=(*payload.headers, *inherited),
                attributes=payload.attributes or model.attributes,
                body=payload.body or model.body,
                schema=payload.schema or model.schema,
                reference=model.reference,
            )
        message = f"the model {payload.reference} names itself"
        self.diagnostics.warning(payload.at, message, "unknown-model")
        return replace(payload, reference="")

    def remark_on_unused_models(self) -> None:
        """Tell of models that no payload names, since nothing of them is in the document."""
        for name, model in self.models.items():
            if model.at not in self.used:
                message = f"no request and no response names the model {name}: it is left out"
                self.diagnostics.warning(model.at, message, "unused-model")

    def _model(self, name: str) -> Payload | None:
        bare = " ".join(name.split())
        found = self.models.get(bare)
        if found is None:
            same = [key for key in self.models if key.lower() == bare.lower()]
            found = self.models[same[0]] if same else None
        return found

    def responses(self, responses: Iterable[Response]) -> Json:
        """Return the responses by status; several of one status share an entry."""
        by_status: dict[str, list[Payload]] = {}
        for response in responses:
            by_status.setdefault(response.status, []).append(self.resolve(response.payload))
        return {status: self._response(status, each) for status, each in by_status.items()}

    def _response(self, status: str, payloads: Sequence[Payload]) -> Json:
        described = dict.fromkeys(payload.description for payload in payloads)
        entry: Json = {"description": "\n\n".join(filter(None, described)) or _phrase(status)}
        if headers := self.response_headers(payloads):
            entry["headers"] = headers
        content = self.content(payloads, self.inferred)
        if content and is_bodiless(status):
            message = f"an answer of status {status} has no body: what the page shows is left out"
            self.diagnostics.warning(payloads[0].at, message, "no-body")
        elif content:
            entry["content"] = content
        bare = {payload.media_type for payload in payloads if payload.empty} - {"", *content}
        if bare:
            entry["x-media-type"] = one_or_all(bare)
        if missing := {payload.missing_model for payload in payloads} - {""}:
            entry["x-model"] = one_or_all(missing)
        entry["x-source"] = payloads[0].at.source
        if others := [payload.at.source for payload in payloads[1:]]:
            entry["x-other-sources"] = others
        return entry

    def content(self, payloads: Iterable[Payload], inferred: list[Json] | None = None) -> Json:
        """Return the media types of payloads, each with its schema and its examples.

        Those of the schemas that come of samples are added to ``inferred``.
        """
        found: dict[str, _Media] = {}
        for payload in payloads:
            if not payload.empty:
                media = found.setdefault(self.media_type(payload), _Media())
                is_inferred = self._add(payload, media)
                if is_inferred and inferred is not None:
                    inferred.append(media.schemas[-1])
        return {name: _media_entry(media) for name, media in found.items()}

    def media_type(self, payload: Payload) -> str:
        """Return the media type of a body; where none is stated, the one that it looks like."""
        if payload.media_type:
            return payload.media_type
        if payload.body is None or payload.attributes or payload.schema:
            return "application/json"
        looks_like = "application/json" if payload.body.text[:1] in set("{[") else "text/plain"
        message = f"a body without a media type is taken for {looks_like}"
        self.diagnostics.warning(payload.at, message, "no-media-type")
        return looks_like

    def _add(self, payload: Payload, media: _Media) -> bool:
        """Take a payload's schema and sample up; whether the schema comes of the sample."""
        declared: Json | None = None
        if payload.schema:
            declared = self._declared(payload.schema)
            if payload.attributes:
                message = "a Schema beside Attributes: the Schema is what counts"
                self.diagnostics.warning(payload.schema.at, message, "schema-counts")
        if declared is None and payload.attributes:
            declared = self.schemas.schema(payload.attributes, implied="object")
        if payload.body is None:
            media.schemas.append(declared or {})
            media.described.append(payload.description)
            return False
        is_json = bool(_JSON.match(self.media_type(payload)))
        value, inferred = self._body(payload.body, declared) if is_json else _text(payload.body)
        media.schemas.append(inferred if declared is None else declared)
        number = len(media.examples) + 1
        name = _example_name(payload.name) or f"example-{number}"
        media.add_example(name, value, payload.description)
        return declared is None

    def _body(self, body: Asset, declared: Json | None) -> tuple[Any, Json]:
        """Return the example and what it shows; what is no JSON is kept as a text."""
        if not body.text.strip():
            return body.text, {}
        try:
            value = None if too_deep(body.text) else parse_json(body.text)
        except ValueError as error:
            at, reason = _place(body, error)
        else:
            if not too_deep(body.text):
                return value, infer(value)
            at, reason = body.at, f"it is more than {MAX_DEPTH} levels deep"
        inferred = None if declared is not None else schema_of_text(body.text)
        known = "its schema is read tolerantly" if inferred else "its schema is left open"
        known = "its schema is declared" if declared is not None else known
        message = f"the body is no JSON, so that it is kept as a text, and {known}: {reason}"
        self.diagnostics.warning(at, message, "json")
        return body.text, inferred or {}

    def _declared(self, schema: Asset) -> Json | None:
        """Return a Schema section's schema, or None where it is none."""
        try:
            value = parse_json(schema.text)
        except ValueError as error:
            at, reason = _place(schema, error)
            self.diagnostics.warning(at, f"the schema is no JSON: {reason}", "schema")
            return None
        if not isinstance(value, dict) or too_deep(schema.text):
            self.diagnostics.warning(schema.at, "the schema is no JSON object", "schema")
            return None
        return SchemaConverter(value, schema.at, self.diagnostics, self._component).convert()

    def _component(self, name: str, schema: Json | None) -> str:
        """Reserve a component for a name, or fill the one that a reference names."""
        if schema is not None:
            self.definitions[name.removeprefix(_COMPONENTS)] = schema
            return name
        if not self.taken:
            self.taken.update(self.schemas.types.keys.values())
        base = slug(name)
        key = base
        while key in self.taken:
            self.counts[base] = self.counts.get(base, 1) + 1
            key = f"{base}_{self.counts[base]}"
        self.taken.add(key)
        self.definitions[key] = {}
        return f"{_COMPONENTS}{key}"

    def response_headers(self, payloads: Sequence[Payload]) -> Json:
        """Return the header objects of responses; the values seen are examples.

        One that only some of the responses of a status show may be left out.
        """
        headers = (header for payload in payloads for header in payload.headers)
        return {
            name: {
                **({} if all(name.lower() in _names(each) for each in payloads) else _OPTIONAL),
                "schema": {"type": "string"},
                **as_examples(seen),
            }
            for name, seen in by_name(headers).items()
        }


_OPTIONAL: Json = {"required": False}


def _names(payload: Payload) -> set[str]:
    return {header.name.lower() for header in payload.headers}


def by_name(headers: Iterable[Header]) -> dict[str, list[str]]:
    """Return the values of headers; `X-Key` and `x-key` are one, under the name that came first."""
    names: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for header in headers:
        name = names.setdefault(header.name.lower(), header.name)
        seen = values.setdefault(name, [])
        if header.value not in seen:
            seen.append(header.value)
    return values


def as_examples(values: Sequence[Any]) -> Json:
    """Return one value as `example`, several as `examples`."""
    if len(values) == 1:
        return {"example": values[0]}
    return {"examples": {f"example-{n}": {"value": value} for n, value in enumerate(values, 1)}}


def one_or_all(values: Iterable[str]) -> str | list[str]:
    """Return the only value, or the sorted list of several."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else found


def _text(body: Asset) -> tuple[str, Json]:
    return body.text, infer(body.text)


def _media_entry(media: _Media) -> Json:
    entry: Json = {"schema": merge_schemas(_described(media))}
    if len(media.examples) == 1:
        return entry | {"example": next(iter(media.examples.values()))}
    words = {name: {"description": "\n\n".join(told)} for name, told in media.words.items() if told}
    examples = {
        name: {**words.get(name, {}), "value": value} for name, value in media.examples.items()
    }
    return entry | ({"examples": examples} if examples else {})


def _described(media: _Media) -> list[Json]:
    """Return the schemas; where there are several, and no samples, with what is said of each."""
    if len(media.described) != len(media.schemas):
        return media.schemas
    words: list[tuple[Json, list[str]]] = []
    for schema, said in zip(media.schemas, media.described, strict=True):
        told = next((told for known, told in words if known == schema), None)
        if told is None:
            words.append((schema, told := []))
        if said and said not in told:
            told.append(said)
    if len(words) == 1:
        return media.schemas
    return [
        {**schema, "description": "\n\n".join(told)} if told else schema for schema, told in words
    ]


def _example_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")


def _place(asset: Asset, error: ValueError) -> tuple[Position, str]:
    if isinstance(error, json.JSONDecodeError):
        column = asset.at.column + error.colno - 1
        line = asset.at.line + error.lineno - 1
        return replace(asset.at, line=line, column=column), error.msg
    return asset.at, str(error)


def _phrase(status: str) -> str:
    return phrase_of(status) or f"Status {status}"

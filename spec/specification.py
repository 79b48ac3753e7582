"""A product's OpenAPI document, as the suite reads it.

The documents in ``spec/openapi`` are the only place that values of the pages (paths, messages,
lifetimes) are taken from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

ROOT = Path(__file__).parent
PRODUCTS = ("cdp", "me", "mi")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DOCUMENT_URI = "urn:meiro:openapi"
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The faster one, where PyYAML was built with libyaml."""


class Effects(IntEnum):
    """What may be done to an instance; each level includes those below it."""

    READ = 0
    """Public look-ups."""
    SESSION = 1
    """Log-ins of the test account."""
    ACCOUNT = 2
    """Users, mail, passwords and generated input."""

    @classmethod
    def named(cls, name: str) -> Effects:
        """Return the level called ``name`` (read, session, account)."""
        return cls[name.upper()]

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class DocumentedAnswer:
    """One answer that the page documents for an operation: a status, and what comes with it."""

    status: str
    """Three digits, or a range such as ``4XX``."""
    media_types: tuple[str, ...]
    """Empty where the page names none."""
    body_required: bool
    """Whether the page shows a body."""
    undocumented: bool
    """Whether the page is silent here, so that any media type and body will do."""
    fields: tuple[str, ...]
    """The documented members of the body, where it is an object of them."""
    example: object
    """The page's sample body, or None."""
    header_schemas: Mapping[str, bool]
    """The documented header names, and whether the answer must have them."""
    source: str
    """``file:line`` of the page."""

    @property
    def message(self) -> str | None:
        """The documented ``message``, or None."""
        message = self.example.get("message") if isinstance(self.example, dict) else None
        return message if isinstance(message, str) else None


@dataclass(frozen=True)
class Operation:
    """One operation of the API, as its page shows it."""

    id: str
    method: str
    path: str
    """The path template below the base URL, with a leading slash."""
    summary: str
    source: str
    media_type: str | None
    """The media type that the page's request names, or None."""
    body_fields: tuple[str, ...]
    """The documented fields of the request body; empty where there is no body."""
    secured: bool
    """Whether it takes an access token in the header."""
    effects: Effects
    enabled_by: str | None
    """The flag of the authentication options that switches it on, or None."""
    required_feature: str | None
    answers: Mapping[str, DocumentedAnswer]

    def answer_for(self, status: int) -> DocumentedAnswer | None:
        """Return what is documented for ``status``, the exact one before its range."""
        return self.answers.get(str(status)) or self.answers.get(f"{status // 100}XX")

    def success(self) -> DocumentedAnswer:
        """Return the documented 2xx answer."""
        return next(a for s, a in sorted(self.answers.items()) if s.startswith("2"))

    def refusal(self) -> DocumentedAnswer | None:
        """Return the documented refusal with a message, or None where the page is silent."""
        return next((a for s, a in self.answers.items() if s.startswith("4") and a.message), None)


@dataclass(frozen=True)
class Specification:
    """All that the pages say of one product's API."""

    product: str
    title: str
    document: Mapping[str, Any]
    operations: Mapping[str, Operation]
    token_header: str
    token_lifetime: timedelta
    refresh_window: timedelta
    """How long after its expiry a token can still be refreshed."""

    def operation(self, operation_id: str) -> Operation:
        """Return the operation of that id; KeyError where the product lacks it."""
        return self.operations[operation_id]

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request names, by its path below the base URL; else None."""
        plain = unquote(path).rstrip("/")
        for each in self.operations.values():
            parts = re.split(r"\{[^}]*\}", each.path)
            if each.method == method and re.fullmatch("[^/]+".join(map(re.escape, parts)), plain):
                return each
        return None

    def secured(self) -> tuple[Operation, ...]:
        """Return the operations that take an access token in the header."""
        return tuple(each for each in self.operations.values() if each.secured)

    def body_errors(
        self, operation: Operation, answer: DocumentedAnswer, media_type: str, body: object
    ) -> Iterator[ValidationError]:
        """Hold a decoded body against the documented schema (JSON Schema 2020-12)."""
        pointer = _pointer(
            "paths",
            operation.path,
            operation.method.lower(),
            "responses",
            answer.status,
            "content",
            media_type,
            "schema",
        )
        if pointer not in self._validators:
            self._validators[pointer] = self._validator(pointer)
        return self._validators[pointer].iter_errors(body)

    @cached_property
    def _validators(self) -> dict[str, Draft202012Validator]:
        """By pointer, once a body was held against what is there."""
        return {}

    def _validator(self, pointer: str) -> Draft202012Validator:
        # Only a run needs it: it takes as long to import as the document does to read.
        from jsonschema import Draft202012Validator  # noqa: PLC0415
        from referencing import Registry, Resource  # noqa: PLC0415
        from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

        resource: Resource[Any] = Resource.from_contents(
            self.document, default_specification=DRAFT202012
        )
        registry: Registry[Any] = Registry().with_resource(_DOCUMENT_URI, resource)
        return Draft202012Validator(
            {"$ref": f"{_DOCUMENT_URI}#{pointer}"},
            registry=registry,
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )


@cache
def load(product: str) -> Specification:
    """Read the committed OpenAPI document of ``product`` (cdp, me or mi)."""
    text = (ROOT / "openapi" / f"{product}.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, _LOADER)  # noqa: S506 - both are safe loaders
    scheme = document["components"]["securitySchemes"]["accessToken"]
    operations = [
        _operation(document, path, method, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]
    return Specification(
        product=product,
        title=document["info"]["title"],
        document=document,
        operations={each.id: each for each in operations},
        token_header=scheme["name"],
        token_lifetime=timedelta(seconds=scheme["x-lifetime-seconds"]),
        refresh_window=timedelta(seconds=scheme["x-refresh-window-seconds"]),
    )


def _operation(
    document: Mapping[str, Any], path: str, method: str, raw: Mapping[str, Any]
) -> Operation:
    return Operation(
        id=raw["operationId"],
        method=method.upper(),
        path=path,
        summary=raw["summary"],
        source=raw["x-source"],
        media_type=raw.get("x-request-media-type"),
        body_fields=tuple(_fields(document, raw.get("requestBody", {}).get("content", {}))),
        secured=bool(raw.get("security")),
        effects=Effects.named(raw["x-effects"]),
        enabled_by=raw.get("x-enabled-by"),
        required_feature=raw.get("x-required-feature"),
        answers={
            str(status): _answer(document, str(status), answer)
            for status, answer in raw["responses"].items()
        },
    )


def _fields(document: Mapping[str, Any], content: Mapping[str, Any]) -> list[str]:
    schemas = [_resolved(document, each.get("schema", {})) for each in content.values()]
    return [field for schema in schemas for field in schema.get("properties", {})]


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        schema = target
    return schema


def _answer(document: Mapping[str, Any], status: str, raw: Mapping[str, Any]) -> DocumentedAnswer:
    content: Mapping[str, Any] = raw.get("content", {})
    named = raw.get("x-media-type")
    return DocumentedAnswer(
        status=status,
        media_types=tuple(content) or ((named,) if named else ()),
        body_required=bool(content),
        undocumented=bool(raw.get("x-undocumented")),
        fields=tuple(_fields(document, content)),
        example=next((each["example"] for each in content.values() if "example" in each), None),
        header_schemas={
            name: bool(header.get("required")) for name, header in raw.get("headers", {}).items()
        },
        source=raw.get("x-source", ""),
    )


def _pointer(*parts: str) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)

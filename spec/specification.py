"""A product's OpenAPI document, as the suite reads it.

The documents in ``spec/openapi`` are the only place that values of the pages (paths, messages,
lifetimes) are taken from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import IntEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml

from spec import counts, filters, general, kinds, orders, products, resources
from spec.always import demanding
from spec.answers import DocumentedAnswer, fields_of, groups_of
from spec.general import UNTOLD, GeneralRefusal
from spec.inherited import with_rules_of_making
from spec.left_out import left_out_of
from spec.member_words import with_told_members
from spec.parameter_words import with_told_parameters
from spec.parameters import Parameter, parameters_of
from spec.prose import answers_of, with_told_alone
from spec.refused_queries import RefusedQuery, refused_queries
from spec.roles import AS_ANY_OTHER, Role
from spec.samples import NO_SAMPLES, Samples, samples_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    from spec.counts import ToldCount
    from spec.filters import Filter
    from spec.left_out import LeftOut
    from spec.orders import ToldOrder
    from spec.resources import Kind, Resource

ROOT = Path(__file__).parent
PARAMETER = re.compile(r"\{([^{}]+)\}")
"""One of a path's, by its name."""
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

    @property
    def words(self) -> str:
        """Say what may be done at that level."""
        return {
            Effects.READ: "public look-ups only",
            Effects.SESSION: "log-ins of the test account as well",
            Effects.ACCOUNT: "log-ins, users, mail, passwords and odd input as well",
        }[self]

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Operation:
    """One operation of the API, as its page shows it."""

    id: str
    role: Role | None
    """What it is for, where the suite has to know; None for most."""
    group: str
    """The heading that gathers it with others on its page; empty where there is none."""
    method: str
    path: str
    """The path template below the base URL, with a leading slash."""
    parameters: tuple[Parameter, ...]
    """Those of its path and its query, in the page's order."""
    summary: str
    source: str
    media_type: str | None
    """The media type that the page's request names, or None."""
    body_fields: tuple[str, ...]
    """The documented fields of the request body; empty where there is no body."""
    body_schema: Mapping[str, Any] | None
    """The schema of the request body; None where the page shows no body."""
    body_example: object
    """The page's sample of the request body, or None."""
    secured: bool
    """Whether it takes an access token in the header."""
    effects: Effects
    enabled_by: str | None
    """The flag of the authentication options that switches it on, or None."""
    required_feature: str | None
    answers: Mapping[str, DocumentedAnswer]
    kind: Kind | None = None
    """What it does to the things of its resource; None where it has contracts of its own."""
    resource: str | None = None
    """The path of its resource's collection, or its own."""
    filters: tuple[Filter, ...] = ()
    """Those of its parameters that choose among the things of a list."""
    left_out: tuple[LeftOut, ...] = ()
    """What a list leaves out unless it is asked for, where its page says so."""
    order: ToldOrder | None = None
    """That in which a list comes unasked, where its page says so in words."""
    count: ToldCount | None = None
    """What says how many things a list has, where its page says that it counts all of them."""
    general: GeneralRefusal = UNTOLD
    """What is answered to a value that breaks a rule, where the pages say so of any."""
    refused_queries: Mapping[str, RefusedQuery] = field(default_factory=dict)
    """What is answered to other values of a parameter than it may have, by its name."""
    body_groups: tuple[tuple[str, ...], ...] = ()
    """Groups of fields of which a body has one; empty where none exclude each other."""
    samples: Samples = NO_SAMPLES

    @property
    def is_as_any_other(self) -> bool:
        """Whether it has no contracts of its own about what it takes and gives."""
        return self.role is None or self.role in AS_ANY_OTHER

    @property
    def is_plain_look_up(self) -> bool:
        """Whether it is a GET whose path needs no filling in."""
        return self.method == "GET" and "{" not in self.path

    @property
    def queried(self) -> tuple[Parameter, ...]:
        """The parameters of its query."""
        return tuple(each for each in self.parameters if each.where == "query")

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or None."""
        return next((each for each in self.parameters if each.name == name), None)

    def answer_for(self, status: int) -> DocumentedAnswer | None:
        """Return what is documented for ``status``, the exact one before its range."""
        return self.answers.get(str(status)) or self.answers.get(f"{status // 100}XX")

    def success(self) -> DocumentedAnswer:
        """Return the documented 2xx answer."""
        return next(a for s, a in sorted(self.answers.items()) if s.startswith("2"))

    def refusal(self) -> DocumentedAnswer | None:
        """Return the documented refusal with a message, first of who is not let in; or None."""
        told = [a for status, a in self.answers.items() if status.startswith("4") and a.message]
        return min(told, key=lambda a: a.status not in {"401", "403"}, default=None)


@dataclass(frozen=True)
class Specification:
    """All that the pages say of one product's API."""

    product: str
    title: str
    document: Mapping[str, Any]
    operations: Mapping[str, Operation]
    token_header: str
    token_scheme: str
    """What stands before a token in its header, as ``Bearer`` (RFC 6750, 2.1); mostly nothing."""
    token_lifetime: timedelta
    refresh_window: timedelta
    """How long after its expiry a token can still be refreshed."""

    def credentials(self, token: str | bytes) -> str | bytes:
        """Return what the header holds that a token travels in."""
        before = self.before_token
        return before + token if isinstance(token, str) else before.encode() + token

    @property
    def before_token(self) -> str:
        """What stands before a token in its header."""
        return f"{self.token_scheme} " if self.token_scheme else ""

    def token_in(self, header: str) -> str:
        """Return the token that such a header holds."""
        scheme, _, token = header.partition(" ")
        is_so = bool(self.token_scheme) and scheme.lower() == self.token_scheme.lower()
        return token.strip() if is_so else header

    def tokens_sent(self, headers: Iterable[tuple[str, str]]) -> list[str]:
        """Return what the headers of a request hold in a token's place, be it empty."""
        name = self.token_header.lower()
        return [self.token_in(value) for each, value in headers if each.lower() == name]

    def operation(self, operation_id: str) -> Operation:
        """Return the operation of that id; KeyError where the product lacks it."""
        return self.operations[operation_id]

    @cached_property
    def _roles(self) -> Mapping[Role, Operation]:
        return {each.role: each for each in self.operations.values() if each.role is not None}

    def has(self, *roles: Role) -> bool:
        """Whether the product has an operation for each of the roles."""
        return all(role in self._roles for role in roles)

    def role(self, role: Role) -> Operation:
        """Return the operation for a role; KeyError where the product lacks it."""
        return self._roles[role]

    def of_role(self, role: Role) -> Operation | None:
        """Return the operation for a role; None where the product lacks it."""
        return self._roles.get(role)

    @cached_property
    def look_up(self) -> Operation | None:
        """The harmless look-up that shows whether an instance is there; None without one.

        It is the authentication options; else a GET of a path without a parameter, one that
        anybody may make before one that takes a token.
        """
        if self.has(Role.OPTIONS):
            return self.role(Role.OPTIONS)
        found = [each for each in self.operations.values() if each.is_plain_look_up]
        return min(found, key=_demands, default=None)

    @property
    def look_up_path(self) -> str:
        """The path of that look-up; the root where the pages have none."""
        return self.look_up.path if self.look_up is not None else "/"

    def gates(self) -> tuple[Operation, ...]:
        """Return the protected operations but log-out, which ends the session that it is given."""
        return tuple(each for each in self.secured() if each.role is not Role.LOGOUT)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """The kinds of things that the pages let one make, look up, change or delete."""
        return resources.infer(self)

    def resource_of(self, operation: Operation) -> Resource | None:
        """Return the resource that an operation is about, or None."""
        return next((each for each in self.resources if each.path == operation.resource), None)

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a schema refers to, or the schema itself where it refers to nothing."""
        return resources.followed(self.document, schema)

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request names, by its path below the base URL; else None."""
        plain = unquote(path).rstrip("/")
        fitting = [
            each
            for each in self.operations.values()
            if each.method == method and resources.fits(each.path.rstrip("/"), plain)
        ]
        # As OpenAPI has it: what is spelled out comes before what a variable stands for.
        return min(fitting, key=lambda each: each.path.count("{"), default=None)

    def secured(self) -> tuple[Operation, ...]:
        """Return the operations that take an access token in the header."""
        return tuple(each for each in self.operations.values() if each.secured)

    def body_errors(
        self, operation: Operation, answer: DocumentedAnswer, media_type: str, body: object
    ) -> Iterator[ValidationError]:
        """Hold a decoded body against the documented schema (JSON Schema 2020-12)."""
        where = ("paths", operation.path, operation.method.lower(), "responses", answer.status)
        pointer = _pointer(*where, "content", media_type, "schema")
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
    """Read the committed OpenAPI document of ``product``; KeyError where there is none."""
    return parse(product, products.document(product).read_text(encoding="utf-8"))


def parse(product: str, text: str) -> Specification:
    """Return what a product's OpenAPI document says, given as its text."""
    document = demanding(yaml.load(text, _LOADER))  # noqa: S506 - both are safe loaders
    scheme = document["components"]["securitySchemes"]["accessToken"]
    operations = [
        with_told_parameters(document, _operation(document, path, method, item))
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]
    read = {
        each.id: replace(
            each,
            filters=tuple(filters.filters_of(document, each)),
            left_out=left_out_of(document, each),
            order=orders.told_order(document, each),
            count=counts.told_count(document, each),
            general=general.told_general(document, each),
            refused_queries=refused_queries(document, each),
        )
        for each in kinds.classified(document, list(with_told_alone(document, operations)))
    }
    return Specification(
        product=product,
        title=document["info"]["title"],
        document=document,
        operations=with_told_members(document, with_rules_of_making(document, read)),
        token_header=scheme["name"],
        token_scheme=scheme.get("x-token-scheme", ""),
        token_lifetime=timedelta(seconds=scheme["x-lifetime-seconds"]),
        refresh_window=timedelta(seconds=scheme["x-refresh-window-seconds"]),
    )


def _operation(
    document: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]
) -> Operation:
    raw = item[method]
    content = raw.get("requestBody", {}).get("content", {})
    body: Mapping[str, Any] = next(iter(content.values()), {})
    role, samples = raw.get("x-role"), samples_of(document, raw, body)
    taken = {"taken": {"schema": samples.schema}} if samples.schema is not None else {}
    return Operation(
        id=raw["operationId"],
        role=Role(role) if role is not None else None,
        group=next(iter(raw.get("tags", ())), ""),
        method=method.upper(),
        path=path,
        parameters=tuple(
            parameters_of(document, (*item.get("parameters", ()), *raw.get("parameters", ())))
        ),
        summary=raw.get("summary", raw["operationId"]),
        source=raw.get("x-source", ""),
        media_type=raw.get("x-request-media-type"),
        body_fields=tuple(fields_of(document, taken)),
        body_groups=tuple(groups_of(document, taken)),
        body_schema=resources.with_named_values(document, samples.schema)
        if samples.schema is not None
        else None,
        body_example=samples.first,
        samples=samples,
        secured=bool(raw.get("security")),
        effects=_effects(method, raw),
        enabled_by=raw.get("x-enabled-by"),
        required_feature=raw.get("x-required-feature"),
        answers=answers_of(document, raw),
    )


def _demands(operation: Operation) -> tuple[bool, int]:
    """Return what an operation demands, so that the least comes first: a token, parameters."""
    return operation.secured, sum(each.required for each in operation.parameters)


def _effects(method: str, raw: Mapping[str, Any]) -> Effects:
    """Return what it takes to send an operation: an overlay's word, else a guess by its method."""
    if "x-effects" in raw:
        return Effects.named(raw["x-effects"])
    if method not in {"get", "head", "options"}:
        return Effects.ACCOUNT
    return Effects.SESSION if raw.get("security") else Effects.READ


def _pointer(*parts: str) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)

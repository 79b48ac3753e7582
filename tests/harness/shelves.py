"""A product of things on shelves, and an instance of it in memory: no socket, no process."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

import yaml

from harness.core.exchange import Exchange, Request
from harness.http.answer import Answer
from harness.http.recorder import Recorder
from harness.operations.calls import Calls
from harness.operations.made import Made
from spec import products, specification
from spec.specification import Effects
from tests.harness.making import a_target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

THING: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "example": "VIP"},
        "size": {"type": "integer", "example": 7},
    },
}


def query(name: str, schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Write a parameter of a query."""
    return {"name": name, "in": "query", "schema": schema, **more}


def answers(success: str, schema: object, refusals: Mapping[str, Any]) -> dict[str, Any]:
    """Write the answers of an operation, with what else than its success comes."""
    found: dict[str, Any] = {success: {"content": {"application/json": {"schema": schema}}}}
    for status, example in refusals.items():
        content = {"application/json": {"schema": {}, "example": example}}
        found[status] = {"content": content} if example is not None else {}
    found["4XX"] = {"x-undocumented": True}
    return found


def pages(
    *parameters: Mapping[str, Any],
    of_list: Mapping[str, Any] | None = None,
    of_making: Mapping[str, Any] | None = None,
    members: Mapping[str, Any] | None = None,
    around: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Write the document of a product with one resource; ``more`` has other paths.

    ``around`` has the members beside a list's things.
    """
    thing = {**THING, "properties": {**THING["properties"], **(members or {})}}
    secured: dict[str, Any] = {"security": [{"accessToken": []}]}
    body = {**thing, "required": ["name"]}
    listed = {"things": {"type": "array", "items": thing}, **(around or {})}
    things = {"type": "object", "properties": listed}
    making = {
        "operationId": "make",
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "x-request-media-type": "application/json",
        "responses": answers("201", thing, of_making or {}),
    }
    return {
        "info": {"title": "Shelves"},
        "components": {"securitySchemes": {"accessToken": {
            "name": "X-Access-Token", "x-lifetime-seconds": 1, "x-refresh-window-seconds": 1}}},
        "paths": {
            "/things": {
                "get": {"operationId": "list", "parameters": list(parameters),
                        "responses": answers("200", things, of_list or {}), **secured},
                "post": {**making, **secured},
            },
            "/things/{thing_id}": {
                "get": {"operationId": "get", "responses": answers("200", thing, {}), **secured},
            },
            **more,
        },
    }  # fmt: skip


class Shelves:
    """Writes products for a test, each in a folder of its own, and plays their instances."""

    def __init__(self, folder: Any, set_variable: Callable[[str, str], None]) -> None:
        self._folder = folder
        self._set_variable = set_variable
        self.asked: list[tuple[str, dict[str, str], object, object]] = []
        """What was sent: the operation, its query, its body and its token."""

    def spec_of(self, document: Mapping[str, Any]) -> specification.Specification:
        """Load a document as that of a product."""
        text = yaml.safe_dump(document)
        product = "s" + hashlib.sha256(text.encode()).hexdigest()[:12]
        for room in ("blueprints", "openapi"):
            (self._folder / room).mkdir(exist_ok=True)
        (self._folder / "blueprints" / product).mkdir(exist_ok=True)
        (self._folder / "blueprints" / product / "page.apib").write_text("")
        (self._folder / "openapi" / f"{product}.yaml").write_text(text)
        products._folders.cache_clear()
        self._set_variable("MEIRO_SPEC", str(self._folder))
        return specification.load(product)

    def calls(
        self,
        document: Mapping[str, Any],
        play: Any,
        effects: Effects = Effects.ACCOUNT,
        **of_target: Any,
    ) -> Calls:
        """Return the calls of a product whose instance is played."""
        spec = self.spec_of(document)
        api: Any = _Api(spec, play, self.asked)
        made = Made(api, lambda act: act("token"))
        api.made = made
        target = a_target(product=spec.product, effects=effects, **of_target)
        return Calls(api, target, made, lambda: "token", lambda: "token", lambda: "a@acme.test")


class _Api:
    def __init__(self, spec: specification.Specification, play: Any, asked: list[Any]) -> None:
        self.spec, self._play, self._asked = spec, play, asked
        self.recorder = Recorder(spec)
        self.made: Made

    @property
    def count(self) -> int:
        """How many requests were played."""
        return len(self._asked)

    def call(
        self,
        operation_id: str,
        *,
        token: object = None,
        fields: object = None,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Play an operation."""
        given = {**(query or {}), **(headers or {})}
        self._asked.append((operation_id, given, fields, token))
        operation = self.spec.operation(operation_id)
        status, body, *headers = self._play(operation_id, {**given, **(path or {})}, fields)
        if token is None and operation.secured and status < 300:
            status, body = self._play("nobody", {}, None)
        filled = operation.path
        for name, value in (path or {}).items():
            filled = filled.replace("{" + name + "}", quote(value, safe=""))
        url = f"http://acme.test{filled}"
        request = Request(operation.method, url, (), json.dumps(fields).encode())
        exchange = Exchange(
            operation, request, _NOW, status=status,
            body=b"" if body is None else json.dumps(body).encode(),
            headers=(("Content-Type", "application/json"), *headers),
        )  # fmt: skip
        self.recorder.record(exchange)
        self.made.track(exchange)
        return Answer(exchange, self.spec, self.recorder)

    def probe(self, _method: str, path: str, token: object) -> Answer:
        """Play a look-up that no answer's form is held against."""
        given = dict(parse_qsl(path.partition("?")[2]))
        found = self.call("list", token=token, query=given)
        exchange = Exchange(
            None, found.exchange.request, _NOW, status=found.status, body=found.exchange.body
        )
        return Answer(exchange, self.spec, self.recorder)


_NOW = datetime(2027, 1, 1, tzinfo=UTC)

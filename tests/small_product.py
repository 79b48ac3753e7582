"""A product whose pages have no log-in, options nor anything of a session: two look-ups alone."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import yaml

from tests.harness.wire import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "small"
EMAIL, PASSWORD = "qa@acme.test", "aT9!small-Zq4w-7Rk2Lm"
LIFETIME = 8 * 3600
PAGE = """# Small

# Group Segments

## Segments [/segments]

### List segments [GET]

## Segment [/segments/{segment_id}]

### Get segment [GET]
"""


def _answer(schema: dict[str, Any], line: int) -> dict[str, Any]:
    source = f"spec/blueprints/{NAME}/segments.apib:{line}"
    content = {"application/json": {"schema": schema}}
    silent = {"description": "A refusal", "x-undocumented": True}
    return {"200": {"description": "OK", "content": content, "x-source": source}, "4XX": silent}


def _operation(operation_id: str, schema: dict[str, Any], line: int) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "summary": operation_id,
        "security": [{"accessToken": []}],
        "responses": _answer(schema, line),
        "x-source": f"spec/blueprints/{NAME}/segments.apib:{line}",
    }


def write_pages(folder: Path) -> None:
    """Write the product's page and document where ``MEIRO_SPEC`` may name the folder."""
    pages = folder / "blueprints" / NAME
    pages.mkdir(parents=True)
    (pages / "segments.apib").write_text(PAGE)
    segment = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
    many = {"type": "array", "items": segment}
    several = {"type": "object", "properties": {"segments": many}, "required": ["segments"]}
    parameter = {
        "name": "segment_id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer"},
    }
    one = _operation("getSegment", segment, 11) | {"parameters": [parameter]}
    scheme = {
        "type": "apiKey",
        "in": "header",
        "name": "X-Access-Token",
        "x-lifetime-seconds": LIFETIME,
        "x-refresh-window-seconds": LIFETIME // 2,
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": {
            "/segments": {"get": _operation("listSegments", several, 7)},
            "/segments/{segment_id}": {"get": one},
        },
        "components": {"securitySchemes": {"accessToken": scheme}},
    }
    (folder / "openapi").mkdir()
    (folder / "openapi" / f"{NAME}.yaml").write_text(yaml.safe_dump(document))


class Small(ThreadingHTTPServer):
    """Serves the product, beside another one's log-in, and a helper that makes tokens older."""

    daemon_threads = True

    def __init__(self, *, is_open: bool = False, is_immortal: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.is_open = is_open
        """A fault: the list is given to anybody."""
        self.is_immortal = is_immortal
        """A fault: tokens do not expire."""
        self.ages: dict[str, int] = {}
        """Of each token, in seconds."""
        self.seen: list[tuple[str, str]] = []

    @property
    def origin(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def token(self, age: int = 0) -> str:
        """Issue a token."""
        made = secrets.token_hex(16)
        self.ages[made] = age
        return made

    def answer(self, method: str, path: str, token: str | None, body: Any) -> tuple[int, Any]:
        """Say what answers a request."""
        self.seen.append((method, path))
        sent = body if isinstance(body, dict) else {}
        place = path.partition("?")[0]
        if place == "/age":
            age = self.ages.get(sent.get("token", ""), 0)
            return 200, {"token": self.token(age + int(sent.get("seconds", 0)))}
        if place.startswith("/cdp/users/"):
            return self._of_log_in(place, sent)
        return self._of_segments(method, place, token)

    def _of_log_in(self, place: str, sent: dict[str, Any]) -> tuple[int, Any]:
        if place == "/cdp/users/auth_options":
            flags = {"is_credentials_login_enabled": True, "is_oidc_login_enabled": False}
            return 200, {"authentication_options": flags}
        if sent == {"email": EMAIL, "password": PASSWORD}:
            return 200, {"token": self.token()}
        return 401, {"message": "no"}

    def _of_segments(self, method: str, place: str, token: str | None) -> tuple[int, Any]:
        is_list = place == "/small/segments"
        if not place.startswith("/small/segments"):
            return 404, {"message": "no such path"}
        if not (is_list and self.is_open) and not self._lives(token):
            return 401, {"message": "a token is needed"}
        if method != "GET":
            return 405, {"message": "not here"}
        if is_list:
            return 200, {"segments": [{"id": 1}]}
        is_there = place == "/small/segments/1"
        return (200, {"id": 1}) if is_there else (404, {"message": "no segment"})

    def _lives(self, token: str | None) -> bool:
        age = self.ages.get(token or "")
        return age is not None and (age < LIFETIME or self.is_immortal)


class _Handler(BaseHTTPRequestHandler):
    server: Small
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        raw = self.rfile.read(int(length) if length.isdigit() else 0)
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        token = self.headers.get("X-Access-Token")
        status, said = self.server.answer(self.command, self.path, token, body)
        data = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
    setattr(_Handler, f"do_{_method}", _Handler._any)


@contextmanager
def a_small_instance(**faults: bool) -> Iterator[Small]:
    """Serve the product, with these faults."""
    with Small(**faults) as server, serving(server):
        yield server

"""A plugin of pytest for the proof: speaks to reference instances without a socket between.

They are served in the process of the run, too: what is about the wire goes over it, as everything
does in `make proof`. That is requests which no ordinary client sends, and instances whose answers
differ in how they are sent (:data:`ON_THE_WIRE`). All else would cross the wire as it is.
"""

from __future__ import annotations

import io
import json
import os
import threading
from contextlib import ExitStack
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.util import SKIP_HEADER

from harness.http.oddity import OddRequest
from reference.commands import build
from reference.post import post_office
from tests.living import living
from tests.matrix import INSTANCES, write_targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from requests import PreparedRequest, Response
    from starlette.types import ASGIApp, Message, Scope

ON_THE_WIRE = frozenset(
    {"chunked", "connection-close", "hangs-up-on-null"}
    | {"log-ins-at-once-mixed", "sso-code-used-by-two-at-once", "reset-token-used-by-two-at-once"}
)
"""Changes in how, or when, answers are sent. The shortcut fails where one is missing here."""
ONE_BY_ONE = threading.RLock()
"""What is asked at the same moment is answered as a server's loop does it, one after another."""
ORDINARY = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
FRAMING = frozenset({b"expect", b"te", b"trailer", b"transfer-encoding", b"upgrade"})
LONGEST = 64 * 1024
"""Of a request's body and of its headers; what is longer may be cut on the way."""
Headers = list[tuple[bytes, bytes]]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Serve the instances, and write the targets file that the options name."""
    directory = Path(config.getoption("targets_file")).parent
    names: dict[str, str] = json.loads((directory / INSTANCES).read_text())
    instances = [build(f"{name}={made_of}") for name, made_of in names.items()]
    stack = ExitStack()
    config.add_cleanup(stack.close)
    stack.enter_context(post_office(instances))
    described, applications = stack.enter_context(living(instances))
    _, environment = write_targets(directory, described, "account")
    os.environ.update(environment)
    for place, made_of in zip(list(applications), names.values(), strict=False):
        if ON_THE_WIRE & {*made_of.split("+")}:
            del applications[place]
    stack.enter_context(pytest.MonkeyPatch.context()).setattr(
        HTTPAdapter, "send", shortcut(applications)
    )


def shortcut(applications: Mapping[str, ASGIApp]) -> Any:
    """Return how requests are sent: to an application by its host and port, or over the wire."""
    wire = HTTPAdapter.send

    def send(adapter: HTTPAdapter, request: PreparedRequest, **options: Any) -> Response:
        parts = urlsplit(request.url or "")
        application = applications.get(str(parts.netloc))
        headers, body = list(sent_headers(request, str(parts.netloc))), body_of(request)
        is_odd = isinstance(request, OddRequest)  # its line is the wire's to carry
        if application is None or is_odd or not is_ordinary(request.method, headers, body):
            return wire(adapter, request, **options)
        scope = scope_of(request.method or "", request.url or "", headers)
        answer = answered(call(application, scope, body or b""), request)
        return adapter.build_response(request, answer)

    return send


def scope_of(method: str, url: str, headers: Headers) -> Scope:
    """Return what uvicorn would hand over of a request."""
    parts = urlsplit(url)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path or "/"),
        "query_string": parts.query.encode(),
        "headers": headers,
        "state": {"hang_up": hang_up},
    }


def hang_up() -> None:
    """Stand for what an application may do to its connection: there is none."""
    raise RuntimeError("it breaks its connection: name its change in ON_THE_WIRE")


def body_of(request: PreparedRequest) -> bytes | None:
    """Return the bytes of a request's body; None where they come as a stream."""
    body = request.body or b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else None


def sent_headers(request: PreparedRequest, host: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers that urllib3 would send, in lower case as uvicorn would hand them over."""
    yield b"host", host.encode()
    if "Accept-Encoding" not in request.headers:
        yield b"accept-encoding", b"identity"
    for name, value in request.headers.items():
        if value != SKIP_HEADER:
            yield _bytes(name).lower(), _bytes(value)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


def is_ordinary(method: str | None, headers: Headers, body: bytes | None) -> bool:
    """Whether a request crosses the wire as it is, whoever sends and whoever receives it."""
    if method not in ORDINARY or body is None or len(body) > LONGEST:
        return False
    told = dict(headers)
    return (
        told.get(b"connection", b"keep-alive") == b"keep-alive"
        and not FRAMING & told.keys()
        and told.get(b"content-length", b"0") == str(len(body)).encode()
        and all(_is_plain(name) and _is_plain(value) for name, value in headers)
        and sum(len(name) + len(value) for name, value in headers) <= LONGEST
    )


def _is_plain(text: bytes) -> bool:
    return text.isascii() and text.decode().isprintable() and text == text.strip()


def call(application: ASGIApp, scope: Scope, body: bytes) -> list[Message]:
    """Hand a request over to an application that waits for nothing else; return what it sends."""
    sent: list[Message] = []
    events: list[Message] = [
        {"type": "http.disconnect"},
        {"type": "http.request", "body": body, "more_body": False},
    ]

    async def receive() -> Message:
        return events.pop()

    async def send(event: Message) -> None:
        sent.append(event)

    with ONE_BY_ONE:
        running = application(scope, receive, send)
        try:
            running.send(None)  # type: ignore[attr-defined]
        except StopIteration:
            return sent
    raise RuntimeError("it waits for something: name its change in ON_THE_WIRE")


def answered(events: Iterable[Message], request: PreparedRequest) -> HTTPResponse:
    """Return what a client would read of an answer; fail where the wire would make it another."""
    start, *parts = events
    content = require_framed(start, parts)
    headers = HTTPHeaderDict()
    for name, value in start["headers"]:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    return HTTPResponse(
        io.BytesIO(content),
        headers,
        start["status"],
        reason=responses.get(start["status"], ""),
        preload_content=False,
        request_method=request.method,
    )


def require_framed(start: Message, parts: Iterable[Message]) -> bytes:
    """Return an answer's body; fail where its head says otherwise how it is sent."""
    content = b"".join(each["body"] for each in parts)
    told = {name.decode("latin-1").lower(): value for name, value in start["headers"]}
    length = str(len(content)).encode() if start["status"] != 204 else None
    is_framed = bool({"connection", "transfer-encoding"} & told.keys())
    if is_framed or told.get("content-length") != length or (length is None and content):
        raise RuntimeError("its framing is the wire's to say: name its change in ON_THE_WIRE")
    return content

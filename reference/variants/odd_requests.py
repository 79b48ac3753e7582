"""Variants of how odd requests are taken: by the instance, or by who hands them on."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import gzip
import re
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, make_page, wrap
from reference.instance import Instance
from reference.variants.registry import variant

Serve = Callable[[Scope, Receive, Send], Awaitable[None]]
BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})|%00|%c0%af")


@variant("odd-paths-are-mended")
def mends_paths(instance: Instance) -> None:
    """Slashes that come twice or at the end, parameters of a path and its case do not count."""

    def respond(honest: Handler, call: Call) -> Answer:
        path = re.sub(r"/+", "/", re.sub(r";[^/]*", "", call.path))
        call.path = path.rstrip("/") or "/"
        return honest(call)

    wrap(instance, "respond", respond)


@variant("odd-lines-are-refused", axis="odd lines")
def refuses_lines(instance: Instance) -> None:
    """A front answers a page (400) where a percent sign encodes nothing."""

    async def serve(honest: Serve, scope: Scope, receive: Receive, send: Send) -> None:
        line = scope.get("raw_path", b"") + b"?" + scope["query_string"]
        if BROKEN_PERCENT.search(line):
            page = Response("<html><h1>Bad Request</h1></html>", 400, media_type="text/html")
            await page(scope, receive, send)
            return
        await honest(scope, receive, send)

    wrap(instance, "serve", serve)


@variant("unknown-paths-show-the-application", axis="unknown paths")
def shows_application(instance: Instance) -> None:
    """A look-up of a path that is none shows the page of an application (200)."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if not call.operation and call.method == "GET" and answer.status == 404:
            answer.status = 200
            make_page(answer)
        return answer

    wrap(instance, "respond", respond)


@variant("methods-are-not-implemented")
def implements_no_methods(instance: Instance) -> None:
    """A method that a path does not have is not implemented (501)."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if answer.status == 405:
            answer.status = 501
        return answer

    wrap(instance, "respond", respond)


@variant("packed-bodies-are-read")
def unpacks(instance: Instance) -> None:
    """A body that is gzip is unpacked; one in another coding is refused (415)."""

    def respond(honest: Handler, call: Call) -> Answer:
        coding = call.headers.get("content-encoding", "identity")
        if coding == "gzip":
            try:
                call.body = gzip.decompress(call.body)
            except (OSError, EOFError, zlib.error):
                return Answer(400, {"message": "The body is no gzip"})
        elif coding != "identity":
            return Answer(415, {"message": "The coding is not known"})
        return honest(call)

    wrap(instance, "respond", respond)


@variant("odd-lines-end-the-connection", axis="odd lines")
def hangs_up(instance: Instance) -> None:
    """A front closes the connection on methods and targets that it does not know."""

    async def serve(honest: Any, scope: Scope, receive: Receive, send: Send) -> None:
        is_known = scope["method"] in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
        if not is_known or not scope["path"].startswith("/"):
            scope["state"]["hang_up"]()
            return
        await honest(scope, receive, send)

    wrap(instance, "serve", serve)

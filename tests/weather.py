"""A front before an instance, as a load balancer is one: it may show pages of its own, or go."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Front:
    """Hands requests on; what it does of its own goes by the number of the request."""

    def __init__(self, instance: str) -> None:
        self._instance = urlsplit(instance)
        self.pages: dict[int, bytes] = {}
        """What is shown in place of the instance's answer."""
        self.shown: Callable[[int, str], bytes | None] = lambda _number, _request: None
        """Asked for each request, by its number and its text, what is shown in place."""
        self.goes_after: int | None = None
        """The request after which nobody listens for a while."""
        self.is_missed: Callable[[], bool] = lambda: True
        """Whether somebody found nobody listening: then it listens again."""
        self.keeps_waiting: Callable[[], bool] = lambda: False
        """Asked before each request is handed on: whether it is never answered."""
        self.is_lost: Callable[[str, int], bool] = lambda _, __: False
        """Asked of each request line, and how often it came: whether its answer never arrives."""
        self.kept_of_lost = 0
        """Bytes of such an answer that do arrive."""
        self._count = 0
        self._lines: Counter[str] = Counter()
        self._port = 0
        self._server = self._listen()

    @property
    def url(self) -> str:
        """The base URL of the instance behind it."""
        return f"http://127.0.0.1:{self._port}{self._instance.path}"

    def close(self) -> None:
        """Stop for good."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request, and go where it is time to."""
        self._count += 1
        number = self._count
        body = _body_of(request)
        request.close_connection = True
        if self.keeps_waiting():
            request.rfile.read(1)  # nothing more comes, until the client gives up and hangs up
            return
        text = f"{request.command} {request.path}\n\n{body.decode('latin-1')}"
        shown = self.pages.get(number) or self.shown(number, text)
        answer = shown or self._handed_on(request, body)
        line = f"{request.command} {urlsplit(request.path).path}"
        self._lines[line] += 1
        if self.is_lost(line, self._lines[line]):
            answer = answer[: self.kept_of_lost]
        if number == self.goes_after:  # before its answer is read: nothing else is asked meanwhile
            self.close()
            threading.Thread(target=self._come_back).start()
        request.wfile.write(answer)

    def _come_back(self) -> None:
        while not self.is_missed():
            time.sleep(0.01)
        self._server = self._listen()

    def _handed_on(self, request: BaseHTTPRequestHandler, body: bytes) -> bytes:
        connection = http.client.HTTPConnection(self._instance.netloc)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() != "transfer-encoding"  # the body is whole, and goes on in one piece
        }
        connection.request(request.command, request.path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in answer.getheaders() if name != "connection"]
        connection.close()
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + content

    def _listen(self) -> ThreadingHTTPServer:
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline()
                self.close_connection = True
                if self.raw_requestline and self.parse_request():
                    front.answer(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._port = server.server_address[1]
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return server


def _body_of(request: BaseHTTPRequestHandler) -> bytes:
    """Read the body of a request, in one piece or in chunks."""
    if request.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length") or 0))
    body = b""
    while size := int(request.rfile.readline().partition(b";")[0].strip() or b"0", 16):
        body += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return body


@contextmanager
def a_front(instance: str) -> Iterator[Front]:
    """Stand before the instance at a URL."""
    front = Front(instance)
    try:
        yield front
    finally:
        front.close()

"""A server that plays answers byte by byte, and keeps the requests as they came."""

from __future__ import annotations

import json as json_module
import re
import socketserver
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.exchange import Exchange
from harness.http.transport import Transport, request_of
from tests.harness.making import a_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.http.client import Client

FLAGS = {"is_credentials_login_enabled": True, "is_oidc_login_enabled": True}
"""The authentication options that cdp's page shows."""
LOG_IN = "POST /api/users/login"
LOOK_UP = "GET /api/users/auth_options"
HANG_UP = b""
"""Plays a connection that is closed without an answer."""


def http(status: int, json: object = None, *lines: str) -> bytes:
    """Write an answer with a JSON body and these header lines."""
    body = b"" if json is None else json_module.dumps(json).encode()
    head = [f"HTTP/1.1 {status} Status", "Content-Type: application/json", *lines]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


REFUSED = http(400, {"message": "no"})
CRASHED = http(500, {"message": "boom"})
"""Plays an instance that a request made fall over."""


class Wire(socketserver.ThreadingTCPServer):
    """Plays ``answers`` in turn, the last of them again and again; look-ups have their own."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.answers = [http(200, {"token": "an-access-token"})]
        self.look_up = http(200, {"authentication_options": FLAGS})
        self.hangs_up = False
        """Whether each connection ends after one answer, whatever that is."""
        self.requests: list[bytes] = []
        self.connections: list[object] = []
        """One for each that was opened and sent something, by where it came from."""

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/api"

    @property
    def lines(self) -> list[str]:
        """The request lines that came, without the version."""
        return [each.decode("latin-1").rsplit(" HTTP/", 1)[0] for each in self._first_lines()]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up; anything else is an error of the test."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def answer_to(self, request: bytes) -> bytes:
        """Keep a request, and say what answers it."""
        self.requests.append(request)
        if request.startswith(b"GET /api/users/auth_options"):
            return self.look_up
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _first_lines(self) -> list[bytes]:
        return [each.split(b"\r\n")[0] for each in self.requests]


class _Connection(socketserver.StreamRequestHandler):
    server: Wire

    def handle(self) -> None:
        """Answer requests until an answer ends the connection."""
        while head := self._head():
            if self.client_address not in self.server.connections:
                self.server.connections.append(self.client_address)
            length = re.search(rb"(?i)\ncontent-length: (\d+)", head)
            body = self.rfile.read(int(length[1])) if length else b""
            answer = self.server.answer_to(head + body)
            self.wfile.write(answer)
            is_last = not answer.startswith(b"HTTP/1.1") or b"Connection: close" in answer
            if is_last or self.server.hangs_up:
                return

    def _head(self) -> bytes:
        head = b""
        while line := self.rfile.readline():
            head += line
            if line == b"\r\n":
                return head
        return b""


@contextmanager
def a_wire() -> Iterator[Wire]:
    """Serve a wire."""
    with Wire() as server, serving(server):
        yield server


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    """Serve until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:  # or the thread would keep the process, where a test fails in the block
        server.shutdown()
        thread.join()


def log_in(sender: Client, body: bytes = b"{}") -> Exchange:
    """Send a log-in that names no operation."""
    return sender.send("POST", "/users/login", body=body)


def received(wire: Wire) -> Exchange:
    """Send a log-in, and return what was answered as it was read, held against nothing."""
    link = Transport(a_target(url=wire.url))
    prepared = link.prepare("POST", f"{wire.url}/users/login", None, b"{}")
    try:
        return link.exchange(prepared, Exchange(None, request_of(prepared), clock.now()), "login")
    finally:
        link.close()

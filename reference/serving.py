"""Many instances in one process: a uvicorn server for each, and one for their control port."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
from asyncio import AbstractEventLoop, Transport
from collections.abc import Callable, Iterator, Sequence
from email.utils import formatdate

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from reference.instance import Instance

LOOPBACK = "127.0.0.1"
HEADERS_LIMIT = (
    8 * 1024 * 1024
)  # beyond it, a connection is closed, maybe before its answer is read


class Protocol(H11Protocol):
    """HTTP/1.1, whose connection an application may break (`scope["state"]["hang_up"]`)."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Let the application know its connection."""
        self.app_state = {**self.app_state, "hang_up": transport.abort}
        super().connection_made(transport)


class Server(uvicorn.Server):
    """A server among others, which leaves the process' signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopped = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none: `serve_all` does, for all servers at once."""
        yield

    async def main_loop(self) -> None:
        """Sleep until stopped.

        Hundreds of servers that look ten times a second whether to end would be half the load.
        """
        await self.stopped.wait()

    def stop(self) -> None:
        """End as soon as the requests in progress are answered."""
        self.should_exit = True
        self.stopped.set()


def listen(port: int) -> socket.socket:
    """Bind a port of the loopback interface; 0 is a free one. Raise OSError if it is in use."""
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it, the body of
    # every answer would wait 40 ms for the headers' acknowledgement.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((LOOPBACK, port))
    bound.listen(512)
    return bound


def port_of(bound: socket.socket) -> int:
    """Give the port that a socket is bound to."""
    port: int = bound.getsockname()[1]
    return port


def dated(application: ASGIApp, now: Callable[[], float]) -> ASGIApp:
    """Let every answer of an application tell its time, once (RFC 9110 §6.6.1).

    `now` gives seconds since the epoch.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def date(event: Message) -> None:
            if event["type"] == "http.response.start":
                others = [each for each in event.get("headers", ()) if each[0].lower() != b"date"]
                told = formatdate(now(), usegmt=True).encode()
                event["headers"] = [(b"date", told), *others]
            await send(event)

        await application(scope, receive, date)

    return serve


def in_time(instance: Instance) -> ASGIApp:
    """Let every answer of an instance tell its time; what serves it may be replaced meanwhile."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await instance.serve(scope, receive, send)

    def now() -> float:
        return instance.clock.now()

    return dated(serve, now)


async def serve_all(
    applications: Sequence[ASGIApp],
    sockets: Sequence[socket.socket],
    lines: Sequence[str],
    *,
    exit_with_parent: bool,
) -> None:
    """Serve each application on its socket, print the lines when all do, and end on a signal."""
    servers = [Server(configuration(application)) for application in applications]

    def stop() -> None:
        for server in servers:
            server.stop()

    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop)
    tasks = [
        asyncio.create_task(server.serve(sockets=[bound]))
        for server, bound in zip(servers, sockets, strict=True)
    ]
    while not all(server.started or server.should_exit for server in servers):
        await asyncio.sleep(0.005)
    print(*lines, sep="\n", flush=True)
    if exit_with_parent:
        watcher = threading.Thread(target=wait_for_end_of_input, args=(loop, stop), daemon=True)
        watcher.start()
    await asyncio.gather(*tasks)


def configuration(application: ASGIApp) -> uvicorn.Config:
    """Configure a quiet server that keeps connections for longer than a slow run pauses."""
    return uvicorn.Config(
        application,
        http=Protocol,
        interface="asgi3",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,  # it would tell the system's time: `dated` tells the application's
        proxy_headers=False,
        h11_max_incomplete_event_size=HEADERS_LIMIT,
        timeout_keep_alive=120,
        timeout_graceful_shutdown=1,
    )


def wait_for_end_of_input(loop: AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Stop the loop when the process that holds the other end of our input is gone.

    It reads below `sys.stdin`, whose lock would be held when the interpreter ends.
    """
    with contextlib.suppress(OSError):  # there is no standard input
        while os.read(0, 4096):
            pass
    with contextlib.suppress(RuntimeError):  # the loop has ended already
        loop.call_soon_threadsafe(stop)

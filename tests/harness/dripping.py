"""A server whose answers never end, though each next byte comes soon."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def dripping(head: bytes, drop: bytes, ends: bytes = b"\r\n") -> Iterator[str]:
    """Serve answers that begin with ``head`` and go on, a drop at a time, until they are given up.

    A request is read up to a line that is ``ends``; where that is nothing, it is not read at all.
    The block ends only where each connection was closed by who asked.
    """
    over = Event()

    def serve(listener: socket.socket) -> None:
        while True:
            connection, _ = listener.accept()
            if over.is_set():
                connection.close()
                return
            with connection, connection.makefile("rb") as received, suppress(OSError):
                while ends and received.readline() not in {ends, b""}:
                    pass
                connection.sendall(head)
                while True:
                    sleep(0.01)
                    connection.sendall(drop)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/api"
        finally:
            over.set()
            socket.create_connection(("127.0.0.1", port)).close()
            thread.join()

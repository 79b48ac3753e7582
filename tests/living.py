"""A reference instance in this process, in which a fault can be planted while it is served."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reference.commands import build, description
from reference.control import control_application
from reference.faults import FAULTS
from reference.serving import LOOPBACK, Server, configuration, dated, listen, port_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socket import socket

    from reference.instance import Instance


@contextmanager
def living_instance(product: str) -> Iterator[tuple[Instance, dict[str, Any]]]:
    """Serve an honest instance; give it, and what a client needs to know of it."""
    instance, sockets = build(f"{product}={product}"), [listen(0), listen(0)]
    applications = [
        dated(instance.serve, instance.clock.now),
        dated(control_application([instance]), time.time),
    ]
    servers = [Server(configuration(each)) for each in applications]
    origin, control = (f"http://{LOOPBACK}:{port_of(each)}" for each in sockets)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=[_serve(servers, sockets)])
    thread.start()
    try:
        yield instance, description(instance, origin, control)
    finally:
        for server in servers:
            loop.call_soon_threadsafe(server.stop)
        thread.join()
        loop.close()


async def _serve(servers: list[Server], sockets: list[socket]) -> None:
    served = zip(servers, sockets, strict=True)
    await asyncio.gather(*(server.serve(sockets=[bound]) for server, bound in served))


@contextmanager
def planted(instance: Instance, fault: str) -> Iterator[None]:
    """Plant a fault that replaces methods of the instance itself, and take it out again.

    Sessions, accounts and the clock go on as they are.
    """
    honest = dict(vars(instance))
    FAULTS[fault].apply(instance)
    try:
        yield
    finally:
        vars(instance).clear()
        vars(instance).update(honest)

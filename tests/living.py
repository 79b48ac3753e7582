"""Reference instances in this process, in which a fault can be planted while they are served."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reference.commands import build, description
from reference.control import control_application
from reference.faults import FAULTS
from reference.passing import PassingChanges
from reference.post import post_office
from reference.serving import LOOPBACK, Server, configuration, dated, in_time, listen, port_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from socket import socket

    from starlette.types import ASGIApp

    from reference.instance import Instance


@contextmanager
def living_instances(
    names: Mapping[str, str], applications: dict[str, ASGIApp] | None = None
) -> Iterator[dict[str, dict[str, Any]]]:
    """Serve instances, each of its product and changes; give what a client needs to know of them.

    No process is started, so that a test of the quick set may ask them. ``applications`` takes what
    is served where.
    """
    instances = [build(f"{name}={made_of}") for name, made_of in names.items()]
    with post_office(instances), living(instances) as (described, served):
        if applications is not None:
            applications |= served
        yield {str(each["name"]): each for each in described}


@contextmanager
def living_instance(product: str) -> Iterator[tuple[Instance, dict[str, Any]]]:
    """Serve an honest instance; give it, and what a client needs to know of it."""
    instance = build(f"{product}={product}")
    with living([instance]) as ([described], _):
        yield instance, described


@contextmanager
def living(
    instances: Sequence[Instance],
) -> Iterator[tuple[list[dict[str, Any]], dict[str, ASGIApp]]]:
    """Serve instances and their control; give what to know of them, and what is served where.

    The latter is by host and port: first each instance, in order, then their control.
    """
    applications = [in_time(each) for each in instances]
    applications.append(dated(control_application(list(instances)), time.time))
    sockets = [listen(0) for _ in applications]
    places = [f"{LOOPBACK}:{port_of(each)}" for each in sockets]
    *origins, control = (f"http://{each}" for each in places)
    described = [
        description(instance, origin, control)
        for instance, origin in zip(instances, origins, strict=True)
    ]
    with _served(applications, sockets):
        yield described, dict(zip(places, applications, strict=True))


@contextmanager
def _served(applications: Sequence[ASGIApp], sockets: Sequence[socket]) -> Iterator[None]:
    servers = [Server(configuration(each)) for each in applications]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=[_serve(servers, sockets)])
    thread.start()
    try:
        yield
    finally:
        for server in servers:
            loop.call_soon_threadsafe(server.stop)
        thread.join()
        loop.close()


async def _serve(servers: Sequence[Server], sockets: Sequence[socket]) -> None:
    served = zip(servers, sockets, strict=True)
    await asyncio.gather(*(server.serve(sockets=[bound]) for server, bound in served))


@contextmanager
def planted(instance: Instance, fault: str) -> Iterator[None]:
    """Plant a fault in an instance while it is served, and take it out again."""
    passing = PassingChanges(instance)
    passing.plant(FAULTS[fault])
    try:
        yield
    finally:
        passing.take_out(fault)

"""Stands before instances, and lets each request wait a while, as a network would.

``python -m tests.late SECONDS PORT…`` prints the ports at which it stands, as a line of JSON, and
ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import contextmanager, suppress
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING

from tests.matrix import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOST = "127.0.0.1"
MOST = 1 << 16
"""Bytes that are passed on together."""


@contextmanager
def fronts(seconds: float, ports: Sequence[int]) -> Iterator[list[int]]:
    """Stand before instances at these ports; give the ports to ask in their place."""
    command = [sys.executable, "-m", "tests.late", str(seconds), *map(str, ports)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


async def pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
) -> None:
    """Pass on what comes, each part so many seconds late."""
    with suppress(OSError):
        while data := await reader.read(MOST):
            await asyncio.sleep(seconds)
            writer.write(data)
            await writer.drain()
    writer.close()


async def front_of(port: int, seconds: float) -> asyncio.Server:
    """Stand before one instance."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            to_read, to_write = await asyncio.open_connection(HOST, port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pass_on(reader, to_write, seconds), pass_on(to_read, writer, 0))

    return await asyncio.start_server(serve, HOST, 0)


async def _stand(seconds: float, ports: Sequence[int]) -> None:
    servers = [await front_of(port, seconds) for port in ports]
    print(json.dumps([each.sockets[0].getsockname()[1] for each in servers]), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_stand(float(sys.argv[1]), [int(each) for each in sys.argv[2:]]))

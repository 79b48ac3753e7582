"""Work in a process of its own, which tells what it finds line by line."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_MEMORY = 6 * 2**30
"""Bytes of address space: a mutant that gathers without end takes no machine with it."""
OFTEN = 0.005
"""Seconds between two looks at a process that is waited for."""

Tell = "Callable[[object], None]"


def told_by(
    work: Callable[[Callable[[object], None]], None], log: Path, seconds: float | None = None
) -> Iterator[Any]:
    """Do the work in a fork; yield each thing that it tells, as soon as it does.

    What it prints goes to a file. RuntimeError where the work failed; not where it has so many
    seconds, within which it may fail as it likes.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    if (pid := os.fork()) == 0:
        os.close(reading)
        _do(lambda: _within(seconds, lambda: work(lambda said: _write(writing, said))), log)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="utf-8") as lines:
            yield from map(json.loads, lines)
        _, status = os.waitpid(pid, 0)
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    if status and seconds is None:
        raise RuntimeError(f"the tests could not be run: see {log}")


def _within(seconds: float | None, work: Callable[[], None]) -> None:
    """Do the work, which ends by its time, if it has one, and says so."""
    if seconds is None:
        work()
    elif by := ended_by(work, seconds):
        raise RuntimeError(f"ended by {by}")


def _do(work: Callable[[], None], log: Path) -> None:
    """Do the work of a fork, and end with it."""
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in [(nothing, 0), (out, 1), (out, 2)]:
        os.dup2(source, target)
    try:
        work()
    except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)


def _write(writing: int, said: object) -> None:
    os.write(writing, json.dumps(said).encode() + b"\n")


def ended_by(work: Callable[[], None], seconds: float) -> str:
    """Do the work in a fork that has so many seconds of a processor; return what ended it.

    Nothing, where the work came to its end. A machine that others use makes nobody late: the clock
    of the wall only ends what waits for something that does not come.
    """
    if (pid := os.fork()) == 0:
        os.setpgid(0, 0)
        _limit(seconds)
        try:
            work()
        except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
            os._exit(1)
        os._exit(0)
    until = time.monotonic() + 20 + 20 * seconds
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            break
        time.sleep(OFTEN)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    return _in_words(status)


def _limit(seconds: float) -> None:
    most = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _in_words(status: int) -> str:
    """Say how a process ended."""
    if not status:
        return ""
    if os.WIFSIGNALED(status):
        late = os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}
        return "its time" if late else f"signal {os.WTERMSIG(status)}"
    return "an end of its process"

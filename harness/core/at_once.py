"""The same work on several things at once, which an interrupt does not wait for."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Given = TypeVar("Given")
Made = TypeVar("Made")


def each_at_once(
    work: Callable[[Given], Made], things: Sequence[Given], most_threads: int
) -> list[Made]:
    """Return what ``work`` makes of each, in their order; raises what it raised, the first first.

    A KeyboardInterrupt leaves at once, whatever the threads wait for: they are daemons, where those
    of :mod:`concurrent.futures` would keep the process.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[int] = SimpleQueue()
    made: dict[int, Made] = {}
    failed: dict[int, BaseException] = {}

    def take_on() -> None:
        while True:
            try:
                index = waiting.get_nowait()
            except Empty:
                return
            try:
                made[index] = work(things[index])
            except BaseException as failure:  # noqa: BLE001 - raised where it is waited for
                failed[index] = failure
            done.put(index)

    for index in range(len(things)):
        waiting.put(index)
    for _ in range(min(most_threads, len(things))):
        threading.Thread(target=take_on, daemon=True).start()
    for _ in things:
        done.get()
    for index in sorted(failed):
        raise failed[index]
    return [made[index] for index in range(len(things))]

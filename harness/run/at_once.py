"""Several things at once, none of which an interrupt waits for."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")


def each_at_once(do: Callable[[T], R], items: Sequence[T], most: int) -> list[R]:
    """Do something with each item, ``most`` at a time; return the results in the items' order.

    What is raised for the first of them that fails is raised here. The threads end with the
    process: a pool of the standard library would be waited for, though it asks an instance that
    never answers.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for place in range(len(items)):
        waiting.put(place)
    done: dict[int, R] = {}
    failed: dict[int, BaseException] = {}

    def work() -> None:
        while True:
            try:
                place = waiting.get_nowait()
            except Empty:
                return
            try:
                done[place] = do(items[place])
            except BaseException as failure:  # noqa: BLE001 - raised again where it is waited for
                failed[place] = failure

    threads = [Thread(target=work, daemon=True) for _ in range(min(most, len(items)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[min(failed)]
    return [done[place] for place in range(len(items))]

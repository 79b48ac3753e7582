"""Removing what a run made that was interrupted: as long as the instance answers, and no longer.

It is done in a thread of its own, so that whatever is waited for there (an answer that never comes,
a pause that the instance asked for) does not keep the run.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.core.exchange import Exchange
    from harness.http.client import Client

SILENCE = 0.8
"""Seconds without an answer, after which the rest is left."""
MOST = 6.0
"""Seconds in all: ``docker stop`` kills after 10."""
_STEP = 0.05
"""Seconds between two looks at the time."""


class Removes(Protocol):
    """Whoever made things on an instance, and removes them."""

    def remove_all(self) -> list[str]:
        """Remove them; return what could not be, in words."""

    def left(self, why: str) -> list[str]:
        """Name what is left."""


def removed_in_haste(
    makers: Sequence[Removes], client: Client, *, silence: float = SILENCE, most: float = MOST
) -> list[str]:
    """Remove what was made; return what is left, in words. A KeyboardInterrupt leaves the rest."""
    ended: list[list[str]] = []
    answered = threading.Event()

    def left(why: str) -> list[str]:
        return [words for each in makers for words in each.left(why)]

    def hear(_: Exchange) -> None:
        answered.set()

    def remove() -> None:
        try:
            ended.append([words for each in makers for words in each.remove_all()])
        except Exception as failure:  # noqa: BLE001 - whatever it is, they are left
            ended.append(left(f"{type(failure).__name__}: {failure}"))

    client.after_exchange.append(hear)
    thread = threading.Thread(target=remove, daemon=True)
    thread.start()
    try:
        why = _wait(thread, answered, silence, most)
    except KeyboardInterrupt:
        why = "the run was interrupted again"
    return ended[0] if ended else left(why)


def _wait(thread: threading.Thread, answered: threading.Event, silence: float, most: float) -> str:
    """Wait for the thread; return why not for its end."""
    began = heard = time.monotonic()
    while thread.is_alive():
        thread.join(_STEP)
        now = time.monotonic()
        if answered.is_set():
            answered.clear()
            heard = now
        if now - heard > silence:
            return f"the run was interrupted, and the instance gave no answer for {silence:g} s"
        if now - began > most:
            return f"the run was interrupted, and removing took longer than {most:g} s"
    return ""

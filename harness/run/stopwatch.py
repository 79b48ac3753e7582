"""How long the searches of one instance take (``--max-time``)."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stopwatch:
    """Counts seconds while it runs, against the most that there may be."""

    def __init__(self, most: float | None) -> None:
        self._most = most
        self._spent = 0.0
        self._since: float | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time of a search."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._spent += time.monotonic() - self._since
            self._since = None

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        running = time.monotonic() - self._since if self._since is not None else 0.0
        return self._most is not None and self._spent + running >= self._most

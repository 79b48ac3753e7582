"""A test that starts a process says so by a mark, since `make check` leaves such tests out.

Whatever else starts one fails, whichever way it does: so the tests that are for working stay quick,
and none is left out of them for nothing but a name on a list.
"""

from __future__ import annotations

import sys

import pytest

MARK = "starts_process"
EVENTS = frozenset(
    {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"}
)
"""What the interpreter tells its audit hooks (PEP 578) when a process starts."""


class Watch:
    """Fails a test that starts a process and does not say so."""

    def __init__(self) -> None:
        self.unmarked: str | None = None
        """The node id of the test that runs, where it may start none."""

    def begin(self, item: pytest.Item) -> None:
        """Watch a test, unless it says that it starts a process."""
        is_marked = item.get_closest_marker(MARK) is not None
        self.unmarked = None if is_marked else item.nodeid

    def end(self) -> None:
        """Watch none until the next begins."""
        self.unmarked = None

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Hear of what the interpreter does: an audit hook."""
        if event in EVENTS and self.unmarked is not None:
            pytest.fail(
                f"{self.unmarked} starts a process ({event}: {arguments[:2]}): mark it with "
                f"pytest.mark.{MARK}, so that `make check` leaves it out"
            )


WATCH = Watch()
sys.addaudithook(WATCH.hear)

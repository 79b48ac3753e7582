"""Signals that end a run: the first in order, another one in haste.

``SIGTERM`` (a pipeline that is cancelled, a container that is stopped, ``timeout``) and ``SIGHUP``
(a terminal that is closed) do what Ctrl-C does: users are removed, reports are written, and pytest
ends with its own exit code 2. Asked again, the run leaves the rest of its users, and names them.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import FrameType

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Windows has no ``SIGHUP``."""
SAME = 1.0
"""Seconds within which signals are one: ``timeout`` sends two, a terminal one to each process."""


class Interrupts:
    """What the signals ask of this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first: float | None = None
        """When the run was asked to end."""
        self.is_in_haste = False
        """Whether it was asked once more."""
        self.end_in_order: Callable[[], bool] = lambda: False
        """Ends the run without a KeyboardInterrupt; false where that can't be."""
        self._before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        self._is_held = self._is_owed = self._is_closing = self._is_breakable = False

    @property
    def is_asked(self) -> bool:
        """Whether the run was asked to end."""
        return self._first is not None

    def install(self) -> None:
        """Hear the signals from now on, but for those that whoever started us has switched off."""
        if threading.current_thread() is not threading.main_thread():
            return  # Python lets no other thread do so, and the main one is somebody else's
        for number in SIGNALS:
            if signal.getsignal(number) not in {signal.SIG_IGN, None}:  # as `nohup` and `&` do
                self._before[number] = signal.signal(number, self.hear)

    def restore(self) -> None:
        """Let whoever heard them before hear them again."""
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before.clear()

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Take a signal in: a handler of :mod:`signal`."""
        del number, frame
        if self._first is None:
            self._first = self._now()
            self._break(is_first=True)
        elif self._now() - self._first >= SAME:
            self.is_in_haste = True
            self._break(is_first=False)

    def _break(self, *, is_first: bool) -> None:
        """Raise KeyboardInterrupt, where that does no harm."""
        if self._is_held:
            self._is_owed = True
        elif self._is_closing:
            if self._is_breakable:
                raise KeyboardInterrupt
        elif not is_first or not self.end_in_order():
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let what must be done whole be done, and end the run after it."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        if self._is_owed:
            self._is_owed = False
            self._break(is_first=not self.is_in_haste)

    @contextmanager
    def breakable(self) -> Iterator[None]:
        """Let a signal break off what the run does at its end: KeyboardInterrupt."""
        self._is_breakable = True
        try:
            yield
        finally:
            self._is_breakable = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        """Take note that pytest ends the session: it could not bear another one."""
        self._is_closing = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None]:
        """Let nothing break off what is concluded and written, but where it says so."""
        self._is_closing = True
        return (yield)

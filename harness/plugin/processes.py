"""The processes of xdist, where they run contracts: how they are ended, and what they hand over."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

    from harness.plugin.interrupts import Interrupts

PATIENCE = 8.0
"""Seconds that workers are waited for once they were asked to end; ``docker stop`` waits for 10."""


def ends_workers(config: pytest.Config, interrupts: Interrupts) -> bool:
    """Ask the workers to end, so that xdist gathers what they hand over; false without workers.

    xdist itself would leave them to what they do, and kill them after a while.
    """
    session: Any = config.pluginmanager.getplugin("dsession")
    if getattr(session, "sched", None) is None:
        return False
    session.shouldstop = "the run was interrupted"
    _send(session, signal.SIGTERM)
    main, again = threading.main_thread().ident, signal.SIGTERM

    def lose_patience() -> None:
        if main is not None and not interrupts.is_in_haste:
            signal.pthread_kill(main, again)

    timer = threading.Timer(PATIENCE, lose_patience)
    timer.daemon = True
    timer.start()
    config.add_cleanup(timer.cancel)
    return True


def kill_workers(config: pytest.Config) -> bool:
    """Kill the workers that are still there, and say whether one was: xdist would wait for it."""
    session = config.pluginmanager.getplugin("dsession")
    return _send(session, getattr(signal, "SIGKILL", signal.SIGTERM))


def _send(session: Any, number: int) -> bool:
    """Send a signal to the workers; return whether there are any."""
    nodes = list(getattr(session, "_active_nodes", ()))
    for node in nodes:
        if node.gateway.spec.popen:  # any other is on another machine
            with contextlib.suppress(OSError):
                os.kill(node.gateway._rinfo().pid, number)  # noqa: SLF001 - execnet tells it nowhere else
    return bool(nodes)

"""The workers of xdist are asked to end, and killed where the run is in haste."""

from __future__ import annotations

import os
import signal
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from harness.plugin import processes
from harness.plugin.interrupts import Interrupts
from harness.plugin.processes import ends_workers, kill_workers


def a_node(pid, *, popen=True):
    gateway = SimpleNamespace(
        spec=SimpleNamespace(popen=popen), _rinfo=lambda: SimpleNamespace(pid=pid)
    )
    return SimpleNamespace(gateway=gateway)


def a_config(session) -> Any:
    """As much of pytest's configuration as is asked."""
    cleanups: list[Any] = []
    plugins = SimpleNamespace(getplugin=lambda _: session)
    return SimpleNamespace(cleanups=cleanups, add_cleanup=cleanups.append, pluginmanager=plugins)


@pytest.fixture
def sent(monkeypatch):
    """What signals were sent, in place of sending them."""
    found = []
    monkeypatch.setattr(os, "kill", lambda pid, number: found.append((pid, number)))
    return found


@pytest.fixture
def session():
    nodes = [a_node(11), a_node(12), a_node(13, popen=False)]
    return SimpleNamespace(sched=object(), shouldstop=False, _active_nodes=nodes)


def test_workers_on_this_machine_are_asked_to_end(session, sent):
    config = a_config(session)

    assert ends_workers(config, Interrupts())

    assert sorted(sent) == [(11, signal.SIGTERM), (12, signal.SIGTERM)]
    assert session.shouldstop
    for cleanup in config.cleanups:
        cleanup()


@pytest.mark.parametrize("session", [None, SimpleNamespace(sched=None)], ids=["none", "not-yet"])
def test_without_workers_nobody_is_asked(session, sent):
    assert not ends_workers(a_config(session), Interrupts())
    assert sent == []


@pytest.mark.parametrize("is_in_haste", [False, True], ids=["waiting", "in-haste"])
def test_workers_are_waited_for_so_long(session, sent, monkeypatch, is_in_haste):
    del sent
    timers, again = [], []

    def a_timer(*given):
        timers.append(given)
        return Timer()

    monkeypatch.setattr(threading, "Timer", a_timer)
    monkeypatch.setattr(signal, "pthread_kill", lambda *given: again.append(given))
    interrupts = Interrupts()
    interrupts.is_in_haste = is_in_haste

    ends_workers(a_config(session), interrupts)
    [(seconds, lose_patience)] = timers
    lose_patience()

    assert seconds == processes.PATIENCE
    asked = [(threading.main_thread().ident, signal.SIGTERM)]
    assert again == ([] if is_in_haste else asked)


class Timer:
    """Plays one that is never over."""

    def start(self):
        pass

    def cancel(self):
        pass


def test_workers_are_killed(session, sent):
    assert kill_workers(a_config(session))

    assert sorted(sent) == [(11, signal.SIGKILL), (12, signal.SIGKILL)]


def test_without_workers_none_is_killed(sent):
    assert not kill_workers(a_config(None))
    assert sent == []


def test_worker_that_is_gone_is_no_failure(session, monkeypatch):
    def gone(*_):
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", gone)

    kill_workers(a_config(session))

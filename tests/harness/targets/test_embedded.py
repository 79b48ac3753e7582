"""The process of the embedded instances ends when the run says so, and by no signal for the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from harness.core.errors import BadTarget
from harness.targets import embedded
from harness.targets.embedded import EmbeddedInstances

pytestmark = pytest.mark.starts_process

STUBBORN = """
import signal
import time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("[1, 2, 3]", flush=True)
time.sleep(600)
"""


@pytest.fixture
def instead(monkeypatch):
    """Starts a process of some code in place of the instances; gives what was started."""
    start = subprocess.Popen

    def let(code):
        found = []

        def popen(command, **options):
            del command
            found.append(start([sys.executable, "-c", code], **options))
            return found[-1]

        monkeypatch.setattr(subprocess, "Popen", popen)
        return found

    return let


def test_instances_have_a_session_of_their_own():
    instances = EmbeddedInstances()
    instances.start()
    process = instances._process
    assert process is not None
    try:
        assert os.getsid(process.pid) == process.pid != os.getsid(0)
    finally:
        instances.let_go()
        instances.stop()
    assert process.returncode == 0
    assert instances._process is None


def test_instances_that_do_not_start_are_told(instead):
    started = instead("")

    with pytest.raises(BadTarget, match="did not start"):
        EmbeddedInstances().start()
    assert started[0].returncode is not None


def test_process_that_does_not_end_is_killed(instead, monkeypatch):
    started = instead(STUBBORN)
    monkeypatch.setattr(embedded, "LONGEST_END", 0.1)
    monkeypatch.setattr(embedded, "_target", lambda line: line)
    instances = EmbeddedInstances()
    assert json.dumps(instances.start()) == "[1, 2, 3]"

    instances.stop()

    assert started[0].returncode not in {None, 0}

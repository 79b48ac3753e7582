"""What is done at once is done to each, in order, and ends with whoever waits for it."""

import subprocess
import sys
from threading import Barrier

import pytest

from harness.run.at_once import each_at_once


def test_results_come_in_the_order_of_the_items():
    assert each_at_once(lambda each: each * 2, range(20), 3) == [2 * each for each in range(20)]


def test_nothing_is_done_with_nothing():
    assert each_at_once(str, [], 3) == []


def test_items_are_seen_to_at_once():
    meeting = Barrier(3)

    assert sorted(each_at_once(lambda _: meeting.wait(10), range(3), 3)) == [0, 1, 2]


def test_first_failure_is_raised():
    with pytest.raises(ZeroDivisionError):
        each_at_once(lambda each: 1 // each, [1, 0, 2], 2)


HANGING = """
import signal, sys, threading
from harness.run.at_once import each_at_once

signal.setitimer(signal.ITIMER_REAL, 0.2)
signal.signal(signal.SIGALRM, signal.default_int_handler)
each_at_once(lambda _: threading.Event().wait(), [1, 2], 2)
"""


@pytest.mark.starts_process
def test_interrupt_ends_the_process_though_nothing_is_done_yet():
    done = subprocess.run(
        [sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=30, check=False
    )

    assert "KeyboardInterrupt" in done.stderr

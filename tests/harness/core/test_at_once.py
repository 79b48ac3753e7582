"""Work on several things at once: in order, with its failures, and never waited for in vain."""

from __future__ import annotations

import threading
from queue import SimpleQueue

import pytest

from harness.core.at_once import each_at_once


@pytest.mark.parametrize("most", [1, 2, 8])
def test_what_is_made_comes_in_the_order_of_the_things(most):
    assert each_at_once(str, [3, 1, 2], most) == ["3", "1", "2"]


def test_nothing_is_made_of_nothing():
    assert each_at_once(str, [], 8) == []


def test_things_are_worked_on_at_the_same_time():
    together = threading.Barrier(3)

    assert each_at_once(lambda _: together.wait(timeout=30) >= 0, [1, 2, 3], 3) == [True] * 3


def test_first_failure_is_raised_once_all_are_done():
    done = []

    def work(number):
        done.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match="1"):
        each_at_once(work, [1, 2], 1)
    assert done == [1, 2]


def test_interrupt_leaves_while_a_thing_is_waited_for(monkeypatch):
    never = threading.Event()

    def interrupted(*_):
        raise KeyboardInterrupt

    class Interrupted(SimpleQueue[int]):
        get = interrupted

    monkeypatch.setattr("harness.core.at_once.SimpleQueue", Interrupted)
    try:
        with pytest.raises(KeyboardInterrupt):
            each_at_once(lambda _: never.wait(), [1], 1)
        [left] = [each for each in threading.enumerate() if "take_on" in each.name]
        assert left.daemon, "any other would keep the process"
    finally:
        never.set()

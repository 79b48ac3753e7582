"""Each target stays on one worker, and workers get the next one as they become free."""

from types import SimpleNamespace
from typing import Any

import pytest

from harness.plugin.scheduling import ByTarget, slow_first

LENGTHS = {"a": 4, "b": 3, "c": 5}


def all_tests(**lengths):
    return [
        f"contracts/test_x.py::test_{n}[{name}]" for name in lengths for n in range(lengths[name])
    ]


class Worker:
    """A worker of xdist, as far as a scheduler sees it."""

    def __init__(self, name):
        self.gateway = SimpleNamespace(id=name)
        self.queue: list[int] = []
        self.shutting_down = False

    def send_runtest_some(self, indices):
        self.queue += indices

    def shutdown(self):
        self.shutting_down = True


class Run:
    """Workers that run what they are given, one test each in turn."""

    def __init__(self, workers, lengths, seconds=None):
        option = SimpleNamespace(tx=["popen"] * workers, loadscopereorder=True)
        config: Any = SimpleNamespace(
            option=option, getvalue=lambda name: getattr(option, name), hook=SimpleNamespace()
        )
        self.tests = all_tests(**lengths)
        self.scheduler = ByTarget(config, None, [*lengths], seconds or {})
        self.workers = [Worker(f"gw{number}") for number in range(workers)]
        self.done: dict[str, list[str]] = {}
        for each in self.workers:
            self.scheduler.add_node(each)
        for each in self.workers:
            self.scheduler.add_node_collection(each, [*self.tests])
        self.scheduler.schedule()

    def step(self, worker):
        index = worker.queue.pop(0)
        self.done.setdefault(worker.gateway.id, []).append(self.tests[index])
        self.scheduler.mark_test_complete(worker, index)

    def to_its_end(self):
        while any(each.queue for each in self.workers):
            for each in self.workers:
                if each.queue:
                    self.step(each)
        return self.done

    def targets(self):
        """The targets of each worker, in order."""
        return [
            [*dict.fromkeys(test.partition("[")[2][:-1] for test in tests)]
            for tests in self.to_its_end().values()
        ]


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_each_test_runs_once_and_a_target_on_one_worker(workers):
    run = Run(workers, LENGTHS)

    targets = run.targets()

    assert sorted(test for tests in run.done.values() for test in tests) == sorted(run.tests)
    assert sorted(name for names in targets for name in names) == ["a", "b", "c"]
    assert run.scheduler.tests_finished
    assert not run.scheduler.has_pending


def test_worker_that_is_free_gets_the_next_target():
    targets = Run(2, {"long": 20, "b": 3, "c": 3, "d": 3}).targets()

    assert targets == [["long"], ["b", "c", "d"]]


def test_slow_targets_begin():
    targets = Run(2, LENGTHS, {"a": 1.0, "b": 90.0, "c": 2.0}).targets()

    assert [names[0] for names in targets] == ["b", "c"]


def test_slow_ones_are_those_of_the_history_and_else_those_of_many_tests():
    assert slow_first(LENGTHS, {}) == ["c", "a", "b"]
    assert slow_first(LENGTHS, {"b": 30.0}) == ["c", "a", "b"]
    assert slow_first(LENGTHS, {"b": 30.0, "c": 3.0}) == ["b", "a", "c"]


def test_worker_has_the_next_target_before_it_is_through():
    run = Run(1, LENGTHS)
    [worker] = run.workers

    for _ in range(3):
        run.step(worker)

    assert len(worker.queue) > 2


def test_done_targets_and_lists_of_each_worker_are_not_kept():
    run = Run(3, LENGTHS)
    collected = [*run.scheduler.registered_collections.values()]

    run.to_its_end()

    assert all(each is collected[0] for each in collected)
    assert not any(run.scheduler.assigned_work.values())


def test_target_of_a_worker_that_died_is_told_by_its_test():
    run = Run(2, LENGTHS)
    [first, _] = run.workers
    run.step(first)

    assert run.scheduler.remove_node(first) == run.tests[first.queue[0]]

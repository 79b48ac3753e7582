"""Which worker of xdist checks which target: each one whole, the slow ones first.

xdist's own scheduler of groups holds every group that a worker was ever given, counts it anew with
each test, and looks each test up in the list of all: the time of many targets would go by their
square. This module is imported only where xdist runs.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from xdist.scheduler import LoadScopeScheduling

from harness.plugin.collection import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest


class ByTarget(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
    """Gives the next target to the worker that is nearly through with its own."""

    collection: Any
    """What each worker has collected; None before the tests are given out."""

    def __init__(
        self, config: pytest.Config, log: Any, names: Sequence[str], seconds: Mapping[str, float]
    ) -> None:
        """Take the targets' names, and how long each took before, as far as that is known."""
        super().__init__(config, log)
        self._names = frozenset(names)
        self._seconds = seconds
        self._places: dict[str, list[int]] = {}
        """Of the tests of each target, in what was collected."""

    def _split_scope(self, nodeid: str) -> str:
        return target_of(nodeid, self._names) or str(super()._split_scope(nodeid))

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        """Take in what a worker collected; all that collected the same share one list."""
        first = next(iter(self.registered_collections.values()), None)
        super().add_node_collection(node, collection)
        if first is not None and self.registered_collections.get(node) == first:
            self.registered_collections[node] = first

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Take note that a test has run, and forget a target that is done."""
        del duration
        nodeid = self.registered_collections[node][item_index]
        scope, assigned = self._split_scope(nodeid), self.assigned_work[node]
        assigned[scope][nodeid] = True
        if all(assigned[scope].values()):
            del assigned[scope]
        self._reschedule(node)

    def schedule(self) -> None:
        """Begin, or give every worker something to do."""
        if self.collection is not None:
            for node in self.nodes:
                self._reschedule(node)
        elif self._check_nodes_have_same_collection():
            self.collection = next(iter(self.registered_collections.values()))
            self._fill()
            self._begin()

    def _fill(self) -> None:
        for place, nodeid in enumerate(self.collection):
            self._places.setdefault(self._split_scope(nodeid), []).append(place)
        lengths = {scope: len(places) for scope, places in self._places.items()}
        for scope in slow_first(lengths, self._seconds):
            self.workqueue[scope] = {self.collection[at]: False for at in self._places[scope]}

    def _begin(self) -> None:
        for node in self.nodes[len(self.workqueue) :]:  # there are more workers than targets
            del self.assigned_work[node]
            node.shutdown()
        for node in self.nodes:
            self._assign_work_unit(node)
        for node in self.nodes:
            self._reschedule(node)

    def _assign_work_unit(self, node: Any) -> None:
        scope, unit = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = unit
        places = zip(self._places[scope], unit.values(), strict=True)
        node.send_runtest_some([place for place, is_done in places if not is_done])


def slow_first(lengths: Mapping[str, int], seconds: Mapping[str, float]) -> list[str]:
    """Sort groups of tests by how long they take, the slowest first.

    Where that is not known, it goes by how many tests a group has.
    """
    rates = [seconds[scope] / length for scope, length in lengths.items() if scope in seconds]
    rate = median(rates) if rates else 1.0
    return sorted(lengths, key=lambda scope: -seconds.get(scope, rate * lengths[scope]))

"""What was collected, beside what has a result: whether a run came to its end, by target."""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from harness.plugin.collection import rule_id_of, target_of
from harness.plugin.expansion import Expansion
from harness.plugin.keys import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest

    from harness.results.record import TargetRecord

NOTHING = "nothing was collected"
NOT_ALL = "not all could be collected"


class Completeness:
    """The contracts that were collected for each target, with the rules that they prove."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, str]] | None = None
        """By target, the rule of each test; None until something was collected."""
        self._ended: dict[str, set[str]] = defaultdict(set)
        """By target, the tests that have run, up to what is taken down after them."""
        self.has_failed = False
        """Whether something could not be collected."""

    def take_items(self, items: Iterable[pytest.Item]) -> None:
        """Take in what this process collected."""
        if isinstance(items, Expansion):
            self._take(items.contracts())
            return
        contracts = [(item.nodeid, item.stash.get(CONTRACT, None)) for item in items]
        self._take(
            (contract.target.name, test, contract.rule.id)
            for test, contract in contracts
            if contract is not None
        )

    def take_ids(self, tests: Sequence[str], targets: Sequence[str]) -> None:
        """Take in what a worker of xdist collected: it hands over nothing but names."""
        if self._rules is not None:
            return  # another worker's: they all collect the same
        names = frozenset(targets)
        found = ((target_of(test, names), test) for test in tests)
        self._take((target, test, _rule_of(test)) for target, test in found if target is not None)

    def end(self, target: str, test: str) -> bool:
        """Take note that a test has run; return whether it was the last of its target."""
        ended = self._ended[target]
        ended.add(test)
        collected = (self._rules or {}).get(target, {})
        return len(ended) == len(collected)

    def _take(self, found: Iterable[tuple[str, str, str]]) -> None:
        self._rules = defaultdict(dict)
        for target, test, rule in found:
            self._rules[target][sys.intern(test)] = rule

    def conclude(self, record: TargetRecord, *, is_in_order: bool) -> None:
        """Note on a target's record how far the run came with it, where it did not end.

        Where the run does not end in order, what was collected may not be all: pytest tells of it
        even then.
        """
        if record.preflight.no_verdict is not None:
            return  # it was not to be checked at all
        rules = (self._rules or {}).get(record.target.name, {})
        if self._rules is None or not (is_in_order or any(self._rules.values())):
            record.cut_short = NOTHING
            return
        done = self._ended[record.target.name] & {each["test"] for each in record.results}
        left = {rule for test, rule in rules.items() if test not in done}
        record.unfinished = frozenset(left)
        if left:
            every = set(rules.values())
            reached = len(every - left)
            record.cut_short = f"{reached} of {len(every)} rules reached"
        elif self.has_failed:
            record.cut_short = NOT_ALL


def _rule_of(test: str) -> str:
    """Return the rule of a contract by its node id; its own name where its module has none."""
    return _rule_of_function(test.partition("[")[0])


@cache
def _rule_of_function(test: str) -> str:
    file, _, name = test.partition("::")
    try:
        module = import_module(".".join(PurePath(file).with_suffix("").parts))
    except Exception:  # noqa: BLE001 - the worker that could import it has said more
        return name
    return rule_id_of(getattr(module, name, None)) or name

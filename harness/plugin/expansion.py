"""The contracts of many targets, collected for one of each kind, and made for the others in turn.

pytest makes an object of several kilobytes of each contract on each target, and each process of
xdist has them all: 300 targets would take hundreds of megabytes a process, and minutes. Targets of
one product and one set of gates have the same contracts, so that those of the first stand for all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import pytest

from harness.fixtures.gate_names import gate_names
from harness.plugin.keys import CONTRACT
from spec import specification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.targets.model import Target

_LATELY = 4
"""Items that are kept: pytest asks for one as the next, and then to run it."""


def first_of_each_kind(targets: Sequence[Target]) -> dict[str, Target]:
    """Return what stands for each target, by its name: the first that has the same contracts."""
    firsts: dict[object, Target] = {}
    return {each.name: firsts.setdefault(_kind(each), each) for each in targets}


def _kind(target: Target) -> object:
    return target.product, gate_names(specification.load(target.product), target)


class Name(NamedTuple):
    """An item of which nothing but its name is asked."""

    nodeid: str


class Expansion(Sequence[Any]):
    """The items of a run: those of each target in turn, and at the end what is no contract.

    It is a list to whoever asks for one item after another; each is made when it is asked for.
    """

    def __init__(
        self,
        items: Sequence[pytest.Item],
        targets: Sequence[Target],
        firsts: dict[str, Target],
        sort: Callable[[list[pytest.Item], Target], list[pytest.Item]],
    ) -> None:
        by_first: dict[str, list[pytest.Item]] = {each.name: [] for each in firsts.values()}
        self._rest: list[pytest.Item] = []
        for item in items:
            contract = item.stash.get(CONTRACT, None)
            (self._rest if contract is None else by_first[contract.target.name]).append(item)
        self._targets = targets
        self._blocks = [sort(by_first[firsts[each.name].name], each) for each in targets]
        self._ends = [*accumulate(map(len, self._blocks))]
        self._lately: dict[int, pytest.Item] = {}

    def __len__(self) -> int:
        return (self._ends[-1] if self._ends else 0) + len(self._rest)

    @overload
    def __getitem__(self, index: int) -> pytest.Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[pytest.Item]: ...

    def __getitem__(self, index: int | slice) -> pytest.Item | list[pytest.Item]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        if index not in self._lately:
            self._lately[index] = self._make(index)
            if len(self._lately) > _LATELY:
                del self._lately[next(iter(self._lately))]
        return self._lately[index]

    def names(self) -> list[Name]:
        """Return the names of all, without making them."""
        names = [
            Name(_renamed(item.nodeid, item.stash[CONTRACT].target, target))
            for target, block in zip(self._targets, self._blocks, strict=True)
            for item in block
        ]
        return [*names, *(Name(each.nodeid) for each in self._rest)]

    def contracts(self) -> Iterator[tuple[str, str, str]]:
        """Yield the target, name and rule of each contract, without making it."""
        for target, block in zip(self._targets, self._blocks, strict=True):
            for item in block:
                contract = item.stash[CONTRACT]
                name = _renamed(item.nodeid, contract.target, target)
                yield target.name, name, contract.rule.id

    def _make(self, index: int) -> pytest.Item:
        place = bisect_right(self._ends, index)
        before = self._ends[place - 1] if place else 0
        if place == len(self._ends):
            return self._rest[index - before]
        return _for_target(self._blocks[place][index - before], self._targets[place])


def _renamed(name: str, first: Target, target: Target) -> str:
    """Return the name of a contract of the first target as it is of another one."""
    return name.replace(f"[{first.name}", f"[{target.name}", 1)


def _for_target(item: pytest.Item, target: Target) -> pytest.Item:
    """Make a contract of the first target into that of another one."""
    contract = item.stash[CONTRACT]
    if contract.target is target or not isinstance(item, pytest.Function):
        return item
    name = _renamed(item.name, contract.target, target)
    ids = name.removesuffix("]").partition("[")[2]
    spec = item.callspec
    values: dict[str, Any] = {"params": spec.params | {"target": target}, "_idlist": (ids,)}
    made: pytest.Function = type(item).from_parent(
        item.parent,
        name=name,
        callspec=replace(spec, **values),
        fixtureinfo=item._fixtureinfo,  # noqa: SLF001 - as pytest's own plugins make such items
        keywords={ids: True},
        originalname=item.originalname,
    )
    made.stash[CONTRACT] = replace(contract, target=target)
    return made

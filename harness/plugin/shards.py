"""``--shard I/N``: a part of the targets, for each of a pipeline's parallel jobs.

The jobs know nothing of each other: each parts the same targets by the same history in the same
way, and takes its own part.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from harness.core.errors import BadTarget
from harness.history.file import read as read_history

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest

    from harness.targets.model import Target


@dataclass(frozen=True)
class Shard:
    """One of a number of parts."""

    number: int
    """From 1 upwards."""
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def share(self, names: Sequence[str], seconds: Mapping[str, float]) -> list[str]:
        """Return the targets of this part, in their order; ``seconds`` is what each took before.

        The slowest are dealt out first, each to the part that has least to do so far.
        """
        parts: list[list[str]] = [[] for _ in range(self.of)]
        loads = [0.0] * self.of
        usual = median(seconds.values()) if seconds else 1.0
        for name in slow_first(names, seconds):
            index = min(range(self.of), key=lambda each: (loads[each], len(parts[each]), each))
            parts[index].append(name)
            loads[index] += seconds.get(name, usual)
        mine = {*parts[self.number - 1]}
        return [name for name in names if name in mine]


def slow_first(names: Sequence[str], seconds: Mapping[str, float]) -> list[str]:
    """Sort targets by how long they took, the slowest first; where that is unknown, the usual."""
    usual = median(seconds.values()) if seconds else 1.0
    return sorted(names, key=lambda name: (-seconds.get(name, usual), name))


def chosen_shard(config: pytest.Config) -> Shard | None:
    """Return the part that the options name; None where they name none."""
    named: str | None = config.getoption("shard")
    if named is None:
        return None
    number, _, of = named.partition("/")
    return Shard(int(number), int(of))


def shared(config: pytest.Config, targets: list[Target] | None) -> list[Target] | None:
    """Return those of the chosen targets that this run checks.

    BadTarget where ``--shard`` has nothing to part, or leaves nothing to check.
    """
    shard = chosen_shard(config)
    if shard is None:
        return targets
    if config.getoption("replay") is not None:
        raise BadTarget("--shard and --replay exclude each other")
    if targets is None or config.getoption("target_url"):
        raise BadTarget("--shard: parts the targets of a file: say --target NAME, or --target all")
    names = [each.name for each in targets]
    share = {*shard.share(names, seconds_before(config, names))}
    if not share:
        count = f"there {'is 1 target' if len(names) == 1 else f'are {len(names)} targets'}"
        raise BadTarget(f"--shard: {shard} is left without a target, since {count}")
    return [each for each in targets if each.name in share]


def seconds_before(config: pytest.Config, names: Sequence[str]) -> dict[str, float]:
    """Return how long targets took before, as far as the file of ``--history`` knows."""
    named: str | None = config.getoption("history")
    try:
        past = read_history(Path(named)).past if named else {}
    except OSError:  # told elsewhere
        return {}
    known = {name: past[name].seconds for name in names if name in past}
    return {name: seconds for name, seconds in known.items() if seconds is not None}

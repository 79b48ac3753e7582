"""The targets that contracts are collected for, as each process knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.run.preflight import Preflight
    from harness.targets.model import Target


@dataclass
class Subjects:
    """The targets, and what the first look at each found."""

    preflights: list[Preflight] = field(default_factory=list)

    @property
    def targets(self) -> list[Target]:
        """Those that can be checked."""
        return [each.target for each in self.preflights if each.no_verdict is None]

    def preflight_of(self, target: Target) -> Preflight:
        """Return what the first look at a target found."""
        return next(each for each in self.preflights if each.target is target)

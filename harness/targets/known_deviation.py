"""Known deviations: what a target is known to break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec import specification
from spec.rules import Each

if TYPE_CHECKING:
    from datetime import date

    from spec.rules import Rule

PROBE = "probe"
"""Under this name stand the results of a target's probe."""


@dataclass(frozen=True)
class KnownDeviation:
    """A rule that the instance is known to break, until a day."""

    rule: str
    reason: str
    issue: str = ""
    until: date | None = None
    operation: str | None = None
    status: int | None = None

    @property
    def name(self) -> str:
        """The rule, with operation and status where it has them."""
        parts = [str(part) for part in (self.operation, self.status) if part is not None]
        return f"{self.rule} [{' '.join(parts)}]" if parts else self.rule

    @property
    def because(self) -> str:
        """The reason, with the issue where there is one."""
        return f"{self.reason}, {self.issue}" if self.issue else self.reason

    def covers(self, rule: str, operation: str | None, case: str | None) -> bool:
        """Whether it names a result: its rule, and its operation and status where it has them."""
        covered = self.rule == rule and self.operation in {None, operation}
        return covered and (self.status is None or str(self.status) == case)

    def has_ended(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < today


def operations_of(rule: Rule, product: str) -> tuple[str, ...]:
    """Return the operations under which results of a rule stand.

    A rule about several operations that has no result of each has them under the first.
    """
    spec, about = specification.load(product), rule.operations(product)
    if rule.each is Each.OPERATION:
        return (*spec.operations, PROBE)
    if rule.each is None:
        of_any = [each.id for each in spec.operations.values() if each.kind is not None]
        return (*about[:1], *(of_any if rule.id.startswith("resource.") else ()))
    return (*about[:1], *(each.id for each in spec.gates()), PROBE)

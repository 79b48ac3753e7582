"""Known deviations: what a target is known to break, and whether it still does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.core.outcomes import Outcome
from spec import specification
from spec.rules import Each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from harness.results.result import Result
    from spec.rules import Rule

WARNING_DAYS = 14
"""Before a known deviation ends."""
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

    def is_fixed(self, results: Iterable[Result], *, is_whole: bool = True) -> bool:
        """Whether a run shows that what it names is kept.

        A status that an operation no longer answers leaves no result of its own: that the operation
        was met, and answered otherwise, shows it, where the run was whole.
        """
        of_rule = [each for each in results if each["rule"] == self.rule]
        covered = self._outcomes(of_rule)
        if self.status is not None and not covered:
            return is_whole and any(each["operation"] == self.operation for each in of_rule)
        return bool(covered) and Outcome.worst(covered) is Outcome.KEPT

    def _outcomes(self, results: Iterable[Result]) -> set[Outcome]:
        return {
            Outcome(each["outcome"])
            for each in results
            if self.covers(each["rule"], each["operation"], each["case"])
        }

    def lines(self, results: list[Result], today: date, *, is_whole: bool = True) -> Iterator[str]:
        """Say what became of it, and what is to be changed."""
        is_fixed = self.is_fixed(results, is_whole=is_whole)
        if self.has_ended(today):
            change = "it is kept: take" if is_fixed else "set a later day, or take"
            yield (
                f"expired: {self.name}: known until {self.until} ({self.because}): "
                f"{change} the entry off the list"
            )
        elif is_fixed:
            came = "kept" if self._outcomes(results) else f"not answered {self.status} any more"
            yield (
                f"fixed: {self.name}: {came}, but still listed as known ({self.because}): "
                "take the entry off the list"
            )
        elif Outcome.KNOWN in self._outcomes(results):
            yield f"known: {self.name}: {self.because}"
        if not is_fixed and self.until is not None:
            yield from self._warning((self.until - today).days)

    def _warning(self, days: int) -> Iterator[str]:
        if 0 <= days <= WARNING_DAYS:
            when = "today" if days == 0 else f"in {days} day{'s' if days > 1 else ''}"
            yield f"ends {when}: {self.name}: known until {self.until}, and a failure after it"


def operations_of(rule: Rule, product: str) -> tuple[str, ...]:
    """Return the operations under which results of a rule stand.

    A rule about several operations that has no result of each has them under the first.
    """
    spec = specification.load(product)
    if rule.each is Each.OPERATION:
        return (*spec.operations, PROBE)
    if rule.each is None:
        return rule.operations[:1]
    gates = [each.id for each in spec.secured() if each.id != "logout"]  # it ends what it is given
    return (*rule.operations[:1], *gates, PROBE)

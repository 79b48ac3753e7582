"""Known deviations, beside what a run found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core import clock

if TYPE_CHECKING:
    from harness.targets.known import KnownDeviation
    from harness.targets.model import Target


def known_deviation(
    target: Target, rule_id: str, operation: str | None, case: str | None
) -> KnownDeviation | None:
    """Return the entry of the target's list that covers a broken rule today, or None."""
    today = clock.now().date()
    for known in target.known:
        if known.covers(rule_id, operation, case) and not known.has_ended(today):
            return known
    return None

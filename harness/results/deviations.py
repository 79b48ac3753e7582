"""Known deviations beside what a run found: what they cover, and whether they still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from harness.results.result import Result
    from harness.targets.known_deviation import KnownDeviation
    from harness.targets.model import Target

WARNING_DAYS = 14
"""Before a known deviation ends."""


def known_deviation(
    target: Target, rule_id: str, operation: str | None, case: str | None
) -> KnownDeviation | None:
    """Return the entry of the target's list that covers a broken rule today, or None."""
    today = clock.now().date()
    for known in target.known:
        if known.covers(rule_id, operation, case) and not known.has_ended(today):
            return known
    return None


def is_fixed(known: KnownDeviation, results: Iterable[Result], *, is_whole: bool = True) -> bool:
    """Whether a run shows that what an entry names is kept.

    A status that an operation no longer answers leaves no result of its own: that the operation was
    met, and answered otherwise, shows it, where the run was whole.
    """
    of_rule = [each for each in results if each["rule"] == known.rule]
    covered = _outcomes(known, of_rule)
    if known.status is not None and not covered:
        return is_whole and any(each["operation"] == known.operation for each in of_rule)
    return bool(covered) and Outcome.worst(covered) is Outcome.KEPT


def lines(
    known: KnownDeviation, results: list[Result], today: date, *, fixed: bool
) -> Iterator[str]:
    """Say what became of an entry, and what is to be changed; ``fixed`` is whether it is kept."""
    outcomes = _outcomes(known, results)
    if known.has_ended(today):
        change = "it is not broken any more: take" if fixed else "set a later day, or take"
        yield (
            f"expired: {known.name}: known until {known.until} ({known.because}): "
            f"{change} the entry off the list"
        )
    elif fixed:
        came = "not broken any more" if outcomes else f"not answered {known.status} any more"
        yield (
            f"fixed: {known.name}: {came}, but still listed as known ({known.because}): "
            "take the entry off the list"
        )
    elif Outcome.KNOWN in outcomes:
        yield f"known: {known.name}: {known.because}"
    if not fixed and known.until is not None:
        yield from _warning(known, (known.until - today).days)


def _outcomes(known: KnownDeviation, results: Iterable[Result]) -> set[Outcome]:
    return {
        Outcome(each["outcome"])
        for each in results
        if known.covers(each["rule"], each["operation"], each["case"])
    }


def _warning(known: KnownDeviation, days: int) -> Iterator[str]:
    if 0 <= days <= WARNING_DAYS:
        when = "today" if days == 0 else f"in {days} day{'s' if days > 1 else ''}"
        yield f"ends {when}: {known.name}: known until {known.until}, and a failure after it"

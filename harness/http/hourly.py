"""What an account bears of an hour's runs: counted by account, however many runs there are."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.outcomes import BudgetSpent
from harness.targets.limits import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.core.sealed_file import SealedFile
    from harness.targets.limits import Kind

HOUR = timedelta(hours=1)
Moments = dict[str, list[datetime]]
"""When the budgets of an hour were drawn on, by kind. More than an hour ahead, it is none: a clock
has gone back since, and would hold the account up for as long as it was ahead."""
_AS_A_LEDGER: dict[str, object] = {"specimens": [], "proofs": {}}
"""A version before keeps its counts in a ledger, and calls one without these damaged."""


class HourlyCounts:
    """The counts of one account, in a file that all runs of an hour share."""

    def __init__(self, file: SealedFile, owner: Mapping[str, str]) -> None:
        self._file = file
        self._owner = dict(owner)

    def count(self, limits: Mapping[Kind, int], *, is_sent: bool = False) -> None:
        """Count one more of each kind; Unproven where one was spent, unless it ``is_sent``."""
        now = clock.now()
        with self._changed() as counted:
            for kind, limit in limits.items():
                moments = [each for each in counted.get(kind, []) if abs(now - each) < HOUR]
                if not is_sent and len(moments) >= limit:
                    again = min([*moments, now]) + HOUR
                    raise BudgetSpent(
                        f"the budget is spent: {limit} {words_of(kind)} an hour (budget.{kind}); "
                        f"the next is allowed at {again:%H:%M} UTC"
                    )
                counted[kind] = [*moments, now]

    def forget(self, kind: Kind) -> None:
        """Take the last one back that was counted."""
        with self._changed() as counted:
            counted[kind] = counted.get(kind, [])[:-1]

    @contextmanager
    def _changed(self) -> Iterator[Moments]:
        with self._file.locked():
            counted = self._read()
            yield counted
            self._file.write({"owner": self._owner, "hourly": counted} | _AS_A_LEDGER)

    def _read(self) -> Moments:
        held = self._file.read() or {}
        try:
            return {
                kind: [datetime.fromisoformat(at) for at in moments]
                for kind, moments in held.get("hourly", {}).items()
            }
        except (ValueError, TypeError, AttributeError):
            raise self._file.damaged() from None

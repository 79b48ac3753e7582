"""What became of a rule, and the exceptions by which a contract says so.

Only :class:`Broken` and a contract's own assertion break a rule, and a connection that the instance
dropped twice (:class:`harness.core.errors.ConnectionDropped`). :class:`Unproven` and
:class:`Excluded` say why nothing was proven; every other exception is an error of the suite, of a
helper or of the network, and says nothing of the rule.
"""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from _pytest.outcomes import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.core.exchange import Exchange

__all__ = [
    "ADVICE",
    "AccountLocked",
    "AnswerLost",
    "Broken",
    "BudgetSpent",
    "Excluded",
    "LimitReached",
    "Outcome",
    "Skipped",
    "SomebodyElse",
    "Unproven",
    "precondition",
    "unproven_by",
]


class Outcome(StrEnum):
    """What a run says of one rule on one target, the worst first."""

    BROKEN = "broken"
    ERROR = "error"
    FIXED = "fixed"
    KNOWN = "known"
    UNPROVEN = "unproven"
    EXCLUDED = "excluded"
    KEPT = "kept"

    @property
    def shown(self) -> str:
        """What people read in its place."""
        return _SHOWN.get(self, str(self))

    @staticmethod
    def worst(outcomes: Iterable[Outcome]) -> Outcome:
        """Return the worst; kept and excluded together are kept."""
        seen = set(outcomes)
        if seen <= {Outcome.KEPT, Outcome.EXCLUDED} and Outcome.KEPT in seen:
            return Outcome.KEPT
        return next(each for each in Outcome if each in seen)


_SHOWN = {
    Outcome.KEPT: "proven",
    Outcome.UNPROVEN: "not proven",
    Outcome.EXCLUDED: "not checked",
}
ADVICE = "advice"
"""What a broken rule is called that the pages only advise."""


class Broken(AssertionError):  # noqa: N818 - an outcome, in the words of the report
    """The instance breaks the rule."""

    def __init__(self, expected: str, came: str, exchange: Exchange | None = None) -> None:
        super().__init__(f"expected {expected}; came {came}")
        self.expected = expected
        self.came = came
        self.exchange = exchange


class Unproven(Skipped):
    """The rule is within reach, but was not proven this time; the message says why.

    ``key`` is a line of the targets file that would bring it in, where one would.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class AccountLocked(Unproven):
    """The instance says that the account is locked, which says nothing of any rule."""


class AnswerLost(Unproven):
    """The answer to what may have been done was lost: it is not asked for again."""


class SomebodyElse(Unproven):
    """Somebody in front answered in the place of the instance, which says nothing of any rule."""


class BudgetSpent(Unproven):
    """What the target allows in a run, or in an hour, is spent: a later run may prove the rule."""


class LimitReached(Unproven):
    """The instance takes no more requests for a while: a later run may prove the rule."""


def unproven_by(reasons: Iterable[Skipped]) -> Unproven:
    """Return what several reasons come to, each told once; a limit, where one of them is one."""
    every = list(reasons)
    is_limit = any(isinstance(each, BudgetSpent | LimitReached) for each in every)
    kind = LimitReached if is_limit else Unproven
    return kind("; ".join(dict.fromkeys(map(str, every))))


class Excluded(Skipped):
    """The rule needs more than the target allows or offers; ``key`` would bring it in."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{reason}; to have it checked: {key}" if key else reason)
        self.key = key


@contextmanager
def precondition(rests_on: str) -> Iterator[None]:
    """Turn a broken step that comes before a rule into ``unproven``, naming what it rests on."""
    try:
        yield
    except Broken as failure:
        message = f"rests on {rests_on}: expected {failure.expected}; came {failure.came}"
        raise Unproven(message) from failure

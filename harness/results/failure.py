"""What a broken rule is told by: what was expected, what came, and the exchange that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from harness.core.cases import EACH_TIME, IN_A_ROW
from harness.http.rendering import shown_data

if TYPE_CHECKING:
    from harness.core.exchange import Exchange
    from harness.results.result import Finding


class Again(TypedDict):
    """What came of it as the same check was made again at once."""

    of: int
    """How many times."""
    failed: int
    """How many of them failed as before."""


class _Told(TypedDict):
    expected: str
    came: str
    exchange: dict[str, Any] | None
    """The one that shows it, as :func:`harness.http.rendering.shown_data` makes it."""
    steps: str
    """A shell script that repeats it; empty where there is none."""
    note: str
    """What generated input says of it, where it is its smallest case."""


class Failure(_Told, total=False):
    """How one result came to be broken."""

    again: Again
    """Missing where the check was not made again."""


def failure_of(expected: str, came: str, exchange: Exchange | None, steps: str = "") -> Failure:
    """Return the failure that an exchange shows."""
    data = None if exchange is None else shown_data(exchange)
    return Failure(expected=expected, came=came, exchange=data, steps=steps, note="")


def told_by(finding: Finding) -> Failure:
    """Return the failure that a finding of an observed rule tells."""
    return Failure(
        expected=finding["expected"],
        came=finding["came"],
        exchange=finding["exchange"],
        steps=finding["steps"],
        note=finding["note"],
    )


def untold(detail: str) -> Failure:
    """Return the failure of a result of which no more is known than its words."""
    return Failure(expected="", came=detail, exchange=None, steps="", note="")


def varies(failure: Failure) -> bool:
    """Whether the same check passed as it was made again."""
    again = failure.get("again")
    return again is not None and again["failed"] < again["of"]


def is_confirmed(failure: Failure) -> bool:
    """Whether it came each time when the very same was sent again."""
    told = f"{failure['note']} {failure['came']}"
    return any(f"; {words}" in told for words in (EACH_TIME, IN_A_ROW))

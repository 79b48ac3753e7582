"""What a run says of one rule on one target."""

from __future__ import annotations

from typing import Any, TypedDict


class Finding(TypedDict):
    """What one exchange says of a rule."""

    rule: str
    operation: str
    case: str
    outcome: str
    expected: str
    came: str
    exchange: dict[str, Any] | None
    """The one that shows it, where the rule is broken."""
    steps: str
    """A shell script that repeats it; empty where there is none."""
    note: str
    """What generated input says of it, where it is its smallest case."""
    sender: str
    """The contract that met it; empty where it was the first look at the target."""


OBSERVED = "contracts::"
"""Begins the name of a result that no contract has: it arises from all exchanges."""


class Result(TypedDict):
    """One entry of ``results`` in results.json."""

    target: str
    rule: str
    strength: str
    outcome: str
    test: str
    operation: str | None
    case: str | None
    evidence: str | None
    proven_at: str | None
    last_proven_at: str | None
    """When a token of the ledger last proved what this run could not."""
    budget_spent: bool
    """Whether it is unproven since no more may be sent: a later run may prove it."""
    key: str | None
    """What would bring it in, where it was not proven: a line of the targets file, or an option."""
    seconds: float
    requests: int
    detail: str

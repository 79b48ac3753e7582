"""From how a contract ended to an outcome of its rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.core.clock import timestamp, utc_now
from harness.core.errors import BadTarget, ConnectionDropped, NoAnswer, SourceFailed
from harness.core.outcomes import (
    Broken,
    BudgetSpent,
    Excluded,
    LimitReached,
    Outcome,
    Skipped,
    Unproven,
)
from harness.core.rule_ids import NOT_CRASHED
from harness.results.deviations import known_deviation
from harness.results.failure import failure_of
from harness.results.result import Result

if TYPE_CHECKING:
    from datetime import datetime

    from harness.core.exchange import Exchange
    from harness.results.failure import Failure
    from harness.targets.model import Target
    from spec.rules import Rule
    from spec.specification import Effects

CONCLUSIVE = frozenset({Outcome.KEPT, Outcome.BROKEN, Outcome.KNOWN, Outcome.FIXED})
"""Outcomes by which something is said of a rule."""


@dataclass(frozen=True)
class Contract:
    """One contract on one target: what it proves there."""

    rule: Rule
    target: Target
    operation: str | None
    case: str | None
    effects: Effects
    """The least that a target must allow."""


@dataclass(frozen=True)
class Ending:
    """How one of a contract's phases ended."""

    error: BaseException | None
    """What was raised; None where nothing was."""
    is_call: bool = True
    """Whether it was the contract itself, not what is set up before it or taken down after it."""
    is_own: bool = True
    """Whether the error was raised by a line of the contract, not by what that line calls."""
    shown: str = ""
    """The error as pytest shows it."""


@dataclass(frozen=True)
class Judgment:
    """An outcome, and its words: one line, and a text where pytest has more to show."""

    outcome: Outcome
    detail: str = ""
    text: str = ""
    budget_spent: bool = False
    key: str = ""
    """What would bring the rule in, where it was not proven; empty where nothing is known to."""
    failure: Failure | None = None
    """What a broken rule is told by."""


def judge(contract: Contract, ending: Ending) -> Judgment:
    """Say what the end of a phase shows of the contract's rule."""
    match error := ending.error:
        case None:
            judgment = Judgment(Outcome.KEPT)
        case Excluded():
            judgment = Judgment(Outcome.EXCLUDED, str(error), key=error.key)
        case Skipped():
            spent = isinstance(error, BudgetSpent | LimitReached)
            key = error.key if isinstance(error, Unproven) else ""
            judgment = Judgment(Outcome.UNPROVEN, str(error), budget_spent=spent, key=key)
        case ConnectionDropped():
            judgment = _dropped(contract, error)
        case NoAnswer() | SourceFailed() | BadTarget():
            judgment = Judgment(Outcome.ERROR, str(error), str(error))
        case Broken() if not ending.is_call:
            judgment = Judgment(Outcome.UNPROVEN, f"a step before it failed: {error}")
        case Broken():
            judgment = _broken(contract, error.expected, error.came, error.exchange)
        case AssertionError() if ending.is_call and ending.is_own:
            came = next(iter(str(error).splitlines()), "it is not so")
            judgment = _broken(contract, contract.rule.says, came, shown=ending.shown)
        case _:
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            judgment = Judgment(Outcome.ERROR, detail, ending.shown)
    return judgment


@dataclass(frozen=True)
class Effort:
    """What a contract took, and by what it was proven."""

    seconds: float
    requests: int
    evidence: str | None = None
    """By what a rule of time was proven, or what a token claims where it was not."""
    last_proven: datetime | None = None


def result(contract: Contract, judgment: Judgment, test: str, effort: Effort) -> Result:
    """Make the result of a judgment; ``test`` is the contract's node id."""
    proven, last_proven = judgment.outcome in CONCLUSIVE, effort.last_proven
    return Result(
        target=contract.target.name,
        rule=contract.rule.id,
        strength=str(contract.rule.strength(contract.target.product)),
        outcome=str(judgment.outcome),
        test=test,
        operation=contract.operation,
        case=contract.case,
        evidence=effort.evidence,
        proven_at=utc_now() if proven else None,
        last_proven_at=timestamp(last_proven) if last_proven else None,
        budget_spent=judgment.budget_spent,
        key=judgment.key or None,
        seconds=round(effort.seconds, 3),
        requests=effort.requests,
        detail=judgment.detail,
    )


def _broken(
    contract: Contract, expected: str, came: str, exchange: Exchange | None = None, shown: str = ""
) -> Judgment:
    target, failure = contract.target, failure_of(expected, came, exchange)
    detail = f"expected {expected}; came {came}"
    known = known_deviation(target, contract.rule.id, contract.operation, contract.case)
    if known is not None:
        detail = f"known ({known.because}): {detail}"
        return Judgment(Outcome.KNOWN, detail, shown, failure=failure)
    return Judgment(Outcome.BROKEN, detail, shown, failure=failure)


def _dropped(contract: Contract, error: ConnectionDropped) -> Judgment:
    if contract.rule.id == NOT_CRASHED:
        return _broken(contract, "an answer", str(error), error.exchange)
    return Judgment(Outcome.UNPROVEN, f"rests on {NOT_CRASHED}: {error}")

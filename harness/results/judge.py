"""From pytest's report of a contract to a result: what became of which rule on which target."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from harness.core.clock import timestamp, utc_now
from harness.core.errors import BadTarget, ConnectionDropped, NoAnswer, SourceFailed
from harness.core.outcomes import Broken, Excluded, Outcome, Skipped
from harness.core.rule_ids import NOT_CRASHED
from harness.http.rendering import exchange_text
from harness.results.known import known_deviation
from harness.results.result import Result
from spec.rules import Need, Strength
from spec.specification import ROOT

if TYPE_CHECKING:
    import pytest

    from harness.run.target_run import TargetRun
    from harness.targets.model import Target
    from spec.rules import Rule
    from spec.specification import Effects


def failure_text(rule: Rule, product: str, expected: str, came: str, shown: str) -> str:
    """Lay a failure out as a person reads it; ``shown`` is the exchange."""
    head = f"{rule.id} ({rule.strength(product)}): {rule.says}"
    lines = [head, f"stated at {rule.place(product)}", "", f"expected  {expected}"]
    lines.append(f"came      {came}")
    return "\n".join([*lines, "", shown] if shown else lines)


CONTRACTS = ROOT.parent / "contracts"


@dataclass
class ContractItem:
    """What the harness knows of one collected contract."""

    rule: Rule
    run: TargetRun
    operation: str | None
    case: str | None
    effects: Effects
    """The least that a target must allow."""
    requests_before: int = 0
    leftovers: list[str] = field(default_factory=list)

    @property
    def target(self) -> Target:
        """The target it is checked on."""
        return self.run.target


@dataclass(frozen=True)
class Judgment:
    """An outcome, and its words: one line, and the whole text where there is more to say."""

    outcome: Outcome
    detail: str = ""
    text: str = ""


def judge(
    contract: ContractItem, call: pytest.CallInfo[None], report: pytest.TestReport
) -> Judgment:
    """Say what a phase of a contract shows of its rule."""
    error = call.excinfo.value if call.excinfo is not None else None
    match error:
        case None:
            judgment = Judgment(Outcome.KEPT)
        case Excluded():
            judgment = Judgment(Outcome.EXCLUDED, str(error))
        case Skipped():
            judgment = Judgment(Outcome.UNPROVEN, str(error))
        case ConnectionDropped():
            judgment = _dropped(contract, error)
        case NoAnswer() | SourceFailed() | BadTarget():
            judgment = Judgment(Outcome.ERROR, str(error), str(error))
        case Broken() if call.when != "call":
            judgment = Judgment(Outcome.UNPROVEN, f"a step before it failed: {error}")
        case Broken():
            shown = exchange_text(error.exchange) if error.exchange else ""
            judgment = _broken(contract, error.expected, error.came, shown)
        case AssertionError() if call.when == "call" and _is_own(call):
            came = next(iter(str(error).splitlines()), "it is not so")
            judgment = _broken(contract, contract.rule.says, came, str(report.longrepr))
        case _:
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            judgment = Judgment(Outcome.ERROR, detail, str(report.longrepr))
    return judgment


def result(contract: ContractItem, judgment: Judgment, *, test: str, seconds: float) -> Result:
    """Make the result of a judgment."""
    harvest = contract.run.harvest
    last_proven = harvest.last_proven if harvest is not None else None
    proven = judgment.outcome in {Outcome.KEPT, Outcome.BROKEN, Outcome.KNOWN, Outcome.FIXED}
    return Result(
        target=contract.target.name,
        rule=contract.rule.id,
        strength=str(contract.rule.strength(contract.target.product)),
        outcome=str(judgment.outcome),
        test=test,
        operation=contract.operation,
        case=contract.case,
        evidence=contract.run.tokens.evidence if proven else _claimed(contract),
        proven_at=utc_now() if proven else None,
        last_proven_at=timestamp(last_proven) if last_proven else None,
        seconds=round(seconds, 3),
        requests=contract.run.client.count - contract.requests_before,
        detail=judgment.detail,
    )


def _claimed(contract: ContractItem) -> str | None:
    """Return what a token claims of its life, where a rule of time was not proven."""
    needs = contract.rule.statements[contract.target.product].needs
    return (contract.run.claimed() or None) if Need.TOKEN_AGER in needs else None


def pytest_outcome(result: Result) -> Literal["passed", "failed", "skipped"]:
    """Return pytest's own word for a result: what is no failure of a contract is skipped."""
    outcome = Outcome(result["outcome"])
    if outcome in {Outcome.KEPT, Outcome.FIXED}:
        return "passed"
    if outcome is Outcome.BROKEN and result["strength"] == Strength.ADVISED:
        return "skipped"
    return "failed" if outcome in {Outcome.BROKEN, Outcome.ERROR} else "skipped"


def _broken(contract: ContractItem, expected: str, came: str, shown: str) -> Judgment:
    target = contract.target
    detail = f"expected {expected}; came {came}"
    text = failure_text(contract.rule, target.product, expected, came, shown)
    known = known_deviation(target, contract.rule.id, contract.operation, contract.case)
    if known is not None:
        return Judgment(Outcome.KNOWN, f"known ({known.because}): {detail}", text)
    return Judgment(Outcome.BROKEN, detail, text)


def _dropped(contract: ContractItem, error: ConnectionDropped) -> Judgment:
    if contract.rule.id == NOT_CRASHED:
        return _broken(contract, "an answer", str(error), exchange_text(error.exchange))
    return Judgment(Outcome.UNPROVEN, f"rests on {NOT_CRASHED}: {error}")


def _is_own(call: pytest.CallInfo[None]) -> bool:
    """Whether the assertion stands in a contract, not in what the contract calls."""
    assert call.excinfo is not None
    raised_in = Path(call.excinfo.traceback[-1].path)
    return CONTRACTS in raised_in.parents

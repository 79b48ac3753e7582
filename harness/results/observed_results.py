"""From findings to results: one for each rule, operation and case."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from harness.core.cases import of_note
from harness.core.clock import utc_now
from harness.core.outcomes import Outcome
from harness.core.rule_ids import COOKIES, DOCUMENTED, NOT_CACHED, OBSERVED_RULES
from harness.results.deviations import known_deviation
from harness.results.failure import told_by
from harness.results.result import OBSERVED, Result
from spec import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.results.record import RunRecord, TargetRecord
    from harness.results.result import Finding
    from harness.targets.model import Target


def add_observed(run: RunRecord) -> list[tuple[Result, Finding | None]]:
    """Add the results that arise from all exchanges to a run's record.

    Each is returned with the finding that it is told by, where its rule is broken.
    """
    made = []
    for record in run.targets.values():
        observed = list(_observed(record))
        for result, finding in observed:
            record.take(result, told_by(finding) if finding else None)
        made += observed
    return made


def observed_so_far(record: TargetRecord) -> list[Result]:
    """Return the results that arise from the exchanges of a target, which are not added yet."""
    return [result for result, _ in _observed(record)]


def _observed(record: TargetRecord) -> Iterator[tuple[Result, Finding | None]]:
    if record.preflight.no_verdict is not None:
        return  # a first look at what is gone, or of another product, says nothing of a rule
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in record.findings:
        groups[finding["rule"], finding["operation"], finding["case"]].append(finding)
    for (rule_id, operation, case), findings in groups.items():
        if record.target.product not in rules.load()[rule_id].statements:
            continue
        wrong = [each for each in findings if each["outcome"] == Outcome.BROKEN]
        broken = next((each for each in wrong if each["note"]), next(iter(wrong), None))
        yield _result(record.target, rule_id, operation, case, findings, broken), broken
    met = {rule_id for rule_id, _, _ in groups}
    yield from ((_unmet(record.target, each), None) for each in OBSERVED_RULES if each not in met)


def _result(
    target: Target,
    rule_id: str,
    operation: str,
    case: str,
    findings: list[Finding],
    broken: Finding | None,
) -> Result:
    detail, outcome = "", Outcome.KEPT
    if broken is not None:
        detail, outcome = f"expected {broken['expected']}; came {broken['came']}", Outcome.BROKEN
        bad = sum(each["outcome"] == Outcome.BROKEN for each in findings)
        if bad < len(findings):
            detail += f" ({bad} of {len(findings)} such answers)"
        if broken["note"]:
            detail += f" {of_note(broken['note'])}"
        known = known_deviation(target, rule_id, operation, case)
        if known is not None:
            detail, outcome = f"known ({known.because}): {detail}", Outcome.KNOWN
    made = _blank(target, rule_id, outcome, detail, operation=operation, case=case)
    made["requests"] = len(findings)
    made["proven_at"] = utc_now()
    return made


def _unmet(target: Target, rule_id: str) -> Result:
    rule = rules.load()[rule_id]
    if target.effects < rule.effects:
        key = f'effects = "{rule.effects}"'
        return _blank(target, rule_id, Outcome.EXCLUDED, f"needs {key}") | {"key": key}
    return _blank(target, rule_id, Outcome.UNPROVEN, _UNMET[rule_id])


_UNMET = {
    DOCUMENTED: "no operation of the pages answered",
    NOT_CACHED: "no answer of this run held a token",
    COOKIES: "no answer of this run set a cookie",
}
"""Why nothing was proven, by rule."""


def _blank(
    target: Target,
    rule_id: str,
    outcome: Outcome,
    detail: str,
    *,
    operation: str = "",
    case: str = "",
) -> Result:
    ids = "-".join(part for part in (target.name, operation, case) if part)
    return Result(
        target=target.name,
        rule=rule_id,
        strength=str(rules.load()[rule_id].strength(target.product)),
        outcome=str(outcome),
        test=f"{OBSERVED}{rule_id}[{ids}]",
        operation=operation or None,
        case=case or None,
        evidence=None,
        proven_at=None,
        last_proven_at=None,
        budget_spent=False,
        key=None,
        seconds=0.0,
        requests=0,
        detail=detail,
    )

"""The scripts that repeat what broke, on failures of contracts and on findings.

They are made where the values of a run are known in the clear, before anything is masked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harness.core.exchange import SAFE_METHODS, Exchange
from harness.core.outcomes import Broken, Outcome
from harness.results.observed import dead, dropped, findings, gift, refused, without_token
from harness.steps.script import Told
from spec import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.http.recorder import Taken
    from harness.results.judge import Contract, Judgment
    from harness.results.result import Finding
    from harness.run.target_run import TargetRun


def with_steps(
    run: TargetRun, contract: Contract, judgment: Judgment, error: BaseException | None
) -> Judgment:
    """Add the script that repeats a contract's failure."""
    failure = judgment.failure
    if failure is None:
        return judgment
    shown = getattr(error, "exchange", None) if error is not None else None
    is_shown = isinstance(shown, Exchange)
    if not is_shown:
        shown = _last(run)
    rule = contract.rule
    told = Told(rule.id, rule.says, failure["expected"], failure["came"])
    looks_after = isinstance(error, Broken) and is_shown
    steps = run.scripts.of(told, shown, looks_after=looks_after)
    return replace(judgment, failure=failure | {"steps": steps})


def found_in(run: TargetRun, taken: Taken) -> Iterator[Finding]:
    """Yield what exchanges say of the rules that are held against each of them.

    The first of each rule, operation and case has the script that repeats it, and so has one that
    a search made small.
    """
    for seen in taken.recorded:
        for each in findings(seen):
            yield _told(run, each, seen.exchange)
    for exchanges, find in (
        (taken.dropped, dropped),
        (taken.without_token, without_token),
        (taken.refused, refused),
        (taken.dead, dead),
    ):
        for exchange in exchanges:
            yield _told(run, find(exchange), exchange)
    for given in taken.gifts:
        yield _told(run, gift(given), given.exchange)


def _told(run: TargetRun, finding: Finding, exchange: Exchange) -> Finding:
    if finding["outcome"] != Outcome.BROKEN:
        return finding
    key = finding["rule"], finding["operation"], finding["case"]
    if key in run.scripts.made and not finding["note"]:
        return finding
    run.scripts.made.add(key)
    told = Told(
        finding["rule"],
        rules.load()[finding["rule"]].says,
        finding["expected"],
        finding["came"],
        finding["note"],
    )
    return finding | {"steps": run.scripts.of(told, exchange)}


def _last(run: TargetRun) -> Exchange | None:
    """Return the last request of the contract that asked for a change, or else its last."""
    events = run.trace.events[run.trace.begins :]
    sent = [each for each in reversed(events) if isinstance(each, Exchange)]
    changing = [each for each in sent if each.request.method not in SAFE_METHODS]
    return next(iter([*changing, *sent]), None)

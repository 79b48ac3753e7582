"""The process that runs contracts: pytest's own, or a worker of xdist.

It holds one run for each target, excludes what a target does not allow, judges how each contract
ended, and lets pytest's reports carry what was exchanged.
"""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.core.outcomes import Excluded, Skipped
from harness.history.store import BAD
from harness.plugin.again import MadeAgain
from harness.plugin.interrupts import Interrupts
from harness.plugin.keys import CONTRACT
from harness.plugin.pytest_reports import carry, show
from harness.plugin.selection import CONTRACTS
from harness.redaction.logs import start_masking
from harness.redaction.visible import visible, visible_all
from harness.reports.failure_text import failure_text
from harness.reports.har import har_entry
from harness.results.evidence import Evidence, Gathered, evidence_of
from harness.results.judge import CONCLUSIVE, Effort, Ending, Judgment, judge, result
from harness.results.observed import answers, remarks
from harness.results.repeating import found_in, with_steps
from harness.results.steadiness import Steadiness
from harness.run.preflight import run_after
from harness.run.target_run import TargetRun, require_enabled
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from harness.plugin.subjects import Subjects
    from harness.results.judge import Contract
    from harness.run.settings import RunSettings
    from harness.targets.model import Target


class Worker:
    """Runs contracts on targets."""

    def __init__(
        self, subjects: Subjects, settings: RunSettings, interrupts: Interrupts | None = None
    ) -> None:
        self._subjects = subjects
        self._settings = settings
        self._interrupts = interrupts or Interrupts()
        self._runs: dict[str, TargetRun] = {}
        self._at_work: TargetRun | None = None
        """The run of the contract that is being checked."""
        self._requests_before = 0
        """Those that were sent to its target before it."""
        self._told: dict[str, int] = {}
        """How many requests to each target were gathered."""
        self._steadiness: dict[str, Steadiness] = defaultdict(Steadiness)
        """By target."""
        self._made_again: dict[str, MadeAgain] = {}
        """By target."""
        self._leftovers: list[str] = []
        """What could not be removed after the last contract of a target."""

    def run_of(self, target: Target) -> TargetRun:
        """Return what this process holds for a target."""
        if target.name not in self._runs:
            preflight = self._subjects.preflight_of(target)
            self._runs[target.name] = run_after(preflight, self._settings)
        return self._runs[target.name]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Mask what is logged while contracts run."""
        gc.freeze()  # what is there by now stays, and need not be looked at again
        stop = start_masking(self._mask)
        try:
            return (yield)
        finally:
            stop()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Exclude what the target does not allow or offer, before any fixture is set up."""
        self._at_work = None
        contract = item.stash.get(CONTRACT, None)
        if contract is None:
            return
        run = self.run_of(contract.target)
        self._forget_others(run)
        self._at_work, self._requests_before = run, run.client.count
        run.aged.begin(_name_of(item, contract))
        run.trace.begin()
        run.turns.begin()
        run.gifts.forget()
        _require_allowed(contract)
        _require_offered(contract, run)
        require_enabled(run, contract.rule.operations(contract.target.product))

    def _forget_others(self, run: TargetRun) -> None:
        """Forget the runs that are finished: this process may see hundreds."""
        done = [name for name, each in self._runs.items() if each.is_finished]
        others = [name for name in done if name != run.target.name]
        for name in others:
            del self._runs[name]
            self._steadiness.pop(name, None)
            self._made_again.pop(name, None)
        if others:
            gc.collect()  # they refer to themselves, and are large: Python would wait for dozens

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Confirm what a contract concludes from a token that waited in the ledger.

        What its refusals held is tried then: whether a session was given away by one.
        """
        if self._at_work is not None:
            self._again(self._at_work).begin()
        try:
            ended = yield
        except AssertionError as failure:
            self._confirm(failure)
            raise
        except Skipped:
            self._try_gifts(pyfuncitem)
            raise
        self._confirm(None)
        self._try_gifts(pyfuncitem)
        return ended

    def _try_gifts(self, item: pytest.Item) -> None:
        contract = item.stash.get(CONTRACT, None)
        if self._at_work is not None and contract is not None:
            self._at_work.gifts.try_for(contract.rule)

    def _confirm(self, failure: AssertionError | None) -> None:
        if self._at_work is not None:
            self._at_work.aged.confirm(failure)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """After the last contract of a target, remove what the run made there."""
        contract = item.stash.get(CONTRACT, None)
        if contract is None:
            return
        following = nextitem.stash.get(CONTRACT, None) if nextitem is not None else None
        if following is None or following.target is not contract.target:
            self._leftovers = self.run_of(contract.target).finish()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn pytest's report of a contract into an outcome of its rule, masked."""
        report = yield
        contract = item.stash.get(CONTRACT, None)
        if contract is None:
            return report
        run = self.run_of(contract.target)
        if call.when == "call" or call.excinfo is not None:
            self._judge(contract, run, item, call, report)
            item.user_properties[:] = report.user_properties  # JUnit reads the teardown's
        if call.when == "teardown":
            gathered = self._gathered(run, self._leftovers)
            carry(report, replace(evidence_of(report) or Evidence(), gathered=gathered))
            self._leftovers = []
        report.sections = [
            (name, visible(run.redactor.mask(text))) for name, text in report.sections
        ]
        return report

    def _judge(
        self,
        contract: Contract,
        run: TargetRun,
        item: pytest.Item,
        call: pytest.CallInfo[None],
        report: pytest.TestReport,
    ) -> None:
        """Write the outcome of a phase on its report; a check that failed is made again."""
        ending = _ending_of(call, report)
        judged = with_steps(run, contract, judge(contract, ending), ending.error)
        judgment = _masked(run, judged)
        if judgment.outcome in BAD:
            run.turns.fail()
        effort = Effort(
            seconds=report.duration,
            requests=self._requests(),
            evidence=_evidence(contract, run, judgment),
            last_proven=run.aged.last_proven,
        )
        made = result(contract, judgment, report.nodeid, effort)
        if judgment.failure is not None and isinstance(item, pytest.Function):
            again = self._again(run).of(item, contract, ending.error, report.duration)
            if again is not None:
                judgment = replace(judgment, failure=judgment.failure | {"again": again})
        show(report, made, _text_of(contract, judgment), judgment.failure)

    def _again(self, run: TargetRun) -> MadeAgain:
        """Return what makes the checks of a target again."""
        if run.target.name not in self._made_again:
            self._made_again[run.target.name] = MadeAgain(run)
        return self._made_again[run.target.name]

    def _requests(self) -> int:
        """Return how many were sent so far for the contract that is being checked."""
        if self._at_work is None:
            return 0
        return self._at_work.client.count - self._requests_before

    def finish_rest(self) -> Iterator[Gathered]:
        """Finish what a run that was cut short left open: its users are removed all the same."""
        for run in self._runs.values():
            if run.client.count and not run.is_finished:
                yield self._gathered(run, self._finish(run))

    def _gathered(self, run: TargetRun, leftovers: list[str]) -> Gathered:
        """Return what a run exchanged since it was last asked."""
        name, count = run.target.name, run.client.count
        told, self._told[name] = self._told.get(name, 0), count
        return _gathered(run, count - told, leftovers, self._steadiness[name])

    def _finish(self, run: TargetRun) -> list[str]:
        """Finish a run; where it was interrupted, as quickly as can be."""
        with self._interrupts.breakable():
            if not self._interrupts.is_asked:
                try:
                    return run.finish()
                except KeyboardInterrupt:
                    pass
            return run.finish(is_in_haste=True)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Finish what the process that writes the reports has not: it may be another one."""
        rest = [each.as_json() for each in self.finish_rest()]
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[WORKER_OUTPUT] = json.dumps(rest)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self) -> Generator[None]:
        """Hand a report over whole, whatever signal comes meanwhile."""
        with self._interrupts.held():
            return (yield)

    def _mask(self, text: str) -> str:
        """Mask the secrets of every target, and show what a terminal would obey."""
        for run in self._runs.values():
            text = run.redactor.mask(text)
        return visible(text)


WORKER_OUTPUT = "meiro"
"""What is gathered last is called among that which a worker of xdist hands over at its end."""
WORKER: pytest.StashKey[Worker] = pytest.StashKey()
"""On pytest's configuration: the worker of this process."""


def gathered_by(run: TargetRun) -> Gathered:
    """Return what a first look at a target exchanged."""
    return _gathered(run, run.client.count, [], Steadiness())


def _gathered(
    run: TargetRun, requests: int, leftovers: list[str], steadiness: Steadiness
) -> Gathered:
    """Return what a run exchanged since it was last asked, masked.

    What people read of it is made visible as well; exchanges and cases stay as they were.
    """
    taken, mask = run.client.recorder.take(), run.redactor.mask_all
    found = list(found_in(run, taken))
    said = {each for seen in taken.recorded for each in remarks(seen.exchange)}
    if run.is_finished:
        run.trace.forget()
    return Gathered(
        target=run.target.name,
        findings=visible_all(mask(found)),
        answers=answers(taken.recorded),
        unsteady=steadiness.take(taken.recorded),
        exchanges=mask([har_entry(each) for each in taken.recorded]),
        remarks=visible_all(mask(sorted(said | run.remarks))),
        leftovers=visible_all(mask(leftovers)),
        requests=requests,
        spent=dict(run.budget.spent),
        failing=mask(run.take_failing()),
        tried=mask(run.turns.take_new()),
        secrets=run.redactor.take_new(),
        fronts=mask(run.client.front.take_met()),
    )


def _require_allowed(contract: Contract) -> None:
    """Exclude a contract that needs more than its target allows."""
    if contract.target.effects < contract.effects:
        raise Excluded(f'effects = "{contract.effects}"', "needs more than the target allows")


def _require_offered(contract: Contract, run: TargetRun) -> None:
    """Exclude a contract that needs something which its target does not offer."""
    target = contract.target
    operations = contract.rule.operations(target.product)
    said = {run.spec.operation(each).required_feature or "" for each in operations}
    for need in sorted(contract.rule.statements[target.product].needs):
        if need is Need.TOKEN_AGER and run.aged.offers:
            continue
        if need is Need.TOKEN_AGER:
            run.tokens.require_sessions()
        if not target.offers(need, frozenset(said - {""})):
            raise Excluded(need, f"needs {need.words}")


def _ending_of(call: pytest.CallInfo[None], report: pytest.TestReport) -> Ending:
    if call.excinfo is None:
        return Ending(None)
    return Ending(
        error=call.excinfo.value,
        is_call=call.when == "call",
        is_own=CONTRACTS in Path(call.excinfo.traceback[-1].path).parents,
        shown=str(report.longrepr),
    )


def _masked(run: TargetRun, judgment: Judgment) -> Judgment:
    texts = (judgment.detail, judgment.text, judgment.key)
    detail, text, key = (visible(run.redactor.mask(each)) for each in texts)
    failure = visible_all(run.redactor.mask_all(judgment.failure))
    return replace(judgment, detail=detail, text=text, key=key, failure=failure)


def _text_of(contract: Contract, judgment: Judgment) -> str:
    """Return what pytest's own plugins show of it."""
    if judgment.failure is None:
        return judgment.text
    product = contract.target.product
    return failure_text(contract.rule, product, judgment.failure, judgment.text)


def _evidence(contract: Contract, run: TargetRun, judgment: Judgment) -> str | None:
    """Return by what a rule was proven; what a token claims, where a rule of time was not."""
    if judgment.outcome in CONCLUSIVE:
        return run.aged.evidence
    needs = contract.rule.statements[contract.target.product].needs
    claimed: str = run.claimed() if Need.TOKEN_AGER in needs else ""
    return claimed or None


def _name_of(item: pytest.Item, contract: Contract) -> str:
    """Name a contract by its function and case, whatever its target is called."""
    name = getattr(item, "originalname", item.name)
    return "-".join(part for part in (name, contract.operation, contract.case) if part)

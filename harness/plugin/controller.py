"""The state of a run in one process, between pytest's hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Excluded
from harness.generation.corpus import Corpus
from harness.history.history import History
from harness.plugin.keys import CONTRACT
from harness.plugin.pytest_reports import _observed_report, show
from harness.reports.har import har_entry
from harness.results import record
from harness.results.judge import ContractItem, Judgment, judge, result
from harness.results.observed import dropped, findings, remarks, without_token
from harness.run.preflight import Preflight, look_at
from harness.run.settings import Generation
from harness.run.target_run import TargetRun, require_enabled
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from harness.ageing.ledger import Ledgers
    from harness.results.record import RunRecord
    from harness.results.result import Finding, Result
    from harness.run.settings import Entry
    from harness.targets.embedded import EmbeddedInstances
    from harness.targets.model import Target

_AFTER_ALL = "the end of a run that was cut short"
"""Sends what no contract did."""
_GATHERED = ("findings", "exchanges", "remarks", "leftovers", "requests", "spent", "failing")


class Session:
    """What one process knows of the run."""

    def __init__(self) -> None:
        self.checks = False
        """Whether this process chooses the targets and writes the reports."""
        self.collects_only = False
        self.has_lost_a_worker = False
        """Whether a worker of xdist died, so that the run is not whole."""
        self.is_rehearsal = False
        """Whether reference instances stand in for the targets, and nothing is written."""
        self.chosen: list[Target] | None = None
        """The targets that the options name; None: the embedded instances."""
        self.embedded: EmbeddedInstances | None = None
        self.ledgers: Ledgers | None = None
        """The directory of ``--ledger``."""
        self.corpus = Corpus()
        self.generation = Generation()
        """How generated input is made."""
        self.failing: list[Entry] = []
        """Generated cases that broke a rule, on any target."""
        self.preflights: list[Preflight] = []
        self.record: RunRecord = record.of_targets([])
        self.history = History({})
        """What the runs before found, and what is new in this one."""
        self.secrets: set[str] = set()
        """All that became known in the run, to look for in what it wrote."""
        self._runs: dict[str, TargetRun] = {}

    @property
    def writes(self) -> bool:
        """Whether this process writes reports."""
        return self.checks and not self.collects_only and not self.is_rehearsal

    @property
    def targets(self) -> list[Target]:
        """The targets that contracts are collected for."""
        return [each.target for each in self.preflights if each.no_verdict is None]

    def take(self, preflights: list[Preflight]) -> None:
        """Take over what is known of the targets, and their secrets."""
        self.preflights = preflights
        self.record = record.of_targets(preflights)

    def look_at(self, targets: list[Target]) -> None:
        """Look at each target once."""
        looked = look_at(targets, self.ledgers)
        self.take([preflight for preflight, _ in looked])
        for preflight, run in looked:
            gathered = self._gathered(run)
            self.secrets.update(gathered["secrets"])
            self._gather(preflight.target.name, gathered | {"requests": run.client.count})

    def run_of(self, target: Target) -> TargetRun:
        """Return what this process holds for a target."""
        if target.name not in self._runs:
            found = next(each for each in self.preflights if each.target is target)
            self._runs[target.name] = TargetRun(
                target,
                found.switched_off,
                ledger=self.ledgers.of(target) if self.ledgers else None,
                hourly=self.ledgers.hourly_of(target) if self.ledgers else None,
                began=found.began,
                spent=found.spent,
                generation=self.generation,
            )
        return self._runs[target.name]

    def begin(self, item: pytest.Item) -> None:
        """Exclude a contract that the target does not allow, or offers too little for."""
        contract = item.stash.get(CONTRACT, None)
        if contract is None:
            return
        contract.requests_before = contract.run.client.count
        contract.run.tokens.evidence = None
        if contract.run.harvest is not None:
            contract.run.harvest.begin(_name_of(item, contract))
        target = contract.target
        if target.effects < contract.effects:
            raise Excluded(f'effects = "{contract.effects}"', "needs more than the target allows")
        features = frozenset(
            contract.run.spec.operation(each).required_feature or ""
            for each in contract.rule.operations
        ) - {""}
        for need in sorted(contract.rule.statements[target.product].needs):
            if need is Need.TOKEN_AGER and contract.run.harvest is not None:
                continue
            if not target.offers(need, features):
                raise Excluded(need, f"needs {need.words}")
        require_enabled(contract.run, contract.rule.operations)

    def confirm(self, item: pytest.Item, failure: AssertionError | None) -> None:
        """Hold what a contract concludes against what else could have made a token end."""
        contract = item.stash.get(CONTRACT, None)
        if contract is not None and contract.run.harvest is not None:
            contract.run.harvest.confirm(failure)

    def end(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """After the last contract of a target, remove what the run made there."""
        contract = item.stash.get(CONTRACT, None)
        if contract is None:
            return
        following = nextitem.stash.get(CONTRACT, None) if nextitem is not None else None
        if following is None or following.run is not contract.run:
            contract.leftovers = contract.run.finish()

    def mask(self, text: str) -> str:
        """Mask the secrets of every target."""
        for run in self._runs.values():
            text = run.redactor.mask(text)
        return text

    def finish_rest(self) -> None:
        """Finish what a run that was cut short left open: its users are removed all the same."""
        for name, run in self._runs.items():
            if run.client.count and not run.is_finished:
                counted = run.client.count
                leftovers = run.finish()
                gathered = self._gathered(run)
                self.secrets.update(gathered["secrets"])
                gathered |= {"leftovers": leftovers, "requests": run.client.count - counted}
                if name in self.record.targets:
                    self._gather(name, run.redactor.mask_all(gathered), _AFTER_ALL)

    def judge(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
    ) -> None:
        """Write a contract's outcome, and at its teardown all that was exchanged, on the report."""
        contract = item.stash.get(CONTRACT, None)
        if contract is None:
            return
        if call.when == "call" or call.excinfo is not None:
            self._write_judgment(contract, judge(contract, call, report), report)
            item.user_properties[:] = report.user_properties  # JUnit reads the teardown's
        if call.when == "teardown":
            gathered = self._gathered(contract.run)
            gathered["leftovers"] = contract.leftovers
            gathered["requests"] = contract.run.client.count - contract.requests_before
            report.__dict__.update(gathered | {"target": contract.target.name})
        mask = contract.run.redactor.mask
        report.sections = [(name, mask(text)) for name, text in report.sections]

    def gather(self, report: pytest.TestReport) -> None:
        """Gather what a report carries; in the process that writes the reports."""
        made: Result | None = getattr(report, "contract", None)
        if made is not None and not getattr(report, "is_observed", False):
            self.record.targets[made["target"]].results.append(made)
        self.secrets.update(report.__dict__.pop("secrets", ()))
        name: str | None = getattr(report, "target", None)
        if name is not None:
            gathered = {each: getattr(report, each) for each in _GATHERED}
            self._gather(name, gathered, report.nodeid)

    def observed_reports(self) -> Iterator[pytest.TestReport]:
        """Return reports for the results that arise from all exchanges together."""
        for made, finding in self.record.add_observed():
            for when in ("setup", "call", "teardown"):
                yield _observed_report(made, finding, when)

    @staticmethod
    def _gathered(run: TargetRun) -> dict[str, Any]:
        answered, unanswered = run.take_exchanges()
        found: list[Finding] = [each for exchange in answered for each in findings(exchange)]
        found += map(dropped, unanswered)
        found += map(without_token, run.tokens.without_token)
        run.tokens.without_token = []
        return {
            "findings": run.redactor.mask_all(found),
            "exchanges": run.redactor.mask_all([har_entry(each) for each in answered]),
            "remarks": sorted(
                {each for exchange in answered for each in remarks(exchange)} | run.remarks
            ),
            "leftovers": [],
            "spent": dict(run.budget.spent),
            "failing": run.redactor.mask_all(run.take_failing()),
            "secrets": run.redactor.take_new(),
        }

    def _gather(self, target: str, gathered: dict[str, Any], sender: str = "") -> None:
        record = self.record.targets[target]
        found: list[Finding] = gathered["findings"]
        for finding in found:
            finding["sender"] = sender
        record.findings += found
        record.exchanges += gathered["exchanges"]
        record.remarks |= set(gathered["remarks"])
        record.leftovers |= set(gathered["leftovers"])
        record.requests += gathered["requests"]
        record.spent |= gathered["spent"]
        self.failing += gathered["failing"]

    @staticmethod
    def _write_judgment(
        contract: ContractItem, judgment: Judgment, report: pytest.TestReport
    ) -> None:
        mask = contract.run.redactor.mask
        judgment = Judgment(judgment.outcome, mask(judgment.detail), mask(judgment.text))
        made = result(contract, judgment, test=report.nodeid, seconds=report.duration)
        show(report, made, judgment.text)


def _name_of(item: pytest.Item, contract: ContractItem) -> str:
    """Name a contract by its function and case, whatever its target is called."""
    name = getattr(item, "originalname", item.name)
    return "-".join(part for part in (name, contract.operation, contract.case) if part)

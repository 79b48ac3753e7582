"""Gathers what the contracts' reports carry, and tells whether a run came to its end."""

from __future__ import annotations

import gc
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from harness.plugin.accounts import require_accounts
from harness.plugin.completeness import Completeness
from harness.plugin.controller import Controller
from harness.plugin.processes import ends_workers, kill_workers
from harness.plugin.pytest_reports import (
    carry,
)
from harness.plugin.shards import chosen_shard
from harness.plugin.worker import WORKER_OUTPUT, gathered_by
from harness.results.evidence import Evidence, Gathered, evidence_of
from harness.results.record import ExitCode, RunRecord, Shard
from harness.run.preflight import Preflight, look_at
from spec import specification
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.plugin.interrupts import Interrupts
    from harness.plugin.subjects import Subjects
    from harness.plugin.worker import Worker
    from harness.results.record import TargetRecord
    from harness.run.settings import RunSettings
    from harness.targets.model import Target

_AFTER_ALL = "the end of a run that was cut short"
"""Sends what no contract did."""
_DIED = (
    "a process that ran contracts died: the users that it had invited and not removed are still "
    "there, under addresses with meiro-contracts in them"
)


class Gathering(Controller):
    """Looks at the targets, and gathers what the contracts' reports carry."""

    def __init__(
        self,
        config: pytest.Config,
        subjects: Subjects,
        settings: RunSettings,
        worker: Worker,
        interrupts: Interrupts,
    ) -> None:
        super().__init__(config, subjects, settings)
        require_accounts(config, self._chosen or [])
        self.record = RunRecord(min_proven=config.getoption("min_proven"), shard=self._part())
        self._worker = worker
        self._interrupts = interrupts
        self._completeness = Completeness()
        self._restored: dict[str, TargetRecord] = {}
        """What an earlier process of this run has found."""
        self._has_lost_a_worker = self._has_internal_error = False
        interrupts.end_in_order = lambda: ends_workers(config, interrupts)
        if getattr(config.option, "maxworkerrestart", "") is None:
            config.option.maxworkerrestart = "0"  # another worker would begin its budget anew

    def _part(self) -> Shard | None:
        """Say which part of the targets is checked; None where it is all of them."""
        shard = chosen_shard(self._config)
        if shard is None:
            return None
        return Shard(str(shard), tuple(each.name for each in self._named or ()))

    def _begin(self, targets: list[Target]) -> None:
        """Look at each target once."""
        self.record.begin([Preflight(each) for each in targets])  # an interrupt finds them there
        self._restored = self._done(targets)
        rest = [each for each in targets if each.name not in self._restored]
        looked = look_at(rest, self._settings)
        self._subjects.preflights = [preflight for preflight, _ in looked]
        self.record.begin(self._subjects.preflights)
        self.record.targets.update(self._restored)
        for _, run in looked:
            self.record.gather(gathered_by(run))
        looked.clear()
        gc.collect()  # of hundreds, they are large, and refer to themselves

    def _done(self, targets: list[Target]) -> dict[str, TargetRecord]:
        """Return what an earlier process found of targets, where this one goes on with its run."""
        del targets
        return {}

    def _finish(self, record: TargetRecord) -> None:
        """Take note that the last contract of a target has run."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Take note of what this process collected, if it is the one."""
        if not self._config.pluginmanager.hasplugin("dsession"):
            self._completeness.take_items(session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Take note of what a worker collected: they all collect the same."""
        self._completeness.take_ids(ids, [each.name for each in self._subjects.targets])

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take note of what can't be collected."""
        self._completeness.has_failed |= report.failed
        super().pytest_collectreport(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather one report, before anything else reads it."""
        evidence = evidence_of(report)
        if evidence is None:
            return
        if evidence.result is not None:
            self.record.targets[evidence.result["target"]].take(evidence.result, evidence.failure)
        if evidence.gathered is not None:
            test = sys.intern(report.nodeid)
            self.record.gather(evidence.gathered, test)
            if self._completeness.end(evidence.gathered.target, test):
                self._finish(self.record.targets[evidence.gathered.target])
            carry(report, Evidence(evidence.result))  # nobody else needs the rest

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object, error: object) -> None:
        """Gather what a worker hands over at its end, and take note of one that died."""
        output: dict[str, Any] | None = getattr(node, "workeroutput", None)
        if output is None:
            self._has_lost_a_worker = self._has_lost_a_worker or bool(error)
            return
        for each in json.loads(output.pop(WORKER_OUTPUT, "[]")):
            self.record.gather(Gathered(**each), _AFTER_ALL)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, report: pytest.TestReport) -> None:
        """Call a contract that was interrupted no failure: xdist takes it for a crash."""
        if self._interrupts.is_asked or not self._has_lost_a_worker:
            report.outcome = "skipped"
            report.longrepr = (report.location[0], 0, "the run was interrupted")

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self) -> None:
        """Take note of a failure of pytest or of a plugin, in any process."""
        self._has_internal_error = True

    def _finish_rest(self) -> None:
        if self._interrupts.is_in_haste and kill_workers(self._config):
            self._has_lost_a_worker = True
        for gathered in self._worker.finish_rest():
            self.record.gather(gathered, _AFTER_ALL)

    def _is_complete(self, session: pytest.Session | None) -> bool:
        """Whether every contract that was collected has its result, and nothing ended the run.

        Notes on each target where one has not.
        """
        records = [each for name, each in self.record.targets.items() if name not in self._restored]
        is_in_order = session is not None and session.exitstatus in {0, 1, 5}
        was_stopped = session is None or bool(session.shouldstop or session.shouldfail)
        for each in records:
            self._completeness.conclude(each, is_in_order=is_in_order)
            if each.cut_short and self._has_lost_a_worker and self._may_invite(each.target):
                each.leftovers.add(_DIED)
        has_failed = self._has_lost_a_worker or self._has_internal_error
        is_open = any(each.cut_short for each in records)
        return is_in_order and not (was_stopped or has_failed or is_open)

    def _may_invite(self, target: Target) -> bool:
        invites = specification.load(target.product).has(Role.INVITE)
        return target.effects is Effects.ACCOUNT and invites

    def _exit_status(self, status: int, *, is_complete: bool) -> int:
        """Return the exit code: 1 says that a rule is broken, and nothing else."""
        if status not in {0, 1, 5} or (status == 5 and self._subjects.targets):
            return status
        if self._has_internal_error:
            return int(pytest.ExitCode.INTERNAL_ERROR)
        code = self.record.exit_code()
        if code in {ExitCode.BROKEN, ExitCode.ERROR}:
            return code
        # What failed is no contract, or was not there to fail.
        return ExitCode.ERROR if status == 1 or not is_complete else code

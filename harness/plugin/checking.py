"""A run that checks: what is gathered, concluded and written, once the contracts have run."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from harness.causes.grouping import causes_of, name_causes
from harness.core.errors import BadTarget, in_words
from harness.plugin.accounts import require_accounts
from harness.plugin.completeness import Completeness
from harness.plugin.controller import Controller
from harness.plugin.options import chosen_files, with_effects, written_beside
from harness.plugin.others_files import OthersFiles
from harness.plugin.processes import ends_workers, kill_workers
from harness.plugin.pytest_reports import carry, cut_short_reports, observed_reports
from harness.plugin.selection import checks_all_contracts
from harness.plugin.shards import chosen_shard
from harness.plugin.worker import WORKER_OUTPUT, gathered_by
from harness.reports import console, dry_run
from harness.reports.annotations import annotation_lines, are_wanted
from harness.reports.html import ReportHooks
from harness.reports.junit_cards import JUnitCards
from harness.results.evidence import Evidence, Gathered, evidence_of
from harness.results.observed_results import add_observed
from harness.results.record import ExitCode, RunRecord, Shard
from harness.run.preflight import Preflight, look_at
from harness.targets.embedded import stand_ins
from spec import specification
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from harness.generation.corpus import Corpus
    from harness.plugin.interrupts import Interrupts
    from harness.plugin.subjects import Subjects
    from harness.plugin.worker import Worker
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
        looked = look_at(targets, self._settings)
        self._subjects.preflights = [preflight for preflight, _ in looked]
        self.record.begin(self._subjects.preflights)
        for _, run in looked:
            self.record.gather(gathered_by(run))

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
            self.record.gather(evidence.gathered, report.nodeid)
            self._completeness.ended.add(report.nodeid)
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
        records = self.record.targets.values()
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


class Checking(Gathering):
    """Checks the targets, and writes the reports."""

    def __init__(
        self,
        config: pytest.Config,
        subjects: Subjects,
        settings: RunSettings,
        worker: Worker,
        interrupts: Interrupts,
        failed_before: Corpus,
    ) -> None:
        super().__init__(config, subjects, settings, worker, interrupts)
        if failed_before.problem:
            raise BadTarget(f"corpus: {failed_before.problem}: mend it, or remove it")
        self._failed_before = failed_before
        self._files = chosen_files(config)
        self._history = self._files.prepare()
        self._others = OthersFiles(config)
        self._is_told = False
        self._session: pytest.Session | None = None
        config.pluginmanager.register(ReportHooks(self.record, self._history))
        config.pluginmanager.register(JUnitCards(self.record, self._history))
        config.pluginmanager.register(self._others)

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        """Write what there is of a run that was interrupted before pytest would have it finish."""
        if not self._is_begun:
            self._tell_problems(self._end(None))
            self._tell_verdicts()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Conclude, set the exit code and write; once all is written, look for a secret in it."""
        self._session = session
        problems = self._end(session)
        try:
            yield
        except Exception as failure:  # noqa: BLE001 - a traceback would exit with 1
            problems.append(f"pytest could not finish the session: {in_words(failure)}")
        problems += self._others.problems
        problems += [
            f"a secret was found in {file}: keep it to yourself, and tell us"
            for file in self._files.scan(self.record, *written_beside(self._config))
        ]
        self._tell_verdicts()
        self._tell_problems(problems)
        if problems:
            self._tell_problems(self._files.correct_exit_code(int(session.exitstatus)))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_unconfigure(self) -> Generator[None]:
        """Stop the embedded instances, and let no plugin that fails now decide the exit code."""
        try:
            yield from super().pytest_unconfigure()
        except Exception as failure:  # noqa: BLE001 - a traceback would exit with 1
            self._tell_problems([f"pytest could not end: {in_words(failure)}"])

    def _end(self, session: pytest.Session | None) -> list[str]:
        """Conclude and write; return in words what could not be done."""
        try:
            self._finish_rest()
            self._embedded.let_go()  # they end while the reports are written
            is_complete = self._is_complete(session)
            if session is not None:  # or no plugin could take it in yet
                self._tell_observed()
            self._conclude(session, is_complete=is_complete)
            return self._files.write(
                self.record,
                self._history,
                self._failed_before,
                is_complete=is_complete,
                exit_code=2 if session is None else int(session.exitstatus),
            )
        except Exception as failure:  # noqa: BLE001 - a traceback would exit with 1
            return [f"the run could not be concluded: {in_words(failure)}"]

    def pytest_terminal_summary(self) -> None:
        """Give each target's verdict, last."""
        self._tell_verdicts()

    def _tell_verdicts(self) -> None:
        """Give each target's verdict, once: pytest has no summary where it ends by an error."""
        if self._is_told:
            return
        self._is_told = True
        record, history = self.record, self._history
        lines = console.verdict_lines(record, history, self._settings)
        self._say("verdicts", lines)
        if are_wanted(os.environ):
            self._say("", annotation_lines(causes_of(record, history)))

    def _tell_problems(self, problems: Sequence[str]) -> None:
        """Say what went wrong, and let the exit code say so, where nothing worse does."""
        session = self._session
        is_fine = session is not None and session.exitstatus in {ExitCode.KEPT, ExitCode.NO_VERDICT}
        if session is not None and problems and is_fine:
            session.exitstatus = ExitCode.ERROR
        self._say("", [f"error: {each}" for each in problems])

    def _say(self, heading: str, lines: Iterable[str]) -> None:
        reporter = self._config.pluginmanager.getplugin("terminalreporter")
        if reporter is not None and heading:
            reporter.section(heading)
        for line in lines:
            if reporter is not None:
                reporter.line(line)
            else:
                print(line)

    def _tell_observed(self) -> None:
        """Tell of the results that arise from all exchanges, and of targets that were cut short.

        The reports show them as they show contracts. pytest's progress counts what was collected,
        and they were not: its terminal is given them for its summary alone.
        """
        plugins = self._config.pluginmanager
        reporter = plugins.getplugin("terminalreporter")
        others = plugins.subset_hook_caller("pytest_runtest_logreport", [reporter, self])
        for result, finding in add_observed(self.record):
            product = self.record.targets[result["target"]].target.product
            for report in observed_reports(result, finding, product):
                others(report=report)
                if report.when == "call" and reporter is not None:
                    category, _, _ = console.status(report, result)
                    reporter.stats.setdefault(category, []).append(report)
        for record in self.record.targets.values():
            for report in cut_short_reports(record):
                others(report=report)

    def _conclude(self, session: pytest.Session | None, *, is_complete: bool) -> None:
        """Say what is new, and set the exit code."""
        is_whole = is_complete and checks_all_contracts(self._config)
        for each in self.record.targets.values():
            each.is_whole = is_whole and not self._settings.generation.is_quick
        self._history.take(self.record, is_whole=is_whole)
        name_causes(self.record, self._history)
        if session is not None:
            status = int(session.exitstatus)
            session.exitstatus = self._exit_status(status, is_complete=is_complete)


class DryRun(Gathering):
    """Checks reference instances in the place of the targets, and writes nothing."""

    def _targets(self) -> list[Target]:
        """Return stand-ins for the chosen targets."""
        embedded = self._embedded.start()
        self._stood_in_for = self._chosen or with_effects(self._config, embedded)
        return stand_ins(self._stood_in_for, embedded)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let no rule of the reference decide how the run ends."""
        self._finish_rest()
        if not self._is_complete(session) and session.exitstatus in {0, 1}:
            session.exitstatus = ExitCode.ERROR
        elif session.exitstatus == 1:
            session.exitstatus = 0

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what each target would get."""
        terminalreporter.section("dry run")
        for line in dry_run.lines(list(self.record.targets.values()), self._stood_in_for):
            terminalreporter.line(line)

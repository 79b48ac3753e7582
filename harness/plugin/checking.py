"""A run that checks: what is gathered, concluded and written, once the contracts have run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.plugin.controller import Controller
from harness.plugin.options import (
    checks_all_contracts,
    chosen_files,
    require_accounts,
    with_effects,
    written_beside,
)
from harness.plugin.pytest_reports import carry, observed_reports
from harness.plugin.worker import gathered_by
from harness.reports import console, dry_run
from harness.reports.html import ReportHooks
from harness.results.evidence import Evidence, evidence_of
from harness.results.observed_results import add_observed
from harness.results.record import ExitCode, RunRecord
from harness.run.preflight import look_at
from harness.targets.embedded import stand_ins

if TYPE_CHECKING:
    from collections.abc import Generator

    from harness.generation.corpus import Corpus
    from harness.plugin.subjects import Subjects
    from harness.plugin.worker import Worker
    from harness.run.settings import RunSettings
    from harness.targets.model import Target

_AFTER_ALL = "the end of a run that was cut short"
"""Sends what no contract did."""


class Gathering(Controller):
    """Looks at the targets, and gathers what the contracts' reports carry."""

    def __init__(
        self, config: pytest.Config, subjects: Subjects, settings: RunSettings, worker: Worker
    ) -> None:
        super().__init__(config, subjects, settings)
        require_accounts(config, self._chosen or [])
        self.record = RunRecord(min_proven=config.getoption("min_proven"))
        self._worker = worker
        self._has_lost_a_worker = False
        if getattr(config.option, "maxworkerrestart", "") is None:
            config.option.maxworkerrestart = "0"  # another worker would begin its budget anew

    def _begin(self, targets: list[Target]) -> None:
        """Look at each target once."""
        looked = look_at(targets, self._settings)
        self._subjects.preflights = [preflight for preflight, _ in looked]
        self.record.begin(self._subjects.preflights)
        for _, run in looked:
            self.record.gather(gathered_by(run))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather one report, before anything else reads it."""
        evidence = evidence_of(report)
        if evidence is None:
            return
        if evidence.result is not None:
            self.record.targets[evidence.result["target"]].results.append(evidence.result)
        if evidence.gathered is not None:
            self.record.gather(evidence.gathered, report.nodeid)
            carry(report, Evidence(evidence.result))  # nobody else needs the rest

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, error: object) -> None:
        """Take note of a worker that died: what it was to check was not checked."""
        self._has_lost_a_worker = self._has_lost_a_worker or bool(error)

    def _was_completed(self, session: pytest.Session) -> bool:
        """Whether nothing ended the run before all that was collected had run."""
        was_cut_short = session.shouldstop or session.shouldfail or self._has_lost_a_worker
        return session.exitstatus in {0, 1, 5} and not was_cut_short

    def _finish_rest(self) -> None:
        for gathered in self._worker.finish_rest():
            self.record.gather(gathered, _AFTER_ALL)


class Checking(Gathering):
    """Checks the targets, and writes the reports."""

    def __init__(
        self,
        config: pytest.Config,
        subjects: Subjects,
        settings: RunSettings,
        worker: Worker,
        failed_before: Corpus,
    ) -> None:
        super().__init__(config, subjects, settings, worker)
        self._failed_before = failed_before
        self._files = chosen_files(config)
        self._history = self._files.prepare()
        config.pluginmanager.register(ReportHooks(self.record, self._history))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Conclude, set the exit code and write; once all is written, look for a secret in it."""
        self._finish_rest()
        is_complete = self._was_completed(session)
        self._tell_observed()
        self._conclude(session, is_complete=is_complete)
        self._files.write(self.record, self._history, self._failed_before, is_complete=is_complete)
        yield
        found = self._files.scan(self.record, *written_beside(self._config))
        if found and session.exitstatus in {ExitCode.KEPT, ExitCode.NO_VERDICT}:
            session.exitstatus = ExitCode.ERROR
        reporter = self._config.pluginmanager.getplugin("terminalreporter")
        for file in found:
            reporter.line(f"error: a secret was found in {file}: keep it to yourself, and tell us")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Give each target's verdict, last."""
        terminalreporter.section("verdicts")
        record, history = self.record, self._history
        for line in console.verdict_lines(record, history, self._settings, self._failed_before):
            terminalreporter.line(line)

    def _tell_observed(self) -> None:
        """Tell of the results that arise from all exchanges.

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

    def _conclude(self, session: pytest.Session, *, is_complete: bool) -> None:
        """Say what is new, and set the exit code."""
        is_whole = is_complete and checks_all_contracts(self._config)
        for each in self.record.targets.values():
            each.is_whole = is_whole and not self._settings.generation.is_quick
        self._history.take(self.record, is_whole=is_whole)
        if session.exitstatus in {0, 1} or (session.exitstatus == 5 and not self._subjects.targets):
            # What failed without being a contract keeps pytest's own code.
            session.exitstatus = self.record.exit_code() or session.exitstatus


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
        if session.exitstatus == 1:
            session.exitstatus = 0

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what each target would get."""
        terminalreporter.section("dry run")
        for line in dry_run.lines(list(self.record.targets.values()), self._stood_in_for):
            terminalreporter.line(line)

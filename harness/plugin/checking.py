"""A run that checks: what is gathered, concluded and written, once the contracts have run."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from harness.causes.grouping import causes_of, name_causes
from harness.core.errors import BadTarget, in_words
from harness.plugin.gathering import Gathering
from harness.plugin.options import chosen_files, with_effects, written_beside
from harness.plugin.others_files import OthersFiles
from harness.plugin.progress import Progress
from harness.plugin.pytest_reports import (
    cut_short_reports,
    observed_reports,
    restored_reports,
)
from harness.plugin.resuming import began_before, begin, without_done
from harness.plugin.selection import checks_all_contracts
from harness.plugin.slimming import Slimming
from harness.reports import console, dry_run
from harness.reports.annotations import annotation_lines, are_wanted
from harness.reports.html import ReportHooks
from harness.reports.junit_cards import JUnitCards
from harness.results.observed_results import add_observed
from harness.results.record import ExitCode
from harness.targets.embedded import stand_ins

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from harness.generation.corpus import Corpus
    from harness.plugin.interrupts import Interrupts
    from harness.plugin.subjects import Subjects
    from harness.plugin.worker import Worker
    from harness.results.record import TargetRecord
    from harness.results.result import Result
    from harness.run.settings import RunSettings
    from harness.targets.model import Target


AT_ONCE = 500
"""Cases of junit.xml that are packed together, of those that no contract has."""


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
        self._unfinished = self._files.unfinished
        began = began_before(config, self._unfinished)
        self._history = self._files.prepare()
        self.record.started = begin(config, self._unfinished, self.record.started, began)
        self.record.keep = self._unfinished.keep
        self._is_resumed = began is not None
        self._others = OthersFiles(config)
        self._is_told = False
        self._session: pytest.Session | None = None
        config.pluginmanager.register(ReportHooks(self.record, self._history))
        config.pluginmanager.register(JUnitCards(self.record, self._history))
        config.pluginmanager.register(self._others)
        self._progress = Progress(config, self.record)
        config.pluginmanager.register(self._progress)
        self._slimming = Slimming(config)
        config.pluginmanager.register(self._slimming)

    def pytest_report_header(self) -> list[str]:
        """Say what will be checked, and what was before."""
        return [*super().pytest_report_header(), *self._words_of_resuming()]

    def _words_of_resuming(self) -> list[str]:
        if not self._config.getoption("resume"):
            return []
        if not self._is_resumed:
            return [f"resume: no run is unfinished in {self._files.directory}: this one begins"]
        count = f"{len(self._restored)} of {len(self.record.targets)}"
        began = self.record.started
        return [f"resume: {count} targets have their results, of the run that began {began}"]

    def _done(self, targets: list[Target]) -> dict[str, TargetRecord]:
        """Return what an earlier process found of targets, where this one goes on with its run."""
        found = self._unfinished.done(targets) if self._is_resumed else {}
        self.record.failing += [entry for each in found.values() for entry in each.failing]
        return {name: each.record for name, each in found.items()}

    def _finish(self, record: TargetRecord) -> None:
        """Write down what was found of a target, for a run that goes on where this one ends."""
        self._unfinished.finish(record)
        self._slimming.pack()
        self._progress.take(record)
        record.forget_alike()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Take note of what was collected, and begin to tell how far the run has come."""
        super().pytest_runtestloop(session)
        self._progress.begin({*self._restored})

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
        for record in self._restored.values():
            for result in record.results:
                failure = record.failures.get(result["test"])
                product = record.target.product
                self._tell(result, restored_reports(result, failure, product))
            self._slimming.pack()
        for result, finding in add_observed(self.record):
            product = self.record.targets[result["target"]].target.product
            self._tell(result, observed_reports(result, finding, product))
            self._slimming.pack(at_least=AT_ONCE)
        for record in self.record.targets.values():
            for report in cut_short_reports(record):
                self._tell_others(report=report)

    @cached_property
    def _tell_others(self) -> Callable[..., object]:
        """Hand a report to all that take reports, but for the terminal and this object."""
        plugins = self._config.pluginmanager
        reporter = plugins.getplugin("terminalreporter")
        return plugins.subset_hook_caller("pytest_runtest_logreport", [reporter, self])

    def _tell(self, result: Result, reports: Iterable[pytest.TestReport]) -> None:
        reporter = self._config.pluginmanager.getplugin("terminalreporter")
        for report in reports:
            self._tell_others(report=report)
            if report.when == "call" and reporter is not None:
                category, _, _ = console.status(report, result)
                reporter.stats.setdefault(category, []).append(
                    self._slimming.kept(category, report)
                )

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
        left = without_done(self._config, self._chosen or [])
        self._stood_in_for = left or with_effects(self._config, embedded)
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

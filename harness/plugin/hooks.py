"""The suite's hooks: options, targets, collection, outcomes and reports.

One process (the controller, under xdist) chooses the targets, starts the embedded instances, looks
at each target once, and writes the reports. Whatever runs contracts (that process, or xdist's
workers) holds one TargetRun for each target. Every fact that crosses processes travels on pytest's
reports, already masked.
"""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from harness.core import clock
from harness.core.errors import BadTarget
from harness.plugin import collection
from harness.plugin.controller import Session
from harness.plugin.keys import RUN
from harness.plugin.options import (
    add_options,
    begin_again_if_astray,
    checks_all_contracts,
    checks_contracts,
    chosen_corpus,
    chosen_generation,
    chosen_ledgers,
    chosen_targets,
    with_effects,
)
from harness.redaction.logs import start_masking
from harness.reports import console, files
from harness.reports.html import ReportHooks
from harness.results.record import ExitCode
from harness.run.preflight import Preflight
from harness.targets.embedded import EmbeddedInstances, stand_ins

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from xdist.workermanage import WorkerController

    from harness.targets.model import Target


COMPANIONS = {
    "html": "pytest_html.plugin",
    "metadata": "pytest_metadata.plugin",
    "xdist": "xdist.plugin",
}
"""Modules of the plugins that a run stands on, by the names that ``-p no:NAME`` switches off."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the options, once pytest runs under the project's own configuration."""
    begin_again_if_astray(parser)
    for name, module in COMPANIONS.items():
        if not pluginmanager.is_blocked(name) and not pluginmanager.has_plugin(name):
            pluginmanager.register(import_module(module), name)
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the targets, and where the reports go."""
    config.addinivalue_line("markers", "rule(id): the rule of spec/rules.toml that it proves")
    config.addinivalue_line("markers", "for_operations(filter): once for each such operation")
    config.addinivalue_line("markers", "effects(level): the least that it needs a target to allow")
    with _one_line_for_a_bad_target():
        clock.now()
    worker_input: dict[str, Any] | None = getattr(config, "workerinput", None)
    session = config.stash[RUN] = Session()
    session.corpus = chosen_corpus(config)
    session.generation = chosen_generation(config, session.corpus.entries)
    if worker_input is not None:
        # Written by the controller of this very run, over execnet's own pipe.
        session.take(pickle.loads(worker_input["meiro"]))  # noqa: S301
        session.ledgers = chosen_ledgers(config)
    elif checks_contracts(config):
        session.checks = True
        session.collects_only = config.option.collectonly
        with _one_line_for_a_bad_target():
            session.chosen = chosen_targets(config)
            session.ledgers = chosen_ledgers(config)
            for target in session.chosen or []:
                _read_ledger(session, target)
        session.is_rehearsal = config.getoption("dry_run")
        if session.is_rehearsal:
            session.ledgers = None
        if not session.collects_only:
            config.pluginmanager.register(Gatherer(config, session))
        if getattr(config.option, "maxworkerrestart", "") is None:
            config.option.maxworkerrestart = "0"  # another worker would begin its budget anew
        if session.writes:
            files.prepare(config, session)
            config.pluginmanager.register(ReportHooks(session))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the embedded instances if they are to be checked, and look at every target."""
    run = session.config.stash[RUN]
    if not run.checks:
        return
    targets = run.chosen
    if targets is None or run.is_rehearsal:
        run.embedded = EmbeddedInstances()
        with _one_line_for_a_bad_target():
            embedded = run.embedded.start()
            targets = with_effects(session.config, targets or embedded)
        if run.is_rehearsal:
            run.chosen, targets = targets, stand_ins(targets, embedded)
    if run.collects_only:
        run.take([Preflight(target) for target in targets])
        return
    with _one_line_for_a_bad_target():
        run.look_at(targets)


@contextmanager
def _one_line_for_a_bad_target() -> Iterator[None]:
    try:
        yield
    except BadTarget as failure:
        raise pytest.UsageError(str(failure)) from None


def _read_ledger(session: Session, target: Target) -> None:
    """Fail with one line where a ledger can't be read, before anything is sent."""
    ledger = session.ledgers.of(target) if session.ledgers else None
    if ledger is not None:
        ledger.read()


class Gatherer:
    """Gathers what contracts' reports carry, in the process that writes the reports."""

    def __init__(self, config: pytest.Config, session: Session) -> None:
        self._config = config
        self._session = session

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """End a run under xdist when a worker can't collect: pytest itself goes on without."""
        if report.failed and self._config.pluginmanager.hasplugin("dsession"):
            pytest.exit(f"{report.nodeid}: {report.longrepr}", 2)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather one report."""
        self._session.gather(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Once everything is written, look for a secret in it; a find fails the run."""
        yield
        if not self._session.writes:
            return
        found = files.scan(self._config, self._session)
        if found and session.exitstatus in {ExitCode.KEPT, ExitCode.NO_VERDICT}:
            session.exitstatus = ExitCode.ERROR
        reporter = self._config.pluginmanager.getplugin("terminalreporter")
        for file in found:
            reporter.line(f"error: a secret was found in {file}: keep it to yourself, and tell us")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Hand the targets to a worker of xdist."""
    node.workerinput["meiro"] = pickle.dumps(node.config.stash[RUN].preflights)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    """Take note of a worker that died: what it was to check was not checked."""
    if error:
        node.config.stash[RUN].has_lost_a_worker = True


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Keep each target on one worker."""
    return collection.scheduler(config, log)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what will be checked."""
    return console.header(config.stash[RUN])


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> list[pytest.Item] | None:
    """Leave a contract out that no chosen target's product has."""
    return collection.left_out(collector.config.stash[RUN], name, obj)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Collect a contract once for each target, and for each operation that it asks for."""
    collection.parametrize(metafunc, metafunc.config.stash[RUN])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the contracts of one target together, and tell the harness of each."""
    collection.arrange(config.stash[RUN], items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Exclude what the target does not allow or offer, before any fixture is set up."""
    item.config.stash[RUN].begin(item)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Confirm what a contract concludes from a token of the ledger."""
    run = pyfuncitem.config.stash[RUN]
    try:
        result = yield
    except AssertionError as failure:
        run.confirm(pyfuncitem, failure)
        raise
    run.confirm(pyfuncitem, None)
    return result


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Remove what the run made on a target after the last of its contracts."""
    item.config.stash[RUN].end(item, nextitem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn pytest's report of a contract into an outcome of its rule, masked."""
    report = yield
    item.config.stash[RUN].judge(item, call, report)
    return report


def pytest_report_teststatus(
    report: pytest.TestReport | pytest.CollectReport,
) -> tuple[str, str, str] | None:
    """Name the outcome, in pytest's own category."""
    contract = getattr(report, "contract", None)
    return console.status(report, contract) if contract is not None else None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Add the results that arise from all exchanges, and set the exit code."""
    run = session.config.stash[RUN]
    run.finish_rest()
    if not run.checks or run.collects_only:
        return
    for report in run.observed_reports():
        session.config.hook.pytest_runtest_logreport(report=report)
    is_complete = session.exitstatus in {0, 1, 5} and not (
        session.shouldstop or session.shouldfail or run.has_lost_a_worker
    )
    is_whole = is_complete and checks_all_contracts(session.config)
    for record in run.record.targets.values():
        record.is_whole = is_whole and not run.generation.is_quick
    run.history.take(run.record, is_whole=is_whole)
    if session.exitstatus in {0, 1} or (session.exitstatus == 5 and not run.targets):
        # What failed without being a contract keeps pytest's own code.
        session.exitstatus = run.record.exit_code() or session.exitstatus
    if run.is_rehearsal:
        session.exitstatus = 0 if session.exitstatus in {0, 1, 10, 11} else session.exitstatus
        return
    files.write(session.config, run, is_complete=is_complete)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Mask what is logged while contracts run."""
    stop = start_masking(session.config.stash[RUN].mask)
    try:
        return (yield)
    finally:
        stop()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Give each target's verdict, last."""
    console.verdicts(terminalreporter, config.stash[RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the embedded instances."""
    run = config.stash.get(RUN, None)
    if run is not None and run.embedded is not None:
        run.embedded.stop()

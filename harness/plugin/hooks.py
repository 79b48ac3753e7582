"""The suite as a plugin of pytest: its options, and which of its parts take part in a process.

One process (the controller, under xdist) chooses the targets, starts the embedded instances, looks
at each target once, and writes the reports. Whatever runs contracts (that process, or xdist's
workers) holds one run for each target. Every fact that crosses processes travels on pytest's
reports, masked but for the secrets themselves, for which what was written is searched.
"""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from harness.core import clock
from harness.core.errors import BadTarget
from harness.core.storage import writable
from harness.plugin.checking import Checking, DryRun
from harness.plugin.collection import Collection
from harness.plugin.controller import WORKER_INPUT, Controller
from harness.plugin.interrupts import Interrupts
from harness.plugin.machine import require_assertions, require_temporary_directory
from harness.plugin.options import (
    OPTIONS,
    add_options,
    chosen_corpus,
    chosen_settings,
    restart_with_project_config,
)
from harness.plugin.output import be_patient, open_closed
from harness.plugin.outside import Outside, is_at_home
from harness.plugin.replay import chosen_card
from harness.plugin.selection import (
    checks_by_no_name,
    checks_contracts,
    only_tells,
    require_contracts,
    require_paths,
)
from harness.plugin.slimming import Slimming
from harness.plugin.subjects import Subjects
from harness.plugin.worker import WORKER, Worker
from harness.redaction.visible import visible_line
from harness.reports import console
from harness.results.evidence import ATTRIBUTE, Evidence, evidence_of, result_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

COMPANIONS = {
    "html": "pytest_html.plugin",
    "metadata": "pytest_metadata.plugin",
    "xdist": "xdist.plugin",
}
"""Modules of the plugins that a run stands on, by the names that ``-p no:NAME`` switches off."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the options, once pytest runs under the project's own configuration."""
    restart_with_project_config(parser)
    config = pluginmanager.get_plugin("pytestconfig")
    if not (isinstance(config, pytest.Config) and is_at_home(config)):
        pluginmanager.register(Outside(OPTIONS))
        return
    open_closed()
    require_assertions()
    require_temporary_directory()
    for name, module in COMPANIONS.items():
        if name == "html" and pluginmanager.is_blocked("metadata"):
            continue  # it can't do without
        if not pluginmanager.is_blocked(name) and not pluginmanager.has_plugin(name):
            pluginmanager.register(import_module(module), name)
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let take part what this process is for."""
    if not is_at_home(config):
        return
    config.addinivalue_line("markers", "rule(id): the rule of spec/rules.toml that it proves")
    config.addinivalue_line("markers", "with_roles(*roles): where a product has all of them")
    config.addinivalue_line("markers", "for_operations(filter): once for each such operation")
    config.addinivalue_line("markers", "effects(level): the least that it needs a target to allow")
    with _one_line_for_a_bad_target():
        clock.now()
        _let_take_part(config, getattr(config, "workerinput", None))


@pytest.hookimpl(optionalhook=True, trylast=True)
def pytest_metadata(metadata: dict[str, object], config: pytest.Config) -> None:
    """Keep a pipeline's variables out of the page: they would go in as HTML."""
    if is_at_home(config):
        metadata.clear()


def _let_take_part(config: pytest.Config, worker_input: dict[str, Any] | None) -> None:
    plugins, failed_before = config.pluginmanager, chosen_corpus(config)
    settings, subjects = chosen_settings(config, failed_before), Subjects()
    if worker_input is not None and WORKER_INPUT in worker_input:
        # Written by the controller of this very run, over execnet's own pipe.
        subjects.preflights = pickle.loads(worker_input[WORKER_INPUT])  # noqa: S301
    interrupts = Interrupts()
    worker = config.stash[WORKER] = Worker(subjects, settings, interrupts)
    is_for_all = checks_contracts(config) and checks_by_no_name(config)
    plugins.register(Collection(subjects, settings, chosen_card(config), is_for_all=is_for_all))
    plugins.register(worker)
    if only_tells(config):
        return
    if worker_input is None:
        require_contracts(config)
    if not checks_contracts(config):
        return  # there is nothing to check
    require_paths(config)
    # What a dependency warns of, or leaves to the garbage collector, is no outcome of a contract.
    config.addinivalue_line("filterwarnings", "default")
    if worker_input is None:
        config.add_cleanup(be_patient())
    if config.option.collectonly:
        if worker_input is None:
            plugins.register(Controller(config, subjects, settings))
        return
    if worker_input is not None:  # somebody else chooses and writes
        plugins.register(Slimming(config))
    else:
        gathering = (config, subjects, settings, worker, interrupts)
        if config.getoption("dry_run"):
            plugins.register(DryRun(*gathering))
        else:
            plugins.register(Checking(*gathering, failed_before))
    plugins.register(interrupts)
    interrupts.install()
    config.add_cleanup(interrupts.restore)


@contextmanager
def _one_line_for_a_bad_target() -> Iterator[None]:
    try:
        yield
    except BadTarget as failure:
        raise pytest.UsageError(visible_line(str(failure))) from None


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable(
    report: pytest.TestReport | pytest.CollectReport,
) -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    """Make plain values of what a report carries: it crosses xdist."""
    data: dict[str, Any] | None = _sendable((yield))
    evidence = evidence_of(report)
    if data is not None and evidence is not None:
        data[ATTRIBUTE] = evidence.as_json()
    return data


def _sendable(value: Any) -> Any:
    """Return plain values with no text that UTF-8 can't hold: xdist's pipe would break."""
    if isinstance(value, str):
        return value if value.isascii() else writable(value)
    if isinstance(value, dict):
        return {_sendable(name): _sendable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_sendable(each) for each in value)
    return value


@pytest.hookimpl(wrapper=True)
def pytest_report_from_serializable(
    data: dict[str, Any],
) -> Generator[None, pytest.TestReport | None, pytest.TestReport | None]:
    """Read back what a report carries."""
    carried = data.pop(ATTRIBUTE, None)
    report = yield
    if report is not None and carried is not None:
        setattr(report, ATTRIBUTE, Evidence.from_json(carried))
    return report


def pytest_report_teststatus(
    report: pytest.TestReport | pytest.CollectReport,
) -> tuple[str, str, str] | None:
    """Name the outcome, in pytest's own category."""
    result = result_of(report)
    return console.status(report, result) if result is not None else None

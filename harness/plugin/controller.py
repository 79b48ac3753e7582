"""The process that chooses the targets, and hands them to those that run contracts."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest

from harness.core.errors import BadTarget
from harness.plugin.options import chosen_targets, with_effects
from harness.plugin.shards import chosen_shard, seconds_before, shared
from harness.redaction.visible import visible_line
from harness.reports import console
from harness.run.preflight import Preflight
from harness.targets.embedded import EmbeddedInstances

if TYPE_CHECKING:
    from collections.abc import Generator

    from xdist.workermanage import WorkerController

    from harness.plugin.subjects import Subjects
    from harness.run.settings import RunSettings
    from harness.targets.model import Target

WORKER_INPUT = "meiro"
"""What the targets are called among that which xdist hands to a worker."""


class Controller:
    """Chooses the targets, and serves the embedded ones: all that ``--collect-only`` takes."""

    def __init__(self, config: pytest.Config, subjects: Subjects, settings: RunSettings) -> None:
        self._config = config
        self._subjects = subjects
        self._settings = settings
        self._named = chosen_targets(config)
        """Those that the options name, whatever part of them ``--shard`` takes."""
        self._chosen = shared(config, self._named)
        """Those that are checked; None: the embedded ones."""
        self._is_begun = False
        """Whether the first look was taken, so that contracts are collected next."""
        self._embedded = EmbeddedInstances()
        for target in self._chosen or []:
            self._require_readable_ledger(target)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Start the embedded instances if they are to be checked, and look at every target."""
        try:
            targets = self._targets()
            self._warn(targets)
            self._begin(targets)
        except BadTarget as failure:
            raise pytest.UsageError(visible_line(str(failure))) from None
        self._is_begun = True

    def _warn(self, targets: list[Target]) -> None:
        """Say what must be known before anything is sent."""
        reporter = self._config.pluginmanager.getplugin("terminalreporter")
        for line in console.warnings(targets) if reporter is not None else ():
            reporter.line(line)

    def pytest_report_header(self) -> list[str]:
        """Say what will be checked."""
        header = console.header(self._subjects.targets)
        shard = chosen_shard(self._config)
        if shard is not None and self._named is not None:
            count = f"{len(self._chosen or [])} of {len(self._named)} targets"
            header.append(f"shard {shard}: {count}; merge makes one report of all parts")
        return header

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """End a run under xdist when a worker can't collect: pytest itself goes on without."""
        if report.failed and self._config.pluginmanager.hasplugin("dsession"):
            pytest.exit(f"{report.nodeid}: {report.longrepr}", 2)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: WorkerController) -> None:
        """Hand the targets to a worker of xdist."""
        node.workerinput[WORKER_INPUT] = pickle.dumps(self._subjects.preflights)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> object:
        """Keep each target on one worker, and begin with those that take long."""
        names = [each.name for each in self._subjects.targets]
        from harness.plugin.scheduling import ByTarget  # noqa: PLC0415 - only where xdist runs

        return ByTarget(config, log, names, self._seconds_before(names))

    def _seconds_before(self, names: list[str]) -> dict[str, float]:
        """Return how long targets took before, as far as that is known."""
        return seconds_before(self._config, names)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_unconfigure(self) -> Generator[None]:
        """Stop the embedded instances, whatever plugin fails at the very end."""
        try:
            yield
        finally:
            self._embedded.stop()

    def _targets(self) -> list[Target]:
        """Return the targets to check."""
        if self._chosen is not None:
            return self._chosen
        return with_effects(self._config, self._embedded.start())

    def _begin(self, targets: list[Target]) -> None:
        """Let the targets be collected for, whatever becomes of them."""
        self._subjects.preflights = [Preflight(target) for target in targets]

    def _require_readable_ledger(self, target: Target) -> None:
        """Fail where a ledger can't be read, before anything is sent."""
        ledgers = self._settings.ledgers
        ledger = ledgers.of(target) if ledgers is not None else None
        if ledger is not None:
            ledger.read()

"""How far a run of many targets has come: a sign for each check would be pages of signs.

A pipeline's log gets a line for each target. On a terminal, one line is written anew, and only what
is broken stays.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from harness.core.outcomes import Outcome
from harness.redaction.visible import visible_line
from harness.reports import console
from harness.reports.rows import FEW_TARGETS
from harness.results.evidence import result_of
from harness.results.observed_results import observed_so_far
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.results.record import RunRecord, TargetRecord

MOST_NAMED = 5
"""Rules in a line."""


class Progress:
    """Tells of each target when it is done, where there are many."""

    def __init__(
        self, config: pytest.Config, record: RunRecord, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._config = config
        self._record = record
        self._now = now
        self._began: float | None = None
        """When the contracts began to run; None where each check has a sign."""
        self._left: set[str] = set()
        self._checked = 0
        """Targets, since then."""
        self._broken = 0

    def begin(self, restored: set[str]) -> None:
        """Begin to tell, where the targets are many: ``restored`` were checked before."""
        reporter, targets = self._reporter, self._record.targets
        if reporter is None or len(targets) <= FEW_TARGETS or self._config.get_verbosity() != 0:
            return
        reporter.showfspath = reporter._show_progress_info = False  # noqa: SLF001 - as below
        self._began = self._now()
        records = {name: each for name, each in targets.items() if name not in restored}
        self._left = {n for n, each in records.items() if each.preflight.no_verdict is None}
        self._broken = sum(bool(broken_rules(targets[name])) for name in restored)
        for name in records.keys() - self._left:
            self._write(f"{name}: {targets[name].preflight.no_verdict}", is_lasting=True)

    def take(self, record: TargetRecord) -> None:
        """Tell of a target that is done."""
        if self._began is None:
            return
        self._left.discard(record.target.name)
        self._checked += 1
        self._reporter._progress_nodeids_reported.clear()  # noqa: SLF001 - it shows no percentage
        broken = broken_rules(record)
        self._broken += bool(broken)
        named = [*broken[:MOST_NAMED], *(["…"] if len(broken) > MOST_NAMED else [])]
        words = f"broken: {', '.join(named)}" if broken else "nothing broken"
        self._write(f"{record.target.name}: {words}", is_lasting=bool(broken))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport | pytest.CollectReport
    ) -> tuple[str, str, str] | None:
        """Leave the signs out."""
        result = result_of(report) if self._began is not None else None
        if result is None:
            return None
        category, _, word = console.status(report, result)
        return category, "", word

    @property
    def _reporter(self) -> Any:
        return self._config.pluginmanager.getplugin("terminalreporter")

    def _write(self, line: str, *, is_lasting: bool) -> None:
        reporter, state = self._reporter, self.state()
        if not reporter.isatty:
            reporter.write_line(visible_line(f"{line} ({state})"))
            return
        if is_lasting:
            reporter.rewrite(visible_line(line), erase=True)
            reporter.write_line("")
        reporter.rewrite(state, erase=True)

    def state(self) -> str:
        """Say how far the run has come."""
        total = len(self._record.targets)
        parts = [f"{total - len(self._left)} of {total} targets", f"{self._broken} broken"]
        if self._checked and self._left and self._began is not None:
            each = (self._now() - self._began) / self._checked
            parts.append(f"{_in_words(each * len(self._left))} left")
        return ", ".join(parts)


def broken_rules(record: TargetRecord) -> list[str]:
    """Return the documented and implied rules that are broken, as far as is known."""
    results = [*record.results, *observed_so_far(record)]
    found = [each for each in results if each["outcome"] == Outcome.BROKEN]
    return sorted({each["rule"] for each in found if each["strength"] != Strength.ADVISED})


def _in_words(seconds: float) -> str:
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"

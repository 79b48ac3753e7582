"""One report of several runs: of a pipeline's parallel jobs, one for each instance.

Where several runs checked one target, the one that started last counts. The exit code is the one
that the runs together would have had.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness import VERSION
from harness.core.errors import BadTarget, in_words
from harness.history import file
from harness.history.history import History
from harness.reports import record_json
from harness.reports.files import require_writable
from harness.results.record import ExitCode, RunRecord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from harness.reports.record_json import Run

PYTESTS_OWN = range(2, 7)
"""Exit codes that come before all others."""
_IN_ORDER = (ExitCode.BROKEN, ExitCode.ERROR, ExitCode.NO_VERDICT)


@dataclass(frozen=True)
class Part:
    """One of the runs, and what of it counts."""

    run: Run
    targets: tuple[str, ...]
    """That it is the last one to have checked."""
    superseded: tuple[str, ...]
    """That a later one checked as well."""

    @property
    def words(self) -> str:
        """What is to be known of it, in a line."""
        run = self.run
        words = f"{run.directory}: started {run.record.started}"
        words += "" if run.finished else ", not finished"
        words += "" if run.suite == VERSION else f", by version {run.suite} of the suite"
        if self.superseded:
            words += f"; {', '.join(self.superseded)}: a later run counts"
        return words


@dataclass(frozen=True)
class Merged:
    """Several runs as one."""

    parts: tuple[Part, ...]
    record: RunRecord
    history: History

    @property
    def counting(self) -> list[Part]:
        """The runs of which anything counts."""
        return [each for each in self.parts if each.targets]

    @property
    def finished(self) -> str | None:
        """When the last of them was finished; None where one was not."""
        ends = [each.run.finished for each in self.counting]
        return None if None in ends else max(each for each in ends if each is not None)

    def missing(self) -> list[str]:
        """Return the targets of parts (``--shard``) that no run has checked."""
        shards = [each.run.record.shard for each in self.counting]
        chosen = {name for each in shards if each is not None for name in each.targets}
        return sorted(chosen - self.record.targets.keys())

    def exit_code(self) -> int:
        """Return the exit code that the runs together would have had."""
        runs = [each.run for each in self.counting]
        codes = {int(self.record.exit_code())}
        codes |= {ExitCode.NO_VERDICT} if self.missing() else set()
        codes |= {each.run.exit_code for each in self.counting if not each.superseded}
        codes |= {each.exit_code for each in runs if each.exit_code in PYTESTS_OWN}
        # What failed beside the rules may be of any of its targets, and an end that is missing too.
        codes |= {ExitCode.ERROR for each in runs if _failed_beside(each)}
        own = [each for each in sorted(codes) if each in PYTESTS_OWN]
        others = [int(each) for each in _IN_ORDER if each in codes]
        return [*own, *others, int(ExitCode.KEPT)][0]


def _failed_beside(run: Run) -> bool:
    explained = run.record.exit_code()
    is_error = run.exit_code == ExitCode.ERROR and explained is not ExitCode.ERROR
    return is_error or run.finished is None


def merge(directories: Sequence[Path]) -> Merged:
    """Read the runs, and make one of them; BadTarget where one can't be read."""
    places = [each.resolve() for each in directories]
    for number, place in enumerate(places):
        if place in places[:number]:
            raise BadTarget(f"{directories[number]}: is named twice")
    runs = [record_json.read(each) for each in directories]
    last: dict[str, Run] = {}
    for run in sorted(runs, key=lambda each: each.record.started):
        last |= dict.fromkeys(run.record.targets, run)
    parts = tuple(_part(run, last) for run in runs)
    return Merged(parts, _record(parts), _history(parts))


def _part(run: Run, last: dict[str, Run]) -> Part:
    names = run.record.targets
    return Part(
        run,
        tuple(each for each in names if last[each] is run),
        tuple(each for each in names if last[each] is not run),
    )


def _record(parts: Sequence[Part]) -> RunRecord:
    started = min(each.run.record.started for each in parts if each.targets)
    targets = {name: each.run.record.targets[name] for each in parts for name in each.targets}
    return RunRecord(targets=targets, started=started)


def _history(parts: Sequence[Part]) -> History:
    counting = [each for each in parts if each.targets]
    known = {
        name: past
        for each in counting
        for name, past in each.run.history.known.items()
        if name in each.targets
    }
    problems = dict.fromkeys(each.run.history.problem for each in counting)
    history = History(known, "; ".join(filter(None, problems)))
    history.began = {
        name: began
        for each in counting
        for name, began in each.run.history.began.items()
        if name in each.targets
    }
    history.is_whole = all(each.run.history.is_whole for each in counting)
    history.changes = [
        change
        for each in counting
        for change in each.run.history.changes
        if change.target in each.targets
    ]
    return history


def compared(merged: Merged, path: Path) -> Merged:
    """Compare with what a history knows, as one run would: parallel jobs can't share its file."""
    try:
        require_writable(path)
        kept = file.read(path)
    except OSError as failure:
        raise BadTarget(f"--history: {path} can't be used: {in_words(failure)}") from None
    history = History(kept.past, kept.problem, is_kept=not kept.is_newer, runs=kept.nights)
    history.take(merged.record, is_whole=merged.history.is_whole)
    return replace(merged, history=history)

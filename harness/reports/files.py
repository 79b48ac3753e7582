"""The reports of a run: which files there are, and where they are written."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from harness.core.errors import BadTarget
from harness.core.storage import write_json
from harness.generation import corpus
from harness.history import store
from harness.history.history import History
from harness.redaction.redactor import secrets_of_environment
from harness.redaction.scan import leaking
from harness.reports.har import write_har
from harness.reports.results_json import results_json
from harness.reports.summary import write_summary
from harness.targets.unmaskable import shown_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from harness.generation.corpus import Corpus
    from harness.results.record import RunRecord

HTML, JUNIT, RESULTS = "report.html", "junit.xml", "results.json"
SUMMARY, EXCHANGES = "summary.md", "exchanges.har"


@dataclass(frozen=True)
class ReportFiles:
    """The directory of a run's reports, and the file of its history."""

    directory: Path
    history: Path | None = None
    """None: the last run's results stand for it."""

    def prepare(self) -> History:
        """Make the directory, and return what the runs before found.

        BadTarget where something can't be written: at the end of the run it would be too late.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise BadTarget(f"--reports: {self.directory} can't be made: {failure}") from None
        history = self._read_history()
        # What an earlier run left would pass for this one's, if this one is cut short.
        for name in (RESULTS, HTML, JUNIT, SUMMARY, EXCHANGES):
            (self.directory / name).unlink(missing_ok=True)
        return history

    def _read_history(self) -> History:
        """Read what the runs before found, before this one replaces it."""
        if self.history is None:
            return History(store.of_results(self.directory / RESULTS))
        try:
            _require_writable(self.history)
            return History(store.read(self.history))
        except store.UnreadableHistory as failure:
            return History({}, str(failure), is_kept=not failure.is_newer)
        except OSError as failure:
            raise BadTarget(f"--history: {self.history} can't be used: {failure}") from None

    def write(
        self, record: RunRecord, history: History, failed: Corpus, *, is_complete: bool
    ) -> None:
        """Write what a run found; the cases that ``failed`` before are kept beside the new ones."""
        entries = [entry for each in record.targets.values() for entry in each.exchanges]
        write_har(self.directory / EXCHANGES, entries)
        write_summary(self.directory / SUMMARY, record, history)
        found = results_json(record, history, is_complete=is_complete)
        write_json(self.directory / RESULTS, found)
        failed.write(self.directory / corpus.NAME, record.failing)
        if self.history is not None and history.is_kept:
            write_json(self.history, history.as_json())

    def scan(self, record: RunRecord, trees: Iterable[Path], others: Iterable[Path]) -> list[Path]:
        """Look for the run's secrets in all that it wrote; return the files that hold one.

        ``trees`` are other directories that were written to, ``others`` other files.
        """
        everywhere = [self.directory, *trees]
        files = {each for tree in everywhere for each in tree.rglob("*") if each.is_file()}
        files |= {*others, *([self.history] if self.history else [])}
        targets = [each.target for each in record.targets.values()]
        passwords = {each for target in targets for each in target.passwords()}
        passwords |= {*secrets_of_environment()}
        shown = [text for target in targets for text in shown_of(target)]
        return leaking(sorted(files), record.secrets - passwords, passwords, shown)


def _require_writable(path: Path) -> None:
    """Make the file's directory, and raise OSError where none can be written there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.name):
        pass

"""The reports of a run: which files there are, and where they are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from harness.core.errors import BadTarget, in_words
from harness.core.storage import write_json
from harness.generation import corpus
from harness.history import file, store
from harness.history.history import History
from harness.redaction.redactor import secrets_of_environment
from harness.redaction.scan import leaking
from harness.reports import record_json
from harness.reports.har import write_har_file
from harness.reports.history_page import write_history_page
from harness.reports.results_json import results_json
from harness.reports.summary import write_summary
from harness.reports.unfinished import Unfinished
from harness.targets.unmaskable import shown_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from harness.generation.corpus import Corpus
    from harness.results.record import RunRecord

HTML, JUNIT, RESULTS = "report.html", "junit.xml", "results.json"
SUMMARY, EXCHANGES, PACKED = "summary.md", "exchanges.har", "exchanges.har.gz"
NIGHTS, RECORD = "history.html", "record.json"
LEFT_BY_RUNS = (RESULTS, HTML, JUNIT, SUMMARY, EXCHANGES, PACKED, NIGHTS, RECORD)
"""What an earlier run leaves: it would pass for this one's, if this is cut short."""
LEAST_SPACE = 1024 * 1024
"""Bytes that must be free where reports go: about what a run of one instance writes."""
_LITERALS = "constants"
"""Where Hypothesis keeps the literals of source files, in a directory of its own.

No run adds to them, and an instance's token may be one of them: the text of a missing value, say.
"""


@dataclass(frozen=True)
class ReportFiles:
    """The directory of a run's reports, and the file of its history."""

    directory: Path
    history: Path | None = None
    """None: the last run's results stand for it."""
    before: Path | None = None
    """The directory of these results, where it is another one."""

    @cached_property
    def unfinished(self) -> Unfinished:
        """What the run has found so far."""
        return Unfinished(self.directory)

    def prepare(self) -> History:
        """Make the directory, and return what the runs before found.

        BadTarget where something can't be written: at the end of the run it would be too late.
        """
        try:
            require_writable(self.directory / RESULTS)
        except OSError as failure:
            words = in_words(failure)
            raise BadTarget(f"--reports: {self.directory} can't be written to: {words}") from None
        history = self._read_history()
        self._clear()
        return history

    def _clear(self) -> None:
        """Remove what an earlier run left."""
        paths = [self.directory / name for name in LEFT_BY_RUNS]
        for path in paths:
            if path.is_dir():  # before the others are gone
                raise BadTarget(f"--reports: {path} can't be replaced: it is a directory")
        for path in [*paths, *(path.with_name(f"{path.name}.part") for path in paths)]:
            try:
                path.unlink(missing_ok=True)
            except OSError as failure:
                words = in_words(failure)
                raise BadTarget(f"--reports: {path} can't be replaced: {words}") from None

    def _read_history(self) -> History:
        """Read what the runs before found, before this one replaces it."""
        if self.history is None:
            return History(store.of_results((self.before or self.directory) / RESULTS))
        try:
            require_writable(self.history)
            kept = file.read(self.history)
        except OSError as failure:
            words = in_words(failure)
            raise BadTarget(f"--history: {self.history} can't be used: {words}") from None
        return History(kept.past, kept.problem, is_kept=not kept.is_newer, runs=kept.nights)

    def write(
        self,
        record: RunRecord,
        history: History,
        failed: Corpus,
        *,
        is_complete: bool,
        exit_code: int = 0,
    ) -> list[str]:
        """Write what a run found, each file whole or not at all; return what could not be.

        The cases that ``failed`` before are kept beside the new ones.
        """
        files: dict[Path, Callable[[Path], object]] = {
            self.directory / EXCHANGES: lambda path: write_har_file(
                path, self.unfinished.exchanges(record.targets)
            ),
            self.directory / SUMMARY: lambda path: write_summary(path, record, history),
            self.directory / RESULTS: lambda path: write_json(
                path, results_json(record, history, is_complete=is_complete)
            ),
            self.directory / RECORD: lambda path: record_json.write(
                path, record, history, exit_code
            ),
            self.directory / corpus.NAME: lambda path: failed.write(path, record.failing),
        }
        if self.history is not None:
            files[self.directory / NIGHTS] = lambda path: _write_nights(path, record, history)
        if self.history is not None and history.is_kept:
            files[self.history] = lambda path: file.write(
                path, history.known, history.nights, taken=history.began
            )
        problems = [said for path, write in files.items() if (said := _written(path, write))]
        if is_complete and not problems:
            self.unfinished.remove()
        return problems

    def correct_exit_code(self, exit_code: int) -> list[str]:
        """Let the record tell how the run ended at last; return what could not be written."""
        path = self.directory / RECORD
        said = _written(path, lambda path: record_json.correct_exit_code(path, exit_code))
        return [said] if said and path.exists() else []

    def scan(self, record: RunRecord, trees: Iterable[Path], others: Iterable[Path]) -> list[Path]:
        """Look for the run's secrets in all that it wrote; return the files that hold one.

        ``trees`` are other directories that were written to, ``others`` other files.
        """
        beside = {
            each for tree in trees for each in tree.rglob("*") if each.parent.name != _LITERALS
        }
        files = {each for each in {*self.directory.rglob("*"), *beside} if each.is_file()}
        files |= {*others, *([self.history] if self.history else [])}
        targets = [each.target for each in record.targets.values()]
        passwords = {each for target in targets for each in target.passwords()}
        passwords |= {*secrets_of_environment()}
        shown = [text for target in targets for text in shown_of(target)]
        return leaking(sorted(files), record.secrets - passwords, passwords, shown)


def _write_nights(path: Path, record: RunRecord, history: History) -> None:
    """Take the run in among the nights, and show them."""
    history.take_night(results_json(record, history))
    write_history_page(path, history)


def _written(path: Path, write: Callable[[Path], object]) -> str:
    """Write a file; return in a line why it could not be, or nothing."""
    try:
        write(path)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the others are written
        return f"{path} could not be written: {in_words(failure)}"
    return ""


def require_writable(path: Path) -> None:
    """Make the file's directory, and raise OSError where no file can be written there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.name) as probe:
        probe.write(bytes(LEAST_SPACE))
        probe.flush()

"""What a run has found so far, on disk: exchanges as they come, and each target once it is done.

The files stand in the reports' directory, in ``unfinished``, from the first exchange until the
reports that are made of them are written. All in them is masked before it is written. A run that
was stopped, by whatever it may be, leaves them for ``--resume``.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harness import VERSION
from harness.core.errors import BadTarget, in_words
from harness.core.outcomes import Outcome
from harness.core.storage import read_bytes, write_text
from harness.reports import record_json
from harness.reports.results_json import result_order
from harness.results.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from harness.results.evidence import Gathered
    from harness.results.record import TargetRecord
    from harness.run.settings import Entry
    from harness.targets.model import Target

FOLDER = "unfinished"
FORMAT = 1
"""It grows by one when a reader of the old one would go wrong."""
_RUN = "run.json"
_EXCHANGES, _DONE = ".exchanges.jsonl", ".done.json"
_SUITE = "version of the suite"


@dataclass(frozen=True)
class Done:
    """A target that an earlier process has checked from end to end."""

    record: TargetRecord
    failing: list[Entry]
    """Generated cases that broke a rule."""


@dataclass
class Unfinished:
    """The files of one run; each problem with them is told once, and ends no run."""

    reports: Path
    problem: str = ""
    """Why exchanges could not be kept, in a line."""
    _failing: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def directory(self) -> Path:
        """Where they stand."""
        return self.reports / FOLDER

    def begin(self, started: str, options: Mapping[str, str]) -> None:
        """Begin a run that shall be resumed under the same options; OSError where it can't be."""
        self.remove()
        self.directory.mkdir(parents=True, exist_ok=True)
        made = {"format": FORMAT, "started": started, "options": _with_suite(options)}
        write_text(self.directory / _RUN, json.dumps(made) + "\n")

    def resumed(self, options: Mapping[str, str]) -> str | None:
        """Return when the run began that is to be resumed; None where there is none.

        BadTarget where it was made by other options, or can't be read.
        """
        path = self.directory / _RUN
        try:
            raw = json.loads(read_bytes(path))
            before, started = {**raw["options"]}, str(raw["started"])
            is_known = raw["format"] == FORMAT
        except FileNotFoundError:
            return None
        except OSError as failure:
            raise BadTarget(f"--resume: {path} can't be read: {in_words(failure)}") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BadTarget(f"--resume: {path} is damaged: run without --resume") from None
        now = _with_suite(options)
        other = [each for each in before | now if before.get(each) != now.get(each)]
        if other or not is_known:
            told = f" ({', '.join(sorted(other))})" if other else ""
            raise BadTarget(
                f"--resume: the run in {self.directory} was begun in another way{told}: "
                "say the same, or run without --resume"
            )
        return started

    def keep(self, gathered: Gathered) -> None:
        """Write down what was exchanged with a target."""
        self._failing.setdefault(gathered.target, []).extend(gathered.failing)
        if self.problem or not gathered.exchanges:
            return
        lines = "".join(f"{json.dumps(each)}\n" for each in gathered.exchanges)
        try:
            with self._path(gathered.target, _EXCHANGES).open("a", encoding="ascii") as file:
                file.write(lines)
        except OSError as failure:
            self.problem = f"exchanges could not be kept: {in_words(failure)}"

    def finish(self, record: TargetRecord) -> None:
        """Write down that a target was checked from end to end, and what was found."""
        name = record.target.name
        found = record_json.target_json(record) | {
            "results": sorted(record.results, key=result_order),
            "failing": self._failing.pop(name, []),
            "target_now": _fingerprint(record.target),
        }
        with suppress(OSError):  # the run itself goes on; a resumed one would check it again
            write_text(self._path(name, _DONE), json.dumps(found) + "\n")

    def done(self, targets: Iterable[Target]) -> dict[str, Done]:
        """Return what is known of the targets that are done, and remove what the others left."""
        found = {each.name: self._done(each) for each in targets}
        for name, done in found.items():
            if done is None:
                self._path(name, _DONE).unlink(missing_ok=True)
                self._path(name, _EXCHANGES).unlink(missing_ok=True)
        return {name: each for name, each in found.items() if each is not None}

    def names_done(self, targets: Iterable[Target]) -> set[str]:
        """Return which of the targets are done, and leave all as it is."""
        return {each.name for each in targets if self._done(each) is not None}

    def exchanges(self, names: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Yield the exchanges with some targets, one after another."""
        if self.problem:
            raise OSError(self.problem)
        for name in names:
            with suppress(FileNotFoundError), self._path(name, _EXCHANGES).open("rb") as file:
                yield from map(json.loads, file)

    def remove(self) -> None:
        """Remove the files, and nothing else that may stand beside them."""
        for pattern in (_RUN, f"*{_EXCHANGES}", f"*{_DONE}", "*.part"):
            for path in self.directory.glob(pattern):
                path.unlink(missing_ok=True)
        with suppress(OSError):
            self.directory.rmdir()

    def _path(self, name: str, kind: str) -> Path:
        """Return a target's file; of names that differ in case alone, each has its own."""
        told = hashlib.sha256(name.encode()).hexdigest()[:8]
        return self.directory / f"{name}-{told}{kind}"

    def _done(self, target: Target) -> Done | None:
        """Read a target; None where it is not done, was another one, or can't be read."""
        path = self._path(target.name, _DONE)
        try:
            raw = json.loads(read_bytes(path))
            results, failing = raw.pop("results"), raw.pop("failing")
            if raw.pop("target_now") != _fingerprint(target) or not all(map(_is_result, results)):
                return None
            record = record_json.target_record(raw, results, self.directory)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        except BadTarget:
            return None
        record.preflight = replace(record.preflight, target=target)
        return Done(record, failing)


def _with_suite(options: Mapping[str, str]) -> dict[str, str]:
    return {**options, _SUITE: VERSION}


def _is_result(raw: dict[str, Any]) -> bool:
    return raw.keys() >= Result.__required_keys__ and raw["outcome"] in {*map(str, Outcome)}


def _fingerprint(target: Target) -> str:
    """Tell a target from one of the same name that is described otherwise, but for its secrets."""
    return hashlib.sha256(repr(target).encode("utf-8", "backslashreplace")).hexdigest()

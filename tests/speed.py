"""How long the suite takes, beside a bare replay of the requests that it sends.

``python -m tests.speed`` (`make bench`) makes four runs on a reference instance of me, each five
times, and after each run sends its requests again by `requests` alone. It compares a run with the
replay that follows it, so that a machine that is slow for a while is slow for both, and prints
medians. The replay begins in a process that runs already: the interpreter's start is the run's
alone, and is what the second of the goal, 1 s + 1.5 * the replay, is for.

Nothing here is a test: figures depend on the machine, and no limit is held.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any

from requests import RequestException

from tests.matrix import ROOT, reference_instances
from tests.speed_replay import forget_requests, replay, requests_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROUNDS = 5
NO_BYTE_CODE, BYTE_CODE = "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"
COLUMNS = "{:<18}{:>9}{:>15}{:>11}{:>9}{:>7}   {}"
NONE = "-"
GOAL = "against 1 s + 1.5 * replay"
NOTE = """\
replay: the same requests, one after another on one connection by requests, from a process that
runs already. It measures the transport: the tokens are dead by then, so that many are answered 401.
first request: since the process began, by the run's own exchanges.har; the goal is 1.0 s"""


class BenchError(Exception):
    """A run can't be measured; the message says why in one line."""


@dataclass(frozen=True)
class Case:
    """A run to measure, and the options that make it."""

    name: str
    options: tuple[str, ...]
    sends: bool = True


CASES = (
    Case("collect only", ("--collect-only",), sends=False),
    Case("session", ("--effects=session",)),
    Case("account, quick", ("--effects=account", "--depth=quick")),
    Case("account, standard", ("--effects=account", "--depth=standard")),
)


@dataclass(frozen=True)
class Pair:
    """A run and the replay after it, in seconds; one that sends nothing has no replay."""

    whole: float
    requests: int = 0
    first: float = 0.0
    """From the start of the process to the first request."""
    replayed: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times as long as the replay the run took."""
        return self.whole / self.replayed

    @property
    def beyond(self) -> float:
        """Seconds by which the run took longer than the goal; negative where it took less."""
        return self.whole - (1 + 1.5 * self.replayed)


@dataclass(frozen=True)
class Bench:
    """An instance, and where the runs on it write."""

    instance: Mapping[str, Any]
    directory: Path
    environment: Mapping[str, str]

    def measure(self, case: Case) -> list[Pair]:
        """Measure every round of a case, after one that leaves byte code and caches behind."""
        return [self.pair(case) for _ in range(ROUNDS + 1)][1:]

    def pair(self, case: Case) -> Pair:
        """Make a run, then its replay."""
        reports = Path(mkdtemp(dir=self.directory))
        forget_requests(self.instance)
        began, since = time.time(), time.perf_counter()
        self.run(case, reports)
        whole = time.perf_counter() - since
        if not case.sends:
            return Pair(whole)
        sent = requests_to(self.instance)
        if not sent:
            raise BenchError(f"{case.name}: the run sent nothing")
        first = first_request(reports) - began
        try:
            return Pair(whole, len(sent), first, replay(sent))
        except RequestException as failure:
            raise BenchError(f"{case.name}: the replay failed: {failure}") from failure

    def run(self, case: Case, reports: Path) -> None:
        """Run pytest as a user does, with its caches and reports out of the repository."""
        # Named at once: a run that has to look for its configuration begins twice.
        command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "--color=no"]
        command += [f"--target-url={self.instance['url']}", f"--product={self.instance['product']}"]
        command += [f"--override-ini=cache_dir={self.directory / 'cache'}", f"--reports={reports}"]
        account = self.instance["account"]
        done = subprocess.run(
            [*command, *case.options],
            cwd=ROOT,
            env={
                **self.environment,
                "MEIRO_EMAIL": account["email"],
                "MEIRO_PASSWORD": account["password"],
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stdout + done.stderr).strip().splitlines()[-1:]
            raise BenchError(
                ": ".join([f"{case.name}: the run ended with exit code {done.returncode}", *last])
            )


def first_request(reports: Path) -> float:
    """Tell when a run sent its first request, in seconds since the epoch."""
    har = json.loads((reports / "exchanges.har").read_text(encoding="utf-8"))
    started = [each["startedDateTime"] for each in har["log"]["entries"]]
    return min(datetime.fromisoformat(each).timestamp() for each in started)


def environment_of_runs(given: Mapping[str, str], directory: Path) -> dict[str, str]:
    """Give the environment of the runs: this one, but in which byte code is kept."""
    # A clock that is moved would tell the first request of another hour.
    kept = {name: given[name] for name in given if name not in {NO_BYTE_CODE, "MEIRO_CLOCK"}}
    if given.get(NO_BYTE_CODE):
        kept.setdefault(BYTE_CODE, str(directory / "byte-code"))
    return kept


def heading(given: Mapping[str, str]) -> str:
    """Say what is measured, by what, and name the columns."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [f"{python}, {os.cpu_count()} cores; each run {ROUNDS} times, its replay after each"]
    if given.get(NO_BYTE_CODE):
        where = f"where {BYTE_CODE} says" if BYTE_CODE in given else "in a temporary directory"
        lines.append(f"{NO_BYTE_CODE} is set, and taken from the runs: byte code is kept {where}")
    names = ("requests", "first request", "whole run", "replay", "ratio", GOAL)
    return "\n".join([*lines, "", COLUMNS.format("run (medians)", *names)])


def row(case: Case, pairs: Sequence[Pair]) -> str:
    """Give a case's line of the table, the medians of its pairs."""
    whole = f"{median(each.whole for each in pairs):.2f} s"
    if not case.sends:
        return COLUMNS.format(case.name, NONE, NONE, whole, NONE, NONE, NONE)
    beyond = median(each.beyond for each in pairs)
    return COLUMNS.format(
        case.name,
        round(median(each.requests for each in pairs)),
        f"{median(each.first for each in pairs):.2f} s",
        whole,
        f"{median(each.replayed for each in pairs):.2f} s",
        f"{median(each.ratio for each in pairs):.1f}",
        f"{abs(beyond):.2f} s {'above' if beyond > 0 else 'below'}",
    )


def main() -> int:
    """Measure every case and print the table; 2 where a run can't be measured."""
    print(heading(os.environ), flush=True)
    with TemporaryDirectory() as temporary, reference_instances({"me": "me"}) as [instance]:
        directory = Path(temporary)
        bench = Bench(instance, directory, environment_of_runs(os.environ, directory))
        try:
            for case in CASES:
                print(row(case, bench.measure(case)), flush=True)
        except BenchError as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 2
    print("", NOTE, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

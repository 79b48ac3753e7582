"""The suite against its peers, over the catalogue of faults and of allowed differences.

``python -m tests.peers`` (`make peers`) runs each tool on each instance, one at a time, and writes
reports/peers.html and, for README, reports/peers.md. Each result is kept in reports/peers.jsonl,
so that it goes on where it was stopped: hours, on two cores. ``--every 20`` takes every twentieth
instance, ``--shard 1/8`` a part of them; ``--page`` measures nothing, and ``--readme`` writes the
table into README.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import requests

from tests.matrix import ROOT
from tests.peers import page
from tests.peers.figures import Comparison
from tests.peers.measured import (
    DIFFERENCE,
    FAULT,
    HONEST,
    Measured,
    add,
    read,
    secrets_left,
    stale,
)
from tests.peers.tools import DREDD, SCHEMATHESIS, TOOLS
from tests.proof import Case, every_fault, every_pair, every_variant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.peers.tools import Tool

REPORTS = ROOT / "reports"
HONEST_RUNS = 6
"""How often a tool is run on an honest instance at most, until its baseline holds."""


@dataclass(frozen=True)
class Catalogue:
    """Every fault, and every allowed difference, alone and in pairs."""

    faults: tuple[Case, ...]
    differences: tuple[Case, ...]

    @classmethod
    def whole(cls) -> Catalogue:
        """Return all of it."""
        return cls(tuple(every_fault()), (*every_variant(), *every_pair()))

    def part(self, every: int, shard: tuple[int, int]) -> list[tuple[str, Case]]:
        """Choose a part, with what each is: faults and differences mixed as evenly as can be."""
        kinds = ((FAULT, self.faults[::every]), (DIFFERENCE, self.differences[::every]))
        placed = [
            (at / len(cases), kind, case) for kind, cases in kinds for at, case in enumerate(cases)
        ]
        ordered = [(kind, case) for _, kind, case in sorted(placed, key=lambda each: each[:2])]
        return ordered[shard[0] - 1 :: shard[1]]


@contextmanager
def served(made_of: str) -> Iterator[dict[str, Any]]:
    """Serve one instance in a process of its own, which counts."""
    command = [sys.executable, "-m", "tests.peers.serving", f"peer={made_of}"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def measure(
    tool: Tool, case: Case, kind: str, baseline: Path, seed: int = 0
) -> tuple[Measured, bool]:
    """Run a tool on an instance; return also whether its baseline holds by now."""
    with TemporaryDirectory() as directory, served(case.instance) as instance:
        given, left = Path(directory) / "given", Path(directory) / "left"
        given.mkdir()
        left.mkdir()
        ran = tool.check(instance, given, left, baseline, seed)
        tally = requests.get(f"{instance['control']}/tally", timeout=60).json()
        secrets = secrets_left(left, [instance["account"]["password"], *tally["secrets"]])
    measured = Measured(
        tool=tool.name,
        version=tool.version,
        case=case.name,
        product=case.product,
        kind=kind,
        exit_code=ran.exit_code,
        failures=tuple(sorted(ran.failures)),
        requests=tally["requests"],
        log_ins=tally["log_ins"],
        seconds=round(ran.seconds, 2),
        secrets=secrets,
        day=datetime.now(UTC).date().isoformat(),
    )
    return measured, ran.settled


def measure_honest(tool: Tool, product: str, baseline: Path, results: Path) -> None:
    """Run a tool on an honest instance until its baseline holds, unless it was before."""
    done = any(
        each.kind == HONEST and each.tool == tool.name and each.product == product
        for each in read(results)
    )
    if done and baseline.exists():
        return
    baseline.parent.mkdir(parents=True, exist_ok=True)
    growing = baseline.with_suffix(".growing")
    growing.unlink(missing_ok=True)
    case = Case(f"honest.{product}", product)
    for seed in range(1, HONEST_RUNS + 1):
        measured, settled = measure(tool, case, HONEST, growing, seed)
        add(results, measured)
        print(f"{tool.name}: {case.name}, {len(measured.failures)} failures", flush=True)
        if settled:
            break
    growing.touch()
    growing.replace(baseline)


def measure_all(part: Sequence[tuple[str, Case]], tools: Sequence[Tool], results: Path) -> None:
    """Run every tool on every case that it has no result of."""
    done = {(each.tool, each.case) for each in read(results)}
    for at, (kind, case) in enumerate(part, 1):
        for tool in tools:
            if (tool.name, case.name) in done:
                continue
            baseline = REPORTS / "peers" / f"{tool.name.replace(', ', '-')}-{case.product}.json"
            measure_honest(tool, case.product, baseline, results)
            measured, _ = measure(tool, case, kind, baseline)
            add(results, measured)
        print(f"{at} of {len(part)}: {case.name}", flush=True)


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers")
    add_option = parser.add_argument
    add_option("--every", type=int, default=1, metavar="K", help="every K-th instance")
    add_option("--shard", default="1/1", metavar="I/N", help="the I-th of N parts")
    add_option("--results", type=Path, default=REPORTS / "peers.jsonl", help="where they are kept")
    add_option("--page", action="store_true", help="measure nothing, write the page")
    add_option("--readme", action="store_true", help="write the table into README.md as well")
    given = parser.parse_args(arguments)
    first, _, of = given.shard.partition("/")
    if not (first.isdigit() and of.isdigit() and 1 <= int(first) <= int(of) and given.every > 0):
        parser.error("--shard is I/N, as 1/8, and --every at least 1")
    given.shard = int(first), int(of)
    return given


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, and write the page; 2 where that can't be done."""
    given = parsed(arguments)
    if missing := [each for each in (DREDD, SCHEMATHESIS) if not each.exists()]:
        print(f"peers: {missing[0].name} is not installed: make .venv/peers/ready", file=sys.stderr)
        return 2
    if old := stale(read(given.results), {each.name: each.version for each in TOOLS}):
        print(f"peers: {given.results.name} has results of {old}: remove it", file=sys.stderr)
        return 2
    catalogue = Catalogue.whole()
    if not given.page:
        measure_all(catalogue.part(given.every, given.shard), TOOLS, given.results)
    comparison = Comparison(read(given.results), [each.name for each in TOOLS])
    whole = page.Whole(len(catalogue.faults), len(catalogue.differences))
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "peers.html").write_text(page.html(comparison, whole), encoding="utf-8")
    table = page.markdown(comparison, whole)
    (REPORTS / "peers.md").write_text(table, encoding="utf-8")
    if given.readme:
        page.write_into(ROOT / "README.md", table)
    print(table, "written to reports/peers.html", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

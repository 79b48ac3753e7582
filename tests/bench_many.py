"""How long hundreds of instances take, and in how much memory.

``python -m tests.bench_many`` (`make bench-many`) serves reference instances of me, of which each
lets a request wait for 20 ms, and checks them at session effects: 1, 10, 100 and 300 of them, by 2,
4, 8 and 16 workers. ``--targets 1,10 --workers 2`` measures less.

It prints seconds, the most memory of the controller and of any worker, and the bytes of what was
left; by how much seconds grow with the number of targets (1.0: in proportion), and which part of
the ideal gain more workers bring. Nothing here is a test: figures depend on the machine.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.late import fronts
from tests.matrix import CONFIGURATION, ROOT, reference_instances, write_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LATENCY = 0.02
"""Seconds that a request waits."""
TARGETS, WORKERS = "1,10,100,300", "2,4,8,16"
OF_ONE_PROCESS = 50
"""Instances that one process serves."""
COLUMNS = "{:>8}{:>9}{:>9}{:>13}{:>10}   {}"
HEADING = COLUMNS.format("targets", "workers", "seconds", "controller", "worker", "left")
LOOK = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Measured:
    """One run."""

    targets: int
    workers: int
    seconds: float
    controller: int
    """Megabytes, at most."""
    worker: int
    left: Mapping[str, int]
    """Bytes of each file."""

    def row(self) -> str:
        """Return its line of the table."""
        left = ", ".join(f"{name} {_size(size)}" for name, size in sorted(self.left.items()))
        memory = f"{self.controller} MB", f"{self.worker} MB"
        return COLUMNS.format(self.targets, self.workers, f"{self.seconds:.1f}", *memory, left)


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def growth(runs: Sequence[Measured]) -> float | None:
    """Return the exponent by which seconds grow with targets: the slope of their logarithms.

    None where fewer than two numbers of targets were measured.
    """
    points = [(math.log(each.targets), math.log(each.seconds)) for each in runs]
    if len({x for x, _ in points}) < 2:
        return None
    middle_x, middle_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    above: float = sum((x - middle_x) * (y - middle_y) for x, y in points)
    below: float = sum((x - middle_x) ** 2 for x, _ in points)
    return above / below


def gain(few: Measured, many: Measured) -> float:
    """Return which part of the ideal gain the workers of the second run brought."""
    return (few.seconds / many.seconds) / (many.workers / few.workers)


def conclusions(runs: Sequence[Measured]) -> Iterator[str]:
    """Say by how much seconds grow, and what workers bring."""
    for workers in sorted({each.workers for each in runs}):
        exponent = growth([each for each in runs if each.workers == workers])
        if exponent is not None:
            yield f"-n {workers}: seconds grow with targets to the power of {exponent:.2f}"
    for targets in sorted({each.targets for each in runs}):
        of = sorted(
            (each for each in runs if each.targets == targets), key=lambda each: each.workers
        )
        for each in of[1:] if targets >= of[-1].workers else ():
            share = f"{gain(of[0], each):.0%} of the ideal gain over -n {of[0].workers}"
            yield f"{targets} targets, -n {each.workers}: {share}"


def children_of(process: int) -> list[int]:
    """Return the processes below another one."""
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    own = [int(each) for each in told.split()]
    return [*own, *(deeper for each in own for deeper in children_of(each))]


def most_memory(process: int) -> int:
    """Return the megabytes that a process had at most; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(each.split()[1]) // 1024 for each in lines if each.startswith("VmHWM")), 0)


def measure(instances: Sequence[Mapping[str, Any]], workers: int) -> Measured:
    """Check instances by so many workers."""
    with TemporaryDirectory() as temporary:
        directory = Path(temporary)
        file, environment = write_targets(directory, instances, "session", ager=False)
        reports = directory / "reports"
        command = [sys.executable, "-m", "pytest", *CONFIGURATION, "-p", "no:cacheprovider"]
        command += ["--targets-file", str(file), "--target", "all", "--reports", str(reports)]
        began, peaks = time.perf_counter(), dict[int, int]()
        with (directory / "console").open("w") as console:
            process = subprocess.Popen(
                [*command, "-n", str(workers)],
                cwd=ROOT,
                env=os.environ | environment,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
            while process.poll() is None:
                for each in (process.pid, *children_of(process.pid)):
                    peaks[each] = max(peaks.get(each, 0), most_memory(each))
                time.sleep(LOOK)
        seconds = time.perf_counter() - began
        if process.returncode:
            last = (directory / "console").read_text().strip().splitlines()[-1:]
            raise SystemExit(f"bench: the run ended with exit code {process.returncode}: {last}")
        left = {each.name: each.stat().st_size for each in reports.iterdir() if each.is_file()}
    controller = peaks.pop(process.pid)
    return Measured(len(instances), workers, seconds, controller, max(peaks.values()), left)


@contextmanager
def late_instances(count: int) -> Iterator[list[dict[str, Any]]]:
    """Serve so many instances of me, each of which answers late."""
    names = {f"t{number:03}": "me" for number in range(min(count, OF_ONE_PROCESS))}
    with reference_instances(names) as served:
        ports = [urlsplit(each["url"]).port or 0 for each in served]
        with fronts(LATENCY, ports) as late:
            described = [
                each | {"url": each["url"].replace(f":{own}", f":{port}")}
                for each, own, port in zip(served, ports, late, strict=True)
            ]
            if count <= OF_ONE_PROCESS:
                yield described
                return
            with late_instances(count - OF_ONE_PROCESS) as others:
                start = len(described)
                renamed = [
                    each | {"name": f"t{number:03}"} for number, each in enumerate(others, start)
                ]
                yield [*described, *renamed]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_many")
    parser.add_argument("--targets", default=TARGETS)
    parser.add_argument("--workers", default=WORKERS)
    given = parser.parse_args(arguments)
    print(f"{os.cpu_count()} cores, {LATENCY * 1000:.0f} ms a request, --effects session\n")
    print(HEADING, flush=True)
    runs = []
    for count in map(int, given.targets.split(",")):
        with late_instances(count) as instances:
            for workers in map(int, given.workers.split(",")):
                runs.append(measure(instances, workers))
                print(runs[-1].row(), flush=True)
    print("", *conclusions(runs), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

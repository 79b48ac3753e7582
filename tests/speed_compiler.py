"""How the time that a page takes to compile grows with its operations.

``python -m tests.speed_compiler`` (a part of `make bench`) compiles pages of 100 to 3,000
operations and prints the CPU time of each, and the exponent of the growth between the first and the
last: 1.0 is linear. Where Node is there, and drafter.js can be found from the working directory
(`npm install --no-save drafter.js@3` brings it), its time for the same pages stands beside: it only
parses, and writes no document.

Nothing here is a test: figures depend on the machine, and no limit is held.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from spec.compiler import project

SIZES = (100, 300, 1000, 3000)
COLUMNS = "{:>10}{:>12}{:>12}{:>14}"
GOAL = "the goal: 1,000 operations in 3 s, and an exponent of 1.1 at most"
BY_DRAFTER = """
const drafter = require("drafter.js"), text = require("fs").readFileSync(process.argv[1], "utf8");
const before = process.cpuUsage();
drafter.parseSync(text, {});
const used = process.cpuUsage(before);
console.log((used.user + used.system) / 1e6);
"""
OPERATION = """
## Thing {n} [/things{n}/{{id}}{{?limit}}]

+ Parameters
    + id: `1` (number, required) - The id
    + limit: 10 (number, optional) - How many

### Get thing {n} [GET]

Gives the thing.

+ Response 200 (application/json)
    + Attributes (Thing{kind})

+ Response 404 (application/json)

        {{"message": "no such thing", "code": {n}}}
"""
TYPE = """
## Thing{kind} (object)
+ id: 1 (number, required) - The id
+ name: x (string)
+ tags: a, b (array[string])
+ inner (object)
    + a: 1 (number)
    + b (array[string])
"""
KINDS = 50


def page(operations: int) -> str:
    """Return a page of that many operations, in groups of twenty."""
    parts = ["FORMAT: 1A\nHOST: https://api.test/\n\n# A big API\n"]
    for n in range(operations):
        if n % 20 == 0:
            parts.append(f"\n# Group {n // 20}\n")
        parts.append(OPERATION.format(n=n, kind=n % KINDS))
    parts.append("\n# Data Structures\n")
    parts += [TYPE.format(kind=kind) for kind in range(min(KINDS, operations))]
    return "".join(parts)


def exponent(sizes: tuple[int, int], seconds: tuple[float, float]) -> float:
    """Return the power of the size that time grows by."""
    return math.log(seconds[1] / seconds[0]) / math.log(sizes[1] / sizes[0])


def by_compiler(file: Path) -> float:
    """Return the CPU seconds that a page takes. Raises ValueError if it gives no document."""
    before = time.process_time()
    built = project.compile_file(file)
    seconds = time.process_time() - before
    if not built.text:
        raise ValueError("\n".join(built.diagnostics.lines()[:5]))
    return seconds


def by_drafter(file: Path) -> float | None:
    """Return the CPU seconds that drafter.js takes, or None where it is not there."""
    node = shutil.which("node")
    if node is None:
        return None
    command = [node, "-e", BY_DRAFTER, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def main() -> int:
    """Measure each size, and print a line each."""
    print(COLUMNS.format("operations", "seconds", "page", "drafter.js"))
    seconds: list[float] = []
    with TemporaryDirectory() as folder:
        for size in SIZES:
            file = Path(folder) / f"{size}.apib"
            file.write_text(page(size), encoding="utf-8")
            seconds.append(by_compiler(file))
            other = by_drafter(file)
            beside = "not there" if other is None else f"{other:.2f}"
            kilobytes = f"{file.stat().st_size // 1024} kB"
            print(COLUMNS.format(size, f"{seconds[-1]:.2f}", kilobytes, beside), flush=True)
    grown = exponent((SIZES[0], SIZES[-1]), (seconds[0], seconds[-1]))
    print(f"exponent {grown:.2f}; {GOAL}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The soak: generated input at its deepest, on every instance that the pages allow.

``python -m tests.soak`` (`make soak`) draws thousands of cases for the embedded instances and for
each allowed difference, under five seeds, and says whether one of them was called broken. With
``--seconds 5`` (the default) for each instance and seed it takes forty minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proof import HONEST, Proof, every_variant

SEEDS = range(5)
SEARCHES = "test_input or test_no_forged"


def main() -> int:
    """Run every seed; 1 where an instance that the pages allow was called broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each instance and seed")
    seconds = str(parser.parse_args().seconds)
    wrong = []
    for seed in SEEDS:
        options = ["--depth", "deep", "--seed", str(seed), "--max-time", seconds]
        with TemporaryDirectory() as directory:
            options += ["-n", "2", "-k", SEARCHES]
            proof = Proof.of([*HONEST, *every_variant()], Path(directory), *options)
        drawn = [each["spent"]["generated"] for each in proof.found["targets"]]
        print(*proof.complaints(), sep="\n", end="\n" if proof.complaints() else "")
        print(f"seed {seed}: {sum(drawn)} requests to {len(drawn)} instances, at most {max(drawn)}")
        wrong += proof.complaints()
    print(f"{len(wrong)} false alarms under {len(SEEDS)} seeds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

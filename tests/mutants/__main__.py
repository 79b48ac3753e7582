"""The command: the mutants of some modules, tried, and what no test missed."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutants.choosing import REACHES, changed_lines, modules
from tests.mutants.reasons import of_no_mutant, reasons
from tests.mutants.running import Module
from tests.mutants.sessions import preload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.mutants.reasons import Reason
    from tests.mutants.running import Tried

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Try mutants; 1 where one is missed by nothing or a reason is about none, 2 if none can be."""
    options = _options(arguments)
    if find_spec("coverage") is None:
        print("coverage.py is not installed: `make mutants` brings it", file=sys.stderr)
        return 2
    changed = changed_lines(root, options.since) if options.changed else None
    if changed == {}:
        print(f"no line of the harness or the compiler differs from {options.since}")
        return 0
    os.environ["CI"] = "true"  # Hypothesis then draws the same examples for each mutant
    preload()
    try:
        wrong = _tried(root, options, changed)
    except RuntimeError as failure:
        print(failure, file=sys.stderr)
        return 2
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


def _tried(
    root: Path, options: argparse.Namespace, changed: dict[str, set[int]] | None
) -> list[str]:
    """Try the mutants that are asked for; return what is wrong, and print the score meanwhile."""
    known = reasons(root / "tests" / "mutants" / "reasons.toml")
    wrong: list[str] = []
    for file in modules(root, options.module or list(changed or [])):
        module = Module(root, file, reach=options.reach)
        chosen = [
            each
            for each in module.mutants
            if _is_of_shard(f"{file} {each.id}", options.shard)
            and (changed is None or not changed.get(file, set()).isdisjoint(each.lines))
        ]
        if not chosen:
            continue
        tried = module.tried(chosen)
        of_file = [each for each in known if each.file == file]
        stale = of_no_mutant(known, file, module.mutants)
        print(_score(file, tried, of_file), flush=True)
        wrong += _complaints(tried, of_file)
        wrong += [f"{each}\n  is no mutant any more" for each in stale]
    return wrong


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--module", action="append", help="a file, or a pattern of some")
    parser.add_argument("--shard", type=_shard, default=(1, 1), metavar="I/N")
    parser.add_argument("--changed", action="store_true", help="only lines that differ")
    parser.add_argument("--since", default="main", help="from which branch (main)")
    parser.add_argument(
        "--reach",
        choices=REACHES,
        default="near",
        help="which tests are asked: of its name, of what imports it as well, or all",
    )
    return parser.parse_args(arguments)


def _shard(told: str) -> tuple[int, int]:
    """Read which part of how many."""
    part, _, parts = told.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"{told}: is no I/N, as in 1/20")
    return int(part), int(parts)


def _is_of_shard(told: str, shard: tuple[int, int]) -> bool:
    """Whether a mutant is of a part: of the same one on every machine, whatever else changes."""
    number = int.from_bytes(hashlib.sha256(told.encode()).digest()[:8])
    return number % shard[1] == shard[0] - 1


def _score(file: str, tried: Sequence[Tried], known: Sequence[Reason]) -> str:
    """Say how many of a module's mutants were missed, apart from those that are to stay."""
    stays = {each.id for each in known}
    counted = [each for each in tried if each.by or each.mutant.id not in stays]
    missed = sum(1 for each in counted if each.by)
    share = f"{100 * missed // len(counted)} %" if counted else "-"
    left = len(tried) - len(counted)
    return f"{share:>5}  {file}: {missed} of {len(counted)}" + (f", {left} stay" if left else "")


def _complaints(tried: Sequence[Tried], known: Sequence[Reason]) -> list[str]:
    """Say which mutants survive without a reason, and which have one that is not true."""
    by_id = {each.id: each for each in known}
    said = []
    for each in tried:
        reason = by_id.get(each.mutant.id)
        if reason is not None and each.by:
            said.append(f"{each.mutant}\n  has a reason to stay, and is missed by {each.by}")
        elif reason is None and not each.by:
            why = "no test misses it" if each.is_reached else "no test runs its line"
            said.append(f"{each.mutant}\n  {why}")
    return said


if __name__ == "__main__":
    sys.exit(main())

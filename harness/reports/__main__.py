"""``python -m harness.reports merge DIR… --output DIR``: one report of several runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from harness.core.errors import BadTarget
from harness.redaction.visible import visible_line
from harness.reports import merged_files
from harness.reports.files import HTML
from harness.reports.merge import compared, merge

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_INPUT = 4
"""The exit code, as of a run that is given a bad option or file."""
_DESCRIPTION = (
    "Makes one report of several runs, such as a pipeline's parallel jobs. Where two checked the "
    "same instance, the later one counts. Exits as the runs together would have."
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong."""
        self.exit(BAD_INPUT, f"ERROR: {visible_line(message)}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the report; return the exit code."""
    parser = _Parser(prog="python -m harness.reports", description="The reports of runs.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    merging = commands.add_parser("merge", help=_DESCRIPTION, description=_DESCRIPTION)
    merging.add_argument(
        "runs", nargs="+", type=Path, metavar="DIR", help="where a run's reports are"
    )
    merging.add_argument("--output", required=True, type=Path, metavar="DIR")
    merging.add_argument(
        "--history",
        type=Path,
        metavar="FILE",
        help="what earlier runs found: the runs are taken into it as one",
    )
    given = parser.parse_args(arguments)
    try:
        return _merge(given.runs, given.output, given.history)
    except BadTarget as failure:
        print(f"ERROR: {visible_line(str(failure))}", file=sys.stderr)
        return BAD_INPUT


def _merge(runs: list[Path], output: Path, history: Path | None) -> int:
    merged = merge(runs)
    if history is not None:
        merged = compared(merged, history)
    problems = merged_files.write(merged, output, history)
    lost = [f"history: {merged.history.problem}"] if merged.history.problem else []
    for line in [*(each.words for each in merged.parts), *lost, *problems]:
        print(visible_line(line))
    for record in merged.record.targets.values():
        print(visible_line(f"{record.target.name} ({record.target.url}) {record.verdict_line()}"))
    print(visible_line(f"written: {output / HTML}"))
    return merged.exit_code()


if __name__ == "__main__":
    sys.exit(main())

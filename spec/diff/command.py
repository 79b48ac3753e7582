"""The command line of `python -m spec diff`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from spec import products

from . import __doc__ as description
from .changes import Severity
from .reading import UnreadableError, read
from .rendering import Comparison, as_markdown, as_text
from .report import changes_between
from .rules_touched import Touched, product_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_COMPARISON = 3
"""The exit code where nothing was compared, so that it is never taken for a breaking change."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse the command line, with an exit code of its own."""
        self.print_usage(sys.stderr)
        self.exit(NO_COMPARISON, f"{self.prog}: error: {message}\n")


def main(arguments: Sequence[str]) -> int:
    """Compare two versions, print what changed, and return the exit code."""
    options = _parser().parse_args(arguments)
    documents, failed = [], False
    for path in (options.old, options.new):
        try:
            document, warnings = read(path)
        except UnreadableError as error:
            lines, failed = error.lines, True
        except OSError as error:
            lines, failed = [f"{error.filename or path}: {error.strerror}"], True
        else:
            documents.append(document)
            lines = warnings
        for line in lines:
            print(line, file=sys.stderr)
    if failed:
        return NO_COMPARISON
    old, new = documents
    changes = changes_between(old, new)
    if options.ignore_wording:
        changes = [change for change in changes if change.severity > Severity.WORDING]
    product = options.product or product_of([new, old])
    comparison = Comparison(str(options.old), str(options.new), changes, Touched(product))
    shown = as_markdown(comparison) if options.format == "markdown" else as_text(comparison)
    show(shown)
    return exit_code(changes)


def show(shown: str) -> None:
    """Print what a terminal of any encoding can show; whoever stops reading misses the rest."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(shown.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def exit_code(changes: Sequence[object]) -> int:
    """Return 0 for no change, 1 for compatible ones and wording, 2 for a breaking one."""
    severities = [getattr(change, "severity", Severity.WORDING) for change in changes]
    if not severities:
        return 0
    return 2 if max(severities) is Severity.BREAKING else 1


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m spec diff",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = (
        "a page (.apib, .md), a folder of pages that are compiled together, or an OpenAPI document"
    )
    parser.add_argument("old", type=Path, metavar="OLD", help=f"{what} (.yaml, .yml, .json)")
    parser.add_argument("new", type=Path, metavar="NEW", help="the same, of the version to compare")
    parser.add_argument("--format", choices=("text", "markdown"), default="text")
    parser.add_argument(
        "--product", choices=products.names(), help="whose rules count, where no title tells"
    )
    parser.add_argument(
        "--ignore-wording",
        action="store_true",
        help="neither show nor count what is written for people: descriptions, names, examples",
    )
    return parser

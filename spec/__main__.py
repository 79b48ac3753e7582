"""`python -m spec`: from the pages to the OpenAPI documents.

Diagnostics go to standard error. Exit codes: 0, nothing is wrong; 1, the pages, the overlays or
the committed documents are, also where `--keep-going` wrote what could be read; 2, the command line
is, or a file that it names. `diff` has its own: 0, no change; 1, compatible changes; 2, breaking
ones; 3, nothing was compared. `add` writes nothing where it does not end in 0.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from spec.adding import command as adding
from spec.adding import placing
from spec.compiler import project
from spec.compiler.project import Layout
from spec.diff import command as diff
from spec.reader import command as reader

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["diff"]:
        return diff.main(given[1:])
    parser = _parser()
    options = parser.parse_args(given)
    try:
        return _run(parser, options, root)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace, root: Path) -> int:
    if options.command == "read":
        return reader.run(options.page)
    layout = Layout.of(options.spec) if options.spec else Layout(root)
    if options.command == "add":
        return adding.run(options, layout)
    placing.finish(layout)
    if options.command == "check":
        return _check(layout)
    if (options.file is None) != (options.output is None):
        parser.error("FILE and --output go together; without both, all products are built")
    if options.file is None:
        if options.keep_going:
            parser.error("--keep-going is for one page")
        return _build(layout)
    return _build_file(options.file, options.output, keep_going=options.keep_going)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m spec", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write the OpenAPI documents of all products")
    build.add_argument("file", nargs="?", type=Path, help="any one page, built without an overlay")
    build.add_argument("--output", type=Path, help="where the document of that page goes")
    build.add_argument(
        "--keep-going",
        action="store_true",
        help="write the document of that page also with errors, and list the operations it lacks",
    )
    check = commands.add_parser("check", help="compare the committed documents with their sources")
    for each in (build, check):
        each.add_argument("--spec", type=Path, metavar="DIR", help=adding.FOLDER)
    adding.add_command(commands)
    commands.add_parser("diff", add_help=False, help="what changed between two versions of a page")
    reader.add_command(commands)
    return parser


def _build(layout: Layout) -> int:
    products = project.compile_products(layout)
    _report(products)
    if any(built.diagnostics.failed for built in products):
        return 1
    (layout.root / layout.openapi).mkdir(exist_ok=True)
    for built in products:
        (layout.root / built.file).write_bytes(built.text.encode())
        print(built.file)
    return 0


def _build_file(file: Path, output: Path, *, keep_going: bool) -> int:
    built = project.compile_file(file)
    _report([built])
    if built.text or keep_going:
        output.write_bytes((built.text or built.partial).encode())
    for line in built.diagnostics.unread_lines():
        print(line, file=sys.stderr)
    return 1 if built.diagnostics.failed else 0


def _report(products: Sequence[project.Built]) -> None:
    for line in (line for built in products for line in built.diagnostics.lines()):
        print(line, file=sys.stderr)


def _check(layout: Layout) -> int:
    problems = project.check(layout)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{layout.openapi} is what the pages and overlays give")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

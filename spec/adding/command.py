"""The command line of `python -m spec add`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spec import products, specification
from spec.diff import reading
from spec.diff.command import show
from spec.diff.rendering import Comparison, as_text
from spec.diff.report import changes_between
from spec.diff.rules_touched import Touched
from spec.roles import Role

from . import names, page, placing, table
from .page import PageError
from .staging import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spec.compiler.project import Layout
    from spec.specification import Operation, Specification

    from .page import Saved
    from .staging import Staged

FOLDER = "a folder of one's own that holds blueprints/, overlays/ and openapi/, as spec/ does"
_DESCRIPTION = """A saved page becomes a page of a product: its text or its HTML, as the
documentation shows it, or API Blueprint. What the page seems to mean, and Blueprint cannot say, is
guessed into an overlay, with a reason for each guess. A page that is added again is updated, and
what changed is shown. All files are written together, or none is."""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of `python -m spec`."""
    parser = commands.add_parser(
        "add",
        help="make a saved page of documentation a page of a product",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("page", type=Path, metavar="PAGE", help="the page, as it was saved")
    parser.add_argument(
        "--product", required=True, metavar="NAME", help="the product, which may be a new one"
    )
    parser.add_argument("--spec", type=Path, metavar="DIR", help=FOLDER)
    parser.add_argument(
        "--group", metavar="GROUP", help="what the page is called, where its own words mislead"
    )


def run(options: argparse.Namespace, layout: Layout) -> int:
    """Add a page and return the exit code. Raises OSError for a file that can't be used."""
    if wrong := names.wrong_product(options.product):
        print(f"python -m spec add: error: --product {wrong}", file=sys.stderr)
        return 2
    try:
        saved = page.read(options.page, options.group)
        with placing.alone(layout), tempfile.TemporaryDirectory() as temporary:
            stage = Stage(layout, options.product, Path(temporary).resolve())
            saved = _beside_others(stage, saved, options)
            staged = stage.add(saved)
            spec = specification.parse(options.product, staged.built.text)
            told = _told(layout, staged, spec)
            changes = _changes(options, layout, staged, stage)
            placing.place(layout, staged.files)
    except PageError as error:
        _complain(error.lines)
        return 1
    _complain([*saved.repairs, *staged.built.diagnostics.lines()])
    show("\n".join([*told, *changes, *_next(options, layout, spec), ""]))
    return 0


def _complain(lines: Sequence[str]) -> None:
    for line in lines:
        print(table.plain(line), file=sys.stderr)


def _beside_others(stage: Stage, saved: Saved, options: argparse.Namespace) -> Saved:
    """Return a page under a name that no other page has: many may bear the title of their API.

    Raises PageError where the name of its file is another page's, too.
    """
    if options.group is not None or not saved.has_operations or not _is_another(stage, saved):
        return saved
    renamed = replace(saved, group=saved.second_name)
    file = f"blueprints/{options.product}/{saved.group}.apib"
    if _is_another(stage, renamed):
        message = f"{file} has no operation in common with it, and seems to be another page"
        hint = f"--group NAME names this one, and --group {saved.group} replaces that one"
        raise PageError([f"{options.page}:1: error: {message}: {hint}"])
    message = f"{file} is another page: this one is called {renamed.group}, after its file"
    hint = f"--group NAME names it otherwise, and --group {saved.group} replaces that one"
    return replace(renamed, repairs=(*saved.repairs, f"{options.page}:1: {message}: {hint}"))


def _is_another(stage: Stage, saved: Saved) -> bool:
    """Tell whether the page that has a name already is another one."""
    before = stage.page_before(saved)
    if before is None:
        return False
    known, new = page.calls(before), page.calls(saved.blueprint)
    return bool(known and new) and not known & new


def _own(spec: Specification, layout: Layout, staged: Staged) -> list[Operation]:
    file = f"{layout.name}/{staged.page_file}:"
    return [each for each in spec.operations.values() if each.source.startswith(file)]


def _told(layout: Layout, staged: Staged, spec: Specification) -> list[str]:
    new = _own(spec, layout, staged)
    verb = "updated" if staged.before is not None else "added"
    count = f"{len(new)} operation{'s' if len(new) != 1 else ''}"
    lines = [f"{layout.name}/{staged.page_file}: {verb}, {count}"]
    if staged.overlay_file in staged.files:
        guessed = len(staged.guesses.actions)
        content = staged.files[staged.overlay_file]
        what = f"{guessed} guess{'es' if guessed != 1 else ''}: read them, and edit what is wrong"
        what = what if guessed else "kept as it is, with nothing more to guess"
        lines.append(f"{layout.name}/{staged.overlay_file}: {what if content else 'removed'}")
    lines.append(f"{staged.built.file}: built, {len(spec.operations)} operations in all")
    lines += table.remarks(staged.guesses.remarks)
    return [*lines, *(table.table(spec, new) if new else [])]


def _changes(
    options: argparse.Namespace, layout: Layout, staged: Staged, stage: Stage
) -> list[str]:
    """Return what `spec diff` says of a page that was there before."""
    if staged.before is None:
        return []
    old, _ = reading.read(layout.root / layout.blueprints / options.product)
    new, _ = reading.read(stage.layout.root / layout.blueprints / options.product)
    product = options.product if options.product in products.names() else None
    compared = Comparison(
        f"{layout.name}/{staged.page_file}",
        str(options.page),
        changes_between(old, new),
        Touched(product),
    )
    lines = as_text(compared).rstrip("\n").split("\n")
    # Of a product in a folder of one's own no rule speaks by its name.
    told = [line for line in lines if product or not line.startswith("Rules: unknown")]
    return ["", "What changed", "", *told]


def _next(options: argparse.Namespace, layout: Layout, spec: Specification) -> list[str]:
    servers = spec.document.get("servers", [{}])
    url = str(servers[0].get("url", "")) if servers else ""
    plain = table.cut(url, 60) if url.startswith("http") and '"' not in url else "https://…"
    name = options.product
    lines = ["", "Next", "", "  1. in targets.toml, where the instance is:", ""]
    lines += [f"       [targets.{name}]", f'       url = "{plain}"', f'       product = "{name}"']
    if spec.has(Role.LOGIN):
        lines += [f"       [targets.{name}.account]", '       email = "…"']
        lines += ['       password = "env:PASSWORD"']
    elif spec.secured():
        lines += ['       token = "env:TOKEN"     # or tokens_from = "<another target>"']
    own = layout.root / layout.name != products.ROOT
    variable = f"MEIRO_SPEC={options.spec} " if own and options.spec else ""
    run_it = table.plain(f"{variable}.venv/bin/pytest --target {name}")
    return [*lines, "", f"  2. {run_it}"]

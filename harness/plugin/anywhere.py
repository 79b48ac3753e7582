"""A run from any directory: what the caller's does not have is looked for in the project.

Loaded by the command ``meiro-contracts`` alone: contracts are found by their path, and where no
``targets.toml`` is at hand, the project's own is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.targets.file import OWN_FILE

if TYPE_CHECKING:
    from pathlib import Path

_PROJECT = OWN_FILE.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Call the command by its own name where pytest speaks of it."""
    parser.optparser.prog = "meiro-contracts"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Read the project's targets and contracts where the caller names none."""
    known, here = early_config.known_args_namespace, early_config.invocation_params.dir
    if known.targets_file == OWN_FILE.name and not (here / OWN_FILE.name).exists():
        args.insert(0, f"--targets-file={OWN_FILE}")
    paths: list[str] = known.file_or_dir
    known.file_or_dir = [in_project(each, here) for each in paths] or [str(_PROJECT / "contracts")]
    if not paths:
        args.extend(known.file_or_dir)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Look in the project for the paths that the caller's directory does not have."""
    config.args = [in_project(each, config.invocation_params.dir) for each in config.args]


def in_project(argument: str, here: Path) -> str:
    """Return a path or node id, under the project where there is none at ``here``."""
    path, parts, names = argument.partition("::")
    if not path or (here / path).exists() or not (_PROJECT / path).exists():
        return argument
    return f"{_PROJECT / path}{parts}{names}"

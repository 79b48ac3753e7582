"""The plugin where it is installed, and the project that pytest runs is another one.

pytest loads the plugins of all that is installed. In another project this one declares nothing and
does nothing, unless an option of ours is given that nobody else there declares.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from spec.specification import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

_PROJECT = ROOT.parent


def is_at_home(config: pytest.Config) -> bool:
    """Whether pytest runs this project, or a copy of it."""
    places = [config.rootpath, *([config.inipath.parent] if config.inipath else [])]
    return any((each / "harness" / "plugin" / "hooks.py").is_file() for each in places)


def told_elsewhere(options: Iterable[str]) -> str:
    """Say where these options are understood."""
    here = f", or run pytest in {_PROJECT}" if (_PROJECT / "pyproject.toml").is_file() else ""
    return f"{', '.join(options)}: an option of meiro-contracts: run that command{here}"


class Outside:
    """Says in one line why our options mean nothing here."""

    def __init__(self, options: Iterable[str]) -> None:
        self._options = frozenset(options)

    @pytest.hookimpl(wrapper=True)
    def pytest_load_initial_conftests(
        self, early_config: pytest.Config, parser: pytest.Parser, args: list[str]
    ) -> Generator[None, object, object]:
        """Look, once everybody else has declared theirs, whether one of ours is left over."""
        ended = yield
        known = copy.copy(early_config.known_args_namespace)
        _, left_over = parser.parse_known_and_unknown_args(args, known)
        ours = self._options.intersection(each.partition("=")[0] for each in left_over)
        if ours:
            raise pytest.UsageError(told_elsewhere(sorted(ours)))
        return ended

"""Which contracts the command line takes in: its paths, and what pytest's own options leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.errors import BadTarget
from harness.plugin.outside import told_elsewhere
from spec.specification import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CONTRACTS = ROOT.parent / "contracts"


def require_paths(config: pytest.Config) -> None:
    """Refuse paths that are not there: pytest itself does so when it has begun (BadTarget)."""
    if config.option.pyargs:
        return
    for argument, path in zip(config.args, _paths(config), strict=True):
        if not path.exists():
            raise BadTarget(f"file or directory not found: {argument}")


def checks_contracts(config: pytest.Config) -> bool:
    """Whether the command line's paths take contracts in: what runs without is left alone."""
    return any(_holds_all(path) or CONTRACTS in path.parents for path in _paths(config))


def require_contracts(config: pytest.Config) -> None:
    """Refuse to choose an instance where no contract is among the paths: none would be checked."""
    given = [each for each in ("--target", "--target-url") if config.getoption(each)]
    if given and not checks_contracts(config):
        raise BadTarget(f"no contract is in {', '.join(config.args)}; {told_elsewhere(given)}")


def only_tells(config: pytest.Config) -> bool:
    """Whether pytest is asked about itself alone, such as for its help: nothing is checked."""
    return any(getattr(config.option, name, None) for name in _TELL)


_TELL = (
    *("help", "version", "markers", "cacheshow"),
    *("showfixtures", "show_fixtures_per_test"),
)
"""pytest's own options by which it tells something, and ends."""


def checks_all_contracts(config: pytest.Config) -> bool:
    """Whether the command line leaves no contract of the chosen targets out."""
    left_out = any(getattr(config.option, name, None) for name in _LEAVE_OUT)
    left_out = left_out or config.getoption("replay") is not None
    return not left_out and any(map(_holds_all, _paths(config)))


def checks_by_no_name(config: pytest.Config) -> bool:
    """Whether no contract is chosen or left out by a name, which may hold that of its target."""
    by_name = any(getattr(config.option, name, None) for name in _BY_NAME)
    return not by_name and not any("::" in argument for argument in config.args)


_BY_NAME = ("keyword", "deselect", "lf", "failedfirst", "newfirst", "stepwise", "replay")
"""pytest's own options that go by the names of tests, and ours."""


_LEAVE_OUT = (
    *("keyword", "markexpr", "deselect", "ignore", "ignore_glob"),
    *("lf", "stepwise", "setuponly", "setupplan"),
)
"""pytest's own options that leave contracts out."""


def _paths(config: pytest.Config) -> list[Path]:
    base = config.invocation_params.dir
    return [(base / argument.split("::")[0]).resolve() for argument in config.args]


def _holds_all(path: Path) -> bool:
    return path == CONTRACTS or path in CONTRACTS.parents

"""``--resume``: a run that was stopped goes on with the targets that have no result yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.errors import BadTarget, in_words
from harness.plugin.options import chosen_files

if TYPE_CHECKING:
    import pytest

    from harness.reports.unfinished import Unfinished
    from harness.targets.model import Target

_OPTIONS = ("effects", "depth", "max_time", "seed", "ledger")
"""Those by which a target is checked: a run is resumed under the same ones."""
_SELECTION = {"keyword": "-k", "markexpr": "-m", "deselect": "--deselect"}


def began_before(config: pytest.Config, unfinished: Unfinished) -> str | None:
    """Return when the run began that is resumed; None where this one begins.

    BadTarget where it can't be resumed under these options.
    """
    if not config.getoption("resume"):
        return None
    if config.getoption("replay") is not None:
        raise BadTarget("--resume and --replay exclude each other")
    return unfinished.resumed(_told(config))


def begin(config: pytest.Config, unfinished: Unfinished, now: str, began: str | None) -> str:
    """Begin the run on disk where it is not resumed; return when it began."""
    if began is not None:
        return began
    try:
        unfinished.begin(now, _told(config))
    except OSError as failure:
        words = in_words(failure)
        raise BadTarget(f"--reports: {unfinished.directory} can't be used: {words}") from None
    return now


def without_done(config: pytest.Config, targets: list[Target]) -> list[Target]:
    """Return the targets that a run would check, for one that only tells: all is left as it is.

    BadTarget where none is left.
    """
    unfinished = chosen_files(config).unfinished if config.getoption("resume") else None
    if unfinished is None or began_before(config, unfinished) is None:
        return targets
    done = unfinished.names_done(targets)
    left = [each for each in targets if each.name not in done]
    if targets and not left:
        raise BadTarget("--resume: every target has its result: nothing is left to send")
    return left


def _told(config: pytest.Config) -> dict[str, str]:
    """Return what the command line says of how targets are checked, and by which contracts."""
    told = {f"--{name.replace('_', '-')}": config.getoption(name) for name in _OPTIONS}
    told |= {name: getattr(config.option, key, None) for key, name in _SELECTION.items()}
    told["paths"] = sorted(config.args)
    return {name: str(value) for name, value in told.items() if value}

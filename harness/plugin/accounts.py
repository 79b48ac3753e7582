"""Whether each target has what gives it tokens, where it is to be logged in to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.errors import BadTarget
from harness.plugin.options import EMAIL, PASSWORD
from spec import specification
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from harness.targets.model import Target


def require_accounts(config: pytest.Config, targets: Iterable[Target]) -> None:
    """Refuse a run that would log in, and can't: it would prove next to nothing, and look well."""
    for target in targets:
        if target.effects is Effects.READ or target.token or target.tokens_from:
            continue
        has_log_in = specification.load(target.product).has(Role.LOGIN)
        if target.account is not None and has_log_in:
            continue
        if config.getoption("target_url") is not None and has_log_in:
            raise BadTarget(
                f"--target-url: no account, which effects = {target.effects} need: set {EMAIL} "
                f"and {PASSWORD}, or say --effects read"
            )
        where = f"targets.{target.name}"
        if not has_log_in:
            raise BadTarget(
                f"{where}: the pages of {target.product} have no log-in, which effects = "
                f'{target.effects} need: say tokens_from = "<another target>" or token = '
                '"env:NAME", or --effects read'
            )
        raise BadTarget(
            f"{where}: no account, which effects = {target.effects} need: describe it under "
            f"[{where}.account], or say --effects read"
        )

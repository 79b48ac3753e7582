"""Targets whose tokens come from the log-in of another one: ``tokens_from``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness.core.errors import BadTarget
from harness.targets.table import unknown
from spec import specification
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.targets.model import Target


def with_lender(
    target: Target,
    name: str,
    targets: Mapping[str, Any],
    file: str,
    read: Callable[[str], Target],
) -> Target:
    """Return a target with the one that it takes its tokens from, if it names one.

    That one need not be among the chosen ones. BadTarget, with one line, where it can't log in.
    """
    named = targets[name].get("tokens_from")
    if named is None:
        return target
    where = f"{file}: targets.{name}.tokens_from"
    others = [each for each in targets if each != name]
    if named != name and named not in targets:
        raise BadTarget(f"{where}: {unknown(named, others)}")
    _require_no_circle(name, targets, where)
    lender = read(named)
    if lender.account is None:
        raise BadTarget(f"{where}: {named!r} has no account to log in with")
    if not specification.load(lender.product).has(Role.LOGIN):
        raise BadTarget(f"{where}: the pages of {named!r} ({lender.product}) have no log-in")
    if lender.effects < Effects.SESSION:
        raise BadTarget(f'{where}: {named!r} allows no log-ins: effects = "{lender.effects}"')
    return replace(target, tokens_from=lender, remarks=(*target.remarks, *lender.remarks))


def _require_no_circle(name: str, targets: Mapping[str, Any], where: str) -> None:
    """Refuse targets that take their tokens from each other (BadTarget)."""
    seen = [name]
    while True:
        table = targets.get(seen[-1])
        following = table.get("tokens_from") if isinstance(table, dict) else None
        if not isinstance(following, str):
            return
        seen.append(following)
        if following in seen[:-1]:
            raise BadTarget(f"{where}: goes round in a circle: {' -> '.join(seen)}")

"""A first look at each target: whether it is there, and knows the account.

An instance that is not, or doesn't, is told in one line, rather than in a failure of each contract.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import AccountLocked, Unproven
from harness.run.at_once import each_at_once
from harness.run.product import other_product
from harness.run.target_run import TargetRun, switched_off
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from harness.run.settings import RunSettings
    from harness.targets.model import Target

_AT_ONCE = 8


class NoVerdict(StrEnum):
    """Why a target is not checked at all."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True)
class Preflight:
    """What the first look at a target found."""

    target: Target
    switched_off: frozenset[str] = frozenset()
    no_verdict: NoVerdict | None = None
    words: str = ""
    began: datetime = field(default_factory=clock.now)
    spent: dict[str, int] = field(default_factory=dict)
    """What the first look took off the budget."""


def run_after(preflight: Preflight, settings: RunSettings) -> TargetRun:
    """Return the run of a target that goes on where the first look at it ended."""
    target, ledgers = preflight.target, settings.ledgers
    return TargetRun(
        target,
        preflight.switched_off,
        ledger=ledgers.of(target) if ledgers else None,
        hourly=ledgers.hourly_of(target) if ledgers else None,
        began=preflight.began,
        spent=preflight.spent,
        generation=settings.generation,
    )


def look_at(targets: Sequence[Target], settings: RunSettings) -> list[tuple[Preflight, TargetRun]]:
    """Look at every target, a few at once; what was exchanged is in the runs returned."""
    runs = [run_after(Preflight(each), settings) for each in targets]
    found = each_at_once(_look_at, runs, _AT_ONCE)
    return [
        (replace(preflight, spent=dict(run.budget.spent)), run)
        for preflight, run in zip(found, runs, strict=True)
    ]


def _look_at(run: TargetRun) -> Preflight:
    found = Preflight(run.target)
    try:
        return _first_exchanges(run, found)
    except NoAnswer as failure:
        return replace(found, no_verdict=NoVerdict.UNREACHABLE, words=str(failure))
    except Unproven:  # asked to come more slowly: the contracts will say what they could not prove
        return found
    finally:
        run.close()


def _first_exchanges(run: TargetRun, found: Preflight) -> Preflight:
    target = run.target
    options = run.api.options()
    found = replace(found, switched_off=switched_off(options))
    other = other_product(run, options)
    if other is not None:
        words = f'the instance answers as {other}, not as {target.product}: product = "{other}"?'
        return replace(found, no_verdict=NoVerdict.UNREACHABLE, words=words)
    account = target.account
    enabled_by = run.spec.operation("login").enabled_by
    run.aged.look()
    if target.effects < Effects.SESSION or account is None or enabled_by in found.switched_off:
        return found
    try:
        answer = run.api.login(account.email, account.password)
    except AccountLocked:
        words = "log-in of the configured account answered 423: it is locked"
        return replace(found, no_verdict=NoVerdict.REFUSED, words=words)
    except (Unproven, ConnectionDropped):
        # Asked to come more slowly, or a log-in that crashes an instance that is up: what the
        # options said is known all the same, and the contracts will say the rest.
        return found
    if answer.status in {401, 403}:
        words = (
            f"log-in of the configured account answered {answer.status}: either its password is "
            "wrong in the targets file, or the instance's log-in is broken"
        )
        return replace(found, no_verdict=NoVerdict.REFUSED, words=words)
    return found

"""A first look at each target: whether it is there, and knows the account.

An instance that is not, or doesn't, is told in one line, rather than in a failure of each contract.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from harness.outcomes import NoAnswer, Unproven
from harness.run import TargetRun, switched_off
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.targets import Target

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


def look_at(targets: Sequence[Target]) -> list[tuple[Preflight, TargetRun]]:
    """Look at every target, a few at once; what was exchanged is in the runs returned."""
    runs = [TargetRun(target) for target in targets]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(zip(pool.map(_look_at, runs), runs, strict=True))


def _look_at(run: TargetRun) -> Preflight:
    try:
        return _first_exchanges(run)
    except NoAnswer as failure:
        return Preflight(run.target, no_verdict=NoVerdict.UNREACHABLE, words=str(failure))
    except Unproven:  # asked to come more slowly: the contracts will say what they could not prove
        return Preflight(run.target)
    finally:
        run.client.close()


def _first_exchanges(run: TargetRun) -> Preflight:
    target = run.target
    off = switched_off(run.api.options())
    account = target.account
    enabled_by = run.spec.operation("login").enabled_by
    if target.effects < Effects.SESSION or account is None or enabled_by in off:
        return Preflight(target, off)
    answer = run.api.login(account.email, account.password)
    if answer.status in {401, 403}:
        words = (
            f"log-in of the configured account answered {answer.status}: either its password is "
            "wrong in the targets file, or the instance's log-in is broken"
        )
        return Preflight(target, off, NoVerdict.REFUSED, words)
    return Preflight(target, off)

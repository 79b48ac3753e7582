"""A first look at each target: whether it is there, and knows the account.

An instance that is not, or doesn't, is told in one line, rather than in a failure of each contract.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.at_once import each_at_once
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import AccountLocked, AnswerLost, BudgetSpent, Unproven
from harness.http.client import Known
from harness.http.in_front import form_of
from harness.run.address import without_answer, wrong_address
from harness.run.product import other_product
from harness.run.target_run import TargetRun, switched_off
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from harness.http.answer import Answer
    from harness.run.settings import RunSettings
    from harness.targets.model import Account, Target

_AT_ONCE = 32
"""Targets that are looked at together: those that do not answer are waited for together as well."""


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
    known: Known = field(default_factory=Known)
    """What the first look has shown of the instance."""
    stood_in: str = ""
    """Who answered the log-in of the account in the place of the instance, or held it back."""


def run_after(preflight: Preflight, settings: RunSettings) -> TargetRun:
    """Return the run of a target that goes on where the first look at it ended."""
    target, ledgers = preflight.target, settings.ledgers
    return TargetRun(
        target,
        preflight.switched_off,
        ledger=ledgers.of(target) if ledgers else None,
        hourly=ledgers.hourly_of(target.tokens_from or target) if ledgers else None,
        began=preflight.began,
        spent=preflight.spent,
        known=preflight.known,
        generation=settings.generation_for(target),
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
    found = Preflight(run.target, known=Known(run.client.front, run.client.log_ins))
    try:
        return _first_exchanges(run, found)
    except NoAnswer as failure:
        return _unreachable(found, without_answer(run, failure))
    except BudgetSpent:
        return found  # the contracts will say what they could not prove
    except Unproven as why:
        return _unreachable(found, str(why))
    finally:
        run.close()


def _unreachable(found: Preflight, words: str) -> Preflight:
    return replace(found, no_verdict=NoVerdict.UNREACHABLE, words=words)


def _first_exchanges(run: TargetRun, found: Preflight) -> Preflight:
    target = run.target
    looked = run.api.look_up()
    has_options = run.spec.has(Role.OPTIONS)
    found = replace(found, switched_off=switched_off(looked) if has_options else frozenset())
    other = other_product(run, looked)
    if other is not None:
        words = f'the instance answers as {other}, not as {target.product}: product = "{other}"?'
        return _unreachable(found, words)
    if words := wrong_address(run, looked):
        return _unreachable(found, words)
    account, log_in = target.account, run.spec.of_role(Role.LOGIN)
    if run.lender is not None and target.effects >= Effects.SESSION:
        return _of_lender(run.lender, found)
    run.aged.look()
    if target.effects < Effects.SESSION or account is None or log_in is None:
        return found
    if log_in.enabled_by in found.switched_off:
        return found
    return _log_in(run, found, account)


def _of_lender(lender: TargetRun, found: Preflight) -> Preflight:
    """Look at the target that another one has its tokens from: without it, none is to be had."""
    seen = _look_at(lender)
    words = f"its tokens come from {lender.target.name}: {seen.words}" if seen.words else ""
    flags = found.switched_off | seen.switched_off
    return replace(found, switched_off=flags, no_verdict=seen.no_verdict, words=words)


def _log_in(run: TargetRun, found: Preflight, account: Account) -> Preflight:
    """Log the account in; only the instance itself may refuse it."""
    try:
        answer = run.api.login(account.email, account.password)
    except AccountLocked:
        words = "log-in of the configured account answered 423: it is locked"
        return replace(found, no_verdict=NoVerdict.REFUSED, words=words)
    except (AnswerLost, BudgetSpent, ConnectionDropped):
        # A log-in may crash an instance that is up: what the options said is known all the same,
        # and the contracts will say the rest.
        return found
    except Unproven as why:  # what the options said is known all the same
        return replace(found, stood_in=str(why))
    if answer.status not in {401, 403}:
        return found
    if not _is_of_an_api(answer):
        words = (
            f"log-in of the configured account was answered {answer.status} by a page "
            f"({form_of(answer.exchange)}): somebody in front refused it, or its password is "
            "wrong in the targets file, or the instance's log-in is broken"
        )
        return _unreachable(found, words)
    words = (
        f"log-in of the configured account answered {answer.status}: either its password is "
        "wrong in the targets file, or the instance's log-in is broken"
    )
    return replace(found, no_verdict=NoVerdict.REFUSED, words=words)


def _is_of_an_api(answer: Answer) -> bool:
    """Whether an answer is of the form in which an API speaks: JSON, as documented, or nothing."""
    documented = answer.operation.answer_for(answer.status) if answer.operation else None
    types = documented.media_types if documented else ()
    is_documented = answer.exchange.media_type in types
    return is_documented or answer.json is not None or not answer.exchange.body.strip()

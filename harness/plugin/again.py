"""Whether what failed fails again: a check that failed is made again, where that costs little.

One failure does not tell a fault that is always there from one that comes and goes. So the check is
made again as its contract makes it, until it has failed twice more, and at most ten times. It is
counted where the same was sent as before: what a contract draws anew, or finds changed by its first
try, says nothing of the first failure.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from typing import TYPE_CHECKING

from harness.ageing.by_ager import AgedByAger
from harness.core.exchange import Exchange
from harness.core.outcomes import Broken, Skipped
from harness.results.failure import Again
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    import pytest

    from harness.results.judge import Contract
    from harness.run.target_run import TargetRun

ENOUGH = 2
"""Failures of the same check, after which it is not made again."""
MOST = {Effects.READ: 10, Effects.SESSION: 10, Effects.ACCOUNT: 4}
"""How often it is made again, by what it does to the instance."""
MOST_ATTEMPTS = 3
"""Checks of one rule that are made again, until one says something."""
SLOWEST = 5.0
"""Seconds of a check: one that waits longer, as for a mail, is not made again."""
DEAREST = 30
"""Requests of a check: what sends more is a search."""
MOST_REQUESTS = 300
"""That are sent to one target to make checks again."""
MOST_FAILED = 2
"""Log-ins that failed by it: an account may lock after a few."""
_VARYING = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|\d+")
"""What differs from one request to the next of its kind."""
Sent = tuple[str, str, str, tuple[str, ...]]
"""What tells a request from others: method, URL, body and names of headers."""


class MadeAgain:
    """Makes the checks of one target again that failed."""

    def __init__(self, run: TargetRun) -> None:
        self._run = run
        self._attempts: Counter[str] = Counter()
        """By rule; as many as there may be, where one said something."""
        self._requests = 0
        self._began = 0
        """Of the run's events, where those of the check at hand begin."""

    def begin(self) -> None:
        """Note that a check begins: what was set up for it has been."""
        self._began = len(self._run.trace.events)

    def of(
        self, item: pytest.Function, contract: Contract, error: BaseException | None, seconds: float
    ) -> Again | None:
        """Make a check again that ended with an error; None where that says nothing."""
        rule = contract.rule.id
        if not isinstance(error, Broken) or not self._may_be_made(contract, error, seconds):
            return None
        sent = self._sent_until(error.exchange)
        if sent is None:
            return None
        self._attempts[rule] += 1
        before = self._run.client.count
        again = self._count(item, contract, error, sent)
        self._requests += self._run.client.count - before
        if again["of"] < ENOUGH:
            return None
        self._attempts[rule] = MOST_ATTEMPTS
        return again

    def _may_be_made(self, contract: Contract, error: Broken, seconds: float) -> bool:
        run, shown = self._run, error.exchange
        is_stored = run.aged.evidence is not None and not isinstance(run.aged, AgedByAger)
        return (
            (shown is None or not shown.is_generated)
            and seconds <= SLOWEST
            and self._attempts[contract.rule.id] < MOST_ATTEMPTS
            and self._requests < MOST_REQUESTS
            and not run.turns.has_picked
            and not is_stored
        )

    def _count(
        self, item: pytest.Function, contract: Contract, error: Broken, sent: list[Sent]
    ) -> Again:
        spent, most = self._run.budget.spent, MOST[contract.effects]
        failed_before = spent["failed_logins"]
        unit = sent if self._failed_before(error.exchange) else _unit(sent)
        units = [unit, *([sent[1:]] if self._logged_in_first() and sent[1:] else [])]
        again = Again(of=0, failed=0)
        while again["failed"] < ENOUGH and again["of"] < most:
            if not self._has_room() or spent["failed_logins"] - failed_before >= MOST_FAILED:
                break
            seen = self._once(item, error, units)
            if seen is None:
                break
            again = Again(of=again["of"] + seen["of"], failed=again["failed"] + seen["failed"])
        return again

    def _failed_before(self, shown: Exchange | None) -> bool:
        """Whether the same request had the same answer before: no try of its own that went well.

        So does a check that looks twice before it calls anything broken.
        """
        events = self._run.trace.events[self._began :]
        if shown is None or shown not in events:
            return False
        return any(
            isinstance(each, Exchange)
            and (each.status, each.body) == (shown.status, shown.body)
            and self._told(each) == self._told(shown)
            for each in events[: events.index(shown)]
        )

    def _has_room(self) -> bool:
        """Whether less than half is spent of all that the target allows: the rest is for others."""
        limits, spent = self._run.budget.limits, self._run.budget.spent
        return all(
            limit is None or not spent[kind] or 2 * spent[kind] < limit
            for kind, limit in vars(limits).items()
        )

    def _once(self, item: pytest.Function, error: Broken, units: list[list[Sent]]) -> Again | None:
        """Make the check once, and count what came of it; None where that can't be told."""
        self.begin()
        given = {name: item.funcargs[name] for name in inspect.signature(item.obj).parameters}
        try:
            item.obj(**given)
        except Broken as failure:
            if failure.expected != error.expected:
                return None
            sent = self._sent_until(failure.exchange) or []
            if any(each[: len(sent)] == sent for each in units if sent):  # or sooner than before
                return Again(of=1, failed=1)
            whole = [of for each in units if (of := _times(each, sent)) * len(each) == len(sent)]
            return Again(of=whole[0], failed=1) if whole and sent else None
        except (Skipped, Exception):  # noqa: BLE001 - whatever it is, it was not the failure
            return None
        of = next((of for each in units if (of := _times(each, self._sent()))), 0)
        return Again(of=of, failed=0) if of else None

    def _sent_until(self, shown: Exchange | None) -> list[Sent] | None:
        """Return what the check at hand sent, up to an exchange; None where it is none of its.

        All that it sent, where no exchange shows the failure: a mail that did not come, say.
        """
        events = self._run.trace.events[self._began :]
        if shown is None:
            sent = self._sent()
            return sent if 0 < len(sent) <= DEAREST else None
        if shown not in events:
            return None
        until = [each for each in events[: events.index(shown) + 1] if isinstance(each, Exchange)]
        return [self._told(each) for each in until] if len(until) <= DEAREST else None

    def _logged_in_first(self) -> bool:
        """Whether the check began by a log-in, whose token may serve when it is made again."""
        first = next(iter(self._run.trace.events[self._began :]), None)
        return isinstance(first, Exchange) and first.is_for(Role.LOGIN)

    def _sent(self) -> list[Sent]:
        events = self._run.trace.events[self._began :]
        return [self._told(each) for each in events if isinstance(each, Exchange)]

    def _told(self, exchange: Exchange) -> Sent:
        request = exchange.request
        url, body = (
            _VARYING.sub("#", self._run.redactor.mask(text))
            for text in (request.url, (request.body or b"").decode("utf-8", "replace"))
        )
        return request.method, url, body, tuple(sorted(name.lower() for name, _ in request.headers))


def _unit(sent: list[Sent]) -> list[Sent]:
    """Return what a check sends time and again, as a log-in and a look, until something fails.

    What is sent once is its own unit; so is what sends the same alone, with a control beside it.
    """
    for length in range(2, len(sent) // 2 + 1):
        unit = sent[:length]
        if len(sent) % length == 0 and unit * (len(sent) // length) == sent and len({*unit}) > 1:
            return unit
    return sent


def _times(unit: list[Sent], sent: list[Sent]) -> int:
    """Return how often a unit was sent in a row, from the beginning."""
    count = 0
    while sent[count * len(unit) : (count + 1) * len(unit)] == unit:
        count += 1
    return count

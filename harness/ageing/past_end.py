"""Whether a stored token whose time is over is good all the same.

A token that is accepted past its end needs no control: whatever ended sessions in between would
only have ended it earlier. So a few are asked in one go, of ages far beyond the boundary too: a
replica or a cache may have forgotten the rule, a clock may count hours of the day alone, and a
number of milliseconds ends after 24 days and 20 hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle, islice, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from harness.ageing.stored_tokens import Observation
from harness.core import clock
from harness.core.outcomes import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.ageing.stored_tokens import By, StoredToken
    from harness.core.exchange import Exchange
    from harness.fixtures.gate import Gate
    from harness.fixtures.tokens import Kind
    from harness.http.answer import Answer

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
TELLING = (
    (timedelta(), 12 * _HOUR),
    (12 * _HOUR, _DAY),
    (_DAY, 2.5 * _DAY),
    (7 * _DAY, 9 * _DAY),
    (24.86 * _DAY, 26 * _DAY),  # milliseconds in 31 bits
    (28 * _DAY, 32 * _DAY),  # a month
    (49.72 * _DAY, 51 * _DAY),  # and in 32
)
"""Ages that tell something of a token that is past its end, at each its own."""
LONGEST = TELLING[-1][1]
_REMEMBERED = 3 * _DAY
"""How long an early death is, which counts when it comes again."""
AT_THE_GATE, AT_REFRESH = 5, 3
"""How often in a row they are asked in a run: that meets one replica of three."""


class Outlived(NamedTuple):
    """A stored token that was accepted past its end, and the answer by which it was."""

    stored: StoredToken
    answer: Answer
    gate: Gate | None

    def is_of(self, exchange: Exchange) -> bool:
        """Whether another exchange is of the same operation."""
        mine = self.answer.exchange.operation
        return (mine and mine.id) == (exchange.operation and exchange.operation.id)


class PastEnd:
    """Asks stored tokens that are past an end, once a run for each of the two."""

    def __init__(self, note: Callable[[str, Observation], None]) -> None:
        self._note = note
        self._found: dict[By, list[Outlived]] = {}

    def at_gate(
        self, over: Iterable[StoredToken], gate: Gate | None, kind: Kind
    ) -> Outlived | None:
        """Return a token past its lifetime that a gate lets pass; None where there is none."""
        if gate is None:
            return None

        def ask(stored: StoredToken) -> Answer | None:
            answer = gate.send(stored.token)
            return answer if gate.lets_pass(answer) else None

        if "gate" not in self._found:
            self._found["gate"] = self._ask("gate", chosen(over, "gate", AT_THE_GATE), ask, gate)
        return self._of_kind("gate", kind)

    def at_refresh(
        self, over: Iterable[StoredToken], refresh: Callable[[str], Answer], kind: Kind
    ) -> Outlived | None:
        """Return a token past its refresh window that was refreshed; None where there is none."""

        def ask(stored: StoredToken) -> Answer | None:
            answer = refresh(stored.token)
            return answer if answer.succeeded and answer.gives_token() else None

        if "refresh" not in self._found:
            unspent = [each for each in over if not each.spent]
            asked = chosen(unspent, "refresh", AT_REFRESH)
            self._found["refresh"] = self._ask("refresh", asked, ask, None)
        return self._of_kind("refresh", kind)

    def of(self, stored: StoredToken, exchange: Exchange) -> Outlived | None:
        """Return what was found of that token by the operation of an exchange."""
        found = [each for several in self._found.values() for each in several]
        return next((e for e in found if e.stored.id == stored.id and e.is_of(exchange)), None)

    def _ask(
        self,
        by: By,
        asked: list[StoredToken],
        ask: Callable[[StoredToken], Answer | None],
        gate: Gate | None,
    ) -> list[Outlived]:
        found: dict[str, Outlived] = {}
        for stored in islice(cycle(asked), AT_THE_GATE if by == "gate" else AT_REFRESH):
            at = clock.now()
            try:
                answer = ask(stored)
            except Skipped:  # a limit or somebody in front: what is known is enough
                break
            self._note(stored.id, Observation(at, by, answer is not None))
            if answer is not None:
                found.setdefault(stored.id, Outlived(stored, answer, gate))
        return list(found.values())

    def _of_kind(self, by: By, kind: Kind) -> Outlived | None:
        family = {"login": {"login", "source"}, "refreshed": {"refreshed", "renewed"}}
        kinds = family.get(kind, {kind})
        return next((each for each in self._found[by] if each.stored.kind in kinds), None)


def over(
    tokens: Iterable[StoredToken], end: timedelta, offset: timedelta | None
) -> list[StoredToken]:
    """Return the tokens that are past an age for certain, whatever was done with them.

    A token that a contract refreshed may be the string that it was refreshed into, and one string
    may have been given twice.
    """
    now, known = clock.now(), list(tokens)
    strings = [each.token for each in known]
    return [
        each
        for each in known
        if each.age(now, now, offset).least >= end
        and strings.count(each.token) == 1
        and (not each.spent or each.kind == "source")
    ]


def chosen(over: Iterable[StoredToken], by: By, most: int) -> list[StoredToken]:
    """Choose one of each kind and telling age, then another, those asked longest ago first."""
    groups: dict[tuple[object, ...], list[StoredToken]] = {}
    now = clock.now()
    for stored in over:
        age = now - stored.given
        for index, (low, high) in enumerate(TELLING):
            if low <= age < high:
                groups.setdefault((index, stored.kind, stored.spent), []).append(stored)
    turns = [sorted(each, key=lambda one: last_asked(one, by)) for each in groups.values()]
    rounds = [each for in_turn in zip_longest(*turns) for each in in_turn if each is not None]
    first = sorted(rounds[: len(turns)], key=lambda each: (last_asked(each, by), each.asked))
    return [*first, *rounds[len(turns) :]][:most]


def last_asked(stored: StoredToken, by: By) -> datetime:
    """Return when a token was last asked so, past its end or before."""
    asked = [each.at for each in stored.observations if each.by == by]
    return max(asked, default=stored.given)


def kept(tokens: Iterable[StoredToken], past: timedelta) -> set[str]:
    """Return the ids of those past all use that are worth keeping: a log-in a day, and a few.

    Of other kinds they are kept for two days. What died early is kept too: it may do so again.
    """
    ids: set[str] = set()
    last: dict[str, datetime] = {}
    now = clock.now()
    for stored in sorted(tokens, key=lambda each: each.given):
        if stored.spent:
            continue
        longest = LONGEST if stored.kind == "login" else TELLING[2][1]
        previous = last.get(stored.kind)
        is_early = stored.death is not None and stored.death.is_first
        if is_early and stored.kind in {"sso", "renewed"} and now - stored.given < _REMEMBERED:
            ids.add(stored.id)
        is_of_another_day = previous is None or stored.given - previous >= 20 * _HOUR
        is_kind = stored.kind in {"login", "refreshed", "sso"}
        if is_kind and is_of_another_day and past < now - stored.given < longest:
            ids.add(stored.id)
            last[stored.kind] = stored.given
    return ids

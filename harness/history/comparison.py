"""One target of a run beside what was known of it: what is new, and what is known from now on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.outcomes import Outcome
from harness.history.fixed import Mending, places
from harness.history.store import BAD, HELD, Entry, Place
from harness.run.preflight import NoVerdict
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.history.store import PastTarget
    from harness.results.record import TargetRecord

A_NIGHT = timedelta(hours=26)
"""Within which a rule that is proven once a day is proven again."""
AGAIN = {NoVerdict.UNREACHABLE: "reachable again", NoVerdict.REFUSED: "accepted again"}
"""What a target is that was given no verdict for this reason, and is given one."""


@dataclass(frozen=True)
class Change:
    """One line of news."""

    target: str
    rule: str
    """Empty where it is about the target itself."""
    words: str
    """Such as ``newly broken``, or ``still broken since …``."""
    is_new: bool = True


class Comparison:
    """Compares one target of a run with what was known of it, and takes it into that."""

    def __init__(self, record: TargetRecord, past: PastTarget, now: str, *, is_whole: bool) -> None:
        self._record = record
        self._past = past
        self._now = now
        self._is_whole = is_whole
        """Whether the run checked everything: nothing follows from what another did not check."""
        self._by_rule = record.by_rule()
        self.changes: list[Change] = []

    def take(self) -> list[Change]:
        """Return the news."""
        if not self._record.cut_short:  # or the target may not even have been looked at
            self._take_verdict()
        for rule_id, outcome in self._record.outcomes().items():
            is_open = rule_id in self._record.unfinished and outcome is Outcome.UNPROVEN
            if not is_open:  # the rest of its contracts might have proven it
                self._take_rule(rule_id, outcome)
        return self.changes

    def _tell(self, rule_id: str, words: str, *, is_new: bool = True) -> None:
        self.changes.append(Change(self._record.target.name, rule_id, words, is_new))

    def _take_verdict(self) -> None:
        past, verdict, preflight = self._past, self._record.verdict(), self._record.preflight
        had_none = next((each for each in NoVerdict if each == past.verdict), None)
        if preflight.no_verdict is None and had_none is not None:
            self._tell("", f"{AGAIN[had_none]}, {had_none} since {past.since}")
        elif preflight.no_verdict is not None and preflight.no_verdict is had_none:
            self._tell("", f"still {verdict} since {past.since}", is_new=False)
        elif preflight.no_verdict is not None:
            self._tell("", f"newly {verdict}: {preflight.words}")
        is_told = self._is_whole or preflight.no_verdict is not None or had_none is not None
        if past.verdict is None or (is_told and past.verdict != verdict):
            past.verdict, past.since = str(verdict), self._now

    def _take_rule(self, rule_id: str, outcome: Outcome) -> None:
        before = self._past.rules.get(rule_id)
        entry = replace(before) if before is not None else Entry(str(outcome), self._now)
        self._past.rules[rule_id] = entry
        found = places(self._record, self._by_rule[rule_id])
        seen = [_dated(each, before, self._now) for each in found]
        mending = Mending(self._record, rule_id, is_whole=self._is_whole)
        left = mending.left(before.broken_at, seen) if before is not None else []
        entry.broken_at = sorted([*seen, *left], key=lambda place: place.test)
        state = self._state(rule_id, before, outcome, entry.broken_at)
        for words, is_new in _compared(before, state, entry.broken_at, seen):
            if self._is_binding(rule_id) or state is Outcome.FIXED:
                self._tell(rule_id, words, is_new=is_new)
        self._take_error(rule_id, entry, outcome)
        if state is not None and entry.outcome != state:
            entry.outcome, entry.since = str(state), self._now
        if state in BAD:
            entry.since = _since(entry, is_known=state is Outcome.KNOWN) or entry.since
        if state in HELD and self._is_whole:
            entry.proven_at, entry.is_missed = self._now, False
        elif outcome is Outcome.UNPROVEN and state is None:
            self._take_unproven(rule_id, entry)

    def _is_binding(self, rule_id: str) -> bool:
        product = self._record.target.product
        return rules.load()[rule_id].strength(product) != Strength.ADVISED

    def _state(
        self, rule_id: str, before: Entry | None, outcome: Outcome, broken_at: list[Place]
    ) -> Outcome | None:
        """Return the conclusive outcome of a rule after the run, or None where there is none."""
        was = Outcome(before.outcome) if before is not None else None
        if broken_at:
            is_known = all(each.is_known for each in broken_at)
            return Outcome.KNOWN if is_known else Outcome.BROKEN
        if before is not None and was in BAD and not before.broken_at:
            # A history of format 1 does not say where: only all of the rule mends it.
            return outcome if self._is_whole and outcome in HELD else was
        if was in HELD and not self._is_whole:
            return was
        if outcome is Outcome.KEPT and was is Outcome.FIXED and self._is_listed(rule_id):
            return was  # this time, nothing was met that the list names
        if outcome in HELD:
            return outcome
        return Outcome.KEPT if was in BAD else None

    def _is_listed(self, rule_id: str) -> bool:
        return any(each.rule == rule_id for each in self._record.target.known)

    def _take_error(self, rule_id: str, entry: Entry, outcome: Outcome) -> None:
        """Tell once that nothing can be said of a rule, and once that it can be again."""
        if outcome is Outcome.ERROR and not entry.is_in_error:
            results = self._by_rule[rule_id]
            details = [each["detail"] for each in results if each["outcome"] == Outcome.ERROR]
            self._tell(rule_id, f"newly in error: {next(iter(details[0].splitlines()), '')}")
            entry.is_in_error = True
        elif entry.is_in_error and self._is_whole and outcome in HELD | BAD:
            self._tell(rule_id, "no longer in error")
            entry.is_in_error = False

    def _take_unproven(self, rule_id: str, entry: Entry) -> None:
        """Tell once of a rule that was proven before, and is not when it should have been."""
        if entry.is_missed or entry.proven_at is None or not self._is_binding(rule_id):
            return
        results = self._by_rule[rule_id]
        is_waiting = any(each["last_proven_at"] or each["budget_spent"] for each in results)
        ago = clock.now() - datetime.fromisoformat(entry.proven_at)
        if not is_waiting or ago > A_NIGHT:
            self._tell(rule_id, f"no longer proven: last proven {clock.duration_in_words(ago)} ago")
            entry.is_missed = True


def _dated(place: Place, before: Entry | None, now: str) -> Place:
    """Say since when a rule is broken at a place: as long as at its operation.

    What comes and goes is met in other places each night.
    """
    if before is None or before.outcome not in BAD:
        return replace(place, since=now)
    if not before.broken_at:  # a history of format 1 does not say where
        return replace(place, since=before.since)
    same = [
        each
        for each in before.broken_at
        if each.is_known == place.is_known
        and (each.test == place.test or _where(each) == _where(place))
    ]
    since = min((each.since or before.since for each in same), default=now)
    own = [each for each in same if each.test == place.test]
    cause = next((each.cause for each in [*own, *same] if each.cause), None)
    return replace(place, since=since, cause=cause)


def _where(place: Place) -> str:
    """Name a place as people do: by its operation."""
    if place.comes_and_goes:
        return "whatever is sent"
    return place.operation or place.test


def _since(entry: Entry, *, is_known: bool) -> str | None:
    """Return since when a rule is broken in the place where it has been for the longest."""
    found = [each.since for each in entry.broken_at if each.is_known == is_known and each.since]
    return min(found, default=None)


def _compared(
    before: Entry | None, state: Outcome | None, broken_at: list[Place], seen: list[Place]
) -> Iterator[tuple[str, bool]]:
    """Say what a rule is now, beside what it was, and whether that is new."""
    was = before.outcome if before is not None else None
    if state is Outcome.BROKEN:
        yield from _broken(before, broken_at, seen)
    elif state is Outcome.FIXED and was != state:
        yield "newly fixed: take it off the list of known deviations", True
    elif state is Outcome.KEPT and was in BAD:
        yield "newly fixed", True


def _broken(
    before: Entry | None, broken_at: list[Place], seen: list[Place]
) -> Iterator[tuple[str, bool]]:
    if before is None or before.outcome != Outcome.BROKEN:
        yield "newly broken", True
        return
    old, now = _by_place(before.broken_at), _by_place(broken_at)
    gone, added, stays = old.keys() - now, now.keys() - old, now.keys() & old
    if old and not stays:
        fixed, broken = _at(old, gone) or "where it was", _at(now, added) or "elsewhere"
        yield f"fixed {fixed}, newly broken {broken}", True
        return
    if old and (where := _at(now, added)):
        yield f"newly broken {where} as well", True
    if where := _at(old, gone):
        yield f"fixed {where}", True
    unchecked = "" if any(not each.is_known for each in seen) else ", not checked this time"
    since = min((now[each].since or before.since for each in stays), default=before.since)
    yield f"still broken since {since}{unchecked}", False


def _by_place(places: list[Place]) -> dict[str, Place]:
    """Return the places that nobody listed as known, the oldest of each name."""
    ordered = sorted(places, key=lambda each: each.since or "", reverse=True)
    return {_where(each): each for each in ordered if not each.is_known}


def _at(places: dict[str, Place], names: Iterable[str]) -> str:
    """Name operations; nothing where no place has one."""
    found = sorted({places[each].operation or "" for each in names} - {""})
    return f"at {', '.join(found)}" if found else ""

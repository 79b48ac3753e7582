"""The runs that a history keeps of each target, and which of them it lets go as they age.

A night is made of what results.json says of a run, so that nothing is kept that is not told there.
Every run of the last fortnight is kept, then one a day, then one a week: of several, the one with
the most broken rules, so that no fault is forgotten by being thinned away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import ADVICE, Outcome
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

EVERY_RUN = timedelta(days=14)
"""Within this age, every run is kept."""
ONE_A_DAY = timedelta(days=90)
ONE_A_WEEK = timedelta(days=730)
"""Beyond this age, nothing is kept."""
MOST_NIGHTS = 400
"""Of one target."""
MOST_CAUSES = 20
"""Of one target in one run; the report of that run has them all."""
LONGEST_TOLD = 240
"""Characters of what was expected, and of what came."""


@dataclass(frozen=True)
class PastCause:
    """One cause of failures, as a run told of it."""

    id: str
    rule: str
    places: tuple[str, ...]
    rate: str | None
    since: str | None
    expected: str
    came: str


@dataclass(frozen=True)
class Found:
    """What a run found of a target; nights that found the same share it."""

    product: str
    verdict: str
    words: str
    """How far the run came, where it was cut short."""
    proven: int
    """Of the documented and implied rules."""
    broken: int
    """Of the same."""
    outcomes: Mapping[str, str]
    """Of each rule that was checked: its outcome, or ``advice``."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """By what rules of time were proven."""
    causes: tuple[PastCause, ...] = ()


@dataclass(frozen=True)
class Night:
    """One run, of one target."""

    started: str
    suite: str
    """The version of the suite."""
    is_whole: bool
    """Whether the run checked everything."""
    found: Found

    @property
    def moment(self) -> datetime:
        """When it started."""
        return datetime.fromisoformat(self.started)


Nights = dict[str, list[Night]]
"""By the target's name, the oldest first."""


def add(nights: Nights, results: Mapping[str, Any], *, is_whole: bool) -> None:
    """Take in what a results.json tells of a run, and let go what has become too old."""
    started, suite = results["started"], results["suite"]
    for target in results["targets"]:
        night = Night(started, suite, is_whole, _found(target, results))
        kept = [each for each in nights.get(target["name"], []) if each.started != started]
        nights[target["name"]] = [*kept, night]
    now = datetime.fromisoformat(started)
    for name, kept in list(nights.items()):
        nights[name] = thinned(kept, now)
        if not nights[name]:
            del nights[name]


def united(nights: Nights, others: Nights) -> Nights:
    """Return nights with those that another run kept meanwhile; those of ours that it has, once."""
    if not others:
        return nights
    every = [each.moment for kept in (*nights.values(), *others.values()) for each in kept]
    now, made = max(every), dict[str, list[Night]]()
    for name in {**others, **nights}:
        ours = {each.started: each for each in nights.get(name, [])}
        theirs = {each.started: each for each in others.get(name, [])}
        if kept := thinned(list((theirs | ours).values()), now):
            made[name] = kept
    return made


def _found(target: Mapping[str, Any], results: Mapping[str, Any]) -> Found:
    name = target["name"]
    rules = [each for each in results["rules"] if each["target"] == name]
    binding = [each["outcome"] for each in rules if each["strength"] != Strength.ADVISED]
    causes = [each for each in results["causes"] if each["target"] == name]
    return Found(
        product=target["product"],
        verdict=str(target["verdict"]),
        words=target["cut_short"] or "",
        proven=binding.count(Outcome.KEPT),
        broken=binding.count(Outcome.BROKEN),
        outcomes={each["rule"]: _word(each) for each in rules},
        evidence=_evidence(each for each in results["results"] if each["target"] == name),
        causes=tuple(map(_past_cause, causes[:MOST_CAUSES])),
    )


def _word(rule: Mapping[str, Any]) -> str:
    is_advice = rule["outcome"] == Outcome.BROKEN and rule["strength"] == Strength.ADVISED
    return ADVICE if is_advice else str(rule["outcome"])


def _evidence(results: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for each in results:
        if each["outcome"] == Outcome.KEPT and each["evidence"]:
            found.setdefault(each["rule"], set()).add(each["evidence"])
    return {rule: shortened(", ".join(sorted(texts))) for rule, texts in found.items()}


def _past_cause(cause: Mapping[str, Any]) -> PastCause:
    return PastCause(
        id=cause["id"],
        rule=cause["rule"],
        places=tuple(cause["places"]),
        rate=cause["rate"],
        since=cause["since"],
        expected=shortened(cause["expected"]),
        came=shortened(cause["came"]),
    )


def shortened(text: str) -> str:
    """Return the beginning of a text, where it is long."""
    return text if len(text) <= LONGEST_TOLD else f"{text[: LONGEST_TOLD - 1]}…"


def thinned(nights: Sequence[Night], now: datetime) -> list[Night]:
    """Return what is kept of the nights of one target, the oldest first.

    Where there are very many runs, fewer days of every run are kept: never fewer weeks.
    """
    ordered = sorted(nights, key=lambda each: each.started)
    days = EVERY_RUN
    while len(kept := _kept(ordered, now, days)) > MOST_NIGHTS and days:
        days = days / 2 if days > timedelta(hours=6) else timedelta()
    return kept[-MOST_NIGHTS:]


def _kept(ordered: Sequence[Night], now: datetime, every_run: timedelta) -> list[Night]:
    newest = ordered[-1:]
    best: dict[object, Night] = {}
    for each in ordered:
        key = _span(each, now, every_run)
        if key is not None and (key not in best or _weight(each) >= _weight(best[key])):
            best[key] = each
    kept = {each.started: each for each in [*best.values(), *newest]}
    is_gone = newest and now - newest[0].moment > ONE_A_WEEK
    return [] if is_gone else [kept[each] for each in sorted(kept)]


def _span(night: Night, now: datetime, every_run: timedelta) -> object:
    """Return what a night is the only one of that is kept; None where it is too old."""
    age, moment = now - night.moment, night.moment
    if age <= every_run:
        return night.started
    if age <= ONE_A_DAY:
        return moment.date()
    return moment.isocalendar()[:2] if age <= ONE_A_WEEK else None


def _weight(night: Night) -> tuple[int, bool]:
    return night.found.broken, night.is_whole


def without_oldest(nights: Nights, share: float) -> Nights:
    """Return nights without that share of them, the oldest ones; the newest of each target stay."""
    ages: list[tuple[str, str]] = sorted(
        (each.started, name) for name, kept in nights.items() for each in kept[:-1]
    )
    gone = set(ages[: max(1, int(len(ages) * share))])
    return _filtered(nights, lambda name, each: (each.started, name) not in gone)


def _filtered(nights: Nights, stays: Callable[[str, Night], bool]) -> Nights:
    return {name: [each for each in kept if stays(name, each)] for name, kept in nights.items()}

"""history.html: every target's rules, night by night, and what was found on each."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from harness import VERSION
from harness.core.outcomes import ADVICE, Outcome
from harness.core.storage import write_text
from harness.reports.earlier import row_anchor
from harness.reports.terms import MARKS, OUTCOMES, shown
from harness.reports.trend import Trend, trend_of
from spec import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from harness.history.history import History
    from harness.history.nights import Night, PastCause

MOST_SQUARES = 24_000
"""On the page: of many targets, fewer nights are shown."""
FEWEST_NIGHTS, MOST_NIGHTS = 7, 60
"""That are shown of a target as squares; the trend shows all that are kept."""
STRIP = 28
"""Nights of a target in the table on top."""
UNCHECKED = "not run"
WORDS = {**OUTCOMES, UNCHECKED: "that run had no check of the rule"}
"""What each square means, the worst first."""
_LETTERS = {str(word): str(word)[0] for word in WORDS} | {
    Outcome.KNOWN: "w",
    Outcome.ERROR: "x",
    Outcome.EXCLUDED: "l",
    UNCHECKED: "n",
}
"""The classes of squares: there are tens of thousands."""
_TELLING = frozenset({Outcome.BROKEN, ADVICE})
"""What a night has a cause to tell of."""
_HELD = frozenset({Outcome.KEPT, Outcome.FIXED})


@dataclass(frozen=True)
class Square:
    """What became of a rule in one night."""

    letter: str
    word: str
    title: str
    night: str
    """The anchor of the night, where it tells more; else empty."""


@dataclass(frozen=True)
class RuleRow:
    """A rule of a target, by nights."""

    id: str
    anchor: str
    """By which the cards of a report lead to it."""
    says: str
    proven: str
    """When it was last seen to hold, and by what; empty where it never was."""
    squares: tuple[Square, ...]

    @property
    def is_steady(self) -> bool:
        """Whether it was never anything else: nothing of it need be printed."""
        return len({each.letter for each in self.squares}) == 1 and not self.squares[-1].night


@dataclass(frozen=True)
class CauseLine:
    """What a night found broken."""

    id: str
    """Of its card in that night's report."""
    rule: str
    says: str
    places: str
    rate: str
    since: str
    expected: str
    came: str


@dataclass(frozen=True)
class NightPart:
    """One night of a target."""

    anchor: str
    day: str
    time: str
    title: str
    verdict: str
    letter: str
    words: str
    """What it found beside its verdict, in a line."""
    others: tuple[str, ...]
    """Rules of which nothing could be said, one line for each reason."""
    causes: tuple[CauseLine, ...]
    is_newest: bool


@dataclass(frozen=True)
class ComesAndGoes:
    """A rule that is broken at times."""

    rule: str
    says: str
    words: str


@dataclass(frozen=True)
class TargetPart:
    """A target, over its nights."""

    anchor: str
    name: str
    product: str
    is_open: bool
    now: str
    """What its newest night found beside its verdict, in a line."""
    verdict: str
    broken_now: tuple[str, ...]
    nights: tuple[NightPart, ...]
    """The oldest first."""
    left_out: str
    """How many nights there are besides; empty where there are none."""
    rules: tuple[RuleRow, ...]
    comes_and_goes: tuple[ComesAndGoes, ...]
    trend: Trend | None

    @property
    def strip(self) -> tuple[NightPart, ...]:
        """The newest nights."""
        return self.nights[-STRIP:]


@dataclass(frozen=True)
class Page:
    """All that the template shows."""

    version: str
    problem: str
    targets: tuple[TargetPart, ...]
    legend: tuple[tuple[str, str, str], ...]
    """Class, word and meaning of each kind of square."""


def write_history_page(path: Path, history: History) -> None:
    """Write the page of all nights, beside the report of the newest."""
    page = page_of(history)
    from harness.reports.overview import environment  # noqa: PLC0415 - not before there is a page

    template = environment().get_template("history.html")
    write_text(path, template.render(page=page, signs=SIGNS))


SIGNS = {_LETTERS[str(word)]: sign for word, sign in MARKS.items()}
"""Of each class of squares."""


def page_of(history: History) -> Page:
    """Gather what is shown of all nights."""
    kept = history.nights
    width = max((len(each[-1].found.outcomes) for each in kept.values()), default=1) or 1
    most = MOST_SQUARES // (width * max(len(kept), 1))
    most = max(FEWEST_NIGHTS, min(MOST_NIGHTS, most))
    newest = max((each[-1].started for each in kept.values()), default="")
    targets = [
        _Target(f"t{number}", name, kept[name], most, newest).part(_broken_now(history, name))
        for number, name in enumerate(sorted(kept))
    ]
    legend = tuple((_LETTERS[str(word)], shown(str(word)), text) for word, text in WORDS.items())
    worst_first = sorted(targets, key=lambda each: not each.is_open)
    return Page(VERSION, history.problem, tuple(worst_first), legend)


def _broken_now(history: History, name: str) -> dict[str, str]:
    """Return the rules of a target that are broken by now, the newest first, and since when.

    A run that checked a part of them may not have met them.
    """
    known = history.known.get(name)
    if known is None:  # it was lost
        newest = history.nights[name][-1]
        found = newest.found.outcomes
        return {rule: newest.started[:10] for rule in found if found[rule] == Outcome.BROKEN}
    product, table = history.nights[name][-1].found.product, rules.load()
    broken = [
        (entry.since, rule_id)
        for rule_id, entry in known.rules.items()
        if entry.outcome == Outcome.BROKEN
        and (stated := table.get(rule_id)) is not None
        and product in stated.statements
        and stated.strength(product) is not rules.Strength.ADVISED
    ]
    return {rule_id: since[:10] for since, rule_id in sorted(broken, reverse=True)}


class _Target:
    """Lays out one target."""

    def __init__(
        self, anchor: str, name: str, nights: Sequence[Night], most: int, newest: str
    ) -> None:
        self._anchor = anchor
        self._name = name
        self._all = nights
        self._nights = nights[-most:]
        self._newest = newest
        """When the newest run of all targets started: its report stands beside the page."""
        self._last = nights[-1].found
        self._whole = [each for each in nights if each.is_whole and not each.found.words]

    def part(self, broken: Mapping[str, str]) -> TargetPart:
        """Lay it out; ``broken`` are the rules that are broken by now, and since when."""
        left_out = len(self._all) - len(self._nights)
        return TargetPart(
            anchor=self._anchor,
            name=self._name,
            product=self._last.product,
            is_open=bool(broken) or self._last.verdict in {"unreachable", "refused"},
            now=_words(self._all[-1]),
            verdict=self._last.verdict,
            broken_now=tuple(f"{_says(rule)} Since {since}." for rule, since in broken.items()),
            nights=tuple(self._night(number) for number in range(len(self._nights))),
            left_out=f"{left_out} older runs are in the trend alone" if left_out else "",
            rules=tuple(map(self._row, self._ordered(broken))),
            comes_and_goes=tuple(self._comes_and_goes(self._ordered(broken))),
            trend=trend_of(self._whole),
        )

    def _ordered(self, broken: Collection[str]) -> list[str]:
        """Return the rules: what is broken first, then what was, then the rest as on the pages."""
        of_any = {rule for each in self._nights for rule in each.found.outcomes}
        known = [*rules.load()]
        known += sorted(of_any - {*known})
        found = [each for each in known if each in of_any]
        return sorted(found, key=lambda each: 0 if each in broken else self._rank(each))

    def _rank(self, rule: str) -> int:
        words = {each.found.outcomes.get(rule) for each in self._nights}
        if Outcome.BROKEN in words:
            return 1
        return 2 if {ADVICE, Outcome.KNOWN, Outcome.ERROR, Outcome.FIXED} & words else 3

    def _row(self, rule: str) -> RuleRow:
        squares = [self._square(number, rule) for number in range(len(self._nights))]
        return RuleRow(
            rule, row_anchor(self._name, rule), _says(rule), self._proven(rule), tuple(squares)
        )

    def _square(self, number: int, rule: str) -> Square:
        night = self._nights[number]
        word = night.found.outcomes.get(rule, UNCHECKED)
        anchor = self._anchor_of(number) if word in _TELLING else ""
        said = shown(word)
        return Square(_LETTERS[word], said, f"{_day(night.moment)}: {said}", anchor)

    def _anchor_of(self, number: int) -> str:
        return f"{self._anchor}n{number}"

    def _proven(self, rule: str) -> str:
        for each in reversed(self._all):
            if each.found.outcomes.get(rule) in _HELD:
                by = each.found.evidence.get(rule)
                return f"last held {_minute(each.moment)}" + (f", by {by}" if by else "")
        return "not seen to hold in these runs"

    def _night(self, number: int) -> NightPart:
        night = self._nights[number]
        return NightPart(
            anchor=self._anchor_of(number),
            day=_day(night.moment),
            time=f"{night.moment:%H:%M}",
            title=_minute(night.moment),
            verdict=night.found.verdict,
            letter=_VERDICTS.get(night.found.verdict, "n"),
            words=_words(night),
            others=tuple(_others(night)),
            causes=tuple(map(_cause_line, night.found.causes)),
            is_newest=night.started == self._newest,
        )

    def _comes_and_goes(self, ordered: Sequence[str]) -> Iterator[ComesAndGoes]:
        for rule in ordered:
            looked = [
                (each, each.found.outcomes[rule])
                for each in self._nights
                if each.found.outcomes.get(rule) in _HELD | _TELLING
            ]
            rates = [
                (each, cause)
                for each, word in looked
                for cause in each.found.causes
                if word in _TELLING and cause.rate and cause.rule == rule
            ]
            turns = sum(
                (one in _TELLING) != (other in _TELLING)
                for (_, one), (_, other) in itertools.pairwise(looked)
            )
            if rates or turns > 1:  # broken once and mended once is no coming and going
                yield ComesAndGoes(rule, _says(rule), _frequency(looked, rates))


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_VERDICTS = {
    "conformant": "k",
    "broken": "b",
    "partial": "u",
    "unreachable": "x",
    "refused": "x",
}
"""A target's night is coloured as what its verdict resembles."""


def _frequency(
    looked: Sequence[tuple[Night, str]], rates: Sequence[tuple[Night, PastCause]]
) -> str:
    bad = sum(word in _TELLING for _, word in looked)
    words = f"broken in {bad} of {len(looked)} runs that could tell"
    if not rates:
        return words
    night, newest = rates[-1]
    counts = [[int(each) for each in (cause.rate or "").split(" of ")] for _, cause in rates]
    came, asked = (sum(each) for each in zip(*counts, strict=True))
    words += f"; in {newest.rate} answers on {_minute(night.moment)}"
    share = f", {came} of {asked} over {len(rates)} runs" if len(rates) > 1 else ""
    return words + share


def _words(night: Night) -> str:
    found = night.found
    if found.verdict in {"unreachable", "refused"}:
        return ""
    cut = f", cut short: {found.words}" if found.words else ""
    part = ", checked in part" if not night.is_whole and not cut else ""
    return f"{found.proven} rules proven, {found.broken} broken{cut}{part}"


def _others(night: Night) -> Iterator[str]:
    for word in (Outcome.ERROR, Outcome.FIXED, Outcome.KNOWN, Outcome.UNPROVEN):
        found = [rule for rule, each in night.found.outcomes.items() if each == word]
        if found:
            yield f"{word.shown}: {', '.join(found)}"


def _cause_line(cause: PastCause) -> CauseLine:
    return CauseLine(
        id=cause.id,
        rule=cause.rule,
        says=_says(cause.rule),
        places=", ".join(cause.places),
        rate=cause.rate or "",
        since=_minute(datetime.fromisoformat(cause.since)) if cause.since else "",
        expected=cause.expected,
        came=cause.came,
    )


def _says(rule: str) -> str:
    known = rules.load().get(rule)
    return rule if known is None else known.says


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _day(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment.day} {_MONTHS[moment.month - 1]}"

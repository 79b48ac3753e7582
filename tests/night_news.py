"""What happened to instances in some nights, held against what the news of their runs said.

Runs are numbered from 0. A spell is something that went on from before one run until before
another; a line is one of a run's news. Each line must come of a spell, and each fault must be told
once when it begins, and once when it is gone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

A_NIGHT = 5
"""Runs."""
LINE = re.compile(r"(?P<target>[^:]+): (?:(?P<rule>[a-z0-9-]+\.[a-z0-9-]+): )?(?P<words>.*)")


class Kind(Enum):
    """What goes on during a spell."""

    FAULT = auto()
    """Rules are broken."""
    CLOUD = auto()
    """Nothing is broken, and some rules can't be proven."""
    CLOSED = auto()
    """Nobody answers, or somebody else does."""


class Told(Enum):
    """What a line of news tells."""

    BROKEN = auto()
    FIXED = auto()
    UNPROVEN = auto()
    CLOSED = auto()
    OPEN = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Spell:
    """What went on with an instance."""

    target: str
    kind: Kind
    begins: int
    """The first run that could see it."""
    ends: int
    """The first run that could see it gone."""
    name: str
    shows: frozenset[str] = frozenset()
    """Rules that must be told to be broken."""
    may_show: frozenset[str] = frozenset()
    """Rules that may be."""
    patience: int = A_NIGHT
    """Runs within which its beginning, and its end, must be told."""

    def can_show(self, rule: str) -> bool:
        """Whether the rule may be broken by it."""
        return rule in self.shows or rule in self.may_show

    def is_on(self, run: int) -> bool:
        """Whether it goes on in that run."""
        return self.begins <= run < self.ends


@dataclass(frozen=True)
class Line:
    """A line of a run's news."""

    run: int
    target: str
    rule: str
    words: str

    @classmethod
    def read(cls, run: int, text: str) -> Line:
        """Read a line as it stands in a log, without what leads it."""
        match = LINE.fullmatch(text)
        assert match is not None, text
        return cls(run, match["target"], match["rule"] or "", match["words"])

    @property
    def told(self) -> set[Told]:
        """What it tells: it may be an end and a beginning."""
        if not self.rule:
            is_closed = self.words.startswith("newly ")
            return {Told.CLOSED if is_closed else Told.OPEN}
        found = {
            Told.BROKEN: "newly broken" in self.words,
            Told.FIXED: self.words.startswith(("newly fixed", "fixed ")),
            Told.UNPROVEN: self.words.startswith("no longer proven"),
        }
        return {each for each, is_so in found.items() if is_so} or {Told.OTHER}


@dataclass(frozen=True)
class Record:
    """What some nights said."""

    lines: Sequence[Line]
    broken: Sequence[Mapping[tuple[str, str], int]]
    """Of each run, the documented and implied rules that it called broken, by target and rule: and
    since which run, as it said."""


def complaints(spells: Sequence[Spell], record: Record) -> list[str]:
    """Say where the news and what happened differ; nothing where each night said what was so."""
    return [
        *(f"run {each.run}: {_shown(each)}: {why}" for each, why in _unexplained(spells, record)),
        *_cries(spells, record),
        *_untold(spells, record),
        *_miscounted(spells, record),
        *_hidden_too_often(spells, record),
    ]


def _shown(line: Line) -> str:
    return ": ".join(each for each in (line.target, line.rule, line.words) if each)


def _unexplained(spells: Sequence[Spell], record: Record) -> Iterator[tuple[Line, str]]:
    """Give the lines that come of nothing that happened."""
    for line in record.lines:
        mine = [each for each in spells if each.target == line.target]
        for told in line.told:
            if not any(_explains(each, told, line) for each in mine):
                yield line, f"nothing that happened explains {told.name.lower()}"


def _explains(spell: Spell, told: Told, line: Line) -> bool:
    """Whether a spell accounts for what a line tells; each hides what rests on what it touches."""
    is_fault, is_over = spell.kind is Kind.FAULT, spell.ends <= line.run
    if told is Told.BROKEN:
        return is_fault and spell.is_on(line.run) and spell.can_show(line.rule)
    if told is Told.FIXED:
        return is_fault and is_over and spell.can_show(line.rule)
    if told is Told.UNPROVEN:
        return spell.begins <= line.run < spell.ends + 2 * A_NIGHT
    if told in {Told.CLOSED, Told.OPEN}:
        is_seen = spell.is_on(line.run) if told is Told.CLOSED else is_over
        return spell.kind is Kind.CLOSED and is_seen
    return False


def _cries(spells: Sequence[Spell], record: Record) -> Iterator[str]:
    """Say which rules a run called broken that nothing broke, or not for that long."""
    for run, broken in enumerate(record.broken):
        for (target, rule), since in broken.items():
            on = [each for each in _faults(spells, target, rule) if each.is_on(run)]
            if not on:
                yield f"run {run}: {target}: {rule}: called broken, and was not"
            elif since < min(each.begins for each in on):
                yield f"run {run}: {target}: {rule}: called broken since run {since}, too early"


def _faults(spells: Sequence[Spell], target: str, rule: str) -> list[Spell]:
    mine = [each for each in spells if each.target == target and each.kind is Kind.FAULT]
    return [each for each in mine if each.can_show(rule)]


def _untold(spells: Sequence[Spell], record: Record) -> Iterator[str]:
    """Say of which spell the beginning or the end was not told in time."""
    for spell in spells:
        for told, since in _due(spell):
            by = since + spell.patience
            for rule in [""] if spell.kind is Kind.CLOSED else sorted(spell.shows):
                if by <= len(record.broken) and not _tells(record, spell, rule, told, since):
                    what = f"{spell.target}: {rule or spell.name}"
                    yield f"{what}: {told.name.lower()} since run {since}, and not told by run {by}"


def _tells(record: Record, spell: Spell, rule: str, told: Told, since: int) -> bool:
    """Whether a line tells it of the spell in time."""
    mine = [each for each in record.lines if (each.target, each.rule) == (spell.target, rule)]
    return any(told in each.told and since <= each.run < since + spell.patience for each in mine)


def _due(spell: Spell) -> list[tuple[Told, int]]:
    """Give what must be told of a spell, and from which run on."""
    if spell.kind is Kind.CLOUD:
        return []
    begins, ends = (
        (Told.CLOSED, Told.OPEN) if spell.kind is Kind.CLOSED else (Told.BROKEN, Told.FIXED)
    )
    return [(begins, spell.begins), (ends, spell.ends)]


def _miscounted(spells: Sequence[Spell], record: Record) -> Iterator[str]:
    """Say what was told more often than it happened."""
    counted: dict[tuple[str, str, Told], int] = defaultdict(int)
    for line in record.lines:
        for told in line.told:
            counted[line.target, line.rule, told] += 1
    for (target, rule, told), count in counted.items():
        if told in {Told.UNPROVEN, Told.OTHER}:
            continue
        mine = [each for each in spells if each.target == target and each.kind is not Kind.CLOUD]
        most = sum(each.can_show(rule) if rule else each.kind is Kind.CLOSED for each in mine)
        if count > most:
            what = f"{target}: {rule}" if rule else target
            yield f"{what}: told {count} times to be {told.name.lower()}, and was {most} times"


def _hidden_too_often(spells: Sequence[Spell], record: Record) -> Iterator[str]:
    """Say which rules were told to be hidden more often than anything could hide them."""
    hidden: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in record.lines:
        if Told.UNPROVEN in line.told:
            hidden[line.target, line.rule].append(line)
    for (target, rule), lines in hidden.items():
        left = sorted((e for e in spells if e.target == target), key=lambda e: e.ends)
        for line in lines:
            spell = next((e for e in left if _explains(e, Told.UNPROVEN, line)), None)
            if spell is None:
                yield f"run {line.run}: {target}: {rule}: told again to be no longer proven"
            else:
                left.remove(spell)

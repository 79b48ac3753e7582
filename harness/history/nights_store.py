"""Nights as plain data: tables of what recurs, so that two years of a hundred targets stay small.

Rules, causes and what was found are each written once; a night is two numbers.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from harness.core.outcomes import ADVICE, Outcome
from harness.history.nights import Found, Night, PastCause, without_oldest

if TYPE_CHECKING:
    from collections.abc import Hashable

    from harness.history.nights import Nights

MOST_BYTES = 850_000
"""Of all nights together; where they are more, the oldest go first. What is known of each rule of a
hundred instances is another 1.1 MB."""
LETTERS = {
    Outcome.KEPT: ".",
    Outcome.BROKEN: "B",
    ADVICE: "a",
    Outcome.ERROR: "E",
    Outcome.FIXED: "f",
    Outcome.KNOWN: "k",
    Outcome.UNPROVEN: "u",
    Outcome.EXCLUDED: "-",
}
"""Of each outcome, in the string of a night; a space is a rule that was not checked."""
_WORDS = {letter: str(word) for word, letter in LETTERS.items()}
_LEAST_SHARE = 0.05
"""Of the nights that go at once, where they are too many bytes."""
_RATE = re.compile(r"\d{1,9} of \d{1,9}", re.ASCII)
_Row = TypeVar("_Row")


def bounded(nights: Nights) -> tuple[Nights, dict[str, Any]]:
    """Return nights with their plain data, without the oldest where they would be too large."""
    raw = as_json(nights)
    while (size := len(compact(raw).encode())) > MOST_BYTES:
        if all(len(each) <= 1 for each in nights.values()):
            break  # there is nothing older to let go
        nights = without_oldest(nights, max(_LEAST_SHARE, 1 - MOST_BYTES / size))
        raw = as_json(nights)
    return nights, raw


def compact(raw: object) -> str:
    """Write plain data in one line."""
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"))


def as_json(nights: Nights) -> dict[str, Any]:
    """Return nights as plain data."""
    return _Writer(nights).written()


class _Table:
    """Values that are written once, by the order in which they come."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def number(self, value: Hashable) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def rows(self) -> list[Any]:
        return list(self._numbers)


class _Writer:
    def __init__(self, nights: Nights) -> None:
        self._nights = nights
        shared = {id(each.found): each.found for kept in nights.values() for each in kept}
        self._rules = sorted({rule for each in shared.values() for rule in each.outcomes})
        self._causes, self._found, self._runs = _Table(), _Table(), _Table()
        self._seen: dict[int, int] = {}
        """Numbers of what nights share: to look each up by its content would take long."""

    def written(self) -> dict[str, Any]:
        targets = {
            name: [[self._run(each), self._number(each.found)] for each in kept]
            for name, kept in sorted(self._nights.items())
        }
        return {
            "rules": self._rules,
            "causes": self._causes.rows(),
            "found": self._found.rows(),
            "runs": self._runs.rows(),
            "targets": targets,
        }

    def _run(self, night: Night) -> int:
        return self._runs.number((night.started, night.suite, night.is_whole))

    def _number(self, found: Found) -> int:
        if id(found) not in self._seen:
            self._seen[id(found)] = self._found.number(self._row(found))
        return self._seen[id(found)]

    def _row(self, found: Found) -> Hashable:
        letters = "".join(
            LETTERS[found.outcomes[each]] if each in found.outcomes else " " for each in self._rules
        )
        evidence = tuple(sorted((self._rules.index(a), b) for a, b in found.evidence.items()))
        causes = tuple(self._causes.number(_cause_row(each)) for each in found.causes)
        counts = (found.proven, found.broken)
        return (found.product, found.verdict, found.words, *counts, letters, evidence, causes)


def _cause_row(cause: PastCause) -> Hashable:
    told = (cause.rate, cause.since, cause.expected, cause.came)
    return (cause.id, cause.rule, cause.places, *told)


def parsed(raw: Any) -> Nights:
    """Read nights back. Raises ValueError where they are of another shape."""
    try:
        return _Reader(raw).nights()
    except (KeyError, TypeError, IndexError, AttributeError) as failure:
        raise ValueError("another shape") from failure


class _Reader:
    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._rules = [_text(each) for each in _list(raw["rules"])]
        self._causes = [_past_cause(each) for each in _list(raw["causes"])]
        self._found = [self._read(each) for each in _list(raw["found"])]
        self._runs = [_run(each) for each in _list(raw["runs"])]

    def nights(self) -> Nights:
        return {
            _text(name): [self._night(each) for each in _list(kept)]
            for name, kept in self._raw["targets"].items()
        }

    def _night(self, row: Any) -> Night:
        run, found = row
        return Night(*_at(self._runs, run), _at(self._found, found))

    def _read(self, row: Any) -> Found:
        product, verdict, words, proven, broken, letters, evidence, causes = row
        if len(letters) > len(self._rules):
            raise ValueError(letters)
        return Found(
            product=_text(product),
            verdict=_text(verdict),
            words=_text(words),
            proven=_count(proven),
            broken=_count(broken),
            outcomes={
                rule: _WORDS[letter]
                for rule, letter in zip(self._rules, _text(letters), strict=True)
                if letter != " "
            },
            evidence={_at(self._rules, number): _text(by) for number, by in _list(evidence)},
            causes=tuple(_at(self._causes, each) for each in _list(causes)),
        )


def _past_cause(row: Any) -> PastCause:
    cause_id, rule, places, rate, since, expected, came = row
    return PastCause(
        id=_text(cause_id),
        rule=_text(rule),
        places=tuple(map(_text, _list(places))),
        rate=None if rate is None else _rate(rate),
        since=None if since is None else _moment(since),
        expected=_text(expected),
        came=_text(came),
    )


def _run(row: Any) -> tuple[str, str, bool]:
    started, suite, is_whole = row
    if type(is_whole) is not bool:
        raise TypeError(is_whole)
    return _moment(started), _text(suite), is_whole


def _at(rows: list[_Row], number: object) -> _Row:
    return rows[_count(number)]


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(value)
    return value


def _moment(value: Any) -> str:
    if datetime.fromisoformat(_text(value)).tzinfo is None:
        raise ValueError(value)
    return str(value)


def _rate(value: Any) -> str:
    if not _RATE.fullmatch(_text(value)):
        raise ValueError(value)
    return str(value)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value

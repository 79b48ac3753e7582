"""Words that several reports share."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.naming import named
from harness.core.outcomes import Outcome
from harness.results import deviations
from harness.targets.limits import KINDS, words_of
from harness.targets.model import limits_of
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harness.causes.cause import Cause, Occurrence
    from harness.results.record import TargetRecord
    from harness.results.result import Result
    from harness.targets.model import Target

LONGEST = 160
"""Characters of a text that is told again for each operation; it stands elsewhere as a whole."""


def budget_line(target: Target, spent: Mapping[str, int]) -> str:
    """Say what was spent of a target's budget."""
    limits = asdict(limits_of(target))
    parts = []
    for kind in KINDS:
        of = "" if limits[kind] is None else f" of {limits[kind]}"
        parts.append(f"{spent.get(kind, 0)}{of} {words_of(kind)}")
    return ", ".join(parts)


def notable(record: TargetRecord, causes: Iterable[Cause] = ()) -> list[str]:
    """Return what a person must know beside the verdict, one line each.

    ``causes`` are those of what is broken on any target, in their order: each is a line, its own
    target's. Where each has a card, they are left out.
    """
    lines = [record.too_few()] if record.too_few() else []
    lines += _told(each for each in record.results if each["outcome"] == Outcome.ERROR)
    own = [_cause_line(each, record) for each in causes if each.target == record.target.name]
    return [*lines, *own, *_remarkable(record)]


def _remarkable(record: TargetRecord) -> list[str]:
    today = clock.now().date()
    lines = [
        line
        for each in record.target.known
        for line in deviations.lines(each, record.results, today, fixed=record.is_fixed(each))
    ]
    lines += [f"remark: {each}" for each in sorted(record.remarks)]
    return lines + [f"left behind: {each}" for each in sorted(record.leftovers)]


def some_of(lines: Sequence[str], most: int) -> list[str]:
    """Return the first lines, and how many more there are."""
    more = len(lines) - most
    return list(lines) if more <= 0 else [*lines[:most], f"and {more} more"]


def shortened(text: str) -> str:
    """Return the beginning of a text, where it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def minute_of(moment: str) -> str:
    """Return the day and the minute of a moment in UTC: ``2027-01-02 03:04``."""
    return f"{moment[:10]} {moment[11:16]}"


def _cause_line(cause: Cause, record: TargetRecord) -> str:
    """Tell a cause in a line: the rule, where it shows, what was expected and came, since when."""
    word = "advice" if cause.strength is Strength.ADVISED else "broken"
    rate = f" (in {cause.rate} tries)" if cause.rate else ""
    places = list(dict.fromkeys(filter(None, map(_place_of, cause.occurrences))))
    where = f" [{named(places)}]" if places else ""
    since = "" if cause.is_new or not cause.since else f"; since {minute_of(cause.since)}"
    so_do = f"; so broken as well: {named(cause.follows)}" if cause.follows else ""
    return f"{word}: {cause.rule}{rate}{where}: {_said(cause, record)}{since}{so_do}"


def _place_of(occurrence: Occurrence) -> str:
    return " ".join(part for part in (occurrence.operation, occurrence.case) if part)


def _said(cause: Cause, record: TargetRecord) -> str:
    """Return what is said of the result that a cause is shown by, and of how many it is one."""
    tests = {each.test for each in cause.occurrences if each.rule == cause.rule}
    details = {
        each["test"]: each["detail"]
        for each in record.results
        if each["test"] in tests and each["outcome"] == Outcome.BROKEN
    }
    failure = cause.first
    told = f"expected {failure['expected']}; came {failure['came']}"
    said = details.get(cause.occurrences[0].test) or (
        told if failure["expected"] else failure["came"]
    )
    more = len({*details.values()} - {said})
    return f"{said} (and {_counted(more, 'other answer')})" if more else said


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _told(results: Iterable[Result]) -> list[str]:
    """Tell results, those of one rule together of which the same is said."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for each in results:
        said = (each["outcome"], each["rule"], each["detail"])
        places.setdefault(said, []).append(_place(each))
    return [
        f"{outcome}: {rule}{_where(where)}: {detail}"
        for (outcome, rule, detail), where in places.items()
    ]


def _place(result: Result) -> str:
    return " ".join(part for part in (result["operation"], result["case"]) if part)


def _where(places: Iterable[str]) -> str:
    named = ", ".join(dict.fromkeys(place for place in places if place))
    return f" [{named}]" if named else ""

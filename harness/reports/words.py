"""Words that several reports share."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from harness.core import clock
from harness.core.outcomes import Outcome
from harness.results import deviations
from harness.targets.limits import KINDS, words_of
from harness.targets.model import limits_of
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harness.results.record import TargetRecord
    from harness.results.result import Result
    from harness.targets.model import Target

MOST_NAMED = 3
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


def notable(record: TargetRecord) -> list[str]:
    """Return what a person must know beside the verdict, one line each."""
    bad = [each for each in record.results if each["outcome"] in {Outcome.BROKEN, Outcome.ERROR}]
    lines = [record.too_few()] if record.too_few() else []
    lines += _told(each for each in bad if not _is_advice(each))
    lines += _told((each for each in bad if _is_advice(each)), "advice")
    return lines + _remarkable(record)


def beside(record: TargetRecord) -> list[str]:
    """Return the same without what is broken, where that has a card of its own."""
    lines = [record.too_few()] if record.too_few() else []
    lines += _told(each for each in record.results if each["outcome"] == Outcome.ERROR)
    return lines + _remarkable(record)


def _remarkable(record: TargetRecord) -> list[str]:
    today = clock.now().date()
    lines = [
        line
        for each in record.target.known
        for line in deviations.lines(each, record.results, today, fixed=record.is_fixed(each))
    ]
    lines += [f"remark: {each}" for each in sorted(record.remarks)]
    return lines + [f"left behind: {each}" for each in sorted(record.leftovers)]


def named(names: Sequence[str]) -> str:
    """Name several things: the first few, and how many more there are."""
    more = len(names) - MOST_NAMED
    if more <= 1:  # its name is as short as the words for it
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMED])} and {more} more"


def shortened(text: str) -> str:
    """Return the beginning of a text, where it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _is_advice(result: Result) -> bool:
    return result["outcome"] == Outcome.BROKEN and result["strength"] == Strength.ADVISED


def _told(results: Iterable[Result], word: str = "") -> list[str]:
    """Tell results, those of one rule together of which the same is said."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for each in results:
        said = (word or each["outcome"], each["rule"], each["detail"])
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

"""How changes are shown: as plain text, and as Markdown for a merge request.

Text of the documents is untrusted. It never begins a line, a control character is written as an
escape, and in Markdown it stands in a code span, in which neither markup nor HTML nor a mention
of a person counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec import rules

from .changes import Severity, Shown
from .rules_touched import contracts_by_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .changes import Segment, Words
    from .report import Change
    from .rules_touched import Touched

_LONGEST = 120
_MOST_PLACES = 50
_HEADINGS = {
    Severity.BREAKING: "Breaking",
    Severity.COMPATIBLE: "Compatible",
    Severity.WORDING: "Wording",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is to be shown."""

    old: str
    new: str
    changes: Sequence[Change]
    touched: Touched


def as_text(comparison: Comparison) -> str:
    """Return the plain text."""
    lines = [_title(comparison, clean)]
    for severity, changes in _by_severity(comparison.changes):
        lines += ["", _HEADINGS[severity]]
        for change in changes:
            lines.append(f"  {_change(change, clean)}")
            lines += [f"      in {place}" for place in _places(change, clean)]
            if touched := comparison.touched.by(change):
                lines.append(f"      rules: {', '.join(touched)}")
    own, general = _rules(comparison)
    for heading, ids in (("Rules", own), (_GENERAL, general)):
        lines += ["", heading] if ids else []
        for rule_id in ids:
            lines.append(f"  {rule_id}: {rules.load()[rule_id].says}")
            lines += [f"      {each}" for each in _contracts(rule_id)]
    return "\n".join([*lines, *(["", note] if (note := _unknown(comparison)) else []), ""])


def as_markdown(comparison: Comparison) -> str:
    """Return the Markdown."""
    lines = [f"**{_title(comparison, code)}**"]
    for severity, changes in _by_severity(comparison.changes):
        lines += ["", f"#### {_HEADINGS[severity]}", ""]
        for change in changes:
            lines.append(f"- {_change(change, code)}")
            lines += [f"  - in {place}" for place in _places(change, code)]
            if touched := comparison.touched.by(change):
                lines.append(f"  - rules: {', '.join(map(code, touched))}")
    own, general = _rules(comparison)
    for heading, ids in (("Rules", own), (_GENERAL, general)):
        lines += ["", f"#### {heading}", ""] if ids else []
        for rule_id in ids:
            lines.append(f"- {code(rule_id)}: {rules.load()[rule_id].says}")
            lines += [f"  - {code(each)}" for each in _contracts(rule_id)]
    return "\n".join([*lines, *(["", note] if (note := _unknown(comparison)) else []), ""])


_GENERAL = "Rules about each operation, or each protected one, touched besides"


def _title(comparison: Comparison, show: Callable[[str], str]) -> str:
    counts = {severity: len(changes) for severity, changes in _by_severity(comparison.changes)}
    told = ", ".join(f"{counts[each]} {_HEADINGS[each].lower()}" for each in counts)
    return f"{show(comparison.old)} → {show(comparison.new)}: {told or 'no change'}"


def _by_severity(changes: Sequence[Change]) -> Iterator[tuple[Severity, list[Change]]]:
    for severity in sorted(Severity, reverse=True):
        if same := [change for change in changes if change.severity is severity]:
            yield severity, same


def _change(change: Change, show: Callable[[str], str]) -> str:
    place = place_words(change.segments, show)
    return f"{place}: {words_of(change.words, show)}" if place else words_of(change.words, show)


def place_words(segments: Sequence[Segment], show: Callable[[str], str]) -> str:
    """Return a place, its parts parted by commas."""
    return ", ".join(_segment(*segment, show) for segment in segments)


def _segment(label: str, text: str, show: Callable[[str], str]) -> str:
    return label if not text else f"{label} {show(text)}".strip()


def _places(change: Change, show: Callable[[str], str]) -> Iterator[str]:
    for place in change.places[:_MOST_PLACES]:
        yield place_words(place.segments, show)
    if len(change.places) > _MOST_PLACES:
        yield f"{len(change.places) - _MOST_PLACES} more places"


def words_of(words: Words, show: Callable[[str], str]) -> str:
    """Return what happened, in which texts of the documents are shown."""
    return "".join(show(each.text) if isinstance(each, Shown) else each for each in words)


def _rules(comparison: Comparison) -> tuple[list[str], list[str]]:
    """Return the rules that single changes touch, and those that every change does."""
    touched = {each for change in comparison.changes for each in comparison.touched.by(change)}
    general = comparison.touched.by_all(comparison.changes)
    own = [each for each in rules.load() if each in touched and each not in general]
    return own, general


def _contracts(rule_id: str) -> tuple[str, ...]:
    return contracts_by_rule().get(rule_id, ("held against every exchange of a run",))


def _unknown(comparison: Comparison) -> str:
    if comparison.touched.product or not comparison.changes:
        return ""
    return "Rules: unknown, since neither title is that of a product; --product names one."


def clean(text: str) -> str:
    """Return a text on one line, not too long, with escapes for what can't be seen."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    text = text.replace("\n", " ")
    seen = (each if each.isprintable() else ascii(each)[1:-1] for each in text)
    return "".join(seen) or "''"


def code(text: str) -> str:
    """Return a text as a code span of Markdown, whatever it holds."""
    shown = clean(text)
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    padded = f" {shown} " if longest or shown != shown.strip() else shown
    return f"{fence}{padded}{fence}"

"""The report's part about operations: by group, the rules on each, its answers, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.core.naming import named
from harness.core.outcomes import ADVICE, Outcome
from harness.core.rule_ids import DOCUMENTED
from harness.reports.rule_table import MANY_TARGETS
from harness.reports.terms import MARKS, shown
from harness.reports.words import shortened
from harness.results.operations import by_group, of_target
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harness.results.operations import Missing, OperationRecord
    from harness.results.record import TargetRecord
    from harness.results.result import Result
    from spec.specification import Operation

MOST_OPEN = 15
"""Operations of a target that are shown before anybody asks."""
FEW_TARGETS = 3
"""Of more, those of no target are shown before anybody asks."""

UNNAMED = frozenset({Outcome.UNPROVEN, Outcome.EXCLUDED, Outcome.KEPT})
"""What is so common, or named beside it, that its rule need not be read at once."""
_NOTABLE = frozenset({Outcome.BROKEN, Outcome.ERROR, Outcome.FIXED, Outcome.KNOWN})
LEFT_OUT = (
    "As there are many targets, only operations with a rule that is broken, known, fixed or in "
    "error are listed; results.json has all of them."
)
WITHOUT_GROUP = "Other operations"
NONE_CHECKED = "no rule was checked"


@dataclass(frozen=True)
class Mark:
    """What became of a rule on one operation."""

    rule: str
    word: str
    """Its outcome, or ``advice``; the class by which it is coloured as well."""
    sign: str
    shown: str
    """The rule, where it must be read at once; else empty."""


@dataclass(frozen=True)
class MetAnswer:
    """An answer of an operation that is documented, or that came."""

    kind: str
    """The class by which it is coloured."""
    title: str
    """In what it departs from its page; empty where it does not."""
    words: str


@dataclass(frozen=True)
class OperationRow:
    """One operation."""

    id: str
    method: str
    path: str
    marks: tuple[Mark, ...]
    """The worst first."""
    spoken: str
    """The same in words, for those who hear the page."""
    answers: tuple[MetAnswer, ...]
    missing: tuple[str, ...]
    """Rules that were not proven, and what would bring them in, one line for each reason."""


@dataclass(frozen=True)
class Group:
    """The operations under one heading of the pages."""

    name: str
    operations: tuple[OperationRow, ...]


@dataclass(frozen=True)
class OperationsPart:
    """The operations of one target."""

    words: str
    """How many there are, and how they fare, in a line."""
    is_open: bool
    groups: tuple[Group, ...]
    left_out: str = ""
    """Which of them are left out, in a sentence; empty where all are there."""


def operations_part(record: TargetRecord, targets: int) -> OperationsPart:
    """Gather what is shown of a target's operations, beside those of so many targets in all."""
    found = of_target(record)
    told = [each for each in found if targets <= MANY_TARGETS or _is_notable(each)]
    groups = by_group(told)
    return OperationsPart(
        words=_words(found, len(by_group(found))),
        is_open=(
            len(found) <= MOST_OPEN
            and targets <= FEW_TARGETS
            and record.preflight.no_verdict is None
        ),
        groups=tuple(
            Group(name or WITHOUT_GROUP, tuple(_row(record, each) for each in operations))
            for name, operations in groups.items()
        ),
        left_out=LEFT_OUT if len(told) < len(found) else "",
    )


def _is_notable(found: OperationRecord) -> bool:
    """Whether a person has to look at an operation even where targets are many."""
    return bool(_NOTABLE & set(found.rules.values()))


def missing_lines(record: TargetRecord) -> list[str]:
    """Say in a line of each group on how many operations rules are missing, and what they need."""
    return [
        f"{name or WITHOUT_GROUP}: not all is proven on {len(lacking)} of {len(operations)} "
        f"operations{_needs(lacking)}"
        for name, operations in by_group(of_target(record)).items()
        if (lacking := [each for each in operations if each.missing])
    ]


def _needs(lacking: Sequence[OperationRecord]) -> str:
    keys = dict.fromkeys(why.key for each in lacking for why in each.missing if why.key)
    return f"; they need {named(list(keys))}" if keys else ""


def _words(found: Sequence[OperationRecord], groups: int) -> str:
    parts = [f"{_counted(len(found), 'operation')} in {_counted(groups, 'group')}"]
    for words, number in (
        ("with a broken rule", sum(Outcome.BROKEN in each.rules.values() for each in found)),
        ("with rules not proven", sum(bool(each.missing) for each in found)),
        ("never answered", sum(not each.answers for each in found)),
    ):
        parts += [f"{number} {words}"] if number else []
    return ", ".join(parts)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _row(record: TargetRecord, found: OperationRecord) -> OperationRow:
    operation = found.operation
    worst_first = [str(word) for word in MARKS]
    marks = sorted(
        _marks(found, record.target.product), key=lambda each: worst_first.index(each.word)
    )
    return OperationRow(
        id=operation.id,
        method=operation.method,
        path=operation.path,
        marks=tuple(marks),
        spoken=_spoken(marks) or NONE_CHECKED,
        answers=tuple(_answers(record, found)),
        missing=tuple(map(_missing_line, found.missing)),
    )


def _marks(found: OperationRecord, product: str) -> Iterator[Mark]:
    for rule_id, outcome in found.rules.items():
        is_advised = rules.load()[rule_id].strength(product) is Strength.ADVISED
        word = ADVICE if is_advised and outcome is Outcome.BROKEN else str(outcome)
        yield Mark(rule_id, word, MARKS[word], "" if outcome in UNNAMED else rule_id)


def _spoken(marks: Iterable[Mark]) -> str:
    by_word: dict[str, list[str]] = {}
    for each in marks:
        by_word.setdefault(each.word, []).append(each.rule)
    return "; ".join(f"{shown(word)}: {', '.join(ids)}" for word, ids in by_word.items())


def _missing_line(missing: Missing) -> str:
    why = f"needs {missing.key}" if missing.key else shortened(missing.reason)
    return f"{named(missing.rules)}: {why}"


def _answers(record: TargetRecord, found: OperationRecord) -> Iterator[MetAnswer]:
    """Yield the answers that came, and those that are documented and never did, by status."""
    judged = {
        each["case"]: each
        for each in record.results
        if each["rule"] == DOCUMENTED and each["operation"] == found.operation.id
    }
    met = {status: _documented(found.operation, status) for status in found.answers}
    never = {
        status
        for status, answer in found.operation.answers.items()
        if not answer.undocumented and status not in met.values()
    }
    for status in sorted({*met, *never}):
        if status in never:
            yield MetAnswer("none", "", f"{status} never met")
        else:
            came = f"{status} \N{MULTIPLICATION SIGN} {found.answers[status]}"
            yield _met_answer(came, judged.get(status), is_documented=met[status] is not None)


def _documented(operation: Operation, status: str) -> str | None:
    """Return the status or the range under which the page has an answer; None where it has not."""
    answer = operation.answer_for(int(status))
    return None if answer is None or answer.undocumented else answer.status


def _met_answer(came: str, result: Result | None, *, is_documented: bool) -> MetAnswer:
    outcome = Outcome(result["outcome"]) if result is not None else Outcome.KEPT
    if result is not None and outcome is not Outcome.KEPT:
        return MetAnswer(str(outcome), result["detail"], f"{came} {outcome}")
    if not is_documented:
        return MetAnswer("silent", "", f"{came} not documented")
    return MetAnswer("kept", "", came)

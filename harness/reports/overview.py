"""What stands on top of the HTML report: the news, the verdicts, rules and operations by target.

The texts are gathered here, as they are; ``templates/`` lays them out, and each is escaped there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from harness import VERSION
from harness.causes.grouping import causes_of
from harness.core.outcomes import Outcome
from harness.core.storage import writable
from harness.history.history import news
from harness.redaction.visible import visible
from harness.reports.console import MOST_NEWS
from harness.reports.operations import ADVICE, MARKS, OperationsPart, operations_part
from harness.reports.words import budget_line, notable, why_unproven
from spec import rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.causes.cause import Cause
    from harness.history.history import History
    from harness.results.record import RunRecord, TargetRecord

_SINCE = frozenset({Outcome.BROKEN, Outcome.KNOWN})
"""Outcomes of which a person asks since when."""


@dataclass(frozen=True)
class TargetPart:
    """One target: its verdict, and its operations."""

    name: str
    product: str
    url: str
    effects: str
    budget: str
    """What was spent of it, in a line."""
    verdict: str
    badge: str
    """The verdict, and how much it rests on."""
    words: str
    notable: tuple[str, ...]
    why_unproven: tuple[str, ...]
    operations: OperationsPart


@dataclass(frozen=True)
class RuleCell:
    """What became of a rule on one target."""

    word: str
    """Its outcome, or ``advice``; the class by which it is coloured as well."""
    title: str
    """Where the pages state the rule, and what is said of it, one line each."""
    strength: str
    since: str
    """Day and time; empty where nobody asks."""


@dataclass(frozen=True)
class RuleRow:
    """One rule, and what became of it on each target; None where it was not checked."""

    id: str
    says: str
    cells: tuple[RuleCell | None, ...]


@dataclass(frozen=True)
class Page:
    """All that the template shows."""

    version: str
    started: str
    problem: str
    """Why an earlier history could not be read, in a line; empty where nothing was wrong."""
    is_whole: bool
    """Whether the run checked everything."""
    news: tuple[str, ...]
    targets: tuple[TargetPart, ...]
    rules: tuple[RuleRow, ...]
    signs: tuple[tuple[str, str], ...] = tuple((str(word), sign) for word, sign in MARKS.items())
    """What may become of a rule on an operation, and how that is shown."""


def overview(record: RunRecord, history: History) -> str:
    """Return what stands on top of the report, as HTML."""
    return writable(rendered(page_of(record, history)))


def rendered(page: Page) -> str:
    """Lay it out."""
    return environment().get_template("overview.html").render(page=page)


@cache
def environment() -> Environment:
    """Return what compiles each template once, and escapes whatever is put into one."""
    return Environment(
        loader=PackageLoader("harness.reports"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible(value: object) -> object:
    return visible(value) if isinstance(value, str) else value


def page_of(record: RunRecord, history: History) -> Page:
    """Gather what is shown of a run."""
    targets, causes = list(record.targets.values()), causes_of(record, history)
    return Page(
        version=VERSION,
        started=record.started,
        problem=history.problem,
        is_whole=history.is_whole,
        news=tuple(news(history.changes, MOST_NEWS)),
        targets=tuple(_target_part(each, len(targets), causes) for each in targets),
        rules=_rule_rows(targets, history),
    )


def _target_part(record: TargetRecord, targets: int, causes: Sequence[Cause]) -> TargetPart:
    target = record.target
    _, words = record.verdict_parts()
    return TargetPart(
        name=target.name,
        product=target.product,
        url=target.url,
        effects=str(target.effects),
        budget=budget_line(target, record.spent),
        verdict=str(record.verdict()),
        badge=record.badge(),
        words=words,
        notable=tuple(notable(record, causes)),
        why_unproven=tuple(why_unproven(record)),
        operations=operations_part(record, targets),
    )


def _rule_rows(targets: list[TargetRecord], history: History) -> tuple[RuleRow, ...]:
    outcomes = [(each, each.outcomes()) for each in targets]
    return tuple(
        RuleRow(
            rule.id,
            rule.says,
            tuple(_rule_cell(each, rule, found.get(rule.id), history) for each, found in outcomes),
        )
        for rule in rules.load().values()
        if any(rule.id in found for _, found in outcomes)
    )


def _rule_cell(
    record: TargetRecord, rule: rules.Rule, outcome: Outcome | None, history: History
) -> RuleCell | None:
    if outcome is None:
        return None
    strength = rule.strength(record.target.product)
    is_advice = outcome is Outcome.BROKEN and strength is rules.Strength.ADVISED
    details = {
        each["detail"]
        for each in record.results
        if each["rule"] == rule.id and each["outcome"] == outcome and each["detail"]
    }
    since = history.since(record.target.name, rule.id) if outcome in _SINCE else None
    return RuleCell(
        word=ADVICE if is_advice else str(outcome),
        title="\n".join([rule.place(record.target.product), *sorted(details)]),
        strength=str(strength),
        since=f"{since[:10]} {since[11:16]}" if since else "",
    )

"""The report's own part: verdicts, news, cards, rules and operations by target, what is missing.

The texts are gathered here, as they are; ``templates/`` lays them out, and each is escaped there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from harness import VERSION
from harness.core.outcomes import ADVICE, Outcome
from harness.core.storage import writable
from harness.redaction.visible import visible
from harness.reports import terms
from harness.reports.cards import cards_of
from harness.reports.console import MOST_NEWS
from harness.reports.differing import plain, with_names
from harness.reports.fronts import folded, fronts_of
from harness.reports.missing import MissingPart, missing_of
from harness.reports.operations import OperationsPart, operations_part
from harness.reports.page_news import NewsLine, news_lines
from harness.reports.quick import quick_filters
from harness.reports.rule_table import MANY_TARGETS, RuleRow, rule_rows
from harness.reports.words import budget_line, notable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.history.history import History
    from harness.reports.card import Card
    from harness.reports.fronts import Front
    from harness.reports.quick import Quick
    from harness.reports.terms import Term
    from harness.results.record import RunRecord, TargetRecord

FIRST_NEWS = 5
"""Lines that are seen at once; the others are folded."""
MOST_VERDICTS = 4
"""Of more, those of conformant targets are folded: what is broken is to be seen in one screen."""
FEW_COLUMNS = 3
"""Of targets: of more, their names stay in sight while the rules are scrolled through."""
_NOT_MADE = frozenset({Outcome.UNPROVEN, Outcome.EXCLUDED})
FEW_CARDS = 3
"""Of more, none is open before anybody asks: their sentences are to be seen in one screen."""


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
    cards: int
    """How many there are of it."""
    notable: tuple[str, ...]
    """What no card tells."""
    not_made: int
    """Checks that were left out, or proved nothing."""
    operations: OperationsPart


@dataclass(frozen=True)
class Legends:
    """The words of this page that need explaining, each with what it means."""

    verdicts: tuple[Term, ...]
    outcomes: tuple[Term, ...]
    strengths: tuple[Term, ...]
    effects: tuple[Term, ...]


@dataclass(frozen=True)
class Page:
    """All that the template shows."""

    version: str
    started: str
    made_of: str
    """Of how many runs, in a sentence; empty where it is one."""
    has_nights: bool
    """Whether the page of all nights stands beside it."""
    problem: str
    """Why an earlier history could not be read, in a line; empty where nothing was wrong."""
    is_whole: bool
    """Whether the run checked everything."""
    news: tuple[NewsLine, ...]
    more_news: tuple[NewsLine, ...]
    fronts: tuple[Front, ...]
    """What somebody else answered in the place of a target."""
    targets: tuple[TargetPart, ...]
    """As they were named; rules have their cells in that order."""
    cards: tuple[Card, ...]
    open_cards: int
    """How many are open before anybody asks."""
    rules: tuple[RuleRow, ...]
    missing: tuple[MissingPart, ...]
    legends: Legends
    is_long: bool
    """Whether there are so many targets that a cell is a sign."""
    most_verdicts: int = MOST_VERDICTS
    few_columns: int = FEW_COLUMNS
    signs: tuple[tuple[str, str], ...] = tuple(
        (str(word), sign) for word, sign in terms.MARKS.items()
    )
    """What may become of a rule on an operation, and how that is shown."""

    @property
    def sign_of(self) -> dict[str, str]:
        """The sign of each outcome."""
        return dict(self.signs)

    def meaning(self, strength: str) -> str:
        """Return what the firmness of a rule means."""
        return terms.STRENGTHS.get(strength, "")

    @property
    def ordered(self) -> list[TargetPart]:
        """The targets, the worst verdict first."""
        worst = list(map(str, terms.VERDICTS))
        return sorted(
            self.targets,
            key=lambda each: worst.index(each.verdict) if each.verdict in worst else 0,
        )

    @property
    def broken(self) -> int:
        """How many cards are of what is more than advised."""
        return sum(each.outcome != ADVICE for each in self.cards)

    @property
    def quick(self) -> list[Quick]:
        """The filters that are one press away."""
        return quick_filters(self.cards)

    @property
    def operations(self) -> list[str]:
        """The ids of all operations that a card names, sorted."""
        return sorted({each for card in self.cards for each in card.operations})


def overview(record: RunRecord, history: History) -> str:
    """Return what stands on top of the report, as HTML: its ``main`` is still open."""
    return writable(rendered(page_of(record, history)))


def document(record: RunRecord, history: History, made_of: str, rest: Markup) -> str:
    """Return the whole page without pytest-html; ``rest`` stands in the place of its rows.

    ``made_of`` is a sentence on top, where it is one report of several runs.
    """
    template = environment().get_template("document.html")
    return writable(template.render(page=page_of(record, history, made_of), rest=rest))


def rendered(page: Page) -> str:
    """Lay it out."""
    return environment().get_template("overview.html").render(page=page)


def part(name: str) -> str:
    """Return a file of ``templates/`` that takes no texts: the page's style, or its script."""
    return environment().get_template(name).render()


@cache
def environment() -> Environment:
    """Return what compiles each template once, and escapes whatever is put into one."""
    made = Environment(
        loader=PackageLoader("harness.reports"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"shown": terms.shown, "with_names": with_names, "plain": plain}
    return made


def _visible(value: object) -> object:
    """Spell out what nobody sees; what a macro of a template laid out has been through it."""
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return visible(str(value)) if is_text else value


def page_of(record: RunRecord, history: History, made_of: str = "") -> Page:
    """Gather what is shown of a run."""
    records = list(record.targets.values())
    cards = cards_of(record, history)
    # That a rule is still broken, its card says.
    changes = [each for each in history.changes if each.is_new or not each.rule]
    by_others, changes = folded(changes, records)
    told = [*map(NewsLine, by_others), *news_lines(changes, cards, MOST_NEWS)]
    targets = tuple(_target_part(each, len(records), cards) for each in records)
    rows = rule_rows(record, history, cards)
    return Page(
        version=VERSION,
        started=record.started,
        made_of=made_of,
        has_nights=history.keeps_runs,
        problem=history.problem,
        is_whole=history.is_whole,
        news=tuple(told[:FIRST_NEWS]),
        more_news=tuple(told[FIRST_NEWS:]),
        fronts=fronts_of(records),
        targets=targets,
        cards=cards,
        open_cards=1 if len(cards) <= FEW_CARDS else 0,
        rules=rows,
        missing=missing_of(records),
        legends=_legends(records, targets, rows),
        is_long=len(records) > MANY_TARGETS,
    )


def _target_part(record: TargetRecord, targets: int, cards: Sequence[Card]) -> TargetPart:
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
        cards=sum(each.target == target.name for each in cards),
        notable=tuple(notable(record)),
        not_made=sum(each["outcome"] in _NOT_MADE for each in record.results),
        operations=operations_part(record, targets),
    )


def _legends(
    records: Sequence[TargetRecord], targets: Sequence[TargetPart], rows: Sequence[RuleRow]
) -> Legends:
    strengths = {each["strength"] for record in records for each in record.results}
    return Legends(
        verdicts=terms.met(terms.VERDICTS, [each.verdict for each in targets]),
        outcomes=terms.met(
            terms.OUTCOMES, [cell.word for row in rows for cell in row.cells if cell]
        ),
        strengths=terms.met(terms.STRENGTHS, strengths),
        effects=terms.met(terms.EFFECTS, [each.effects for each in targets]),
    )

"""summary.md: the verdicts, for the page of a pipeline's job."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness import VERSION
from harness.causes.grouping import causes_of
from harness.core.storage import write_text
from harness.history.history import news
from harness.redaction.visible import markdown
from harness.reports.cards import cards_of
from harness.reports.missing import more_lines
from harness.reports.operations import missing_lines
from harness.reports.words import notable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from harness.causes.cause import Cause
    from harness.history.history import History
    from harness.reports.card import Card
    from harness.results.record import RunRecord, TargetRecord

MOST_CARDS = 20
MOST_LINES = 8
"""Of what stands below the heading and its empty line: they are ten together."""


def write_summary(path: Path, record: RunRecord, history: History) -> None:
    """Write what is new since the last run, then each target's verdict and what is notable."""
    hosts = [urlsplit(each.target.url).netloc for each in record.targets.values()]
    lines = ["## New since last time", "", *_news(history, hosts), ""]
    lines += [f"# Meiro contracts {VERSION}", "", f"Started {record.started}.", ""]
    if not history.is_whole:
        lines += ["This run did not check everything: of the rest, nothing is new.", ""]
    causes = causes_of(record, history)
    for each in record.targets.values():
        lines += _target_lines(each, hosts, causes)
    lines += _card_lines(cards_of(record, history))
    write_text(path, "\n".join(lines) + "\n")


def _news(history: History, hosts: list[str]) -> list[str]:
    """Return what leads the page: a history that is lost is news as well."""
    lines = []
    if history.problem:
        lines = [f"- The history could not be read: {_one_line(history.problem, hosts)}"]
    elif not any(each.is_new for each in history.changes):
        lines = ["Nothing new since last time."]
    return lines + [
        f"- {_one_line(each, hosts)}" for each in news(history.changes, MOST_LINES - len(lines))
    ]


def _card_lines(cards: Sequence[Card]) -> list[str]:
    """Tell each cause as its card does; of many, the first, as such a page may not be long."""
    if not cards:
        return []
    lines = ["", "## What is broken", ""]
    for each in cards[:MOST_CARDS]:
        lines += [f"### {_one_line(each.target)}: {_one_line(each.rule)}", "", each.markdown]
    more = len(cards) - MOST_CARDS
    return lines + ([f"{more} more are in report.html."] if more > 0 else [])


def _target_lines(record: TargetRecord, hosts: list[str], causes: Sequence[Cause]) -> list[str]:
    head = f"**{record.target.name}** ({record.target.product}, {record.target.url})"
    lines = [f"- {head}: {_one_line(record.verdict_line(), hosts)}"]
    lines += [] if record.preflight.no_verdict else [f"  - **{record.badge()}**"]
    told = [*notable(record, causes), *missing_lines(record), *more_lines(record)]
    return lines + [f"  - {_one_line(line, hosts)}" for line in told]


def _one_line(text: str, hosts: Collection[str] = ()) -> str:
    """Keep an instance's own words from becoming markup of the page; its own URL is a link."""
    return markdown(text, hosts)

"""summary.md: the verdicts, for the page of a pipeline's job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import VERSION
from harness.core.storage import write_text
from harness.history.history import news
from harness.redaction.visible import markdown
from harness.reports.words import notable

if TYPE_CHECKING:
    from pathlib import Path

    from harness.history.history import History
    from harness.results.record import RunRecord, TargetRecord

MOST_LINES = 8
"""Of what stands below the heading and its empty line: they are ten together."""


def write_summary(path: Path, record: RunRecord, history: History) -> None:
    """Write what is new since the last run, then each target's verdict and what is notable."""
    lines = ["## New since last time", "", *_news(history), ""]
    lines += [f"# Meiro contracts {VERSION}", "", f"Started {record.started}.", ""]
    lines += [f"**{each.target.name}: {each.badge()}**  " for each in record.targets.values()]
    lines += [""]
    if not history.is_whole:
        lines += ["This run did not check everything: of the rest, nothing is new.", ""]
    for each in record.targets.values():
        lines += _target_lines(each)
    write_text(path, "\n".join(lines) + "\n")


def _news(history: History) -> list[str]:
    """Return what leads the page: a history that is lost is news as well."""
    lines = []
    if history.problem:
        lines = [f"- The history could not be read: {_one_line(history.problem)}"]
    elif not any(each.is_new for each in history.changes):
        lines = ["Nothing new since last time."]
    return lines + [
        f"- {_one_line(each)}" for each in news(history.changes, MOST_LINES - len(lines))
    ]


def _target_lines(record: TargetRecord) -> list[str]:
    head = f"**{record.target.name}** ({record.target.product}, {record.target.url})"
    lines = [f"- {head}: {_one_line(record.verdict_line())}"]
    return lines + [f"  - {_one_line(line)}" for line in notable(record)]


def _one_line(text: str) -> str:
    """Keep an instance's own words from becoming markup of the page."""
    return markdown(text)

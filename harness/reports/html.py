"""The HTML report: on top what was checked and the verdicts, then rules by targets, then rows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pytest

from harness import VERSION
from harness.core.outcomes import Outcome
from harness.core.rule_ids import DOCUMENTED
from harness.history.history import news
from harness.reports.console import MOST_NEWS
from harness.reports.words import budget_line, notable, why_unproven
from harness.results.evidence import result_of
from spec import rules, specification

if TYPE_CHECKING:
    from harness.history.history import History
    from harness.results.record import RunRecord, TargetRecord
    from harness.results.result import Result

_SINCE = frozenset({Outcome.BROKEN, Outcome.KNOWN})
"""Outcomes of which a person asks since when."""
_STYLE = """
<style>
#environment-header, #environment { display: none; }
.mc { font-family: Helvetica, Arial, sans-serif; font-size: 13px; color: #222; }
.mc table { border-collapse: collapse; margin: .5em 0 1.5em; width: auto; }
.mc th, .mc td { border: 1px solid #ddd; padding: 3px 8px; text-align: left; color: #222;
                 vertical-align: top; font-size: 13px; }
.mc th { background: #f5f5f5; }
.mc td.o { text-align: center; white-space: nowrap; }
.mc .kept { background: #e3f4e3; } .mc .broken { background: #c62828; color: #fff; }
.mc .error { background: #f6c89f; } .mc .fixed { background: #cfe5ff; }
.mc .known { background: #efd9f5; } .mc .unproven { background: #fff3bf; }
.mc .excluded, .mc .none { background: #f7f7f7; color: #888; }
.mc .advice { background: #e8eaf6; }
.mc .verdict { font-weight: bold; padding: 2px 8px; }
.mc .conformant { background: #2e7d32; color: #fff; }
.mc .partial { background: #fbc02d; }
.mc .unreachable, .mc .refused { background: #6d4c41; color: #fff; }
.mc .says { color: #555; } .mc ul { margin: .2em 0 .2em 1.2em; padding: 0; }
td.col-outcome { text-transform: lowercase; }
.logwrapper .log { white-space: pre-wrap; }
</style>
"""


class ReportHooks:
    """pytest-html's hooks. Its cells go in as HTML: whatever is put in is escaped."""

    def __init__(self, record: RunRecord, history: History) -> None:
        self._record = record
        self._history = history

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: object) -> None:
        """Name the report."""
        report.title = "Meiro contracts"  # type: ignore[attr-defined]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(
        self, prefix: list[str], summary: list[str], postfix: list[str]
    ) -> None:
        """Put the verdicts and the table of rules above pytest's own counts."""
        del summary, postfix
        prefix.append(overview(self._record, self._history))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Add the columns Outcome, Target and Rule."""
        columns = ("outcome", "target", "rule")
        cells[1:1] = [
            f'<th class="sortable" data-column-type="{name}">{name.capitalize()}</th>'
            for name in columns
        ]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: pytest.TestReport, cells: list[str]) -> None:
        """Fill those columns, and escape pytest-html's own."""
        made = result_of(report)
        values = ("", "", "") if made is None else (made["outcome"], made["target"], made["rule"])
        names = ("outcome", "target", "rule")
        cells[1:1] = [
            f'<td class="col-{name}">{escape(value)}</td>'
            for name, value in zip(names, values, strict=True)
        ]
        cells[4] = f'<td class="col-testId">{escape(report.nodeid)}</td>'

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: pytest.TestReport, data: list[str]) -> None:
        """Show the words of a contract that proved nothing in place of pytest's tuple."""
        made = result_of(report)
        if made is not None and report.skipped:
            data[:] = [escape(made["detail"])]


def overview(record: RunRecord, history: History) -> str:
    """Return what stands on top of the report."""
    parts = [_STYLE, '<div class="mc">']
    parts.append(f"<p>meiro-contracts {VERSION}, started {escape(record.started)}</p>")
    parts.append(_news(history))
    parts.append(_verdicts(record))
    parts.append(_rules_by_target(record, history))
    parts += [_answers(each) for each in record.targets.values()]
    return "".join([*parts, "</div>"])


def _news(history: History) -> str:
    lines = "".join(f"<li>{escape(each)}</li>" for each in news(history.changes, MOST_NEWS))
    problem = f"<p>{escape(history.problem)}</p>" if history.problem else ""
    part = "" if history.is_whole else "<p>This run did not check everything.</p>"
    found = lines or "<li>Nothing new.</li>"
    return f"<h2>New since last time</h2>{problem}{part}<ul>{found}</ul>"


def _verdicts(record: RunRecord) -> str:
    rows = "".join(_verdict_row(each) for each in record.targets.values())
    return f"<h2>Verdicts</h2><table><tr><th>Target</th><th>Verdict</th></tr>{rows}</table>"


def _verdict_row(record: TargetRecord) -> str:
    target = record.target
    about = (
        f"<b>{escape(target.name)}</b><br>{escape(target.product)} at {escape(target.url)}<br>"
        f"effects = {target.effects}<br><small>{escape(budget_line(target, record.spent))}</small>"
    )
    _, _, words = record.verdict_line().partition(": ")
    verdict = record.verdict()
    lines = "".join(f"<li>{escape(line)}</li>" for line in notable(record))
    said = f'<span class="verdict {verdict}">{verdict}</span> {escape(words)}<ul>{lines}</ul>'
    return f"<tr><td>{about}</td><td>{said}{_why_unproven(record)}</td></tr>"


def _why_unproven(record: TargetRecord) -> str:
    """Say, folded up, what a reader of ``unproven`` asks next."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in why_unproven(record))
    return f"<details><summary>Why not proven</summary><ul>{lines}</ul></details>" if lines else ""


def _rules_by_target(record: RunRecord, history: History) -> str:
    targets = list(record.targets.values())
    outcomes = {each.target.name: each.outcomes() for each in targets}
    names = "".join(f"<th>{escape(each.target.name)}</th>" for each in targets)
    rows = [
        f"<tr><td><b>{escape(rule.id)}</b><br><span class=says>{escape(rule.says)}</span></td>"
        + "".join(
            _outcome_cell(each, rule, outcomes[each.target.name], history) for each in targets
        )
        + "</tr>"
        for rule in rules.load().values()
        if any(rule.id in found for found in outcomes.values())
    ]
    return f"<h2>Rules by target</h2><table><tr><th>Rule</th>{names}</tr>{''.join(rows)}</table>"


def _outcome_cell(
    record: TargetRecord, rule: rules.Rule, found: dict[str, Outcome], history: History
) -> str:
    outcome = found.get(rule.id)
    if outcome is None:
        return '<td class="o none">&ndash;</td>'
    strength = rule.strength(record.target.product)
    advice = outcome is Outcome.BROKEN and strength is rules.Strength.ADVISED
    word = "advice" if advice else str(outcome)
    details = {
        each["detail"]
        for each in record.results
        if each["rule"] == rule.id and each["outcome"] == outcome and each["detail"]
    }
    title = escape("\n".join([rule.place(record.target.product), *sorted(details)]), quote=True)
    since = history.since(record.target.name, rule.id) if outcome in _SINCE else None
    small = f"{strength}<br>since {since[:10]} {since[11:16]}" if since else str(strength)
    return f'<td class="o {word}" title="{title}">{word}<br><small>{small}</small></td>'


def _answers(record: TargetRecord) -> str:
    """Show which documented answers the run met, and which came that no page documents."""
    met = {
        (each["operation"], each["case"]): each
        for each in record.results
        if each["rule"] == DOCUMENTED and each["case"]
    }
    rows = []
    for operation in specification.load(record.target.product).operations.values():
        documented = [
            status for status, answer in operation.answers.items() if not answer.undocumented
        ]
        seen = [case for name, case in met if name == operation.id and case]
        cells = [
            _answer_chip(status, met.get((operation.id, status)))
            for status in sorted({*documented, *seen})
        ]
        rows.append(
            f"<tr><td>{escape(operation.id)}</td><td>{escape(operation.method)} "
            f"{escape(operation.path)}</td><td>{' '.join(cells)}</td></tr>"
        )
    name = escape(record.target.name)
    head = "<tr><th>Operation</th><th></th><th>Answers</th></tr>"
    return f"<h3>Answers met on {name}</h3><table>{head}{''.join(rows)}</table>"


def _answer_chip(status: str, result: Result | None) -> str:
    if result is None:
        return f'<span class="none" title="documented, never met">{escape(status)} never met</span>'
    title = escape(result["detail"], quote=True)
    outcome = escape(result["outcome"])
    return f'<span class="{outcome}" title="{title}">{escape(status)} {outcome}</span>'

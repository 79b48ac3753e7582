"""Makes whole reports without a run: of one fault, of hostile text, of many targets."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.frame import framed
from harness.reports.overview import overview, part
from harness.results.failure import failure_of
from harness.run.preflight import NoVerdict
from tests.harness.making import a_record, a_result, a_run, an_exchange

if TYPE_CHECKING:
    from harness.results.record import RunRecord, TargetRecord

TESTS = {
    "environment": {},
    "tests": {},
    "renderCollapsed": ["passed"],
    "initialSort": "result",
    "title": "T",
}
BROKEN = (
    *("logout.answers", "login.refuses-wrong-password"),
    *("logout.spares-other-sessions", "answers.not-cached"),  # which are only advised
)
"""None rests on another: each has a card."""
OPERATIONS = ("refreshToken", "login", "logout", "loginWithSso")
"""At which they are broken, each with an answer of its own: else one would explain another."""


def rows_of_pytest_html() -> str:
    """What pytest-html's own template makes of a run without a test."""
    resources = Path(str(files("pytest_html"))) / "resources"
    loader = FileSystemLoader(resources)
    template = Environment(loader=loader, autoescape=True).get_template("index.jinja2")
    outcomes = ("failed", "passed", "skipped", "xfailed", "xpassed", "error", "rerun")
    return template.render(
        title="T",
        styles=(resources / "style.css").read_text(),
        self_contained=True,
        outcomes={each: {"label": each, "value": 0} for each in outcomes},
        test_data=json.dumps(TESTS),
        table_head=["<th>Result</th>"],
        additional_summary={"prefix": [], "summary": [], "postfix": []},
        running_state="finished",
    )


def report_of(run: RunRecord) -> str:
    """The whole report of a run."""
    style, script = (part(name) for name in ("page.css", "page.js"))
    top = overview(run, History({}))
    return framed(
        rows_of_pytest_html(), top, f"<style>{style}</style>", f"<script>{script}</script>"
    )


def a_broken_record(name: str, text: str = "came", rules: tuple[str, ...] = BROKEN) -> TargetRecord:
    """A target on which these rules are broken; whatever its instance said is ``text``."""
    results = [
        a_result(Outcome.BROKEN, rule, operation=operation, target=name, detail=text, case=text,
                 test=f"t.py::{rule}[{name}]")
        for rule, operation in zip(rules, OPERATIONS, strict=False)
    ]  # fmt: skip
    record = a_record(
        *results,
        a_result(Outcome.KEPT, "options.public", target=name, operation="authenticationOptions"),
        a_result(Outcome.UNPROVEN, "token.required", target=name, detail=text),
        a_result(Outcome.EXCLUDED, "token.dies-after-8h", target=name, key="token_ager"),
        name=name,
        docs_url="https://docs.acme.test/",
    )
    exchange = an_exchange(json={"message": text}, headers=(("X-Said", text),))
    for at, each in enumerate(results):
        steps = "\n".join([f"# {text}", "curl -i http://acme.test/", *["# and so on"] * 70])
        record.failures[each["test"]] = failure_of(
            "status 401", f"status {200 + at} {text}", exchange, steps
        )
    record.remarks.add(text)
    return record


def a_night(text: str = "came") -> RunRecord:
    """Ten targets of which three are broken, and one is gone."""
    broken = [a_broken_record(f"staging-{n}", text) for n in range(3)]
    fine = [a_record(a_result(Outcome.KEPT), name=f"prod-{n}") for n in range(6)]
    gone = a_record(no_verdict=NoVerdict.UNREACHABLE, name="gone")
    return a_run(*broken, *fine, gone)

"""Of many targets, each has a line in a log; on a terminal, what is broken stays."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.core.outcomes import Outcome
from harness.plugin.progress import Progress, broken_rules
from harness.plugin.pytest_reports import show
from harness.run.preflight import NoVerdict
from tests.harness.making import ADVISED, a_record, a_result, a_run

KEPT, BROKEN = Outcome.KEPT, Outcome.BROKEN
NAMES = [f"t{number}" for number in range(7)]


class Terminal:
    """What pytest writes to."""

    def __init__(self, *, isatty=False):
        self.isatty = isatty
        self.showfspath = self._show_progress_info = True
        self._progress_nodeids_reported = {"x"}
        self.lines = [""]

    def write_line(self, text):
        self.lines[-1] += text
        self.lines.append("")

    def rewrite(self, text, *, erase):
        assert erase
        self.lines[-1] = text

    def of(self):
        return self


class Told:
    """A run that tells how far it has come; each target takes ten seconds."""

    def __init__(self, terminal, names=NAMES, verbosity=0, restored=(), gone=()):
        plugins = SimpleNamespace(getplugin=lambda _: terminal)
        config: Any = SimpleNamespace(pluginmanager=plugins, get_verbosity=lambda: verbosity)
        self.run = a_run()
        for name in names:
            no_verdict = NoVerdict.UNREACHABLE if name in gone else None
            self.run.targets[name] = a_record(name=name, no_verdict=no_verdict)
        self.seconds = 0.0
        self.progress = Progress(config, self.run, lambda: self.seconds)
        self.progress.begin({*restored})

    def check(self, name, outcome=KEPT, rule="logout.answers"):
        self.seconds += 10
        self.run.targets[name].results.append(a_result(outcome, rule, target=name))
        self.progress.take(self.run.targets[name])


def test_log_has_a_line_for_each_target():
    terminal = Terminal()
    told = Told(terminal)

    told.check("t1")
    told.check("t0", BROKEN)
    for name in NAMES[2:]:
        told.check(name)

    assert terminal.lines[:2] == [
        "t1: nothing broken (1 of 7 targets, 0 broken, about 60 s left)",
        "t0: broken: logout.answers (2 of 7 targets, 1 broken, about 50 s left)",
    ]
    assert terminal.lines[-2] == "t6: nothing broken (7 of 7 targets, 1 broken)"


def test_terminal_has_one_line_that_is_written_anew_and_what_is_broken():
    terminal = Terminal(isatty=True)
    told = Told(terminal)

    told.check("t1")
    told.check("t0", BROKEN)
    told.check("t2")

    assert terminal.lines == [
        "t0: broken: logout.answers",
        "3 of 7 targets, 1 broken, about 40 s left",
    ]


def test_targets_that_gave_no_verdict_are_told_at_once():
    terminal = Terminal()

    Told(terminal, gone=["t3"])

    assert terminal.lines[0] == "t3: unreachable (1 of 7 targets, 0 broken)"


def test_targets_of_an_earlier_process_are_done():
    terminal = Terminal()
    told = Told(terminal, restored=["t0", "t1", "t2"])

    told.check("t3")

    assert terminal.lines[0] == "t3: nothing broken (4 of 7 targets, 0 broken, about 30 s left)"


def test_long_time_is_told_in_minutes():
    told = Told(Terminal(), names=[f"t{number}" for number in range(100)])

    told.check("t0")

    assert told.progress.state() == "1 of 100 targets, 0 broken, about 16 min left"


@pytest.mark.parametrize(
    ("names", "verbosity", "is_told"),
    [(NAMES, 0, True), (NAMES[:5], 0, False), (NAMES, 1, False), (NAMES, -1, False)],
    ids=["many", "few", "verbose", "quiet"],
)
def test_it_is_told_in_place_of_signs_where_there_are_many(names, verbosity, is_told):
    terminal = Terminal()
    told = Told(terminal, names=names, verbosity=verbosity)
    report: Any = pytest.TestReport("x", ("x", 1, "x"), {}, "failed", None, "call")
    show(report, a_result(BROKEN), "")

    told.check("t0")

    assert (terminal.lines != [""]) is is_told
    assert terminal.showfspath is not is_told
    status = told.progress.pytest_report_teststatus(report)
    assert status == (("failed", "", "BROKEN") if is_told else None)


def test_nothing_is_told_without_a_terminal():
    told = Told(None)

    told.check("t0")


def test_advice_breaks_nothing_and_what_all_exchanges_show_does():
    record = a_record(a_result(BROKEN, ADVISED))
    assert broken_rules(record) == []

    finding: Any = {"rule": "answers.documented", "operation": "login", "case": ""}
    finding |= {"outcome": "broken", "expected": "", "came": "x", "exchange": None}
    record.findings.append(finding | {"steps": "", "note": "", "sender": ""})

    assert broken_rules(record) == ["answers.documented"]

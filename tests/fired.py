"""A plugin of pytest for the proof of the suite: notes which line of a contract broke its rule.

It leaves the exchanges of a run behind: those of hundreds of instances would fill the memory, and
nobody reads them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.core.outcomes import Broken
from harness.plugin.pytest_reports import carry
from harness.plugin.selection import CONTRACTS
from harness.results.evidence import evidence_of

if TYPE_CHECKING:
    from collections.abc import Generator

FILE = "fired.json"
"""In the reports' directory: of each broken result, by its test, where its contract broke."""
_fired: dict[str, str] = {}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the place on the report: it crosses xdist."""
    report = yield
    evidence = evidence_of(report)
    if evidence is not None and evidence.gathered is not None:
        carry(report, replace(evidence, gathered=replace(evidence.gathered, exchanges=[])))
    if call.when == "call" and call.excinfo is not None and call.excinfo.errisinstance(_BREAKS):
        places = [each for each in call.excinfo.traceback if Path(each.path).parent == CONTRACTS]
        if places:
            report.__dict__["fired"] = f"{Path(places[-1].path).name}:{places[-1].lineno + 1}"
    return report


_BREAKS = (Broken, AssertionError)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Gather the places in the process that writes the reports."""
    place: str | None = getattr(report, "fired", None)
    if place is not None:
        _fired[report.nodeid] = place


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write them beside the reports."""
    if not hasattr(session.config, "workerinput"):
        file = Path(session.config.getoption("reports")) / FILE
        file.write_text(json.dumps(_fired), encoding="utf-8")

"""Leaves what runs leave, without an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from harness.generation.corpus import Corpus
from harness.history.history import History
from harness.reports.files import HTML, JUNIT, ReportFiles
from harness.results.evidence import Gathered
from harness.results.record import RunRecord
from harness.run.preflight import NoVerdict
from tests.harness.making import a_record, a_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from harness.core.outcomes import Outcome
    from harness.run.settings import Entry


def left_by(
    directory: Path,
    outcomes: Mapping[str, Outcome | None] | None = None,
    *,
    run: RunRecord | None = None,
    at: int = 0,
    exit_code: int = 0,
    history: History | None = None,
    is_complete: bool = True,
) -> Path:
    """Leave what a run leaves, of targets with one result each; None: a target without verdict."""
    if run is None:
        run = RunRecord(started=f"2027-01-01T12:00:0{at}Z")
        run.targets = {name: _target(name, outcome) for name, outcome in (outcomes or {}).items()}
    if history is None:
        history = History({})
        history.take(run)
        history.changes.clear()
    files = ReportFiles(directory)
    files.unfinished.begin(run.started, {})
    for name, record in run.targets.items():
        if record.preflight.no_verdict is None:
            files.unfinished.keep(gathered(name, [an_entry(name)]))
    problems = files.write(run, history, Corpus(), is_complete=is_complete, exit_code=exit_code)
    assert problems == []
    (directory / HTML).write_text("<html></html>")
    ET.ElementTree(_tests(run)).write(directory / JUNIT, encoding="utf-8", xml_declaration=True)
    return directory


def _target(name: str, outcome: Outcome | None) -> Any:
    if outcome is None:
        return a_record(name=name, no_verdict=NoVerdict.UNREACHABLE)
    test = f"contracts/test_x.py::test_x[{name}]"
    return a_record(a_result(outcome, target=name, test=test), name=name)


def an_entry(name: str) -> dict[str, Any]:
    """An exchange with a target, as it is kept."""
    return {
        "started": "2027-01-01T12:00:00Z",
        "milliseconds": 3,
        "method": "GET",
        "url": f"http://{name}.test/",
        "request_headers": [],
        "request_body": "",
        "status": 200,
        "reason": "OK",
        "answer_headers": [],
        "answer_body": "{}",
        "size": 2,
        "media_type": "application/json",
        "violations": [],
    }


def gathered(name: str, exchanges: list[dict[str, Any]], failing: Sequence[Entry] = ()) -> Gathered:
    """What was exchanged with a target."""
    return Gathered(
        target=name,
        findings=[],
        answers={},
        unsteady={},
        exchanges=exchanges,
        remarks=[],
        leftovers=[],
        requests=len(exchanges),
        spent={},
        failing=list(failing),
        tried={},
        secrets=[],
    )


def _tests(run: RunRecord) -> ET.Element:
    suites = ET.Element("testsuites", {"name": "pytest tests"})
    results = [each for record in run.targets.values() for each in record.results]
    suite = ET.SubElement(suites, "testsuite", {"name": "pytest", "tests": str(len(results))})
    for each in results:
        case = ET.SubElement(suite, "testcase", {"classname": "x", "name": each["test"]})
        properties = ET.SubElement(case, "properties")
        ET.SubElement(properties, "property", {"name": "target", "value": each["target"]})
        if each["outcome"] == "broken":
            ET.SubElement(case, "failure", {"message": "came <200>"})
    for name, record in run.targets.items():
        if record.cut_short:
            case = ET.SubElement(suite, "testcase", {"classname": "x", "name": f"run[{name}]"})
            ET.SubElement(case, "error", {"message": record.cut_short})
    return suites

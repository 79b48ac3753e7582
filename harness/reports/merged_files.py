"""The files of a report that is made of several runs: all of them, or none."""

from __future__ import annotations

import errno
import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from harness import VERSION
from harness.core.errors import BadTarget, in_words
from harness.core.storage import read_bytes, write_json, write_text
from harness.history import file
from harness.redaction.visible import markdown
from harness.reports import record_json
from harness.reports.files import (
    EXCHANGES,
    HTML,
    JUNIT,
    LEFT_BY_RUNS,
    NIGHTS,
    PACKED,
    RECORD,
    RESULTS,
    SUMMARY,
    require_writable,
)
from harness.reports.har import pack_large, unpacked
from harness.reports.history_page import write_history_page
from harness.reports.overview import document, environment
from harness.reports.results_json import results_json
from harness.reports.summary import write_summary

MOST_NAMED = 20
"""Targets in a line."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.reports.merge import Merged, Part


def write(merged: Merged, output: Path, history: Path | None = None) -> list[str]:
    """Write one report of all runs; return in lines what is missing in it.

    ``history`` is the file of one that the runs are taken into. BadTarget where something can't be
    written, or is no report: then all is as it was.
    """
    if output.resolve() in {each.run.directory.resolve() for each in merged.parts}:
        raise BadTarget(f"--output: {output} is one of the runs: say another directory")
    results, problems = _results(merged), _unchecked(merged)
    try:
        require_writable(output / RESULTS)
        with TemporaryDirectory(dir=output, prefix=".merging") as made:
            _write(merged, results, Path(made), problems)
            if history is not None:
                merged.history.take_night(results)
                write_history_page(Path(made) / NIGHTS, merged.history)
            _put_in_place(Path(made), output)
        if history is not None and merged.history.is_kept:
            known, nights = merged.history.known, merged.history.nights
            file.write(history, known, nights, taken=merged.history.began)
    except OSError as failure:
        place = failure.filename or output
        raise BadTarget(f"{place} can't be written: {in_words(failure)}") from None
    return problems


def _unchecked(merged: Merged) -> list[str]:
    """Say which targets of parallel parts no run has checked: a part is missing, or parted anew."""
    missing = merged.missing()
    names = ", ".join([*missing[:MOST_NAMED], *(["…"] if len(missing) > MOST_NAMED else [])])
    return [f"not checked by any of these parts: {names}"] if missing else []


def _results(merged: Merged) -> dict[str, Any]:
    made = results_json(merged.record, merged.history, is_complete=merged.finished is not None)
    return made | ({"finished": merged.finished} if merged.finished else {})


def _write(merged: Merged, results: dict[str, Any], made: Path, problems: list[str]) -> None:
    """Write all files in a directory of their own."""
    record, history = merged.record, merged.history
    write_json(made / EXCHANGES, _exchanges(merged.counting, problems))
    pack_large(made / EXCHANGES)
    (made / JUNIT).write_bytes(_tests(merged.counting, problems))
    write_summary(made / SUMMARY, record, history)
    with (made / SUMMARY).open("a", encoding="utf-8") as lines:
        lines.write(_of_runs(merged))
    listed = environment().get_template("merged.html").render(parts=merged.parts)
    runs = Markup(listed)  # noqa: S704 - the template has escaped it
    write_text(made / HTML, document(record, history, _made_of(merged), runs))
    record_json.write(made / RECORD, record, history, merged.exit_code())
    write_json(made / RESULTS, results)


def _made_of(merged: Merged) -> str:
    finished = all(each.run.finished for each in merged.parts)
    unless = "" if finished else ", of which not all were finished"
    return f"This is one report of {len(merged.parts)} runs{unless}: they are named at its end."


def _put_in_place(made: Path, output: Path) -> None:
    """Let the files take the places of what an earlier report left."""
    for name in LEFT_BY_RUNS:  # before the first is replaced
        if (output / name).is_dir():
            raise BadTarget(f"--output: {output / name} can't be replaced: it is a directory")
    for name in LEFT_BY_RUNS:
        if (made / name).exists():
            (made / name).replace(output / name)
        else:
            (output / name).unlink(missing_ok=True)


def _of_runs(merged: Merged) -> str:
    lines = [f"- {markdown(each)}" for each in _unchecked(merged)]
    lines += [f"- {markdown(each.words)}" for each in merged.parts]
    return "\n".join(["", f"Made of {len(merged.parts)} runs:", "", *lines, ""])


def _exchanges(parts: list[Part], problems: list[str]) -> dict[str, Any]:
    """Return the exchanges of all runs: they name no target, so that none is left out."""
    creator = {"name": "meiro-contracts", "version": VERSION}
    entries: list[dict[str, Any]] = []
    for path, data in _read(parts, EXCHANGES, problems, PACKED):
        try:
            plain = unpacked(data) if path.name == PACKED else data
            entries += [dict(each) for each in json.loads(plain)["log"]["entries"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BadTarget(f"{path}: is damaged") from None
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _tests(parts: list[Part], problems: list[str]) -> bytes:
    """Return JUnit's suites of all runs, without the tests of targets that a later run checked."""
    suites = ET.Element("testsuites", {"name": "pytest tests"})
    gone = {each.run.directory / JUNIT: {*each.superseded} for each in parts}
    for path, data in _read(parts, JUNIT, problems):
        try:
            root = ET.parse(BytesIO(data)).getroot()  # noqa: S314 - expat itself bounds entities
        except ET.ParseError:
            raise BadTarget(f"{path}: is damaged") from None
        suites.extend(_without(each, gone[path]) for each in root.iter("testsuite"))
    return bytes(ET.tostring(suites, encoding="utf-8", xml_declaration=True))


def _without(suite: ET.Element, targets: set[str]) -> ET.Element:
    if not targets:
        return suite
    for case in suite.findall("testcase"):
        if _target_of(case, targets) is not None:
            suite.remove(case)
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(each.find(tag) is not None for each in cases)))
    return suite


def _target_of(case: ET.Element, targets: set[str]) -> str | None:
    """Return which of some targets a test is of; one that was cut short is named by its test."""
    named = {each.get("value") for each in case.iter("property") if each.get("name") == "target"}
    return next(
        (each for each in targets if each in named or case.get("name") == f"run[{each}]"), None
    )


def _read(
    parts: list[Part], name: str, problems: list[str], otherwise: str = ""
) -> Iterator[tuple[Path, bytes]]:
    """Read a file of each run; a run that was cut short, or told to, may have left none.

    ``otherwise`` is what it may be called as well.
    """
    for each in parts:
        path = each.run.directory / name
        if otherwise and not path.exists() and path.with_name(otherwise).exists():
            path = path.with_name(otherwise)
        try:
            data = read_bytes(path)
        except FileNotFoundError:
            problems.append(f"{path.parent} holds no {name}: what stands in it is missing")
            continue
        except OSError as failure:
            if failure.errno != errno.EFBIG:
                raise BadTarget(f"{path} can't be read: {in_words(failure)}") from None
            problems.append(f"{path} {failure.strerror}: what stands in it is missing")
            continue
        yield path, data

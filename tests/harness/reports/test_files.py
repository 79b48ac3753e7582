"""Reports are written where that is possible, which is found out before a run begins."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from harness.core.errors import BadTarget
from harness.core.outcomes import Outcome
from harness.generation.case import Case
from harness.generation.corpus import Corpus
from harness.history import file
from harness.history.history import History
from harness.reports import files
from harness.reports.files import (
    EXCHANGES,
    HTML,
    JUNIT,
    NIGHTS,
    RECORD,
    RESULTS,
    SUMMARY,
    ReportFiles,
)
from tests.harness.making import a_record, a_result, a_run

OURS = {EXCHANGES, SUMMARY, RESULTS, RECORD}
FULL = OSError(errno.ENOSPC, "No space left on device")


def written(directory):
    return {each.name for each in directory.iterdir()}


def a_fifo(path):
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Path.touch, "File exists"),
        (lambda path: path.symlink_to("nowhere/at/all"), "File exists"),
        (a_fifo, "File exists"),
    ],
    ids=["a-file", "a-dangling-link", "a-pipe"],
)
def test_reports_that_are_no_directory_are_refused(tmp_path, make, words):
    path = tmp_path / "reports"
    make(path)

    with pytest.raises(BadTarget, match=rf"^--reports: {path} can't be written to: {words}$"):
        ReportFiles(path).prepare()


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EFBIG])
def test_directory_that_nothing_can_be_written_to_is_refused(tmp_path, monkeypatch, number):
    def fail(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "NamedTemporaryFile", fail)

    with pytest.raises(BadTarget, match=f"can't be written to: {os.strerror(number)}$"):
        ReportFiles(tmp_path).prepare()


@pytest.mark.parametrize("name", [HTML, JUNIT, RESULTS])
def test_directory_in_the_place_of_a_report_is_refused_and_no_other_is_lost(tmp_path, name):
    (tmp_path / SUMMARY).write_text("of an earlier run")
    (tmp_path / name).mkdir()

    with pytest.raises(BadTarget, match=rf"{name} can't be replaced: it is a directory$"):
        ReportFiles(tmp_path).prepare()
    assert written(tmp_path) == {SUMMARY, name}


def test_report_that_cant_be_removed_is_refused(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", fail)

    with pytest.raises(BadTarget, match=r"can't be replaced: Operation not permitted$"):
        ReportFiles(tmp_path)._clear()


def test_reports_of_an_earlier_run_are_gone_before_this_one_begins(tmp_path):
    for name in (*OURS, HTML, JUNIT, NIGHTS, "corpus.json", "report.html.part"):
        (tmp_path / name).write_text("{}")

    ReportFiles(tmp_path).prepare()

    assert written(tmp_path) == {"corpus.json"}


def write(directory, failing=(), history=None):
    record = a_run(a_record(a_result(Outcome.KEPT)))
    record.failing += failing
    reports = ReportFiles(directory, history)
    return reports.write(record, History({}), Corpus(), is_complete=True)


def test_every_file_is_written(tmp_path):
    failing = [{"product": "me", "search": "login", "case": Case("login", "odd").as_json()}]

    assert write(tmp_path, failing, tmp_path / "history.json") == []

    assert written(tmp_path) == OURS | {"corpus.json", "history.json", NIGHTS}
    assert "finished" in json.loads((tmp_path / RESULTS).read_text())


@pytest.mark.parametrize("name", sorted(OURS))
def test_file_that_cant_be_written_is_one_line_and_keeps_no_other(tmp_path, monkeypatch, name):
    replace = Path.replace

    def full(part, target):
        if target.name == name:
            raise FULL
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", full)

    assert write(tmp_path) == [f"{tmp_path / name} could not be written: No space left on device"]
    assert written(tmp_path) == OURS - {name}


def test_file_that_the_suite_fails_to_make_is_told_as_well(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr(files, "results_json", fail)

    [line] = write(tmp_path)

    assert line.startswith(f"{tmp_path / RESULTS} could not be written: RecursionError: ")
    assert written(tmp_path) == OURS - {RESULTS}


def test_text_that_no_encoding_has_keeps_no_file_from_being_written(tmp_path):
    record = a_run(a_record(a_result(Outcome.BROKEN, detail="half \ud83d of a pair")))

    assert ReportFiles(tmp_path).write(record, History({}), Corpus(), is_complete=True) == []

    [result] = json.loads((tmp_path / RESULTS).read_text())["results"]
    assert result["detail"] == "half \ud83d of a pair"
    assert r"\ud83d" in (tmp_path / SUMMARY).read_text()


@pytest.mark.parametrize(
    ("written_to", "found"),
    [
        ("reports/constants/kept.txt", True),
        ("beside/examples/drawn", True),
        ("beside/constants/0351ebe2bd71e0e3", False),
    ],
)
def test_secret_is_looked_for_in_all_that_was_written_but_literals(tmp_path, written_to, found):
    path, beside = tmp_path / written_to, tmp_path / "beside"
    path.parent.mkdir(parents=True)
    path.write_text("['[object Object]', 'toString']")

    record = a_run(a_record())
    record.secrets.add("%5Bobject%20Object%5D")

    reports = ReportFiles(tmp_path / "reports")

    assert reports.scan(record, [beside], []) == ([path] if found else [])


def test_history_and_its_page_hold_the_run(tmp_path):
    write(tmp_path, history=tmp_path / "history.json")

    [night] = file.read(tmp_path / "history.json").nights["acme"]
    assert night.found.verdict == "conformant"
    assert "acme" in (tmp_path / NIGHTS).read_text()


def test_history_that_is_left_as_it_is_has_its_page_all_the_same(tmp_path):
    (tmp_path / "history.json").write_text('{"format": 99}')
    reports = ReportFiles(tmp_path, tmp_path / "history.json")
    history = reports.prepare()

    reports.write(a_run(a_record(a_result(Outcome.KEPT))), history, Corpus(), is_complete=True)

    assert (tmp_path / "history.json").read_text() == '{"format": 99}'
    assert "is of format 99" in (tmp_path / NIGHTS).read_text()


def test_record_tells_how_the_run_ended(tmp_path):
    write(tmp_path)

    assert ReportFiles(tmp_path).correct_exit_code(11) == []

    assert json.loads((tmp_path / RECORD).read_text())["exit_code"] == 11


def test_record_that_was_not_written_is_no_problem_of_its_own_and_a_damaged_one_is(tmp_path):
    reports = ReportFiles(tmp_path)
    assert reports.correct_exit_code(11) == []

    (tmp_path / RECORD).write_text("{")

    [line] = reports.correct_exit_code(11)
    assert "record.json could not be written" in line

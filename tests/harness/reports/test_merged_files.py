"""The files of a merged report: as one run's would be, and all of them or none."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from harness.core.errors import BadTarget
from harness.core.outcomes import Outcome
from harness.core.storage import read_bytes
from harness.history import file
from harness.reports import merged_files, record_json
from harness.reports.files import EXCHANGES, HTML, JUNIT, NIGHTS, RECORD, RESULTS, SUMMARY
from harness.reports.merge import compared, merge
from tests.harness.making import MARKUP
from tests.harness.reports.leaving import left_by
from tests.matrix import ROOT

KEPT, BROKEN = Outcome.KEPT, Outcome.BROKEN
OURS = {EXCHANGES, HTML, JUNIT, RECORD, RESULTS, SUMMARY}
SCHEMA = json.loads((ROOT / "reports" / "schema.json").read_text())
OUTCOMES = {"prod": KEPT, "staging": BROKEN, "test": None}


@pytest.fixture
def runs(tmp_path):
    return [left_by(tmp_path / name, {name: of}) for name, of in OUTCOMES.items()]


@pytest.fixture
def output(tmp_path):
    return tmp_path / "of" / "all"


def timeless(directory, name=RESULTS):
    text = (directory / name).read_text()
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "T", text)


def test_results_are_those_of_one_run_over_all_targets(tmp_path, runs, output):
    one = left_by(tmp_path / "one", OUTCOMES)

    assert merged_files.write(merge(runs), output) == []

    assert timeless(output) == timeless(one)
    assert {each.name for each in output.iterdir()} == OURS
    told = json.loads((output / RESULTS).read_text())
    assert list(Draft202012Validator(SCHEMA).iter_errors(told)) == []


def test_results_of_other_runs_would_differ(tmp_path, runs, output):
    one = left_by(tmp_path / "one", OUTCOMES | {"prod": BROKEN})

    merged_files.write(merge(runs), output)

    assert timeless(output) != timeless(one)


def test_merged_report_can_be_merged_again(tmp_path, runs, output):
    one = left_by(tmp_path / "one", OUTCOMES)
    merged_files.write(merge(runs[:2]), output)

    merged_files.write(merge([output, runs[2]]), tmp_path / "again")

    assert timeless(tmp_path / "again") == timeless(one)


def test_summary_and_page_name_the_runs(runs, output):
    merged_files.write(merge(runs), output)

    summary, page = (output / SUMMARY).read_text(), (output / HTML).read_text()
    assert "Made of 3 runs:" in summary
    for name in OUTCOMES:
        assert f"**{name}**" in summary
        assert f"{name}: started 2027-01-01T12:00:00Z" in page
    assert "are in the report of each run" in page
    assert "This is one report of 3 runs: " in page


def test_page_says_on_top_that_a_run_was_not_finished(tmp_path, runs, output):
    short = left_by(tmp_path / "short", {"more": KEPT}, is_complete=False)

    merged_files.write(merge([*runs, short]), output)

    assert (
        "This is one report of 4 runs, of which not all were finished: "
        in (output / HTML).read_text()
    )
    assert "finished" not in json.loads((output / RESULTS).read_text())


def test_name_of_a_run_is_no_markup(tmp_path, output):
    run = left_by(tmp_path / MARKUP.replace("/", ""), {"prod": KEPT})

    merged_files.write(merge([run]), output)

    assert "<img" not in (output / HTML).read_text()
    assert not re.search(r"(?<!\\)<img", (output / SUMMARY).read_text())


def test_exchanges_of_all_runs_are_there(runs, output):
    merged_files.write(merge(runs), output)

    entries = json.loads((output / EXCHANGES).read_text())["log"]["entries"]
    assert [each["request"]["url"] for each in entries] == [
        "http://prod.test/",
        "http://staging.test/",
    ]


def names(directory):
    root = ET.parse(directory / JUNIT).getroot()
    return [each.get("name") for each in root.iter("testcase")]


def test_tests_of_all_runs_are_there(runs, output):
    merged_files.write(merge(runs), output)

    assert [name.partition("[")[2] for name in names(output)] == ["prod]", "staging]"]


def test_tests_that_a_later_run_took_the_place_of_are_gone_and_not_counted(tmp_path, output):
    earlier = left_by(tmp_path / "1", {"prod": BROKEN, "staging": BROKEN}, at=1)
    later = left_by(tmp_path / "2", {"prod": KEPT}, at=2)

    merged_files.write(merge([earlier, later]), output)

    assert [name.partition("[")[2] for name in names(output)] == ["staging]", "prod]"]
    [suite, _] = ET.parse(output / JUNIT).getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")


def test_test_of_a_target_that_was_cut_short_goes_with_it(tmp_path, output):
    short = left_by(tmp_path / "1", {"prod": KEPT, "staging": KEPT}, at=1, is_complete=False)
    text = (short / JUNIT).read_text().replace("</testsuite>", '<testcase name="run[prod]"/>$&')
    (short / JUNIT).write_text(text.replace("$&", '<testcase name="run[other]"/></testsuite>'))

    merged_files.write(merge([short, left_by(tmp_path / "2", {"prod": KEPT}, at=2)]), output)

    assert "run[prod]" not in names(output)
    assert "run[other]" in names(output)


def test_file_that_a_run_did_not_leave_is_told(runs, output):
    (runs[0] / JUNIT).unlink()
    (runs[1] / EXCHANGES).unlink()

    problems = merged_files.write(merge(runs), output)

    assert sorted(problems) == [
        f"{runs[0]} holds no junit.xml: what stands in it is missing",
        f"{runs[1]} holds no exchanges.har: what stands in it is missing",
    ]


def test_exchanges_that_are_too_many_to_read_are_told(runs, output, monkeypatch):

    def too_large(path):
        if path.name == EXCHANGES:
            raise OSError(errno.EFBIG, "is larger than 64 MB", str(path))
        return read_bytes(path)

    monkeypatch.setattr(merged_files, "read_bytes", too_large)

    problems = merged_files.write(merge(runs), output)

    words = "is larger than 64 MB: what stands in it is missing"
    assert problems == [f"{each / EXCHANGES} {words}" for each in runs]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (JUNIT, "<testsuites><testsuite>"),
        (JUNIT, ""),
        (EXCHANGES, "{}"),
        (EXCHANGES, '{"log": {"entries": [5]}}'),
        (EXCHANGES, "["),
    ],
    ids=["cut", "empty", "no-log", "no-entry", "no-json"],
)
def test_damaged_file_is_refused_and_nothing_is_written(runs, output, name, text):
    (runs[1] / name).write_text(text)
    output.mkdir(parents=True)
    (output / SUMMARY).write_text("of before")

    with pytest.raises(BadTarget, match=rf"staging/{name}: is damaged$"):
        merged_files.write(merge(runs), output)

    assert [each.name for each in output.iterdir()] == [SUMMARY]
    assert (output / SUMMARY).read_text() == "of before"


def test_nothing_is_written_where_a_file_cannot_be(runs, output, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", str(output))

    monkeypatch.setattr(record_json, "write", full)

    with pytest.raises(BadTarget, match=r"can't be written: No space left on device$"):
        merged_files.write(merge(runs), output)

    assert list(output.iterdir()) == []


def test_output_that_is_one_of_the_runs_is_refused(runs):
    before = (runs[0] / RESULTS).read_bytes()

    with pytest.raises(BadTarget, match=r"is one of the runs: say another directory$"):
        merged_files.write(merge(runs), runs[0] / ".." / "prod")

    assert (runs[0] / RESULTS).read_bytes() == before


@pytest.mark.parametrize("name", sorted(OURS))
def test_directory_in_the_place_of_a_file_is_refused(runs, output, name):
    (output / name).mkdir(parents=True)

    with pytest.raises(BadTarget, match=rf"{name} can't be replaced: it is a directory$"):
        merged_files.write(merge(runs), output)

    assert [each.name for each in output.iterdir()] == [name]


def test_output_that_is_a_file_is_refused(runs, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(BadTarget, match=r"can't be written: File exists$"):
        merged_files.write(merge(runs), tmp_path / "file")


def test_what_an_earlier_report_left_is_replaced(runs, output):
    output.mkdir(parents=True)
    for name in (*OURS, NIGHTS, "corpus.json"):
        (output / name).write_text("of before")

    merged_files.write(merge(runs), output)

    left = {each.name for each in output.iterdir() if each.read_text() == "of before"}
    assert left == {"corpus.json"}
    assert not (output / NIGHTS).exists()


def test_history_is_kept_and_shown_where_one_is_named(runs, output, tmp_path):
    kept = tmp_path / "history.json"

    merged_files.write(compared(merge(runs), kept), output, kept)

    assert file.read(kept).nights.keys() == OUTCOMES.keys()
    assert "staging" in (output / NIGHTS).read_text()
    assert Path(kept).exists()

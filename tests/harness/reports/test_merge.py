"""Several runs are one: of a target that two checked, the later one counts."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from harness.core.errors import BadTarget
from harness.core.outcomes import Outcome
from harness.history import file
from harness.history.comparison import Change
from harness.history.history import History
from harness.reports import har
from harness.reports.__main__ import main
from harness.reports.merge import compared, merge
from harness.results.record import ExitCode, RunRecord, Shard
from harness.run.preflight import NoVerdict
from tests.harness.making import ADVISED, a_record, a_result
from tests.harness.reports.leaving import left_by

KEPT, BROKEN, ERROR = Outcome.KEPT, Outcome.BROKEN, Outcome.ERROR


def test_targets_of_all_runs_are_there_in_their_order(tmp_path):
    merged = merge([left_by(tmp_path / each, {each: KEPT}) for each in ("b", "a", "c")])

    assert [*merged.record.targets] == ["b", "a", "c"]
    assert merged.finished
    assert merged.exit_code() == 0


def test_of_a_target_that_two_runs_checked_the_later_one_counts(tmp_path):
    later = left_by(tmp_path / "later", {"a": KEPT}, at=2)
    earlier = left_by(tmp_path / "earlier", {"a": BROKEN, "b": KEPT}, at=1)

    merged = merge([later, earlier])

    assert {name: str(each.verdict()) for name, each in merged.record.targets.items()} == {
        "a": "conformant",
        "b": "conformant",
    }
    assert merged.exit_code() == 0
    assert merged.parts[1].words.endswith("; a: a later run counts")


def test_of_two_runs_of_one_second_the_one_that_is_named_last_counts(tmp_path):
    merged = merge([left_by(tmp_path / each, {"a": KEPT}) for each in ("x", "y")])

    assert [each.targets for each in merged.parts] == [(), ("a",)]


CODES: dict[str, tuple[Outcome | None, int]] = {
    "kept": (KEPT, 0),
    "broken": (BROKEN, 1),
    "error": (ERROR, 11),
    "none": (None, 10),
    "usage": (KEPT, 4),
    "interrupted": (BROKEN, 2),
    "leak": (KEPT, 11),
}


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (("kept", "kept"), 0),
        (("kept", "broken"), 1),
        (("broken", "error"), 1),
        (("none", "broken"), 1),
        (("none", "kept"), 10),
        (("none", "error"), 11),
        (("none", "leak"), 11),
        (("leak", "broken"), 1),
        (("kept", "interrupted"), 2),
        (("usage", "interrupted"), 2),
        (("broken", "usage"), 4),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_exit_code_is_the_one_that_the_runs_together_would_have(tmp_path, kinds, code):
    directories = []
    for number, kind in enumerate(kinds):
        outcome, own = CODES[kind]
        made = {f"{kind}-{number}": outcome}
        directories.append(left_by(tmp_path / str(number), made, exit_code=own))

    assert merge(directories).exit_code() == code
    assert merge(directories[::-1]).exit_code() == code


def test_run_that_a_later_one_takes_the_place_of_decides_nothing(tmp_path):
    crashed = left_by(tmp_path / "1", {"a": BROKEN}, at=1, exit_code=3, is_complete=False)

    merged = merge([crashed, left_by(tmp_path / "2", {"a": KEPT}, at=2)])

    assert merged.exit_code() == 0
    assert merged.finished


def test_run_that_leaked_is_not_forgiven_by_half_of_a_later_one(tmp_path):
    leaking = left_by(tmp_path / "1", {"a": KEPT, "b": KEPT}, at=1, exit_code=11)

    assert merge([leaking, left_by(tmp_path / "2", {"a": KEPT}, at=2)]).exit_code() == 11


def test_run_that_is_not_finished_leaves_none_finished(tmp_path):
    short = left_by(tmp_path / "1", {"a": KEPT}, is_complete=False)

    merged = merge([short, left_by(tmp_path / "2", {"b": KEPT})])

    assert merged.finished is None
    assert merged.exit_code() == 11
    assert ", not finished" in merged.parts[0].words
    assert ", not finished" not in merged.parts[1].words


def test_broken_advice_decides_nothing(tmp_path):
    advised = RunRecord()
    advised.targets["a"] = a_record(
        a_result(KEPT, target="a"), a_result(BROKEN, ADVISED, target="a"), name="a"
    )

    assert merge([left_by(tmp_path, run=advised)]).exit_code() == 0


def test_news_and_problems_are_those_of_the_runs_that_count(tmp_path):
    histories = []
    for number in (1, 2):
        histories.append(History({}, f"file {number} is damaged"))
        histories[-1].changes = [Change("a", "a.rule", f"news {number}"), Change("b", "", "gone")]
    first = left_by(tmp_path / "1", {"a": KEPT, "b": KEPT}, at=1, history=histories[0])
    second = left_by(tmp_path / "2", {"a": KEPT}, at=2, history=histories[1])

    history = merge([first, second]).history

    assert {each.words for each in history.changes} == {"gone", "news 2"}
    assert history.problem == "file 1 is damaged; file 2 is damaged"
    assert history.is_whole


def test_history_takes_the_runs_in_as_one(tmp_path):
    kept = tmp_path / "history.json"
    words = []
    for outcome in (KEPT, BROKEN):
        runs = [left_by(tmp_path / f"{outcome}{each}", {each: outcome}) for each in ("a", "b")]
        history = compared(merge(runs), kept).history
        file.write(kept, history.known, {})
        words.append([(each.target, each.words) for each in history.changes])

    assert words == [[], [("a", "newly broken"), ("b", "newly broken")]]


def test_directory_that_is_named_twice_is_refused(tmp_path):
    directory = left_by(tmp_path / "x", {"a": KEPT})

    with pytest.raises(BadTarget, match=r"x: is named twice$"):
        merge([directory, tmp_path / "y" / ".." / "x"])


def test_command_says_what_it_made_and_exits_as_the_runs_would(tmp_path, capsys):
    runs = [left_by(tmp_path / each, {each: BROKEN}, exit_code=1) for each in ("a", "b")]

    code = main(["merge", *map(str, runs), "--output", str(tmp_path / "of-all")])

    assert code == 1
    told = capsys.readouterr()
    assert told.err == ""
    assert "a (http://acme.test/api) broken: 0 of 1 rules proven, 1 broken\n" in told.out
    assert json.loads((tmp_path / "of-all" / "results.json").read_text())["finished"]


def test_history_that_can_not_be_read_is_told(tmp_path, capsys):
    run, kept = left_by(tmp_path / "a", {"a": KEPT}), tmp_path / "history.json"
    kept.write_text('{"format": 2, "tar')

    code = main(["merge", str(run), "--output", str(tmp_path / "of-all"), "--history", str(kept)])

    assert code == 0
    [line] = [each for each in capsys.readouterr().out.splitlines() if "history: " in each]
    assert "history.json" in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["merge", "nowhere", "--output", "x"], "nowhere holds no results.json"),
        (["merge", "--output", "x"], "the following arguments are required: DIR"),
        (["merge", "a"], "the following arguments are required: --output"),
        (["merge", "a", "--output", "x", "--odd"], "unrecognized arguments: --odd"),
        (["mend"], "invalid choice: 'mend'"),
        ([], "the following arguments are required: command"),
    ],
    ids=lambda value: "-".join(value)[:30] if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_and_exit_4(capsys, arguments, words):
    code: object
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code

    told = capsys.readouterr()
    assert code == 4
    assert told.out == ""
    [line] = told.err.splitlines()
    assert line.startswith("ERROR: ")
    assert words in line


def test_help_is_no_bad_input(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["merge", "--help"])

    assert ended.value.code == 0
    assert "the later one counts" in " ".join(capsys.readouterr().out.split())


def test_target_without_verdict_keeps_its_words(tmp_path):
    run = RunRecord()
    run.targets["a"] = a_record(name="a", no_verdict=NoVerdict.UNREACHABLE)

    merged = merge([left_by(tmp_path, run=run, exit_code=10)])

    assert merged.record.targets["a"].verdict_line() == "unreachable: gone"
    assert merged.exit_code() == 10


def test_merged_runs_begin_with_the_first_and_end_with_the_last(tmp_path):
    merged = merge([left_by(tmp_path / str(at), {str(at): KEPT}, at=at) for at in (2, 1, 3)])

    starts = sorted(each.run.record.started for each in merged.parts)
    assert all(one < other for one, other in pairwise(starts))
    assert merged.record.started == starts[0]
    assert merged.finished == max(each.run.finished or "" for each in merged.parts)


def of_part(directory, part, names, chosen=("a", "b", "c")):
    run = RunRecord(started="2027-01-01T12:00:00Z", shard=Shard(part, tuple(chosen)))
    run.targets = {
        each: a_record(a_result(KEPT, target=each, test=f"x[{each}]"), name=each) for each in names
    }
    return left_by(directory, run=run)


def test_parts_that_are_all_there_miss_nothing(tmp_path):
    parts = [of_part(tmp_path / "1", "1/2", "ab"), of_part(tmp_path / "2", "2/2", "c")]

    merged = merge(parts)

    assert merged.missing() == []
    assert merged.exit_code() == 0


def test_target_that_no_part_checked_is_named_and_gives_no_verdict(tmp_path, capsys):
    first = of_part(tmp_path / "1", "1/2", "ab")
    output = tmp_path / "all"

    code = main(["merge", str(first), "--output", str(output)])

    assert code == ExitCode.NO_VERDICT
    assert "not checked by any of these parts: c\n" in capsys.readouterr().out
    assert "- not checked by any of these parts: c\n" in (output / "summary.md").read_text()


def test_packed_archives_of_runs_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(har, "LARGEST_PLAIN", 100)
    runs = [left_by(tmp_path / each, {each: KEPT}) for each in ("a", "b")]
    output = tmp_path / "all"

    main(["merge", *map(str, runs), "--output", str(output)])

    assert not (output / "exchanges.har").exists()
    plain = json.loads(har.unpacked((output / "exchanges.har.gz").read_bytes()))
    assert [each["request"]["url"] for each in plain["log"]["entries"]] == [
        "http://a.test/",
        "http://b.test/",
    ]

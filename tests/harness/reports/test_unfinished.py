"""What a run found is on disk as it comes, and a run that was stopped goes on from there."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.core.errors import BadTarget
from harness.core.outcomes import Outcome
from harness.reports.unfinished import Unfinished
from harness.results.failure import failure_of
from harness.targets.model import Account
from tests.harness.making import CANARY, a_record, a_result, an_exchange
from tests.harness.reports.leaving import an_entry, gathered

AT = "2027-01-01T12:00:00Z"
OPTIONS = {"--depth": "quick", "--seed": "0"}
FAILING: Any = {"product": "me", "search": "login", "case": {}}


@pytest.fixture
def unfinished(tmp_path):
    made = Unfinished(tmp_path)
    made.begin(AT, OPTIONS)
    return made


def a_done(name="acme"):
    record = a_record(
        a_result(Outcome.BROKEN, test="b"), a_result(Outcome.KEPT, test="a"), name=name
    )
    record.failures["b"] = failure_of("a refusal", "200", an_exchange("logout"))
    record.requests = 7
    return record


def again(unfinished):
    """The same directory, in a process that comes later."""
    return Unfinished(unfinished.reports)


def test_exchanges_are_on_disk_as_they_come_and_target_by_target(unfinished):
    for name, number in (("b", 1), ("a", 2), ("b", 3)):
        unfinished.keep(gathered(name, [an_entry(name) | {"milliseconds": number}]))

    found = list(again(unfinished).exchanges(["a", "b", "none"]))

    assert [each["milliseconds"] for each in found] == [2, 1, 3]


def test_text_that_no_encoding_has_is_kept(unfinished):
    entry = an_entry("a") | {"answer_body": "half \ud83d of a pair \u2028 ž"}

    unfinished.keep(gathered("a", [entry]))

    assert list(unfinished.exchanges(["a"])) == [entry]


def test_names_that_differ_in_case_alone_have_files_of_their_own(unfinished):
    for name in ("acme", "Acme"):
        unfinished.keep(gathered(name, [an_entry(name)]))

    assert len({path.name.lower() for path in unfinished.directory.glob("*.jsonl")}) == 2


def test_full_disk_is_told_where_the_archive_is_written_and_ends_nothing(unfinished, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)

    unfinished.keep(gathered("a", [an_entry("a")]))
    unfinished.finish(a_done())

    with pytest.raises(OSError, match="exchanges could not be kept: No space left on device"):
        list(unfinished.exchanges(["a"]))


def test_target_that_is_done_is_read_as_it_was_written(unfinished):
    record = a_done()
    unfinished.keep(gathered("acme", [], [FAILING]))
    unfinished.finish(record)

    found = again(unfinished).done([record.target])["acme"]

    assert sorted(found.record.results, key=str) == sorted(record.results, key=str)
    assert found.record.failures == record.failures
    assert found.record.requests == 7
    assert found.record.target is record.target
    assert found.failing == [FAILING]


def test_target_that_is_not_done_begins_anew(unfinished):
    record = a_done()
    unfinished.keep(gathered("acme", [an_entry("acme")]))

    later = again(unfinished)

    assert later.done([record.target]) == {}
    assert list(later.exchanges(["acme"])) == []


@pytest.mark.parametrize(
    "changed",
    [{"url": "https://other.test"}, {"product": "me"}, {"account": Account("new@acme.test", "x")}],
    ids=lambda each: next(iter(each)),
)
def test_target_that_is_described_otherwise_now_is_checked_again(unfinished, changed):
    record = a_done()
    unfinished.finish(record)

    assert unfinished.names_done([record.target]) == {"acme"}
    assert unfinished.names_done([replace(record.target, **changed)]) == set()


@pytest.mark.parametrize("text", ["", "[]", "{}", "5", '{"results": [{}], "failing": []}'])
def test_damaged_target_is_checked_again(unfinished, text):
    record = a_done()
    unfinished.finish(record)
    [path] = unfinished.directory.glob("*.done.json")
    path.write_text(text)

    assert unfinished.done([record.target]) == {}


def test_secret_of_a_target_is_in_no_file(unfinished):
    record = a_done()
    account = Account("qa@acme.test", CANARY)
    record.preflight = replace(
        record.preflight, target=replace(record.target, account=account, token=CANARY)
    )

    unfinished.finish(record)

    assert [path for path in unfinished.directory.iterdir() if CANARY in path.read_text()] == []


def test_run_is_resumed_under_the_same_options(unfinished):
    assert again(unfinished).resumed(OPTIONS) == AT


def test_nothing_is_resumed_where_nothing_is_unfinished(tmp_path):
    assert Unfinished(tmp_path).resumed(OPTIONS) is None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"--depth": "deep", "--seed": "0"}, "--depth"),
        ({"--depth": "quick"}, "--seed"),
        (OPTIONS | {"-k": "login"}, "-k"),
    ],
)
def test_run_of_other_options_is_not_resumed(unfinished, options, told):
    with pytest.raises(BadTarget, match=rf"was begun in another way \({told}\): say the same, or"):
        again(unfinished).resumed(options)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "options": 5, "started": 1}'])
def test_damaged_run_is_one_line(unfinished, text):
    (unfinished.directory / "run.json").write_text(text)

    with pytest.raises(BadTarget, match=r"run\.json is damaged: run without --resume$"):
        unfinished.resumed(OPTIONS)


def test_run_of_another_format_is_not_resumed(unfinished):
    path = unfinished.directory / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 2}))

    with pytest.raises(BadTarget, match="was begun in another way: say the same"):
        unfinished.resumed(OPTIONS)


def test_what_is_removed_is_ours_alone(unfinished):
    unfinished.keep(gathered("acme", [an_entry("acme")]))
    unfinished.finish(a_done())
    (unfinished.directory / "notes.txt").write_text("mine")

    unfinished.remove()

    assert [each.name for each in unfinished.directory.iterdir()] == ["notes.txt"]


def test_folder_that_is_empty_then_is_gone(unfinished):
    unfinished.remove()

    assert not unfinished.directory.exists()

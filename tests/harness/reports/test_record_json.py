"""record.json tells what results.json does not, and a run is read back as it was."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from harness.core.errors import BadTarget
from harness.core.outcomes import Outcome
from harness.core.storage import write_json
from harness.history.comparison import Change
from harness.history.history import History
from harness.history.store import Entry, PastTarget
from harness.reports import record_json
from harness.reports.results_json import results_json
from harness.results.failure import failure_of
from harness.run.preflight import NoVerdict
from harness.targets.known_deviation import KnownDeviation
from harness.targets.limits import Limits
from spec.specification import Effects
from tests.harness.making import CANARY, DOCUMENTED, a_record, a_result, a_run, an_exchange

FAILURE = failure_of("a refusal", "200", an_exchange("logout"))
KNOWN = KnownDeviation(
    "options.flags", "half a pair \ud83d", "MEI-1", date(2027, 1, 2), "options", 200
)
A_FINDING: dict[str, Any] = {
    "rule": DOCUMENTED,
    "operation": "login",
    "case": "200",
    "outcome": "kept",
}
A_FINDING |= {"expected": "", "came": "", "exchange": None, "steps": ""}
A_FINDING |= {"note": "", "sender": "contracts/a.py::b"}


def a_whole_run():
    record = a_record(
        a_result(Outcome.KEPT, test="z"),
        a_result(Outcome.BROKEN, test="a", operation="logout"),
        a_result(Outcome.BROKEN, test="a", operation="logout", detail="again"),
        name="staging",
        known=(KNOWN,),
        budget=Limits(requests=7),
        effects=Effects.ACCOUNT,
        token=CANARY,
        docs_url="https://docs.acme.test",
    )
    for result in record.results:
        result["target"] = "staging"
    record.failures["a"] = FAILURE
    record.findings += [A_FINDING, A_FINDING | {"outcome": "broken"}, A_FINDING]  # type: ignore[list-item]
    record.answers["login"] = Counter({"200": 3})
    record.remarks, record.leftovers = {"odd"}, {"a user"}
    record.requests, record.spent, record.min_proven = 9, {"logins": 2}, 4
    record.cut_short, record.unfinished, record.is_whole = "1 of 3", frozenset({"x"}), False
    run = a_run()
    run.targets["staging"] = record
    return run


def left(directory, run, history=None, exit_code=1, *, is_complete=True):
    """Leave what a run leaves, and read it."""
    history = history or History({"staging": PastTarget()})
    write_json(directory / "results.json", results_json(run, history, is_complete=is_complete))
    record_json.write(directory / "record.json", run, history, exit_code)
    return record_json.read(directory)


def as_text(finding):
    return json.dumps(finding, sort_keys=True)


def test_run_is_read_back_as_it_was(tmp_path):
    run = a_whole_run()

    read = left(tmp_path, run)

    [was], [now] = run.targets.values(), read.record.targets.values()
    assert now.results == was.results
    assert now.failures == was.failures
    assert sorted(map(as_text, now.findings)) == sorted(map(as_text, was.findings))
    assert now.answers == was.answers
    assert now.target.known == (KNOWN,)
    for name in ("remarks", "leftovers", "requests", "spent", "min_proven", "cut_short"):
        assert getattr(now, name) == getattr(was, name)
    assert (now.unfinished, now.is_whole) == (frozenset({"x"}), False)
    assert now.verdict_line() == was.verdict_line()
    assert (read.exit_code, read.record.started) == (1, run.started)
    assert read.record.exit_code() == run.exit_code()


def test_target_is_read_back_without_what_is_secret(tmp_path):
    run = a_whole_run()

    target = left(tmp_path, run).record.targets["staging"].target

    was = run.targets["staging"].target
    for name in ("name", "url", "product", "effects", "budget", "docs_url", "is_embedded"):
        assert getattr(target, name) == getattr(was, name)
    assert (target.account, target.token) == (None, None)
    assert CANARY not in (tmp_path / "record.json").read_text()


def test_history_is_read_back(tmp_path):
    entry = Entry("broken", "2027-01-01T12:00:00Z")
    known = {"staging": PastTarget({DOCUMENTED: entry}, "broken", "2027-01-01T12:00:00Z")}
    history = History(known | {"another": PastTarget()}, "is damaged")
    history.changes, history.is_whole = [Change("staging", DOCUMENTED, "newly broken")], False

    read = left(tmp_path, a_whole_run(), history).history

    assert read.known == known
    assert (read.problem, read.is_whole, read.changes) == ("is damaged", False, history.changes)


def test_target_without_verdict_is_read_back(tmp_path):
    run = a_run()
    run.targets["acme"] = a_record(no_verdict=NoVerdict.REFUSED)

    read = left(tmp_path, run, exit_code=10)

    assert read.record.targets["acme"].verdict_line() == "refused: gone"
    assert read.record.exit_code() == 10


def test_run_that_was_cut_short_is_read_as_such(tmp_path):
    assert left(tmp_path, a_whole_run(), is_complete=False).finished is None
    assert left(tmp_path, a_whole_run()).finished


def test_exit_code_can_be_corrected(tmp_path):
    left(tmp_path, a_whole_run(), exit_code=0)

    record_json.correct_exit_code(tmp_path / "record.json", 11)

    assert record_json.read(tmp_path).exit_code == 11


def change(name, *place, value):
    """Change a member of one of the files."""

    def changed(directory):
        raw = holder = json.loads((directory / name).read_text())
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = value
        (directory / name).write_text(json.dumps(raw))

    return changed


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda d: (d / "results.json").unlink(),
            "holds no results.json: is it a run's directory?",
        ),
        (lambda d: (d / "record.json").unlink(), "holds no record.json: is it a run's directory?"),
        (lambda d: (d / "record.json").write_text("{"), "record.json: is damaged"),
        (lambda d: (d / "results.json").write_text("[" * 99999), "results.json: is damaged"),
        (change("record.json", "format", value=3), "is of format 3, from a newer version"),
        (change("record.json", "format", value="1"), "is of another shape at format"),
        (change("results.json", "format", value=2), "is of another shape at format"),
        (
            change("record.json", "started", value="x"),
            "results.json and record.json are of two runs",
        ),
        (change("results.json", "targets", 0, "name", value="x"), "are of two runs"),
        (
            change("results.json", "results", 0, "rule", value="a.b"),
            "a.b is no rule of cdp in this",
        ),
        (change("record.json", "targets", "staging", "order", value=[0, 1]), "different results"),
        (
            change("record.json", "targets", "staging", "order", value=[0, 1, 1]),
            "different results",
        ),
        (
            change("record.json", "targets", "staging", "target", "product", value="xyz"),
            "xyz is no product of this version's pages",
        ),
        (
            change("record.json", "targets", "staging", "target", "effects", value="all"),
            "is of another shape: KeyError: 'ALL'",
        ),
        (
            change("record.json", "targets", "staging", "findings", "names", value=["rule"]),
            "is of another shape: ValueError",
        ),
        (
            change("record.json", "targets", "staging", "preflight", "no_verdict", value="x"),
            "is of another shape: ValueError",
        ),
    ],
    ids=lambda value: value.replace(" ", "-")[:40] if isinstance(value, str) else "",
)
def test_run_that_cannot_be_read_is_one_line(tmp_path, spoil, words):
    left(tmp_path, a_whole_run())
    spoil(tmp_path)

    with pytest.raises(BadTarget) as raised:
        record_json.read(tmp_path)

    assert words in str(raised.value)
    assert str(tmp_path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_alike_findings_are_written_once():
    run = a_whole_run()

    raw = record_json.record_json(run, History({}), 0)

    assert [row[0] for row in raw["targets"]["staging"]["findings"]["rows"]] == [2, 1]

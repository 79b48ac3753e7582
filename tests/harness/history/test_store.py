"""The file of ``--history``: written, read again, refused in a line, and made before a run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.causes.grouping import causes_of
from harness.core.outcomes import Outcome
from harness.history import store
from harness.history.history import History
from harness.history.store import Entry, PastTarget, Place, UnreadableHistory
from harness.reports.results_json import results_json
from tests.harness.making import DOCUMENTED, a_record, a_result, a_run

if TYPE_CHECKING:
    from harness.run.turns import Tried

AT = "2027-01-01T12:00:00Z"
OLD = {"outcome": "broken", "since": AT, "proven_at": None, "is_missed": True}
PLACE = {"test": "x", "operation": None, "case": None, "is_known": False}


def a_file(tmp_path, content):
    file = tmp_path / "history.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def holding(entry, **target):
    return {"format": 2, "targets": {"acme": {"rules": {"a.rule": entry}} | target}}


def test_history_is_read_as_it_was_written(tmp_path):
    place = Place("contracts::x[acme-login-500]", "login", "500", False, ("", "a"))  # noqa: FBT003
    entry = Entry("broken", AT, AT, is_missed=True, is_in_error=True, broken_at=[place])
    known = {"acme": PastTarget({DOCUMENTED: entry}, "broken", AT)}

    assert store.read(a_file(tmp_path, History(known).as_json())) == known


DATED = Place("x", None, None, is_known=False, comes_and_goes=True, since=AT, cause="5ef7c9ce")


def test_places_are_dated_where_the_version_before_does_not_look(tmp_path):
    known = {"acme": PastTarget({DOCUMENTED: Entry("broken", AT, broken_at=[DATED])})}

    content = History(known).as_json()

    [place] = content["targets"]["acme"]["rules"][DOCUMENTED]["broken_at"]
    assert place == PLACE | {"senders": ()}
    assert content["places"]["acme"][DOCUMENTED] == {
        "x": {"comes_and_goes": True, "since": AT, "cause": "5ef7c9ce"}
    }
    assert store.read(a_file(tmp_path, content)) == known


def test_places_of_the_version_before_are_not_dated(tmp_path):
    known = store.read(a_file(tmp_path, holding(OLD | {"broken_at": [PLACE]})))

    [place] = known["acme"].rules["a.rule"].broken_at
    assert (place.since, place.cause, place.comes_and_goes) == (None, None, False)


@pytest.mark.parametrize(
    "places",
    [{"acme": {"a.rule": {"x": {"since": "yesterday"}}}}, {"other": {"a.rule": {}}}, []],
    ids=["no-moment", "no-target", "a-list"],
)
def test_damaged_dates_of_places_are_one_line(tmp_path, places):
    file = a_file(tmp_path, holding(OLD | {"broken_at": [PLACE]}) | {"places": places})

    with pytest.raises(UnreadableHistory, match=r"is damaged, and is begun anew$"):
        store.read(file)


def test_history_of_the_first_format_is_read(tmp_path):
    file = a_file(tmp_path, {"format": 1, "targets": {"acme": {DOCUMENTED: OLD}}})

    known = store.read(file)

    assert known["acme"].rules[DOCUMENTED] == Entry("broken", AT, None, is_missed=True)
    assert known["acme"].verdict is None


def test_missing_history_is_an_empty_one(tmp_path):
    assert store.read(tmp_path / "none.json") == {}
    assert store.of_results(tmp_path / "none.json") == {}


@pytest.mark.parametrize(
    "content",
    [
        "",
        b"\xff".decode("latin-1"),
        "[]",
        "[" * 100_000,
        {"format": True, "targets": {}},
        {"format": 0, "targets": {}},
        {"format": "2", "targets": {}},
        {"format": 2, "targets": []},
        {"format": 1, "targets": {"acme": {"a.rule": {"x": 1}}}},
        holding(OLD | {"since": 5}),
        holding(OLD | {"since": "yesterday"}),
        holding(OLD | {"since": "2027-01-01T12:00:00"}),
        holding(OLD | {"proven_at": "2027-13-01T12:00:00Z"}),
        holding(OLD | {"is_missed": 1}),
        holding(OLD | {"outcome": "splendid"}),
        holding(OLD | {"broken_at": [PLACE | {"senders": [1]}]}),
        holding(OLD | {"broken_at": [PLACE | {"is_known": "no"}]}),
        holding(OLD, since=5),
        holding(OLD, verdict=["broken"]),
    ],
    ids=lambda content: str(content)[-60:],
)
def test_damaged_history_is_one_line(tmp_path, content):
    file = a_file(tmp_path, content)

    with pytest.raises(UnreadableHistory, match=r"history\.json: is damaged, and is begun anew$"):
        store.read(file)


def test_history_of_the_right_shape_is_not_called_damaged(tmp_path):
    entry = OLD | {"broken_at": [PLACE | {"senders": ["a"]}]}

    assert store.read(a_file(tmp_path, holding(entry, verdict="broken", since=AT)))


def test_history_of_a_newer_version_is_one_line_and_is_told_apart(tmp_path):
    file = a_file(tmp_path, {"format": 3, "of": "whatever"})

    with pytest.raises(UnreadableHistory, match=r"is of format 3, from a newer version") as raised:
        store.read(file)

    assert raised.value.is_newer


def test_last_results_stand_in_for_a_history(tmp_path):
    broken = a_result(Outcome.BROKEN, operation="logout")
    run = a_run()
    run.targets["acme"] = a_record(broken)
    file = a_file(tmp_path, results_json(run, History({})) | {"started": AT})

    known = store.of_results(file)["acme"]

    [told] = causes_of(run, History({}))
    place = Place(broken["test"], "logout", None, is_known=False, cause=told.id)
    assert known.rules[DOCUMENTED] == Entry("broken", AT, None, broken_at=[place])
    assert (known.verdict, known.since) == ("broken", AT)


@pytest.mark.parametrize("text", ["", "[]", '{"started": 5, "targets": [], "rules": [5]}'])
def test_results_that_cannot_be_read_tell_nothing(tmp_path, text):
    assert store.of_results(a_file(tmp_path, text)) == {}


TRIED: Tried = {"odd bodies": {"null": {"at": AT, "held": False}}}


def test_what_was_tried_is_read_as_it_was_written(tmp_path):
    known = {"acme": PastTarget(tried=TRIED), "other": PastTarget()}

    assert store.read(a_file(tmp_path, History(known).as_json())) == known


def test_what_was_tried_stands_where_the_version_before_does_not_look():
    written = History({"acme": PastTarget(tried=TRIED)}).as_json()

    assert written["targets"]["acme"] == {"rules": {}, "verdict": None, "since": None}


@pytest.mark.parametrize("tried", [[], {"acme": {"x": {"y": {"at": 1, "held": True}}}}], ids=str)
def test_what_was_tried_in_another_shape_is_unreadable(tmp_path, tried):
    file = a_file(tmp_path, {"format": 2, "targets": {"acme": {"rules": {}}}, "tried": tried})

    with pytest.raises(UnreadableHistory):
        store.read(file)


def test_how_long_a_target_took_is_read_as_it_was_written(tmp_path):
    known = {"acme": PastTarget(seconds=2.5), "other": PastTarget()}
    written = History(known).as_json()

    assert store.read(a_file(tmp_path, written)) == known
    assert written["targets"]["acme"] == {"rules": {}, "verdict": None, "since": None}


@pytest.mark.parametrize("seconds", [[], {"acme": "2"}, {"acme": -1}], ids=str)
def test_how_long_a_target_took_in_another_shape_is_unreadable(tmp_path, seconds):
    file = a_file(tmp_path, {"format": 2, "targets": {"acme": {"rules": {}}}, "seconds": seconds})

    with pytest.raises(UnreadableHistory):
        store.read(file)


@pytest.mark.parametrize(("is_complete", "seconds"), [(True, 3.0), (False, None)])
def test_last_results_tell_how_long_a_target_took_if_they_are_whole(tmp_path, is_complete, seconds):
    run = a_run()
    run.targets["acme"] = a_record(a_result(Outcome.KEPT), a_result(Outcome.KEPT, test="other"))
    for each in run.targets["acme"].results:
        each["seconds"] = 1.5
    file = a_file(tmp_path, results_json(run, History({}), is_complete=is_complete))

    assert store.of_results(file)["acme"].seconds == seconds

"""Jobs that end, those that never do, and what is no state of a job."""

import time

import pytest

from harness.core.outcomes import Unproven
from harness.operations import jobs
from harness.operations.jobs import (
    StillRunning,
    ended,
    named_within,
    null_no_more,
    said_of,
    states_in,
    told_limit,
    told_seconds,
)
from tests.harness.making import an_answer


@pytest.fixture
def pauses(monkeypatch):
    """A clock that goes on only where somebody waits."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(waited))
    return waited


def looks(*bodies, status=200):
    left = [an_answer("getUser", status=status, json=each) for each in bodies]
    return lambda: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    "body",
    [
        {"state": "done"},
        {"state": "FAILED"},
        {"id": 1},
        {"state": 3},
        [],
        {"state": "done", "schedule": {"status": "active"}},
    ],
)
def test_what_has_ended_is_asked_once(pauses, body):
    assert ended(looks(body), "job").json == body
    assert pauses == []


def test_job_is_waited_for(pauses):
    answer = ended(looks({"state": "Queued"}, {"job": {"status": "in-progress"}}, {"id": 5}), "job")

    assert answer.json == {"id": 5}
    assert len(pauses) == 2


def test_job_that_never_ends_is_unproven(pauses):
    with pytest.raises(Unproven, match="the job is still 'IN_PROGRESS' after 30 seconds"):
        ended(looks({"state": "IN_PROGRESS"}), "job")

    assert jobs.LONGEST <= sum(pauses) <= jobs.LONGEST + 1


def test_what_still_ran_at_last_is_kept(pauses):
    with pytest.raises(StillRunning) as raised:
        ended(looks({"state": "running", "id": 5}), "job")

    assert raised.value.answer.json == {"state": "running", "id": 5}
    assert pauses


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("It takes a few seconds, 10 at most. The answer comes at once.", 10),
        ("Ask until it is done; that takes some seconds, ten at most.", 10),
        ("It is done within 2 minutes.", 120),
        ("Ready in up to five seconds", 5),
        ("Ten seconds at most", 10),
        ("It takes a few seconds.", None),
        ("At most 10 things are exported. It takes seconds.", None),
        ("Within 5 days", None),
        ("", None),
    ],
)
def test_page_may_say_how_long_a_job_takes(words, seconds):
    assert told_seconds(words) == seconds


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("It is done within 12 seconds.", "12 seconds at most"),
        ("In less than one second it is done.", "a second at most"),
        ("It is done within 2 minutes.", None),
        ("Ask for it until it is done, which takes a few seconds.", "a few seconds"),
        ("A few seconds later it is done; ask again.", "a few seconds"),
        ("It usually takes a few seconds.", None),
        ("Ask every few seconds. It may take a few seconds.", None),
        ("It takes some seconds.", None),
        ("It seldom takes more than five seconds.", "seldom more than 5 seconds"),
        ("It rarely takes longer than 20 seconds.", None),
        ("It seldom takes more than a minute.", None),
        ("It takes a moment.", None),
    ],
)
def test_job_that_takes_longer_than_that_is_late(words, limit):
    assert told_limit(words) == limit


def test_refusal_is_not_waited_for(pauses):
    assert ended(looks({"state": "running"}, status=500), "job").status == 500
    assert pauses == []


def test_states_of_parts_count_where_there_is_none_outside():
    assert list(states_in({"job": {"state": "a"}, "status": 5})) == ["a"]
    assert list(states_in({"state": "a", "job": {"state": "b"}})) == ["a"]
    assert list(states_in("running")) == []


UNTIL = "The `end_result` is `null` until the state is done; then it has a slot."


@pytest.mark.parametrize(
    ("words", "body", "found"),
    [
        (UNTIL, {"state": "done", "end_result": None}, "end_result"),
        ("The end result stays null as long as it runs.", {"state": "done", "end_result": None},
         "end_result"),
        (UNTIL, {"state": "done", "end_result": {}}, None),
        (UNTIL, {"state": "done"}, None),
        (UNTIL, {"state": "failed", "end_result": None}, None),
        (UNTIL, [], None),
        ("The end result may be null.", {"state": "done", "end_result": None}, None),
        ("The state is null until it runs.", {"state": "done", "end_result": None}, None),
    ],
)  # fmt: skip
def test_value_that_comes_at_the_end(words, body, found):
    assert null_no_more(words, {"state": "done", "end_result": {"slots": 1}}, body) == found
    assert null_no_more("", {"state": "done", "end_result": {"slots": 1}}, body) is None


@pytest.mark.parametrize(
    ("words", "body", "found"),
    [
        (UNTIL, {"state": "done", "end_result": None}, "end_result"),
        ("The end result is null till `state` is `done` or `failed`.",
         {"state": "failed", "end_result": None}, "end_result"),
        (UNTIL, {"state": "done", "end_result": {}}, None),
        (UNTIL, {"state": "failed", "end_result": None}, None),
        (UNTIL, {"end_result": None}, None),
        ("The end result is null while it is done over.", {"state": "done", "end_result": None},
         None),
        ("The end result is null until it is done.", {"state": "do", "end_result": None}, None),
        ("What is in the state `done` has its `end_result`.", {"state": "done", "end_result": None},
         "end_result"),
        ("A done survey has an end result.", {"state": "done", "end_result": None}, "end_result"),
        ("A done survey has no end result.", {"state": "done", "end_result": None}, None),
        ("A done survey has its end result.", {"state": "failed", "end_result": None}, None),
    ],
)  # fmt: skip
def test_state_that_words_name_ends_it_where_there_is_no_sample(words, body, found):
    assert null_no_more(words, None, body) == found
    assert null_no_more(words, {"end_result": {"slots": 1}}, body) == found


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"id": 1, "thing": 2, "result": {"thing": 3}}, "result.thing"),
        ({"result": {"thing": 2}}, None),
        ({"result": {"thing": "2"}}, None),
        ({"result": {"thing": None}}, None),
        ({"end_report": {"thing": 3}}, "end_report.thing"),
        ({"previous": {"thing": 3}}, None),
        ({"result": 3}, None),
        ([], None),
    ],
)
def test_result_that_names_another_thing(body, place):
    assert named_within(body, "thing", 2) == place


def test_words_of_members_are_told_as_sentences_about_them():
    members = {
        "result": {"description": "Null until the plan is done"},
        "error": {"description": "is `null` while it runs"},
        "state": {"description": "How far it is; null never"},
        "id": {},
    }
    assert (
        said_of(members)
        == "`result` is null until the plan is done\n\n`error` is `null` while it runs"
    )
    assert null_no_more(said_of(members), None, {"state": "done", "result": None}) == "result"

"""Jobs that end, those that never do, and what is no state of a job."""

import time

import pytest

from harness.core.outcomes import Unproven
from harness.operations import jobs
from harness.operations.jobs import ended, states_in
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


def test_refusal_is_not_waited_for(pauses):
    assert ended(looks({"state": "running"}, status=500), "job").status == 500
    assert pauses == []


def test_states_of_parts_count_where_there_is_none_outside():
    assert list(states_in({"job": {"state": "a"}, "status": 5})) == ["a"]
    assert list(states_in({"state": "a", "job": {"state": "b"}})) == ["a"]
    assert list(states_in("running")) == []

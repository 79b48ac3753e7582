"""Users of an interrupted run are removed while the instance answers; the rest is named."""

from __future__ import annotations

import threading
import time

import pytest

from harness.operations.values import PREFIX
from harness.run import hasty
from harness.run.hasty import removed_in_haste
from tests.harness.wire import http

USER = f"x+{PREFIX}@acme.test"


@pytest.fixture
def invited(run, wire):
    """A run that has invited a user."""
    wire.answers = [http(200, {"token": "t"}), http(200, {"id": "17", "email": USER})]
    run.users.invite()
    wire.answers = [http(200, {"token": "t"}), http(200, {})]
    return run


@pytest.fixture
def hanging(invited, wire):
    """The same, of an instance that answers nothing more, until the test is over."""
    over = threading.Event()
    answer = wire.answer_to

    def answer_to(request):
        answer(request)
        over.wait()
        return http(400)

    wire.answer_to = answer_to
    yield invited
    over.set()


def test_users_are_removed_from_an_instance_that_answers(invited, wire):
    assert removed_in_haste((invited.users,), invited.client) == []
    assert wire.lines[-1] == "DELETE /api/users/17"


def test_users_of_an_instance_that_gives_no_answer_are_named(hanging):
    [left] = removed_in_haste((hanging.users,), hanging.client, silence=0.1)

    assert left == (f"{USER}: the run was interrupted, and the instance gave no answer for 0.1 s")


def test_removing_takes_no_longer_than_it_may(hanging):
    [left] = removed_in_haste((hanging.users,), hanging.client, silence=60, most=0.1)

    assert left == f"{USER}: the run was interrupted, and removing took longer than 0.1 s"


def test_silence_is_counted_from_the_last_answer(monkeypatch):
    times = iter([0.0, 0.7, 1.4, 2.1, 2.8])
    alive, answered, thread = [True, True, True, False], threading.Event(), threading.Thread()
    monkeypatch.setattr(thread, "is_alive", lambda: alive.pop(0))
    monkeypatch.setattr(thread, "join", lambda _: answered.set())
    monkeypatch.setattr(time, "monotonic", lambda: next(times))

    assert hasty._wait(thread, answered, 1.0, 60.0) == ""


def test_second_interrupt_leaves_the_rest(hanging, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(hasty, "_wait", interrupted)

    [left] = removed_in_haste((hanging.users,), hanging.client)

    assert left == f"{USER}: the run was interrupted again"


def test_invitation_without_an_answer_is_named_as_such(run, wire):
    wire.answers = [http(200, {"token": "t"})]
    address = run.users.address()
    run.users._unanswered.add(address)

    assert run.users.left("why") == [f"{address} (invited, and not answered): why"]


def test_failure_of_removing_names_the_users(invited, monkeypatch):
    def fail():
        raise RuntimeError("broken")

    monkeypatch.setattr(invited.users, "remove_all", fail)

    assert removed_in_haste((invited.users,), invited.client) == [f"{USER}: RuntimeError: broken"]


def test_no_token_is_left_for_later_runs_in_haste(invited, monkeypatch):
    monkeypatch.setattr(invited.aged, "finish", lambda: pytest.fail("it logs in"))

    assert invited.finish(is_in_haste=True) == []
    assert invited.is_finished


def test_run_whose_end_is_interrupted_is_not_finished(invited, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(invited.users, "remove_all", interrupted)

    with pytest.raises(KeyboardInterrupt):
        invited.finish()
    assert not invited.is_finished

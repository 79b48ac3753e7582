"""Requests with a live token; where that has ended, with another one."""

from typing import Any

import pytest

from tests.harness.keeping import Keeper

pytestmark = pytest.mark.usefixtures("no_pauses")


def call(calls, operation):
    return calls.called(calls.spec.operation(operation))


def test_fresh_token_is_tried_where_the_live_one_is_refused(calls_of):
    keeper = Keeper()
    answers: list[Any] = [(401, {}), (200, {"things": []})]
    keeper.instead["list"] = lambda *_: answers.pop(0)

    assert call(calls_of(keeper), "list").answer.succeeded


@pytest.mark.parametrize("ends", [True, False])
def test_token_that_is_refused_by_403_is_taken_for_one_that_has_ended_once(calls_of, ends):
    keeper = Keeper()
    answers: list[Any] = [(403, {}), (200, {"things": []})]
    keeper.instead["list"] = lambda *_: answers.pop(0) if ends else (403, {})
    calls = calls_of(keeper)
    operation = calls.spec.operation("list")

    assert call(calls, "list").answer.succeeded is ends
    if not ends:
        calls.asked(operation, call(calls, "list").arguments)
    assert len(keeper.came("list")) == (2 if ends else 3)

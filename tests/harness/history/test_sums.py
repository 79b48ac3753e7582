"""Sums of a history tell what of it is damaged, and nothing of a file that has none."""

from __future__ import annotations

import json

import pytest

from harness.history import sums

NIGHTS = {"runs": [["2027-01-01T12:00:00Z", "0.1.0", True]]}


def a_state():
    return {
        "format": 2,
        "targets": {"acme": {"rules": {}}, "other": {"rules": {}}},
        "tried": {"acme": {"odd bodies": {}}},
        "places": {"other": {}},
    }


def read_again(state):
    return json.loads(json.dumps(state))


def test_whole_state_has_nothing_damaged():
    state = read_again(sums.added(a_state(), NIGHTS))

    assert sums.without_damaged(state) == (state, [])
    assert sums.is_of_nights(state, NIGHTS)


@pytest.mark.parametrize("part", ["targets", "tried"])
def test_damaged_target_is_left_out_alone(part):
    state = read_again(sums.added(a_state(), None))
    state[part]["acme"]["rules"] = {"a.rule": {}}

    kept, lost = sums.without_damaged(state)

    assert lost == ["acme"]
    assert kept["targets"].keys() == {"other"}
    assert kept["tried"] == {}


def test_target_of_another_name_is_damaged_under_both():
    state = read_again(sums.added(a_state(), None))
    state["targets"]["acmd"] = state["targets"].pop("acme")

    assert sums.without_damaged(state)[1] == ["acmd", "acme"]


def test_nights_of_another_sum_are_told():
    state = sums.added(a_state(), NIGHTS)

    assert not sums.is_of_nights(state, {"runs": []})
    assert not sums.is_of_nights(state, None)


@pytest.mark.parametrize("told", [None, 7, {}, {"targets": 7}], ids=str)
def test_state_without_sums_is_taken_as_it_is(told):
    state = a_state() | ({} if told is None else {sums.NAME: told})

    assert sums.without_damaged(state) == (state, [])
    assert sums.is_of_nights(state, NIGHTS)

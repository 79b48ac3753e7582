"""Turns: the seed decides, a history comes before it, and what failed comes first."""

from __future__ import annotations

import pytest

from harness.run.turns import Tried, Turns

AMONG = [f"way {number}" for number in range(12)]
EARLY, LATE = "2027-01-01T02:00:00Z", "2027-01-02T02:00:00Z"


def at(moment, *, held=True):
    return {"at": moment, "held": held}


def test_one_seed_picks_the_same_each_time():
    assert Turns(3).pick("ways", AMONG, 4) == Turns(3).pick("ways", AMONG, 4)


def test_seeds_together_cover_the_list():
    picked = {each for seed in range(30) for each in Turns(seed).pick("ways", AMONG, 2)}

    assert picked == set(AMONG)


def test_lists_of_other_names_have_other_turns():
    picked = {tuple(Turns().pick(name, AMONG, 2)) for name in "abcdefgh"}

    assert len(picked) > 1


def test_picked_are_in_the_order_of_the_list():
    picked = Turns().pick("ways", AMONG, 5)

    assert picked == [each for each in AMONG if each in picked]
    assert len(picked) == 5


def test_more_than_there_are_is_all_of_them():
    assert Turns().pick("ways", AMONG, 99) == AMONG


def test_what_was_never_tried_comes_before_what_was():
    before = {"ways": {each: at(LATE) for each in AMONG[1:]}}

    assert Turns(0, before).pick("ways", AMONG) == AMONG[:1]


def test_what_was_tried_longest_ago_comes_first():
    before = {"ways": {each: at(LATE) for each in AMONG} | {AMONG[5]: at(EARLY)}}

    assert Turns(0, before).pick("ways", AMONG) == [AMONG[5]]


def test_what_failed_comes_before_all():
    before = {"ways": {each: at(EARLY) for each in AMONG[2:]} | {AMONG[7]: at(LATE, held=False)}}

    assert Turns(0, before).pick("ways", AMONG) == [AMONG[7]]


def test_nights_in_a_row_cover_the_list():
    before: Tried = {}
    seen = []
    for _ in range(4):
        turns = Turns(0, before)
        seen += turns.pick("ways", AMONG, 3)
        before.setdefault("ways", {}).update(turns.take_new()["ways"])

    assert sorted(seen) == sorted(AMONG)


@pytest.mark.parametrize("fails", [True, False])
def test_only_the_contract_at_hand_fails(fails):
    turns = Turns()
    (earlier,) = turns.pick("others", AMONG)
    turns.begin()
    (tried,) = turns.pick("ways", AMONG)

    if fails:
        turns.fail()

    taken = turns.take_new()
    assert taken["ways"][tried]["held"] is not fails
    assert taken["others"][earlier]["held"]


def test_what_was_tried_is_handed_over_once():
    turns = Turns()
    turns.pick("ways", AMONG)
    turns.take_new()

    assert turns.take_new() == {}


def test_contract_that_picked_is_known_until_the_next_begins():
    turns = Turns()
    said = [turns.has_picked]

    turns.pick("ways", ["a", "b"])
    said.append(turns.has_picked)
    turns.begin()

    assert [*said, turns.has_picked] == [False, True, False]

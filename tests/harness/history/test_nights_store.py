"""Nights are read as they were written, refused where they are damaged, and stay small."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace

import pytest

from harness.history import nights_store
from harness.history.nights_store import as_json, bounded, compact, parsed
from tests.harness.nights import CAUSE, DAY, NOW, RULES, a_night, fabricated


def some():
    causes = (CAUSE, replace(CAUSE, rate="1 of 5", since=None))
    found = {"causes": causes, "evidence": {RULES[2]: "ledger (8 h 10 min)"}, "words": "9 of 45"}
    odd = {RULES[0]: "advice", RULES[9]: "known"}
    return {"acme": [a_night(DAY, broken=2, **found), a_night(outcomes=odd)], "other": [a_night()]}


def test_nights_are_read_as_they_were_written():
    assert parsed(json.loads(compact(as_json(some())))) == some()


def test_no_nights_are_read_as_none():
    assert parsed(json.loads(compact(as_json({})))) == {}


def test_what_recurs_is_written_once():
    raw = as_json({"acme": [a_night(DAY * each) for each in range(9)]})

    assert len(raw["found"]) == 1
    assert len(raw["runs"]) == 9


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("rules", 0), 5),
        (("rules",), {}),
        (("causes", 0, 2), "login"),
        (("causes", 0, 3), "often"),
        (("causes", 0, 3), "1 of " + "9" * 5000),
        (("causes", 0, 4), "yesterday"),
        (("found", 0, 3), -1),
        (("found", 0, 3), True),
        (("found", 0, 5), "?"),
        (("found", 0, 5), "." * 46),
        (("found", 0, 5), "." * 44),
        (("found", 0, 7), [9]),
        (("found", 0, 7), [-1]),
        (("runs", 0, 0), "2027-01-01T12:00:00"),
        (("runs", 0, 2), 1),
        (("targets", "acme", 0), [0]),
        (("targets", "acme", 0), [0, 99]),
        (("targets",), []),
    ],
    ids=lambda value: str(value)[:30],
)
def test_nights_of_another_shape_are_refused(place, value):
    raw = json.loads(compact(as_json(some())))
    holder = raw
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value

    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it is told in one line
        parsed(raw)


@pytest.mark.parametrize("raw", [None, [], {}, "x", {"rules": []}], ids=str)
def test_what_is_no_table_is_refused(raw):
    with pytest.raises(ValueError):  # noqa: PT011
        parsed(raw)


def test_four_hundred_runs_of_a_hundred_targets_have_their_place():
    nights = fabricated(10, 400)

    kept, raw = bounded(nights)

    assert kept == nights
    assert len(compact(raw)) < nights_store.MOST_BYTES / 10


def test_too_many_bytes_cost_the_oldest_nights_and_never_the_newest(monkeypatch):
    nights = fabricated(5, 60)
    whole = len(compact(as_json(nights)))
    monkeypatch.setattr(nights_store, "MOST_BYTES", whole // 3)

    kept, raw = bounded(deepcopy(nights))

    assert whole // 6 < len(compact(raw)) <= whole // 3
    for name, of_target in nights.items():
        assert kept[name] == of_target[-len(kept[name]) :]
        assert kept[name][-1].moment == NOW


def test_one_night_of_each_stays_though_it_is_too_large(monkeypatch):
    monkeypatch.setattr(nights_store, "MOST_BYTES", 10)

    kept, _ = bounded(fabricated(3, 5))

    assert [len(each) for each in kept.values()] == [1, 1, 1]

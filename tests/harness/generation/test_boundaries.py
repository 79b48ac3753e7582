"""Boundary cases: more of them in deeper runs, and none that a page describes."""

import json

import pytest

from harness.generation import boundaries
from harness.generation.case import Case
from harness.operations.values import PREFIX
from harness.run.settings import Depth
from harness.run.turns import Tried, Turns
from spec import specification
from tests.products import PRODUCTS


@pytest.mark.parametrize("product", PRODUCTS)
def test_deeper_runs_send_more_bodies_each_once(product):
    spec = specification.load(product)
    for operation in (each for each in spec.operations.values() if each.body_fields):
        sent = [
            [each.how for each in boundaries.bodies(spec, operation, depth, Turns())]
            for depth in Depth
        ]

        assert len(sent[2]) == len(set(sent[2]))
        assert {*sent[0]} < {*sent[1]} <= {*sent[2]}
        assert len(sent[1]) < len(sent[2])


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("seed", [0, 7])
def test_all_that_is_sure_comes_to_one_operation_at_least(product, seed):
    spec, turns = specification.load(product), Turns(seed)
    takers = [each for each in spec.operations.values() if each.body_fields]

    sent = [
        [each.how for each in boundaries.bodies(spec, taker, Depth.STANDARD, turns)]
        for taker in takers
    ]

    assert not {*boundaries.SURE} - {how for each in sent for how in each}
    assert all(len(each) == len(set(each)) for each in sent)
    if product != "me":
        assert {f"fields: {each}" for each in boundaries.TURNS} <= {
            h for each in sent for h in each
        }


def test_nights_deal_the_same_out_to_other_operations():
    spec = specification.load("me")
    operation, seen = spec.operation("login"), set()
    before: Tried = {}
    takers = [each for each in spec.operations.values() if each.body_fields]

    for _ in takers:
        turns = Turns(0, before)
        seen |= {each.how for each in boundaries.bodies(spec, operation, Depth.STANDARD, turns)}
        before = merged(before, turns.take_new())

    assert {*boundaries.SURE} <= seen


def merged(before, new):
    """Put the turns of a run into those of the runs before, as a history does, a night later."""
    count = sum(len(each) for each in before.values())
    later = {
        name: {what: turn | {"at": f"{count + 1:06}"} for what, turn in each.items()}
        for name, each in new.items()
    }
    return {name: before.get(name, {}) | later.get(name, {}) for name in {*before, *later}}


def test_what_seldom_shows_a_fault_is_taken_by_turns():
    spec = specification.load("me")
    takers = [each for each in spec.operations.values() if each.body_fields]

    def seldom(depth, seed):
        return [
            {each.how.removeprefix("fields: ") for each in bodies} & {*boundaries.SELDOM}
            for bodies in (boundaries.bodies(spec, each, depth, Turns(seed)) for each in takers)
        ]

    assert {len(each) for each in seldom(Depth.STANDARD, 0)} == {1}
    assert seldom(Depth.STANDARD, 0) != seldom(Depth.STANDARD, 1)
    assert all(each == {*boundaries.SELDOM} for each in seldom(Depth.DEEP, 0))
    assert not any(seldom(Depth.QUICK, 0))


def test_odd_headers_come_along_with_every_other_value():
    spec = specification.load("me")
    fields = [f"fields: {each}" for each in boundaries.FIELD_VALUES]

    for taker in (each for each in spec.operations.values() if each.body_fields):
        sent = boundaries.bodies(spec, taker, Depth.STANDARD, Turns())
        with_headers = [bool(each.headers) for each in sent if each.how in fields]

        assert len(with_headers) // 2 - 1 <= sum(with_headers) <= len(with_headers) // 2 + 1
    assert not any(
        each.headers
        for each in boundaries.bodies(spec, spec.operation("login"), Depth.QUICK, Turns())
    )


def test_paths_that_are_likely_come_first():
    operation = specification.load("me").operation("getUser")
    likely = list(boundaries.PATH_VALUES)[: boundaries.LIKELY]

    quick, standard, deep = (
        [each.how.removeprefix("an id: ") for each in boundaries.paths(operation, depth, Turns())]
        for depth in Depth
    )

    assert quick == likely[:1]
    assert len([each for each in standard if each in likely]) == boundaries.MOST_LIKELY
    assert len(standard) == boundaries.MOST_LIKELY + boundaries.OTHERS
    assert deep == list(boundaries.PATH_VALUES)


def test_field_comes_twice_in_one_body():
    spec = specification.load("me")
    sent = boundaries.bodies(spec, spec.operation("login"), Depth.DEEP, Turns())

    twice = next(each for each in sent if "twice" in each.how)

    assert json.loads(twice.body or b"", object_pairs_hook=list) == [
        ("email", "a"), ("password", "a"), ("email", None), ("password", None)
    ]  # fmt: skip


def test_odd_value_stands_alone_in_a_right_body():
    odd = [Case("make", "fields: null", b'{"name": null, "size": null}')]
    whole = Case("make", "a body that is an array", b"[]")

    null, long, array = boundaries.in_a_right_body([*odd, whole], {"name": "right", "size": 0.5})

    alone = json.loads(null.body or b"")
    assert alone in ({"name": None, "size": 0.5}, {"name": "right", "size": None})
    assert len(json.loads(long.body or b"")["name"]) == 100_000
    assert array is whole


def test_what_holds_others_is_null_and_holds_what_is_odd():
    odd = [Case("make", "fields: 17", b'{"tags": 17, "place": 17}')]
    right = {"tags": ["a"], "place": {"x": 1, "at": [{"y": 2}]}, "more": [1], "size": 3}

    made = boundaries.in_a_right_body(odd, right)

    alone = [json.loads(each.body or b"") for each in made if each.how.endswith("alone")]
    assert [each for each in alone if each["size"] == 3 and each["tags"] != 17] == [
        {**right, "tags": None},
        {**right, "place": None},
        {**right, "tags": [None]},
        {**right, "tags": ["a", 17]},
        {**right, "place": {"x": None, "at": [{"y": None}]}},
        {**right, "place": {}},
    ]
    assert boundaries.in_a_right_body([], right) == []


def test_whole_numbers_are_beyond_32_bits_and_ids_by_themselves():
    odd = [Case("make", "fields: 17", b'{"size": 17}')]
    right = {"size": 3, "beds": 2, "weight": 1.5, "is_big": True, "thing_id": 7, "name": "a"}

    made = boundaries.in_a_right_body(odd, right)

    beyond = [json.loads(each.body or b"") for each in made if "32 bits" in each.how]
    assert beyond == [{**right, "size": 2**31, "beds": 2**31}, {**right, "thing_id": 2**31}]


@pytest.mark.parametrize(
    ("values", "longer"),
    [
        ([], [17]),
        ([{"a": 1}], [{"a": 1}, 17]),
        ([1, 2], [1, 2, "text"]),
        ([0.5], [0.5, "text"]),
        (["a"], ["a", 17]),
    ],
)
def test_array_holds_what_is_of_another_type(values, longer):
    odd = [Case("make", "fields: 17", b'{"tags": 17}')]

    made = boundaries.in_a_right_body(odd, {"tags": values})

    assert longer in [json.loads(each.body or b"")["tags"] for each in made]


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("has_long", [True, False])
def test_long_text_stands_where_any_text_may(count, has_long):
    odd = [Case("make", f"fields: {n}", b'{"day": %d, "title": %d}' % (n, n)) for n in range(count)]
    long = [Case("make", boundaries.LONG, b'{"day": "aaa", "title": "aaa"}')] * has_long
    right = {"day": "24.12.2026", "title": f"{PREFIX}-1", "colour": "#808080"}

    made = boundaries.in_a_right_body([*odd, *long], right)

    bodies = [json.loads(each.body or b"") for each in made if each.how.startswith(boundaries.LONG)]
    assert [len(each.pop("title")) for each in bodies] == [100_000] * bool(count or has_long)
    assert all(each == {"day": "24.12.2026", "colour": "#808080"} for each in bodies)


def test_every_other_value_is_that_of_every_member():
    odd = [Case("make", f"fields: {n}", b'{"name": %d, "size": %d}' % (n, n)) for n in range(4)]

    bodies = [
        json.loads(each.body or b"") for each in boundaries.in_a_right_body(odd, {"size": 0.5})
    ]

    assert bodies == [{"size": 0}, {"name": 1, "size": 1}, {"size": 2}, {"name": 3, "size": 3}]


def test_characters_beyond_ascii_stand_in_each_free_text():
    odd = [Case("make", "fields: null", b'{"name": null}')]
    case = Case("make", boundaries.BEYOND, b'{"name": "x", "day": "x", "size": "x"}')
    right = {"name": f"{PREFIX}-1", "motto": f"{PREFIX}-2", "day": "24.12.2026", "size": 3}

    *_, made = (
        each
        for each in boundaries.in_a_right_body([*odd, case], right)
        if each.how.startswith(boundaries.BEYOND)
    )

    text = boundaries.FIELD_VALUES["characters beyond ASCII"]
    assert json.loads(made.body or b"") == {**right, "name": text, "motto": text}
    assert boundaries.in_a_right_body([case], {"size": 0.5}) == [case]

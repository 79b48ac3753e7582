"""Boundary cases: more of them in deeper runs, and none that a page describes."""

import json

import pytest

from harness.generation import boundaries
from harness.generation.case import Case
from harness.run.settings import Depth
from spec import specification
from spec.specification import PRODUCTS


@pytest.mark.parametrize("product", PRODUCTS)
def test_deeper_runs_send_more_bodies_each_once(product):
    spec = specification.load(product)
    for operation in (each for each in spec.operations.values() if each.body_fields):
        sent = [
            [(each.body, each.media_type) for each in boundaries.bodies(spec, operation, depth)]
            for depth in Depth
        ]

        assert len(sent[2]) == len(set(sent[2]))
        assert {*sent[0]} < {*sent[1]} <= {*sent[2]}
        assert (len(sent[1]) < len(sent[2])) is (product == "me")  # the others' budget lets all go


@pytest.mark.parametrize("length", [3, 7, 22])
def test_three_of_the_turns_are_chosen_by_the_operations_name(length):
    turns = [Case("login", str(number)) for number in range(length)]

    chosen = [boundaries._three_of(turns, name) for name in ("login", "login", "logio")]

    assert chosen[0] == chosen[1] != chosen[2]
    assert all(len(set(each)) == 3 for each in chosen)


@pytest.mark.parametrize(
    ("operation", "turns"),
    [
        ("login", ["fields: a negative number", "JSON in UTF-16", "fields: a backslash"]),
        ("inviteUser", ["white space", "media type ''", "fields: a percent sign"]),
    ],
)
def test_turns_of_an_operation_stay_the_same(operation, turns):
    spec = specification.load("me")
    of_turns = {*boundaries.TURNS, *boundaries.WHOLE_TURNS}

    sent = [
        each.how
        for each in boundaries.bodies(spec, spec.operation(operation), Depth.STANDARD)
        if each.how.removeprefix("fields: ") in of_turns or each.how.startswith("media type")
    ]

    assert sent == turns


def test_field_comes_twice_in_one_body():
    spec = specification.load("me")
    sent = boundaries.bodies(spec, spec.operation("login"), Depth.STANDARD)

    twice = next(each for each in sent if "twice" in each.how)

    assert json.loads(twice.body or b"", object_pairs_hook=list) == [
        ("email", "a"), ("password", "a"), ("email", None), ("password", None)
    ]  # fmt: skip


@pytest.mark.parametrize("product", PRODUCTS)
def test_methods_of_a_page_are_not_sent_as_other_ones(product):
    spec = specification.load(product)
    paged = {(each.method, each.path) for each in spec.operations.values()}

    sent = {
        (method, each.path)
        for each in spec.operations.values()
        for method in boundaries.other_methods(spec, each)
    }

    assert sent
    assert not sent & paged

"""Boundary cases: more of them in deeper runs, and none that a page describes."""

import json

import pytest

from harness.generation import boundaries
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

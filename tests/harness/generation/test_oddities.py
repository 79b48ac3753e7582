"""Oddities of requests: which are sent in every run, and which by turns."""

import pytest

from harness.generation import oddities
from harness.run.settings import Depth
from harness.run.turns import Turns
from spec import specification
from tests.products import PRODUCTS


@pytest.mark.parametrize("product", PRODUCTS)
def test_methods_of_a_page_are_not_sent_as_other_ones(product):
    spec = specification.load(product)
    paged = {(each.method, oddities.place_of(each)) for each in spec.operations.values()}

    sent = [
        (each.method, each.target)
        for each in oddities.requests(spec, Depth.STANDARD, Turns())
        if "in its place" in each.how
    ]

    assert len(sent) == len(oddities.METHODS)
    assert not set(sent) & paged


@pytest.mark.parametrize("product", PRODUCTS)
def test_deeper_runs_send_more_requests_each_once(product):
    spec = specification.load(product)

    sent = [oddities.requests(spec, depth, Turns()) for depth in Depth]

    assert {*sent[0]} < {*sent[1]} < {*sent[2]}
    assert all(len(each) == len(set(each)) for each in sent)
    assert len(sent[1]) == 26


def test_what_is_sure_comes_whatever_the_seed_is():
    spec = specification.load("me")
    first, other = (
        {each.how for each in oddities.requests(spec, Depth.STANDARD, Turns(seed))}
        for seed in (0, 1)
    )

    sure = {f"in the path: {each}" for each in list(oddities.TARGETS)[: oddities.SURE]}
    assert sure | {oddities.TWO_TOKENS} <= first & other
    assert first != other


def test_nothing_that_is_sent_for_its_request_bears_a_token_or_logs_in():
    spec = specification.load("me")

    for case in oddities.requests(spec, Depth.DEEP, Turns()):
        assert case.token is None
        assert (case.method or "GET") not in {"POST", "PATCH", "DELETE"}


def test_bodies_name_nobody_but_by_a_text_that_is_no_address():
    spec = specification.load("me")

    for case in oddities.of_bodies(spec.operation("inviteUser")).values():
        assert b"@" not in (case.body or b"")

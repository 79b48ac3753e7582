"""The orders that a page documents, however it writes them."""

import pytest

from harness.operations.orders import Order, is_ranked, orders_of
from harness.operations.paging import Paging
from tests.harness.shelves import Shelves, pages, query

BY = query("order_by", {"enum": ["id", "name"]})
DIRECTION = query("order_dir", {"enum": ["ASC", "DESC"], "default": "ASC"})


@pytest.fixture
def orders(tmp_path, monkeypatch):
    def find(*parameters):
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages(*parameters))
        return orders_of(Paging.of(spec.operation("list")))

    return find


def told(found):
    """Tell orders in short: how each is asked for, by which member, and its direction."""
    ways = {None: "?", False: "up", True: "down"}
    return [f"{each.words}: {each.key} {ways[each.is_descending]}" for each in found]


def test_members_in_each_direction_and_in_the_usual_one(orders):
    assert told(orders(BY, DIRECTION)) == [
        "order_by=id&order_dir=ASC: id up",
        "order_by=id&order_dir=DESC: id down",
        "order_by=id: id up",
        "order_by=name&order_dir=ASC: name up",
        "order_by=name&order_dir=DESC: name down",
        "order_by=name: name up",
    ]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"enum": ["name", "-name"]}, ["sort=name: name up", "sort=-name: name down"]),
        ({"enum": ["name:desc"]}, ["sort=name:desc: name down"]),
        ({"enum": ["name_asc"]}, ["sort=name_asc: name up"]),
        ({"enum": ["name"]}, ["sort=name: name ?"]),
        ({"enum": ["asc", "desc"]}, ["sort=asc:  up", "sort=desc:  down"]),
        ({"type": "string"}, []),
    ],
)
def test_directions_within_members(orders, schema, expected):
    assert told(orders(query("sort", schema))) == expected


def test_default_is_an_order_that_is_not_asked_for(orders):
    by = query("sort", {"enum": ["id", "-id"], "default": "-id"})

    assert orders(by)[0] == Order((), "id", is_descending=True)


def test_choices_of_a_page_have_an_order_of_their_own(tmp_path, monkeypatch):
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages())

    assert is_ranked(spec, spec.operation("list"), "status")
    assert not is_ranked(spec, spec.operation("list"), "name")

"""The orders that a page documents, however it writes them."""

import pytest

from harness.operations.orders import Order, is_ranked, orders_of, turned
from harness.operations.paging import Paging
from tests.harness.shelves import Shelves, pages, query

BY = query("order_by", {"enum": ["id", "name"]})
DIRECTION = query("order_dir", {"enum": ["ASC", "DESC"], "default": "ASC"})


@pytest.fixture
def orders(tmp_path, monkeypatch):
    def find(*parameters, words=""):
        written = pages(*parameters, members={"created_at": {"type": "string"}})
        written["paths"]["/things"]["get"]["description"] = words
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)
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
        ({"enum": ["+name", "-name"]}, ["sort=+name: name up", "sort=-name: name down"]),
        (
            {"enum": ["name desc", "name ASC"]},
            ["sort=name desc: name down", "sort=name ASC: name up"],
        ),
        (
            {"enum": ["name,desc", "name,asc"]},
            ["sort=name,desc: name down", "sort=name,asc: name up"],
        ),
        (
            {"enum": ["desc:name", "asc(name)"]},
            ["sort=desc:name: name down", "sort=asc(name): name up"],
        ),
        ({"enum": ["-size,name", "size"]}, ["sort=-size,name: size down", "sort=size: size up"]),
        ({"enum": ["asc", "desc"]}, ["sort=asc:  up", "sort=desc:  down"]),
        ({"enum": ["up", "down"]}, ["sort=up:  up", "sort=down:  down"]),
        ({"enum": ["Falling", "rising"]}, ["sort=Falling:  down", "sort=rising:  up"]),
        ({"type": "string"}, []),
    ],
)
def test_directions_within_members(orders, schema, expected):
    assert told(orders(query("sort", schema))) == expected


def test_default_is_an_order_that_is_not_asked_for(orders):
    by = query("sort", {"enum": ["id", "-id"], "default": "-id"})

    assert orders(by)[0] == Order((), "id", is_descending=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("With a `-`, in descending order.", ["sort=name: name up", "sort=-name: name down"]),
        ("A minus before it reverses it.", ["sort=name: name up", "sort=-name: name down"]),
        ("Also as `name:desc`.", ["sort=name: name ?", "sort=name:desc: name down"]),
        ("Names with a dash are fine.", ["sort=name: name ?"]),
        ("In descending order. Use `-` for none.", ["sort=name: name ?"]),
    ],
)
def test_other_direction_that_is_told_in_words(orders, words, expected):
    assert told(orders(query("sort", {"enum": ["name"]}, description=words))) == expected


NEWEST = "The newest first."
SORT = query("sort", {"enum": ["name", "size"], "default": "name"})
ALONE = query("order", {"enum": ["asc", "desc"]})


@pytest.mark.parametrize(
    ("words", "parameters", "expected"),
    [
        ("Ordered by size.", [], ["no order asked for: size up"]),
        ("Sorted by size.", [query("sort", {"type": "string"})], ["no order asked for: size up"]),
        (NEWEST, [], ["no order asked for: created_at down"]),
        # a default that says the same, or another thing
        ("Sorted by name, Z to A.", [SORT], ["no order asked for: name down"]),
        ("Sorted by size.", [SORT], []),
        ("Sorted by created_at.", [DIRECTION], [
            "no order asked for: created_at up", "order_dir=ASC: created_at up",
            "order_dir=DESC: created_at down"]),
        (NEWEST, [DIRECTION], ["order_dir=ASC: created_at up", "order_dir=DESC: created_at down"]),
        # a direction alone is that of the member which words name
        ("Sorted by size.", [ALONE], [
            "no order asked for: size up", "order=asc: size up", "order=desc: size down"]),
        # what must be asked for never comes unasked
        ("Sorted by size.", [query("sort", {"type": "string"}, required=True)], []),
    ],
)  # fmt: skip
def test_order_that_words_tell(orders, words, parameters, expected):
    found = told(orders(*parameters, words=words))

    assert [each for each in found if not each.startswith("sort=")] == expected


@pytest.mark.parametrize(
    ("words", "ignores_case"),
    [
        ("Names are sorted without regard to case.", True),
        ("What it is sorted by, case-insensitive.", False),
        ("What it is sorted by.", False),
    ],
)
def test_page_says_whether_case_counts(orders, words, ignores_case):
    found = orders(query("sort", {"enum": ["name"]}, description=words))

    assert [each.ignores_case for each in found] == [ignores_case]


@pytest.mark.parametrize(
    ("words", "ignores_case"),
    [
        ("Equals come by id. Names are ordered without regard to case.", True),
        ("Names are ordered", False),
        ("The filter is without regard to case. Names are ordered.", False),
    ],
)
def test_page_says_of_the_list_whether_case_counts(tmp_path, monkeypatch, words, ignores_case):
    parameter = query("sort", {"enum": ["name"]})
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages(parameter))
    found = orders_of(Paging.of(spec.operation("list")), words)

    assert [each.ignores_case for each in found] == [ignores_case]


def test_choices_of_a_page_have_an_order_of_their_own(tmp_path, monkeypatch):
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages())

    assert is_ranked(spec, spec.operation("list"), "status")
    assert not is_ranked(spec, spec.operation("list"), "name")


USUAL = query("order_by", {"enum": ["id", "name"], "default": "name"})


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ((USUAL, DIRECTION), ["order_dir=DESC: name down"]),
        ((BY, DIRECTION), []),
        ((USUAL,), []),
        (
            (USUAL, query("order_dir", {"enum": ["ASC", "DESC"]})),
            ["order_dir=ASC: name up", "order_dir=DESC: name down"],
        ),
        ((query("sort", {"enum": ["name", "-name"], "default": "-name"}),), []),
    ],
)
def test_usual_order_the_other_way_round(tmp_path, monkeypatch, parameters, expected):
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages(*parameters))

    assert told(turned(Paging.of(spec.operation("list")))) == expected

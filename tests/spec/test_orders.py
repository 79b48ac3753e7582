"""The orders in which lists come unasked, as pages say in words."""

import pytest

from spec import orders_words
from spec.orders import ToldOrder
from tests.harness.shelves import Shelves, pages

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
MOMENT = {"type": "string", "format": "date-time"}
MEMBERS = {
    **dict.fromkeys(("slug", "label", "town"), TEXT),
    **dict.fromkeys(("number", "score"), NUMBER),
    "tags": {"type": "array", "items": TEXT},
    "owner": {"type": "object", "properties": {"name": TEXT, "town": TEXT}},
}
CREATED, UPDATED, LEAVES = {"created_at": MOMENT}, {"updated_at": MOMENT}, {"leaves_at": MOMENT}


@pytest.fixture
def order_of(tmp_path, monkeypatch):
    def find(words, members=None, *, of_path=""):
        written = pages(members={**MEMBERS, **(members or {})})
        written["paths"]["/things"]["get"]["description"] = words
        written["paths"]["/things"]["description"] = of_path
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)
        assert spec.operation("make").order is None
        return spec.operation("list").order

    return find


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ordered by slug if not asked otherwise", ("slug", False)),
        ("Cabins come by number, lowest first", ("number", False)),
        ("Lists all things, sorted by name.", ("name", False)),
        ("Lists things.\n\nThey are ordered by `number`,\nthe highest first.", ("number", True)),
        ("Sorted by number in descending order", ("number", True)),
        ("Sorted by number (highest first), unless asked otherwise.", ("number", True)),
        ("Sorted by number, from the highest to the lowest", ("number", True)),
        ("The list comes by thing number, the highest first.", ("number", True)),
        ("The highest number first.", ("number", True)),
        ("Things are ordered by number when no order is asked for.", ("number", False)),
        ("By default things are sorted by their names.", ("name", False)),
        ("Sorted alphabetically by name", ("name", False)),
        ("In alphabetical order of name", ("name", False)),
        ("Sorted by name (A-Z).", ("name", False)),
        ("Alphabetical by name", ("name", False)),
        ("Descending by number", ("number", True)),
        ("Things appear by number, lowest first", ("number", False)),
        ("Things are listed by name", ("name", False)),
        ("Without `sort`, things come by number", ("number", False)),
        ("The default order is by number, highest first.", ("number", True)),
        ("Default order: slug", ("slug", False)),
        ("Sorted by owner name", ("owner.name", False)),
        ("Sorted by score", ("score", None)),
        ("Sorted by score, highest first", ("score", True)),
        ("Sorted by name. Returns the first 20 things at most.", ("name", False)),
        ("All things of the shelf, by `number`.", ("number", False)),
        ("The things of a shelf, by number, highest first", ("number", True)),
    ],
)
def test_member_is_named(order_of, words, expected):
    assert order_of(words) == ToldOrder(*expected)
    assert order_of("", of_path=words) == ToldOrder(*expected)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Lists the things.",
        "Can be sorted by name",
        "Not sorted by name",
        "Each has its tags, sorted by name.",
        "Things with tags sorted by name",
        "Things, tags sorted by name",
        "Sorted by name. Pinned ones come first.",
        "Sorted by name. With `town`, things come by slug.",
        "All things that were made, by owner",
        "All things, by town",
        "The things that are open, by number",
        "All things, by weight.",
        "Sorted by name. Favourite things first.",
        "Sorted by name. Sorted by slug.",
        "Sorted by name. Admins, followed by all others.",
        "Pages of things, sorted by name",
        "Sorted by name on each page",
        "Sorted by name within each group",
        "Sorted by name if `sorted` is given",
        "Sorted by name, newest first",
        "Sorted by name or number",
        "Sorted by distance",
        "Things are listed by label, which is a shop's",
        "Things are listed by owner",
        "Things are shown by their town",
        "Sorted by tags",
        "Things come by train",
        "In order to see things sorted by name, give a token",
        "The latest departure first",
        "The highest first",
        f"Lists {'good ' * 60}things, sorted by name",
    ],
)
def test_what_may_mean_another_thing_is_no_order(order_of, words):
    assert order_of(words) is None


@pytest.mark.parametrize(
    ("words", "members", "expected"),
    [
        ("The latest firing first.", {"fired_on": MOMENT} | CREATED, ("fired_on", True)),
        ("The oldest update first.", UPDATED | CREATED, ("updated_at", False)),
        ("The latest firing first.", CREATED, None),
        ("The latest firing first.", {"fired_on": MOMENT, "fired_at": MOMENT}, None),
    ],
)
def test_order_by_when_something_was_done(order_of, words, members, expected):
    found = order_of(words, members)

    assert (found and (found.member, found.is_descending)) == expected


def test_ties_of_which_no_member_is_known_leave_the_order(order_of):
    words = "Sorted by number. Things that were made on the same day come in the order of making."

    assert order_of(words).member == "number"


@pytest.mark.parametrize(
    ("words", "members", "expected"),
    [
        ("The newest first.", {}, ("", True)),
        ("oldest first", {}, ("", False)),
        ("The things in the order in which they were made.", {}, ("", False)),
        ("In reverse order of creation", {}, ("", True)),
        ("The newest first.", CREATED, ("created_at", True)),
        ("The newest first.", CREATED | UPDATED, ("created_at", True)),
        ("Most recently created first", CREATED | UPDATED, ("created_at", True)),
        ("Most recently created first", CREATED | LEAVES, ("created_at", True)),
        ("The things in the order in which they were made", LEAVES, ("", False)),
        ("the latest thing first", CREATED, ("created_at", True)),
        ("Sorted by creation date, newest first", CREATED, ("created_at", True)),
        ("Sorted by creation date", CREATED, ("created_at", None)),
    ],
)
def test_order_of_the_making(order_of, words, members, expected):
    member, is_descending = expected

    assert order_of(words, members) == ToldOrder(member, is_descending, is_of_making=True)


@pytest.mark.parametrize(
    ("words", "members"),
    [
        ("The latest thing first", CREATED | UPDATED),  # it may be the one that was changed last
        ("The oldest first", LEAVES),
        ("The newest first", CREATED | {"published_at": MOMENT}),
        ("The newest first", UPDATED),
        ("The newest first", {"created": MOMENT, "added": MOMENT}),
    ],
)
def test_moment_that_may_be_another_is_no_order(order_of, words, members):
    assert order_of(words, members) is None


def test_moments_have_no_usual_direction(order_of):
    assert order_of("Sorted by leaves_at", LEAVES) == ToldOrder("leaves_at", None)
    assert order_of("Sorted by leaves_at, earliest first", LEAVES).is_descending is False


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("Sorted by number, then by label", "label"),
        ("Sorted by number and label", "label"),
        ("Sorted by number. Equal ones follow by label.", "label"),
        ("Things come by number; equal ones follow by label", "label"),
        ("Sorted by number, those with the same number by label", "label"),
        ("Things come by number, and those with equal numbers by label", "label"),
        ("Equal numbers follow by label. Sorted by number.", "label"),
        ("Sorted by number, those of one number by label", "label"),
        ("Sorted by number, then by label; both in the direction asked for.", ""),
        ("Sorted by number in the direction chosen, then by label", ""),
        ("Sorted by number", ""),
        ("Sorted by number, then by score", ""),
    ],
)
def test_member_by_which_equal_ones_follow(order_of, words, then):
    assert order_of(words) == ToldOrder("number", is_descending=False, then=then)


def test_member_by_which_equal_ones_follow_must_be_known(order_of):
    assert order_of("Sorted by number, then by weight") is None
    assert order_of("Sorted by number. Equal ones follow by weight.").then == ""
    assert order_of("Sorted by number, then by label, highest first") is None


def test_case_is_told(order_of):
    order = order_of("Sorted by name, regardless of upper and lower case.")

    assert order == ToldOrder("name", is_descending=False, ignores_case=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in descending order", (True, False)),
        ("ascending", (False, False)),
        ("newest first", (True, True)),
        ("with the oldest first", (False, True)),
        ("from the lowest to the highest", (False, False)),
        ("Z to A", (True, False)),
        ("the highest", None),
        ("nearest first", None),
    ],
)
def test_direction_in_words(words, expected):
    assert orders_words.direction(words) == expected


def test_endless_words_are_read_at_once(order_of):
    for words in ("if ", "unless a ", "sorted by ", "in order ", "the newest "):
        assert order_of(words * 20_000) is None


@pytest.mark.parametrize(
    "words",
    [
        "The newest thing comes first. Ordered by size, things without one come last.",
        "The newest comes first. When sorted by `size`, those that are null come last.",
    ],
)
def test_what_is_said_of_an_order_that_is_asked_for_is_of_no_other(order_of, words):
    assert order_of(words, {"created_at": {"type": "string"}}).member == "created_at"

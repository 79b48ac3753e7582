"""The parameters by which lists are parted, and how they are gone through."""

from dataclasses import replace

import pytest

from harness.core.outcomes import Excluded, Unproven
from harness.operations import paging
from harness.operations.made import Thing
from harness.operations.paging import (
    Listing,
    Paging,
    first_page,
    is_first_page_told,
    says_more,
    told_most,
)
from spec import specification
from spec.parameters import Parameter
from tests.harness.keeping import Keeper
from tests.harness.shelves import Shelves, pages, query

NUMBER = {"type": "integer"}


def parameter(name, example=None, **schema):
    return Parameter(name, "query", required=False, schema=schema, example=example)


def paging_of(*parameters):
    return Paging.of(
        replace(specification.load("me").operation("listUsers"), parameters=parameters)
    )


@pytest.mark.parametrize(
    ("name", "schema", "kind"),
    [
        ("limit", NUMBER, "limit"),
        ("perPage", NUMBER, "limit"),
        ("page[size]", NUMBER, "limit"),
        ("Skip", {}, "offset"),
        ("from", {"default": 0}, "offset"),
        ("page", NUMBER, "page"),
        ("sortBy", {"enum": ["a"]}, "order"),
        ("sort_dir", {"enum": ["asc"]}, "direction"),
    ],
)
def test_parameter_is_known_by_its_name(name, schema, kind):
    found = getattr(paging_of(parameter(name, **schema)), kind)

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("name", "schema"),
    [("from", {"type": "string"}), ("start", {"example": "2030-01-01"}), ("order", NUMBER)],
)
def test_parameter_of_another_type_is_none(name, schema):
    sample = schema.pop("example", None) if "example" in schema else None

    found = paging_of(parameter(name, sample, **schema))

    assert (found.limit, found.offset, found.page, found.order, found.direction) == (None,) * 5


@pytest.mark.parametrize(
    ("schema", "largest"), [({"maximum": 20}, 20), ({"maximum": 1000}, 100), ({}, 100)]
)
def test_largest_page(schema, largest):
    assert paging_of(parameter("limit", **schema)).largest() == largest
    assert paging_of().largest() == 100


@pytest.mark.parametrize(
    ("words", "largest"),
    [
        ("How many make a page, 1 to 50", 50),
        ("From 1 to 1000 things", 100),
        ("Between 1 and 20", 20),
        ("At most 30 at once", 30),
        ("No more than 25", 25),
        ("Maximum: 40", 40),
        ("max. 10", 10),
        ("How many; 15 at most, 10 if left out", 15),
        ("How many; 10 if left out", 100),
        ("", 100),
    ],
)
def test_largest_page_by_the_page_s_words(words, largest):
    limit = replace(parameter("limit"), description=words)

    assert paging_of(limit).largest() == largest


@pytest.mark.parametrize(
    ("sample", "schema", "first"),
    [(0, {}, 0), ("0", {}, 0), (None, {"default": 0}, 0), (None, {"minimum": 0}, 0), (1, {}, 1)],
)
def test_number_of_the_first_page(sample, schema, first):
    assert first_page(parameter("page", sample, **schema)) == first


@pytest.mark.parametrize(
    ("sample", "schema", "is_told"),
    [(None, {}, False), (3, {}, False), (1, {}, True), (None, {"default": 0}, True),
     (None, {"minimum": 1}, True)],
)  # fmt: skip
def test_number_of_the_first_page_is_told_or_not(sample, schema, is_told):
    assert is_first_page_told(parameter("page", sample, **schema)) is is_told


@pytest.mark.parametrize(
    ("parameters", "words", "is_ordered"),
    [
        ([], "", False),
        ([], "Sorted by name.", True),
        ([query("sort", {"enum": ["name"]})], "", True),
    ],
)
def test_list_is_ordered_by_a_parameter_or_by_words(
    tmp_path, monkeypatch, parameters, words, is_ordered
):
    written = pages(*parameters)
    written["paths"]["/things"]["get"]["description"] = words
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)

    assert Paging.of(spec.operation("list")).is_ordered is is_ordered


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"next": "/things?cursor=a"}, True),
        ({"has_more": True}, True),
        ({"total": 3}, True),
        ({"meta": {"total_count": 3}}, True),
        ({"links": {"next": None}}, False),
        ({"total": 2}, False),
        ({"total": True}, False),
        ({"owner": {"next": 1}}, False),
        ([], False),
    ],
)
def test_word_that_there_is_more(body, expected):
    assert says_more(body, 2) is expected


class Parted(Keeper):
    """Lists its things in parts."""

    def on_list(self, given, _fields):
        things = list(self.things.values())
        size = min(int(given.get("limit", 2)), 2)
        begins = int(given.get("offset", 0)) + (int(given.get("page", 1)) - 1) * size
        return 200, {"things": things[begins : begins + size]}


def many(count, kind=Parted):
    return kind(*({"id": n, "name": str(n)} for n in range(count)))


@pytest.fixture
def listing_of(shelves):
    def make(keeper, *parameters):
        calls = shelves.calls(pages(*parameters), keeper)
        return Listing(calls, calls.spec.resources[0])

    return make


def a_thing(listing, thing_id):
    return Thing(listing.resource, thing_id, {"thing_id": thing_id})


@pytest.mark.parametrize(
    "parameters",
    [(query("limit", NUMBER), query("offset", NUMBER)), (query("page", NUMBER),)],
    ids=["offset", "page"],
)
def test_thing_is_found_on_a_later_page(listing_of, parameters):
    listing = listing_of(many(7), *parameters)

    assert listing.find(a_thing(listing, "6"))[0] == {"id": 6, "name": "6"}
    assert listing.find(a_thing(listing, "7"))[0] is None


def test_several_things_are_looked_for_at_once(listing_of):
    keeper = many(7)
    listing = listing_of(keeper, query("offset", NUMBER))

    assert listing.among({"1", "3", "9"})[0].keys() == {"1", "3"}
    keeper.sent.clear()
    assert listing.among({"1"})[0].keys() == {"1"}
    assert len(keeper.sent) == 1


def test_list_that_goes_on_is_given_up(listing_of, monkeypatch):
    monkeypatch.setattr(paging, "MOST_PAGES", 3)
    listing = listing_of(many(9), query("offset", NUMBER))

    with pytest.raises(Unproven, match="list lists more than a run looks through"):
        listing.find(a_thing(listing, "8"))


def test_list_that_repeats_itself_comes_to_an_end(listing_of):
    keeper = many(4)
    keeper.instead["list"] = lambda *_: (200, {"things": [{"id": 1}]})
    listing = listing_of(keeper, query("offset", NUMBER))

    assert listing.find(a_thing(listing, "3"))[0] is None


def test_list_without_parts_that_says_of_more_is_unproven(listing_of):
    keeper = many(2, Keeper)
    keeper.instead["list"] = lambda *_: (200, {"things": [{"id": 1}], "next": "abc"})
    listing = listing_of(keeper)

    with pytest.raises(Unproven, match="says that there is more"):
        listing.find(a_thing(listing, "3"))


@pytest.mark.parametrize("answer", [(500, {}), (200, {"message": "none"})])
def test_answer_that_is_no_list_is_unproven(listing_of, answer):
    keeper = Keeper()
    keeper.instead["list"] = lambda *_: answer

    with pytest.raises(Unproven, match=r"rests on operation\.answers: list answered"):
        listing_of(keeper).page()


def test_resource_without_a_list_is_excluded(shelves):
    document = pages()
    del document["paths"]["/things"]["get"]
    calls = shelves.calls(document, Keeper())

    with pytest.raises(Excluded, match="the pages have no list of things"):
        Listing(calls, calls.spec.resources[0])


KIND = {"type": "string", "enum": ["a", "b"]}
ONLY_OF_A_KIND = query("kind", KIND, required=True, description="Only things of this kind.")
ODD = query("tenant", {"type": "string", "enum": ["x"]}, required=True)


@pytest.mark.parametrize(
    ("parameters", "now", "left_out_by"),
    [
        ((ONLY_OF_A_KIND,), {"kind": "b"}, []),
        ((ONLY_OF_A_KIND,), {"kind": "a"}, ["kind"]),
        ((ONLY_OF_A_KIND,), {}, ["kind"]),
        ((ONLY_OF_A_KIND, ODD), {"kind": "b"}, ["tenant"]),
    ],
    ids=["alike", "changed-since", "unknown", "another"],
)
def test_list_is_asked_for_things_like_the_one_that_is_looked_for(
    shelves, parameters, now, left_out_by
):
    keeper = many(1)
    calls = shelves.calls(pages(*parameters, members={"kind": KIND}), keeper)
    resource = calls.spec.resources[0]
    thing = Thing(resource, "0", {"thing_id": "0"}, {"name": "0", "kind": "b"})

    listing = Listing(calls, resource).of(thing)
    listing.find(thing)

    assert {given["kind"] for _, given, _ in keeper.came("list")} == {"b"}
    assert listing.may_leave_out(now) == left_out_by


@pytest.mark.parametrize("most", [3, 100])
def test_list_that_gives_fewer_at_once_than_are_asked_for_is_looked_through(listing_of, most):
    keeper = many(7)
    honest = keeper.on_list
    keeper.instead["list"] = lambda given, fields: (
        (400, {}) if int(given.get("limit", 1)) > most else honest(given, fields)
    )
    listing = listing_of(keeper, query("limit", NUMBER), query("offset", NUMBER))

    assert listing.find(a_thing(listing, "6"))[0] == {"id": 6, "name": "6"}


def test_list_that_answers_nobody_is_asked_no_more_than_twice(listing_of):
    keeper = many(7)
    keeper.instead["list"] = lambda *_: (400, {})
    listing = listing_of(keeper, query("limit", NUMBER))

    with pytest.raises(Unproven, match="list answered 400"):
        listing.find(a_thing(listing, "6"))
    assert len(keeper.sent) == 2


@pytest.mark.parametrize(
    ("words", "schema", "most"),
    [
        ("1 to 50", {}, 50),
        ("1 to 50", {"maximum": 20}, 20),
        ("", {"maximum": 500}, 500),
        ("", {}, None),
    ],
)
def test_most_that_a_page_lets_ask_for(words, schema, most):
    assert told_most(replace(parameter("limit", **schema), description=words)) == most

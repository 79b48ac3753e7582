"""Things and their ids out of answers of many forms."""

import pytest

from harness.operations.items import (
    changeable,
    id_of,
    ids_in_paths,
    is_of_a_place,
    member_of,
    thing_of,
    things_of,
)
from tests.harness.keeping import document, op
from tests.harness.shelves import THING, pages

ONE, TWO = {"id": 1}, {"id": 2}


@pytest.fixture
def spec(shelves):
    return shelves.spec_of(pages())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"things": [ONE, TWO]}, [ONE, TWO]),
        ([ONE], [ONE]),
        ({"items": [ONE], "errors": []}, [ONE]),
        ({"rows": [ONE], "total": 1}, [ONE]),
        ({"data": {"things": [ONE]}}, [ONE]),
        ({"things": []}, []),
        ({"a": [ONE], "b": [TWO]}, None),
        ({"message": "no"}, None),
        ({"things": None}, None),
        ("things", None),
        (None, None),
    ],
)
def test_things_of_a_list(spec, body, expected):
    assert things_of(spec, spec.operation("list"), body) == expected


def test_overlay_tells_where_the_things_are(shelves):
    found = pages()
    found["paths"]["/things"]["get"]["x-items"] = "a.b"
    spec = shelves.spec_of(found)

    assert things_of(spec, spec.operation("list"), {"a": {"b": [ONE]}, "things": [TWO]}) == [ONE]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ONE, ONE),
        ([ONE], ONE),
        ({"thing": ONE, "meta": {}}, ONE),
        ({"data": ONE}, ONE),
        ({"whatever": ONE}, ONE),
        ({"name": "a", "owner": TWO}, {"name": "a", "owner": TWO}),
        ([ONE, TWO], None),
        ("a", None),
        (None, None),
    ],
)
def test_thing_of_an_answer(spec, body, expected):
    assert thing_of(spec.resources[0], body) == expected


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (ONE, "1"),
        ({"thing_id": "a", "id": "b"}, "a"),
        ({"thingId": "a"}, "a"),
        ({"uuid": "a"}, "a"),
        ({"_id": "a"}, "a"),
        ({"id": 2.0}, "2"),
        ({"id": 0}, "0"),
        ({"thing_id": None, "id": 5}, "5"),
        ({"id": True}, None),
        ({"id": ""}, None),
        ({"id": ".."}, None),
        ({"id": "a\nb"}, None),
        ({"id": {"a": 1}}, None),
        ({"other_id": 5}, None),
        ([1], None),
        (None, None),
    ],
)
def test_id_of_a_thing(spec, thing, expected):
    assert id_of(spec, spec.resources[0], thing) == expected


def test_overlay_tells_the_id(shelves):
    found = document()
    found["paths"]["/things/{thing_id}"]["get"]["x-id"] = "name"
    spec = shelves.spec_of(found)
    (things,) = [each for each in spec.resources if each.path == "/things"]

    assert id_of(spec, things, {"id": 1, "name": "a"}) == "a"
    assert id_of(spec, things, {"id": 1}) == "1"


@pytest.mark.parametrize(
    ("parameter", "words", "thing", "expected"),
    [
        ("thing", "The thing's slug", {"slug": "a", "name": "b"}, "a"),
        ("thing", "The thing's slug", {"slug": "a", "id": 1}, "a"),
        ("thing", "The number of the thing", {"thing": "x", "number": 7}, "x"),
        ("thing", "Its name, or its slug", {"slug": "a", "name": "b"}, "b"),
        ("thing", "", {"slug": "a", "id": 1}, "1"),
        ("thing", "", {"slug": "a"}, None),
        ("thing_id", "The thing's slug", {"slug": "a", "id": 1}, "1"),
        ("thing_id", "The thing's slug", {"slug": "a"}, None),
    ],
)
def test_page_tells_the_id_of_a_parameter_that_is_named_as_the_thing(
    shelves, parameter, words, thing, expected
):
    path = f"/things/{{{parameter}}}"
    of_path = {"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}
    get = {**op("get", "200", THING), "parameters": [{**of_path, "description": words}]}
    found = pages(**{path: {"get": get}})
    if parameter != "thing_id":
        del found["paths"]["/things/{thing_id}"]
    spec = shelves.spec_of(found)
    (things,) = [each for each in spec.resources if each.path == "/things"]

    assert id_of(spec, things, thing) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("created", 1),
        ("CreatedAt", 1),
        ("owner.name", 2),
        ("size", 3),
        ("none", None),
        ("", None),
        ("owner_name", 2),
        ("owner_size", None),
    ],
)
def test_member_by_its_name(name, expected):
    thing = {"created_at": 1, "owner": {"name": 2}, "attributes": {"size": 3}, "at": 4}

    assert member_of(thing, name) == expected


@pytest.mark.parametrize(
    ("parameter", "names", "expected"),
    [
        ("thing_id", ["thing_id", "id", "name"], ["thing_id"]),
        ("thing_number", ["number", "name"], ["number"]),
        ("slug", ["slug", "name"], ["slug"]),
        ("id", ["id", "name"], []),
        ("thing_id", ["name"], []),
    ],
)
def test_members_by_which_paths_name_a_thing(shelves, parameter, names, expected):
    found = pages(**{f"/things/{{{parameter}}}": {"delete": op("remove", "204")}})
    if parameter != "thing_id":
        del found["paths"]["/things/{thing_id}"]
    [resource] = shelves.spec_of(found).resources

    assert ids_in_paths(resource, names) == expected


def test_members_of_a_thing_are_those_that_a_request_may_hold(shelves):
    spec = shelves.spec_of(document())
    resource = next(each for each in spec.resources if each.path == "/things")
    shown = {"id": 7, "name": "a", "size": 9, "seen_at": "x"}

    assert changeable(spec, resource, shown) == {"id": 7, "name": "a", "size": 9}


@pytest.mark.parametrize(
    ("thing", "name", "expected"),
    [
        ({"peak_c": 3}, "peak", 3),
        ({"Weight_KG": 3}, "weight", 3),
        ({"peak_c": 3, "peak": 4}, "peak", 4),
        ({"peak_c": 3, "peak_f": 4}, "peak", None),
        ({"peak_by": "me"}, "peak", None),
        ({"peak_c": 3}, "pea", None),
    ],
)
def test_member_may_be_named_without_its_unit(thing, name, expected):
    assert member_of(thing, name) == expected


@pytest.mark.parametrize(
    ("name", "is_one"), [("position", True), ("queue_position", True), ("composition", False)]
)
def test_member_that_tells_a_place_among_others(name, is_one):
    assert is_of_a_place(name) is is_one

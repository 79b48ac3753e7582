"""Members that refer to things, and what they are filled in with."""

import pytest

from harness.core.outcomes import Unproven
from harness.operations.arguments import Arguments
from harness.operations.made import Thing
from harness.operations.references import References, is_named, reference_name, typed_as
from tests.harness.keeping import op
from tests.harness.shelves import THING, pages

NUMBER, TEXT = {"type": "integer"}, {"type": "string"}
GROUPS = {"/thing-groups/{group_id}": {"get": op("getGroup", "200", THING)}}


def nothing(_):
    raise Unproven("there is none")


def a_thing(resource):
    return Thing(resource, "7", {})


@pytest.fixture
def refer(shelves):
    def find(name, schema, *sources, values=None, operation="getGroup"):
        spec = shelves.spec_of(pages(**GROUPS))
        references = References(spec, values or {}, sources or (a_thing,))
        return references.of(spec.operation(operation), name, schema)

    return find


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("segment_id", "segment"),
        ("segment_ids", "segment"),
        ("segmentId", "segment"),
        ("userIds", "user"),
        ("id", None),
        ("valid", None),
        ("name", None),
        ("paid", None),
    ],
)
def test_word_that_a_member_refers_by(name, word):
    assert reference_name(name) == word


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("thing_id", NUMBER, 7),
        ("thing_id", TEXT, "7"),
        ("thing_ids", {"type": "array", "items": NUMBER}, [7]),
        ("thing", NUMBER, None),
        ("other_id", NUMBER, None),
    ],
)
def test_member_is_the_id_of_a_thing(refer, name, schema, expected):
    assert refer(name, schema) == expected


@pytest.mark.parametrize("name", ["thing_group_id", "thingGroupId"])
def test_words_are_joined_one_way_or_another(refer, name):
    assert refer(name, TEXT, operation="get") == "7"


def test_next_source_serves_where_one_has_nothing(refer):
    assert refer("thing_id", TEXT, nothing, a_thing) == "7"


def test_value_of_the_targets_file_serves_where_no_thing_is_there(refer):
    values = {"thing_id": "42", "thing_ids": "42", "other_id": "x"}

    assert refer("thing_id", NUMBER, nothing, values=values) == 42
    assert refer("thing_ids", {"type": "array"}, nothing, values=values) == ["42"]
    assert refer("other_id", NUMBER, values=values) == "x"
    assert refer("thing_id", NUMBER, nothing) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("end_thing_id", "7"),
        ("endThingId", "7"),
        ("first_end_thing_id", "7"),
        ("end_thing", None),
        ("something_id", None),
        ("thing_end_id", None),
    ],
)
def test_member_is_the_id_of_a_thing_that_has_a_part_in_it(refer, name, expected):
    assert refer(name, TEXT) == expected


@pytest.mark.parametrize(("path", "expected"), [("/things/bulk", [7]), ("/bulk", None)])
def test_ids_are_of_what_is_done_to_several_at_once(shelves, path, expected):
    spec = shelves.spec_of(pages(**{path: {"post": op("bulk", "200", THING, THING)}}))
    ids = {"type": "array", "items": NUMBER}

    assert References(spec, {}, (a_thing,)).of(spec.operation("bulk"), "ids", ids) == expected


def test_things_that_a_body_named_are_known(shelves):
    spec = shelves.spec_of(pages())
    references = References(spec, {}, ())
    body = {"thing_id": 7, "thing_ids": ["8", 9], "size": 10}

    references.note_named(Arguments({}, body=body, referred=("thing_id", "thing_ids")))

    things = [Thing(spec.resources[0], each, {}) for each in ("7", "8", "9", "10")]
    assert [references.have_named(each) for each in things] == [True, True, True, False]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("unknown thing_id", True),
        ("no such thing", True),
        ("things are full", True),
        ("something is full", False),
        ("", False),
    ],
)
def test_words_name_a_member_or_its_thing(words, expected):
    assert is_named("thing_id", words) is expected


def test_operation_does_not_refer_to_its_own_resource(refer):
    assert refer("thing_id", TEXT, operation="make") is None


def test_id_of_letters_stays_a_text():
    assert typed_as(NUMBER, "a7") == "a7"
    assert typed_as(NUMBER, "-7") == -7


PATHS = {"parameters": [{"name": "thing_id", "in": "path", "schema": TEXT, "example": "hut-7"}]}
OF_THINGS = {"/things/{thing_id}": {"get": op("get", "200", THING, **PATHS)}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**TEXT, "description": "The `id` of the thing"}, "7"),
        ({**TEXT, "example": "hut-7"}, "7"),
        ({**TEXT, "examples": ["hut-7"]}, "7"),
        ({**NUMBER, "description": "Identifier of the thing"}, 7),
        ({**TEXT, "description": "What it is made of", "example": "wood"}, None),
        ({**TEXT, "description": "The id of the thing", "enum": ["hut-7"]}, None),
        ({"type": "object", "description": "The thing, with its id"}, None),
        (TEXT, None),
    ],
    ids=str,
)
def test_member_that_is_called_as_a_thing_may_be_its_id(shelves, schema, expected):
    spec = shelves.spec_of(pages(**GROUPS, **OF_THINGS))
    references = References(spec, {"thing": "of another"}, (a_thing,))

    assert references.of(spec.operation("getGroup"), "thing", schema) == expected


NUMBERS = {"type": "array", "items": NUMBER}


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("things", {**NUMBERS, "examples": [["hut-7", 8]]}, [7]),
        ("things", {**NUMBERS, "description": "The ids of the things"}, [7]),
        ("things", NUMBERS, None),
        ("things", {**NUMBERS, "examples": [[1, 2]]}, None),
        ("things", {**TEXT, "description": "The ids of the things"}, None),
        ("others", {**NUMBERS, "description": "The ids of the others"}, None),
        ("things", {"type": "array", "items": {"type": "object"}, "description": "ids"}, None),
    ],
)
def test_array_that_is_called_as_things_may_hold_their_ids(shelves, name, schema, expected):
    spec = shelves.spec_of(pages(**GROUPS, **OF_THINGS))
    references = References(spec, {}, (a_thing,))

    assert references.of(spec.operation("getGroup"), name, schema) == expected


HALLS = {
    "/things/{thing_id}/halls": {"post": op("makeHall", "201", THING, THING)},
    "/things/{thing_id}/seats": {"post": op("makeSeat", "201", THING, THING)},
    "/things/{thing_id}/seats/{seat_id}": {"get": op("getSeat", "200", THING)},
    "/halls/{hall_id}": {"get": op("getHall", "200", THING)},
}


@pytest.mark.parametrize(("name", "expected"), [("hall_id", 7), ("seat_id", None)])
def test_thing_with_a_path_of_its_own_is_named_wherever_it_is_made(shelves, name, expected):
    spec = shelves.spec_of(pages(**HALLS))
    references = References(spec, {}, (a_thing,))

    assert references.of(spec.operation("make"), name, NUMBER) == expected

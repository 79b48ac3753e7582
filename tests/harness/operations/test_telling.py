"""Bodies that tell more than a page's sample, where the page leaves it open."""

import pytest

from harness.operations.telling import Teller, alone, another, differing, has_more
from harness.operations.values import PREFIX

OWN = f"{PREFIX}-0a1b2c3d"
TEXT, TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
CROP = {
    "type": "object",
    "properties": {"kind": {"enum": ["root", "leaf"]}, "weeks": {"type": "integer"}},
}


def told(schema, value, name="size", *, keeps_values=False, other=None):
    teller = Teller(lambda each: each, lambda *_: other, OWN, keeps_values=keeps_values)
    body = {"type": "object", "properties": {name: schema}}
    return teller.members({name: value}, body)[name]


@pytest.mark.parametrize(
    ("name", "schema", "sent", "expected"),
    [
        ("on", {"type": "boolean"}, True, False),
        ("on", {"const": True}, True, True),
        ("size", {"type": "integer"}, 7, 8),
        ("size", {"type": "integer", "maximum": 7}, 7, 7),
        ("size", {"enum": [7, 8]}, 7, 7),
        ("user_id", {"type": "integer"}, 7, 7),
        ("name", TEXT, OWN, f"{OWN} Žluťoučký"),
        ("name", TEXT, "of somebody else", "of somebody else"),
        ("note", TEXT, "Hello", "Hello Žluťoučký"),
        ("note", {**TEXT, "maxLength": 5}, "Hello", "Hello"),
        ("note", {**TEXT, "pattern": "^[A-Z]"}, "Hello", "Hello"),
        ("note", {**TEXT, "maxLength": 20}, "Hello", "Hello Žluťoučkýxxxxx"),
        ("note", {**TEXT, "maxLength": 9999}, "Hello", "Hello Žluťoučký"),
        ("remarks", {**TEXT, "maxLength": 100}, "No", "No Žluťoučký".ljust(100, "x")),
        ("remarks", {**TEXT, "maxLength": 99}, "No", "No"),
        ("remark_id", {**TEXT, "maxLength": 100}, "No", "No"),
        ("slug", TEXT, OWN, OWN),
        ("colour", TEXT, "red", "red"),
        ("tags", TEXTS, ["a"], ["a", f"{OWN}-also"]),
        ("tags", {**TEXTS, "maxItems": 1}, ["a"], ["a"]),
        ("tags", {"type": "array", "items": {**TEXT, "format": "date"}}, ["a"], ["a"]),
        ("tags", TEXTS, [], []),
        ("kinds", {"items": {"enum": ["a", "b", "c"]}}, ["a"], ["a", "c"]),
        ("sizes", {"items": {"type": "integer"}}, [1, 2], [1, 2, 3]),
        ("none", TEXT, None, None),
    ],
)
def test_value_is_another_where_the_page_leaves_it_open(name, schema, sent, expected):
    assert told(schema, sent, name) == expected


def test_objects_in_an_array_differ_in_what_has_a_choice():
    crops = [{"kind": "root", "weeks": 8}]

    assert told({"items": CROP}, crops) == [*crops, {"kind": "leaf", "weeks": 8}]
    free = {"properties": {"weeks": {"type": "integer"}}}
    assert told({"items": free}, [{"weeks": 8}]) == [{"weeks": 8}, {"weeks": 9}]
    assert told({"items": {"properties": {}}}, [{"colour": "red"}]) == [{"colour": "red"}]


def test_members_of_members_are_told():
    schema = {"properties": {"on": {"type": "boolean"}, "crops": {"items": CROP}}}
    sent = {"on": True, "crops": [{"kind": "root", "weeks": 8}]}

    found = told(schema, sent)

    assert found["on"] is False
    assert len(found["crops"]) == 2


def test_reference_is_to_another_thing_or_left_alone():
    assert told(TEXTS, ["a"], "bed_ids", other=["b"]) == ["a", "b"]
    assert told(TEXTS, ["a"], "bed_ids", other=["a"]) == ["a"]
    assert told(TEXTS, ["a"], "bed_ids") == ["a"]


def test_arrays_alone_may_be_told():
    assert told({"type": "integer"}, 7, keeps_values=True) == 7
    assert told(TEXTS, ["a"], "tags", keeps_values=True) == ["a", f"{OWN}-also"]


def test_what_was_added_is_found_again():
    plain = {"name": "a", "tags": ["x"], "plan": {"crops": [1]}}
    more = {"name": "b", "tags": ["x", "y"], "plan": {"crops": [1, 2]}}

    assert alone(more, plain) == {"name": "b", "tags": ["y"], "plan": {"crops": [2]}}
    assert has_more(more, plain)
    assert not has_more({**plain, "name": "b"}, plain)
    assert differing(more, plain) == ["name", "tags", "plan"]
    assert differing(plain, plain) == []


@pytest.mark.parametrize(
    ("value", "inner", "schema", "among", "expected"),
    [
        (["a", "b"], "", TEXT, (), "b"),
        (["a"], "", {"enum": [None, "a", "c", "d"]}, (), "c"),
        (["a"], "", {"enum": ["a", "c", "d"]}, ("d",), "d"),
        (["a"], "", TEXT, (), f"{PREFIX}-also"),
        (["a"], "", {"type": "string", "maxLength": 3}, (), None),
        (["a"], "", {"type": "string", "pattern": "[a-z]"}, (), None),
        ([7], "", {"type": "integer"}, (), None),
        ([{"kind": "a"}], "kind", {"enum": ["a", "b"]}, (), {"kind": "b"}),
        ([{"kind": "a"}, {"kind": "a"}, {"kind": "c"}], "kind", TEXT, (), {"kind": "c"}),
    ],
)
def test_another_item_is_one_that_a_list_can_be_asked_for(value, inner, schema, among, expected):
    assert another("kinds", value, inner, schema, among) == expected


def test_id_of_another_thing_is_not_made_up():
    assert another("bed_ids", ["a"], "", TEXT) is None


@pytest.mark.parametrize(
    ("name", "schema", "sent", "expected"),
    [
        ("size", {"type": "integer"}, 7, 0),
        ("size", {"type": "integer", "minimum": 0, "maximum": 7}, 7, 0),
        ("size", {"type": "integer", "minimum": 1}, 7, 8),
        ("size", {"type": "integer", "maximum": -1}, -7, -6),
        ("size", {"type": "integer", "exclusiveMinimum": 0}, 7, 7),
        ("size", {"type": "integer", "exclusiveMaximum": 9}, 7, 0),
        ("size", {"type": "integer", "exclusiveMaximum": 0}, -7, -7),
        ("size", {"enum": [0, 7]}, 7, 7),
        ("size", {"const": 7}, 7, 7),
        ("size", {"type": "number"}, 2.5, 0),
        ("size", {"type": "integer"}, 0, 1),
        ("user_id", {"type": "integer"}, 7, 7),
        ("number", {"type": "integer"}, 7, 8),
        ("on", {"type": "boolean"}, True, False),
        ("sizes", {"items": {"type": "integer"}}, [1, 2], [1, 2, 3]),
    ],
)
def test_number_is_0_where_it_may_be(name, schema, sent, expected):
    teller = Teller(lambda each: each, lambda *_: None, OWN, zeroes=[True], ids={"number"})

    found = teller.members({name: sent}, {"properties": {name: schema}})

    assert found == {name: expected}


def test_numbers_are_0_in_their_turn():
    names = ("a", "b", "c")
    schema = {"properties": {each: {"type": "integer"} for each in names}}
    teller = Teller(lambda each: each, lambda *_: None, OWN, zeroes=[False, True])

    assert teller.members(dict.fromkeys(names, 7), schema) == {"a": 8, "b": 0, "c": 8}

"""Queries and bodies out of a page, the targets file's values first."""

from dataclasses import replace
from typing import Any

import pytest

from harness.operations.arguments import (
    Arguments,
    Missing,
    as_text,
    body_of,
    documented_values,
    is_for_own_alone,
    least_of,
    of_group,
    query_of,
    value_of,
)
from harness.operations.values import Maker
from spec import specification
from spec.parameters import Parameter
from spec.resources import Kind

LIST = specification.load("me").operation("listUsers")
TEXT = {"type": "string"}


def a_parameter(name="size", *, required=True, example=None, **schema):
    return Parameter(name, "query", required=required, schema=schema, example=example)


def taking(schema, example=None):
    return replace(LIST, body_schema=schema, body_example=example)


def maker(**known):
    return Maker({}, lambda: "qa@acme.test", lambda name, _: known.get(name))


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        (a_parameter(example=5, default=1), ["5", "1"]),
        (a_parameter(enum=["a", "b"], example="b"), ["b", "a"]),
        (a_parameter(enum=["a", None], example="c"), ["a"]),
        (a_parameter(default=False), ["false"]),
        (a_parameter(type="integer"), []),
    ],
)
def test_values_that_a_page_shows(parameter, expected):
    assert documented_values(parameter) == expected


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (2.0, "2"), (2.5, "2.5"), ([1, "a"], "1,a"), ("", "")]
)
def test_value_as_a_query_holds_it(value, text):
    assert as_text(value) == text


def test_value_of_the_targets_file_comes_first():
    assert value_of(a_parameter(example=5), {"size": "9"}) == "9"
    assert value_of(a_parameter(example=5), {"other": "9"}) == "5"
    assert value_of(a_parameter(), {}) is None


def test_query_holds_what_is_required_and_the_rest_where_it_is_wanted():
    parameters = (a_parameter(example=5), a_parameter("more", required=False, example="x"))
    operation = replace(LIST, parameters=(*parameters, a_parameter("bare", required=False)))

    assert query_of(operation, {}) == {"size": "5"}
    assert query_of(operation, {}, optional=True) == {"size": "5", "more": "x"}


def test_required_parameter_without_a_value_is_missing():
    with pytest.raises(Missing, match="size"):
        query_of(replace(LIST, parameters=(a_parameter(),)), {})


def test_body_is_the_sample_completed_from_the_schema():
    schema = {
        "required": ["name", "size"],
        "properties": {
            "name": TEXT,
            "size": {"type": "integer", "example": 3},
            "unshown": {"example": "x"},
            "state": TEXT,
        },
    }
    made = maker()

    body = body_of(taking(schema, {"name": "VIP", "state": "on", "is_on": True}), made)

    assert body == {"size": 3, "name": made.marker, "state": "on", "is_on": True}
    assert made.made_up == []


def test_least_body_holds_what_is_required_alone():
    schema = {"required": ["name"], "properties": {"name": TEXT, "size": {"example": 3}}}

    made = maker()
    operation = taking(schema, {"name": "VIP", "size": 3})

    assert body_of(operation, made, only_required=True) == {"name": made.marker}


def test_least_body_names_the_same_things_as_the_whole():
    schema = {"required": ["name", "thing_id"], "properties": {"name": TEXT, "thing_id": TEXT}}
    operation = taking(schema, {"name": "VIP", "thing_id": "1", "size": 3})
    whole = Arguments(body={"name": "VIP", "thing_id": "8", "size": 3}, referred=("thing_id",))
    made = maker(thing_id="7")

    assert least_of(operation, made, whole) == {"name": made.marker, "thing_id": "8"}
    assert least_of(taking({"type": "array"}, [1]), made, whole) == [1]


def test_ids_in_what_a_making_shows_are_of_what_is_there():
    made = maker(thing_id=7)
    made.samples = {"parts": [{"thing_id": 1, "size": 3}], "labels": ["a"]}
    parts = {"type": "array", "items": {}}

    body = body_of(taking({"properties": {"parts": parts, "labels": parts}}), made)

    assert body == {"parts": [{"thing_id": 7, "size": 3}], "labels": ["a"]}


def test_sample_whose_member_refers_to_a_type_is_kept():
    made = Maker({"Status": TEXT}, lambda: "", lambda *_: None)
    schema = {"properties": {"status": {"$ref": "#/Status"}, "flag": True}}

    assert body_of(taking(schema, {"status": "on", "flag": "x"}), made) == {
        "status": "on",
        "flag": "x",
    }


def test_ids_within_the_sample_are_those_of_what_is_there():
    sample = {"thing_ids": [1, 2], "parts": [{"thing_id": 1, "name": "a"}], "owner": {"user_id": 3}}
    made = maker(thing_ids=[7], thing_id=7)

    body = body_of(taking({"type": "object"}, sample), made)

    assert body == {
        "thing_ids": [7],
        "parts": [{"thing_id": 7, "name": "a"}],
        "owner": {"user_id": 3},
    }
    assert made.made_up == ["user_id"]


@pytest.mark.parametrize(
    ("schema", "example", "expected"),
    [
        ({"type": "array", "items": {"example": 1}}, None, [1]),
        ({"type": "array"}, [{"a": 1}], [{"a": 1}]),
        (None, {"a": 1}, None),
    ],
)
def test_body_of_other_kinds(schema, example, expected):
    assert body_of(taking(schema, example), maker()) == expected


@pytest.mark.parametrize(
    ("method", "kind", "expected"),
    [
        ("DELETE", Kind.ACTION, True),
        ("PUT", Kind.ACTION, True),
        ("POST", Kind.MODIFY, True),
        ("POST", Kind.ACTION, False),
        ("GET", Kind.GET, False),
    ],
)
def test_what_goes_to_the_run_s_own_alone(method, kind, expected):
    assert is_for_own_alone(replace(LIST, method=method, kind=kind)) is expected


def test_flag_has_both_its_values():
    flag = Parameter("open", "query", required=False, schema={"type": "boolean"}, example=None)

    assert documented_values(flag) == ["true", "false"]
    assert documented_values(replace(flag, example="false")) == ["false", "true"]


def test_group_has_all_of_its_members_or_none():
    each = {"type": "string", "example": "x"}
    schema = {
        "properties": {"a": each, "b": {"type": "integer"}, "c": {**each, "readOnly": True}},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}],
    }

    assert of_group(taking(schema), maker(), ("a",)) == {"a": "x"}
    assert of_group(taking(schema), maker(), ("b",)) == {"b": 1}
    assert of_group(taking(schema), maker(), ("c",)) is None


FOR_KIND = {
    "properties": {
        "kind": {"enum": ["percent", "gift"], "example": "percent"},
        "percent": {"example": 15, "description": "Needed where kind is percent."},
        "gift": {"example": "Bag", "description": "Needed where `kind` is gift. Up to 40."},
        "note": {"example": "x", "description": "Needed where it is known."},
    }
}


@pytest.mark.parametrize(("kind", "left_out"), [("percent", "gift"), ("gift", "percent")])
def test_member_for_another_value_is_left_out(kind, left_out):
    schema = {"properties": {**FOR_KIND["properties"], "kind": {"enum": [kind]}}}

    body: Any = body_of(taking(schema, None), maker())

    assert body.keys() == {"kind", "percent", "gift", "note"} - {left_out}


def test_member_that_is_required_is_kept_for_any_value():
    body: Any = body_of(taking({**FOR_KIND, "required": ["gift"]}, None), maker())

    assert body["gift"] == "Bag"


def test_text_is_sent_as_it_is():
    assert body_of(taking({"type": "string"}, "code,name\nA,B"), maker()) == "code,name\nA,B"

"""What samples show of the schemas of bodies, and what one sample says of another."""

from typing import Any

import pytest

from spec.compiler.inference import infer, share_nulls

NUMBER, TEXT = {"type": "number"}, {"type": "string"}


def of(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


@pytest.mark.parametrize(
    ("sample", "schema"),
    [
        (1.5, NUMBER),
        ("a", TEXT),
        (True, {"type": "boolean"}),
        (None, {}),
        ({}, {"type": "object"}),
        ([], {"type": "array"}),
        ([None], {"type": "array"}),
        ({"a": 1, "b": None}, of(a=NUMBER, b={})),
        ([1, None], {"type": "array", "items": {"type": ["number", "null"]}}),
        ([1, "a"], {"type": "array", "items": {"anyOf": [NUMBER, TEXT]}}),
        (
            [1, "a", None],
            {"type": "array", "items": {"anyOf": [NUMBER, TEXT, {"type": "null"}]}},
        ),
        (
            [{"a": 1, "b": None}, {"a": None, "c": "x"}],
            {"type": "array", "items": of(a={"type": ["number", "null"]}, b={}, c=TEXT)},
        ),
        ([[1], ["a"]], {"type": "array", "items": {
            "type": "array", "items": {"anyOf": [NUMBER, TEXT]}}}),
        ([{"a": [1]}, {"a": []}], {"type": "array", "items": of(
            a={"type": "array", "items": NUMBER})}),
    ],
    ids=str,
)  # fmt: skip
def test_sample_shows_types_and_demands_nothing(sample, schema):
    assert infer(sample) == schema


SHOWN = {"name": "a", "size": 1, "alarm": {"above": 3}}
MAY_BE_NULL = of(name=TEXT, size=NUMBER, alarm={"type": ["object", "null"]})


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"schema": MAY_BE_NULL},
        {"schema": {"type": "array", "items": MAY_BE_NULL}},
        {"schema": {}, "example": {"name": "b", "size": 2, "alarm": None}},
        {"schema": {}, "examples": {"one": {"value": [{"name": "b", "alarm": None}]}}},
    ],
    ids=["schema", "array", "sample", "named-sample"],
)
@pytest.mark.parametrize("wrap", [lambda shown: shown, lambda shown: {"items": [shown]}])
def test_member_that_is_null_elsewhere_may_be_null(elsewhere, wrap):
    schema = infer(wrap(SHOWN))

    share_nulls([schema], {"paths": {"a": elsewhere}})

    [thing] = [schema] if "name" in schema["properties"] else [
        schema["properties"]["items"]["items"]
    ]  # fmt: skip
    assert thing["properties"]["alarm"]["type"] == ["object", "null"]
    assert thing["properties"]["size"] == NUMBER


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"schema": of(name=TEXT, size=NUMBER, alarm={"type": "object"})},
        {"schema": {}, "example": {"alarm": None, "other": 1, "further": 2}},
        {"schema": of(alarm={"type": "null"})},
        {"alarm": None, "name": "no sample"},
    ],
    ids=["no-null", "another-thing", "too-little", "no-body"],
)
def test_what_says_nothing_of_the_same_thing_changes_nothing(elsewhere):
    schema = infer(SHOWN)

    share_nulls([schema], {"paths": {"a": elsewhere}})

    assert schema == infer(SHOWN)


def test_id_of_a_sample_may_be_a_number_or_a_text() -> None:
    found = infer({"id": 41, "thing_id": "x", "userId": 4, "valid": 3, "ids": [1]})["properties"]

    kinds = {name: schema["type"] for name, schema in found.items()}
    assert {name for name, kind in kinds.items() if {*kind} == {"number", "string"}} == {
        *("id", "thing_id", "userId")
    }
    assert (kinds["valid"], found["ids"]["items"]) == ("number", {"type": "number"})

"""Values of MSON: samples, defaults, enums, arrays and formats."""

from typing import Any

import pytest

from tests.spec.pages import Compiled, attributes


def member(text: str, types: str = "") -> tuple[Any, Compiled]:
    """Compile a property `a` from its line and what stands below; return its schema."""
    compiled = attributes(text, types=types)
    return compiled.answer()["schema"]["properties"]["a"], compiled


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("a: 1,000 (number)", [1000]),
        ("a: 1e3 (number)", [1000.0]),
        ("a: .5 (number)", [0.5]),
        ("a: 01 (number)", [1]),
        ("a: +5 (number)", [5]),
        ("a: -1 (number)", [-1]),
        ('a: "5" (number)', [5]),
        ("a: 1_000 (integer)", [1000]),
        ("a: 2.0 (integer)", [2]),
        ("a: 1, 2 (number)", [1, 2]),
        ("a: True (boolean)", [True]),
        ("a: yes (boolean)", [True]),
        ("a: 0 (boolean)", [False]),
        ("a: true, false (boolean)", [True, False]),
        ("a: `[1, 2]` (array)", [[1, 2]]),
        ("a: [] (array)", [[]]),
        ('a: {"b": [1]} (object)', [{"b": [1]}]),
        ('a: {"b": 1} (json)', [{"b": 1}]),
    ],
)
def test_value_is_read_as_its_type(line: str, values: list[Any]) -> None:
    schema, compiled = member(f"+ {line}")

    assert schema["examples"] == values
    assert not any(": warning: " in remark for remark in compiled.remarks)


@pytest.mark.parametrize(
    "line",
    ["a: x (number)", "a: 1.5 (int)", "a: NaN (number)", "a: 1e999 (number)", "a: x (object)"],
)
def test_value_of_another_type_is_kept_and_told(line: str) -> None:
    schema, compiled = member(f"+ {line}")

    assert schema["x-samples"] == [line.split(" ")[1]]
    assert "examples" not in schema
    assert any(line.endswith("kept as x-samples [value]") for line in compiled.remarks)


def test_default_of_another_type_is_kept_and_told() -> None:
    schema, compiled = member("+ a: x (number, default)")

    assert schema == {"type": "number", "x-default": ["x"]}
    assert compiled.remarks == ["1.apib:11:9: warning: 'x' is no number: kept as x-default [value]"]


@pytest.mark.parametrize(
    ("line", "types"),
    [("a: x (string, default, min: 3)", ""), ("a: z (E, default)", "## E (enum)\n+ x\n+ y")],
)
def test_default_that_the_schema_forbids_is_kept_and_told(line: str, types: str) -> None:
    schema, compiled = member(f"+ {line}", types)

    assert "default" not in schema
    assert schema["x-default"] == [line[3]]
    assert any("is not allowed by its type" in remark for remark in compiled.remarks)


@pytest.mark.parametrize("line", ["a: null", "a: NULL (number)", "a: null (object)"])
def test_null_as_a_value_allows_null(line: str) -> None:
    schema, compiled = member(f"+ {line}")

    assert schema["type"][1] == "null"
    assert schema["examples"] == [None]
    assert any("null is allowed beside the type" in remark for remark in compiled.remarks)


def test_null_in_backticks_is_a_text() -> None:
    schema, _ = member("+ a: `null`")

    assert schema == {"type": "string", "examples": ["null"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+ a: x, y (enum)", {"type": "string", "enum": ["x", "y"]}),
        ("+ a: x | y (enum)", {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum: x, y, required)", {"type": "string", "enum": ["x", "y"]}),
        ('+ a (string, enum: "x", "y")', {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum: x|y)", {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum: [x, y])", {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum[x, y])", {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum)\n    + x, y", {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum)\n    + `x, y`", {"type": "string", "enum": ["x, y"]}),
        ("+ a (enum)\n    + x\n    + ...", {"type": "string", "enum": ["x"]}),
        ("+ a (enum)\n    + x\n    + x", {"type": "string", "enum": ["x"]}),
        ("+ a (enum)\n    + Members\n        + x", {"type": "string", "enum": ["x"]}),
        ("+ a (enum)\n    + Members: x, y", {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum)\n    + values : x, y, z", {"type": "string", "enum": ["x", "y", "z"]}),
        ("+ a (string)\n    + Members\n        + x", {"type": "string", "enum": ["x"]}),
        ("+ a (number)\n    + Values\n        + 1", {"type": "number", "enum": [1]}),
        ("+ a (string)\n    + x\n    + y", {"type": "string", "enum": ["x", "y"]}),
        ("+ a (enum)\n    + 1 (number)\n    + 2 (number)", {"type": "number", "enum": [1, 2]}),
        ("+ a (enum[number])\n    + 1\n    + x", {"enum": [1, "x"]}),
        ("+ a: 1 (enum[number])\n    + 1", {"type": "number", "enum": [1], "examples": [1]}),
        ("+ a (enum[number])\n    + 1: One", {"enum": [1], "x-enum-descriptions": {"1": "One"}}),
        ("+ a (enum)\n    + x\n    + y (default)", {"enum": ["x", "y"], "default": "y"}),
        ("+ a (enum)\n    + *x*", {"type": "string", "examples": ["x"]}),
        (
            "+ a (enum[object])\n    + (object)\n        + b",
            {"properties": {"b": {"type": "string"}}},
        ),
        (
            "+ a (enum)\n    + Default: x\n    + Members\n        + x",
            {"enum": ["x"], "default": "x"},
        ),
    ],
)
def test_enum_is_known_however_it_is_written(text: str, expected: dict[str, Any]) -> None:
    schema, _ = member(text)

    assert expected.items() <= schema.items()


def test_sample_that_a_type_of_an_enum_allows_is_no_value_of_its_own() -> None:
    schema, compiled = member("+ a (enum[object])\n    + Sample: {}\n    + (T)", "## T\n+ x")

    assert schema["anyOf"] == [{"type": "object"}, {"$ref": "#/components/schemas/T"}]
    assert schema["examples"] == [{}]
    assert "enum-value" not in str(compiled)


def test_enum_takes_the_values_of_another() -> None:
    types = "## Colour (enum)\n+ red\n+ (Shade)\n\n## Shade (enum)\n+ dark\n+ (Colour)"
    schema, compiled = member("+ a (enum)\n    + (Colour)\n    + none", types)

    assert schema == {"type": "string", "enum": ["red", "dark", "none"]}
    assert compiled.schema("Shade")["enum"] == ["dark", "red"]


def test_enum_that_shows_some_values_is_open() -> None:
    schema, _ = member("+ a (enum)\n    + *x*\n    + y")

    assert schema["anyOf"] == [{"enum": ["y"]}, {}]
    assert schema["examples"] == ["x"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("+ a (array[object])\n    + b: 1 (number)", {"b": "number"}),
        ("+ a (array)\n    + b: 1 (number)\n    + c (string)", {"b": "number", "c": "string"}),
        ("+ a (array)\n    + (object)\n        + b (boolean)", {"b": "boolean"}),
        ("+ a (array)\n    + c (object)\n        + b (boolean)", {"b": "boolean"}),
        ("+ a (array[object])\n    + (object)\n        + b (boolean)", {"b": "boolean"}),
    ],
)
def test_items_have_the_properties_that_stand_below(text: str, items: dict[str, str]) -> None:
    schema, _ = member(text)

    assert schema["items"]["type"] == "object"
    properties = schema["items"]["properties"]
    assert {name: each["type"] for name, each in properties.items()} == items


def test_items_without_a_type_are_a_sample() -> None:
    schema, _ = member("+ a (array[number])\n    + 1\n    + 2")

    assert schema == {"type": "array", "items": {"type": "number"}, "examples": [[1, 2]]}


def test_values_below_an_array_of_enums_are_its_values() -> None:
    schema, _ = member("+ a (array[enum[string]])\n    + x\n    + y")

    assert schema == {"type": "array", "items": {"type": "string", "enum": ["x", "y"]}}


def test_description_of_an_item_is_told() -> None:
    schema, compiled = member("+ a (array)\n    + x - why")

    assert schema["examples"] == [["x"]]
    message = "an item has no description: why is left out [item-description]"
    assert compiled.remarks == [f"1.apib:12:13: warning: {message}"]


def test_fixed_array_has_exactly_its_items() -> None:
    schema, _ = member("+ a (array, fixed)\n    + x\n    + (object)\n        + b: 1 (number)")

    assert schema["prefixItems"][0] == {"const": "x"}
    assert schema["prefixItems"][1]["properties"] == {"b": {"type": "number", "const": 1}}
    assert (schema["items"], schema["minItems"]) == (False, 2)


def test_choice_among_items_allows_any_of_them() -> None:
    schema, _ = member("+ a (array)\n    + One Of\n        + (string)\n        + (number)")

    assert schema["items"] == {"anyOf": [{"type": "string"}, {"type": "number"}]}


@pytest.mark.parametrize(
    ("text", "examples"),
    [
        ("+ a (object)\n    + Sample\n        + b: 1", [{"b": "1"}]),
        ("+ a (object)\n    + b (number)\n    + Sample\n        + b: 1", [{"b": 1}]),
        (
            "+ a (object)\n    + Sample\n        + b (object)\n            + c: x",
            [{"b": {"c": "x"}}],
        ),
        ("+ a (array[number])\n    + Sample: 1, 2\n    + Sample\n        + 3", [[1, 2], [3]]),
        ("+ a (array[object])\n    + Sample\n        + b: x", [[{"b": "x"}]]),
        ("+ a\n    + Sample\n        + x\n        + y", ["x", "y"]),
        ("+ a\n    + Sample: x\n        + y", ["x", "y"]),
        ("+ a\n    + Samples\n        + x", ["x"]),
        ("+ a\n    + Sample: x (string)", ["x"]),
        ('+ a (object)\n\n    ```\n    {"b": 1}\n    ```', [{"b": 1}]),
    ],
)
def test_samples_have_the_form_of_their_type(text: str, examples: list[Any]) -> None:
    schema, _ = member(text)

    assert schema["examples"] == examples


def test_default_may_have_members() -> None:
    schema, _ = member("+ a (object)\n    + Default\n        + b: 1 (number)")

    assert schema["default"] == {"b": 1}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a: 2020-01-31 (date)", {"type": "string", "format": "date"}),
        ("a: 31.1.2020 (date)", {"type": "string"}),
        ("a: 2020-01-31T10:00:00Z (datetime)", {"type": "string", "format": "date-time"}),
        ("a: 2020-01-31 10:00:00 (datetime)", {"type": "string"}),
        ("a: 1580464800 (timestamp)", {"type": "integer"}),
        ("a: nobody (email)", {"type": "string"}),
        ("a: /b/c (url)", {"type": "string"}),
        ("a: https://a.test/b (url)", {"type": "string", "format": "uri"}),
    ],
)
def test_format_stands_only_where_the_sample_has_it(line: str, expected: dict[str, Any]) -> None:
    schema, compiled = member(f"+ {line}")

    assert {key: schema[key] for key in ("type", "format") if key in schema} == expected
    left_out = expected == {"type": "string"}
    assert any("the format is left out" in remark for remark in compiled.remarks) == left_out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a: `2020-01-31` (string) - As YYYY-MM-DD", "date"),
        ("a (string) - The day, YYYY-MM-DD, or null", "date"),
        ("a: `31.1.2020` (string) - As YYYY-MM-DD", None),
        ("a: `2020-01-31` (string) - As YYYY-MM-DD hh:mm", None),
        ("a: `2020-01-31` (string) - As YYYY-MM-DDTHH:MM", None),
        ("a: `2020-01-31` (string) - The day", None),
        ("a: 20200131 (number) - As YYYY-MM-DD", None),
        ("a: `2020-01-31T10:00:00Z` (datetime) - Never YYYY-MM-DD alone", "date-time"),
    ],
)
def test_format_is_told_by_words(line: str, expected: str | None) -> None:
    schema, _ = member(f"+ {line}")

    assert schema.get("format") == expected


@pytest.mark.parametrize(
    ("line", "types"),
    [
        ("a: 2051", ["string", "number"]),
        ("a: 20.5 (required)", ["string", "number"]),
        ("a: `2051` - An id", ["string", "number"]),
        ("a: true", ["string", "boolean"]),
        ("a: 2051 (nullable)", ["string", "number", "null"]),
        ("a: 2051 (string)", "string"),
        ("a: 2051 (number)", "number"),
        ("a: A-2051", "string"),
        ("a: 2026-11-28", "string"),
        ("a", "string"),
    ],
)
def test_member_without_a_type_may_be_what_its_sample_looks_like(line: str, types: object) -> None:
    found, _ = member(f"+ {line}\n")

    assert found["type"] == types

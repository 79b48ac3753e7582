"""One line of MSON, in every form in which pages write it."""

from typing import Any

import pytest

from tests.spec.pages import Compiled, attributes


def member(line: str, types: str = "") -> tuple[Any, Compiled]:
    """Compile a line; return the schema of its only property."""
    compiled = attributes(f"+ {line}", types=types)
    (schema,) = compiled.answer()["schema"]["properties"].values()
    return schema, compiled


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("`a:b`: x", "a:b"),
        ("`a (b)`: x", "a (b)"),
        ("``a`b``: x", "a`b"),
        (r"\*a: x", "*a"),
        ("a.b: x", "a.b"),
        ("a-b: x", "a-b"),
        ("a/b (string)", "a/b"),
        ("a b: x", "a b"),
        ("@id: x", "@id"),
        ("_links (object)", "_links"),
        ("__v: 1 (number)", "__v"),
        ("1 (number)", "1"),
        ("**a** (string)", "a"),
        ('"a": x', '"a"'),
        ("ключ: x", "ключ"),
        ("include (boolean)", "include"),
        ("items (array)", "items"),
        ("default (string)", "default"),
    ],
)
def test_name_is_what_the_page_writes(line: str, name: str) -> None:
    compiled = attributes(f"+ {line}")

    assert list(compiled.answer()["schema"]["properties"]) == [name]
    assert not any(": warning: " in remark for remark in compiled.remarks)


@pytest.mark.parametrize(
    ("line", "description"),
    [
        ("a - b: c (d)", "b: c (d)"),
        ("a (string) - b - c", "b - c"),
        ("a: x - y", "y"),
        ("a(string)- b", "b"),
        ("a (string) -b", "b"),
        ("a -b", "b"),
        ("a- b", "b"),
        ("a (string) \N{EN DASH} b", "b"),
        ("a (string) b (c)", "b (c)"),
        ("a (string): b", "b"),
        ("a (string, required) ... b", "b"),
    ],
)
def test_description_follows_a_dash_or_the_type(line: str, description: str) -> None:
    schema, _ = member(line)

    assert schema["description"] == description
    assert schema["type"] == "string"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("a: `x - y`", "x - y"),
        ("a: x (y) (string)", "x (y)"),
        ("a: b: c", "b: c"),
        ("a: http://x.test/y?z=1 (string)", "http://x.test/y?z=1"),
        ("a:x (string)", "x"),
        ("a : x (string)", "x"),
        ("`a` x (string)", "x"),
        ("a: 'x'", "'x'"),
        ("a: x (string, sample)", "x"),
        ("a (string, sample: x)", "x"),
        ("a (string, `x`)", "x"),
        ("a: :) (string)", ":)"),
    ],
)
def test_value_is_an_example(line: str, value: str) -> None:
    schema, _ = member(line)

    assert schema == {"type": "string", "examples": [value]}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a (string, default: x)", {"type": "string", "default": "x"}),
        ("a (number, default 3)", {"type": "number", "default": 3}),
        ("a (number, min: 3, max = 5)", {"type": "number", "minimum": 3, "maximum": 5}),
        ("a (number, >= 3, < 5)", {"type": "number", "minimum": 3, "exclusiveMaximum": 5}),
        ("a (string, min: 3)", {"type": "string", "minLength": 3}),
        ("a (array[string], min: 3)", {"type": "array", "minItems": 3}),
        ("a (string, pattern: `^a+$`)", {"type": "string", "pattern": "^a+$"}),
        ("a (string, format: email)", {"type": "string", "format": "email"}),
        ("a (readonly, string)", {"type": "string", "readOnly": True}),
        ("a (string, write-only)", {"type": "string", "writeOnly": True}),
        ("a (string, Deprecated)", {"type": "string", "deprecated": True}),
        ("a (string, nullable: true)", {"type": ["string", "null"]}),
        ("a (string, nullable: false)", {"type": "string"}),
        ("a (type: number)", {"type": "number"}),
        ("a (varchar(20))", {"type": "string", "maxLength": 20}),
    ],
)
def test_attribute_becomes_a_keyword(line: str, expected: dict[str, Any]) -> None:
    schema, compiled = member(line)

    assert expected.items() <= schema.items()
    assert not any(": warning: " in remark for remark in compiled.remarks)


@pytest.mark.parametrize(
    ("attribute", "required"),
    [
        ("required", True),
        ("Required", True),
        ("mandatory", True),
        ("requird", True),
        ("required: true", True),
        ("required: false", False),
        ("optional", False),
        ("not required", False),
    ],
)
def test_attribute_makes_a_member_required(attribute: str, *, required: bool) -> None:
    schema = attributes(f"+ a (string, {attribute})").answer()["schema"]

    assert schema.get("required", []) == (["a"] if required else [])


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("a (string, foo: bar)", "foo: bar"),
        ("a (boolean, min: 3)", "min: 3"),
        ("a (string, pattern: `[`)", "pattern: ["),
        ("a (string, minLength: x)", "minLength: x"),
    ],
)
def test_attribute_that_says_nothing_is_kept_and_told(line: str, kept: str) -> None:
    schema, compiled = member(line)

    (shown,) = schema["x-attributes"]
    assert shown.replace("minimum", "min") == kept
    assert any(": warning: the attribute" in remark for remark in compiled.remarks)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a: x - y (string)", "(string) after the dash is part of the description, no type"),
        ("a (string) (required)", "(string) and (required) are read as one list"),
        ("a (string, required, optional)", "both required and optional: required counts"),
        ("a: x (string, default, sample)", "both default and sample: default counts"),
        ("a (string - b (c)", "a parenthesis without its partner: (string) is read as the type"),
        ("a: (b", "a parenthesis without its partner is read as text"),
        ("a: (string)", "a colon without a value after a"),
        ("`a` x (string)", "a colon is missing after `a`: what follows is read as a value"),
        ("a (string) b", "the text after the type is read as the description: b"),
        ("a (string, `x`)", "the value `x` among the attributes is read as a sample"),
    ],
)
def test_odd_line_is_told(line: str, message: str) -> None:
    _, compiled = member(line)

    assert any(f"1.apib:11:9: warning: {message}" in each for each in compiled.remarks)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a" * 50_000, id="letters"),
        pytest.param("`" * 50_000, id="backticks"),
        pytest.param("`a``" * 20_000, id="runs of backticks"),
        pytest.param("(" * 50_000, id="parentheses"),
        pytest.param("a (" + "x, " * 20_000 + ")", id="attributes"),
        pytest.param("a - " * 20_000, id="dashes"),
        pytest.param("a (array[" + "[" * 20_000 + "])", id="brackets"),
    ],
)
def test_long_line_is_read_in_the_end(line: str) -> None:
    compiled = attributes(f"+ b\n+ {line}")

    assert "b" in compiled.answer()["schema"]["properties"]

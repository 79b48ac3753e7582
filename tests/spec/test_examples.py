"""Bodies that are no JSON, and schemas that are older than OpenAPI 3.1."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

import pytest
from openapi_spec_validator import validate

from spec.compiler.tolerant_json import MAX_DEPTH, schema_of_text, too_deep
from tests.spec.pages import Compiled, compile_pages, page

STRING, NUMBER = {"type": "string"}, {"type": "number"}


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def compile_body(text: str) -> Compiled:
    body = textwrap.indent(text, " " * 8)
    return compile_pages(page(f"+ Response 200 (application/json)\n\n{body}"))


def compile_schema(schema: Any) -> Compiled:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    return compile_pages(
        page(f"+ Response 200 (application/json)\n    + Schema\n\n            {text}")
    )


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        pytest.param('{"a": 1,}', of(a=NUMBER), id="a trailing comma"),
        pytest.param('{"a": 1 // one\n}', of(a=NUMBER), id="a comment"),
        pytest.param('{"a": 1 # one\n}', of(a=NUMBER), id="another comment"),
        pytest.param('{/* x */ "a": 1}', of(a=NUMBER), id="a comment within"),
        pytest.param('{"a": 1, ...}', of(a=NUMBER), id="an ellipsis"),
        pytest.param('{"a": [1, ...]}', of(a={"type": "array", "items": NUMBER}), id="of items"),
        pytest.param('{"a": 1 "b": "x"}', of(a=NUMBER, b=STRING), id="no comma"),
        pytest.param("{a: 'x'}", of(a=STRING), id="other quotes"),
        pytest.param('{"a": <id>, "b": {{b}}}', of(a={}, b={}), id="placeholders"),
        pytest.param('{"a": string}', of(a={}), id="a type for a value"),
        pytest.param('{"a": }', of(a={}), id="no value"),
        pytest.param('{"a": True, "b": None}', of(a={"type": "boolean"}, b={}),
                     id="Python"),
        pytest.param('{"a": 1, "a": "x"}', of(a=STRING), id="a member twice"),
        pytest.param('[{"a": 1}, …]', {"type": "array", "items": of(a=NUMBER)}, id="of objects"),
        pytest.param("Not at all", {}, id="no JSON at all"),
        pytest.param('{"a" 1}', {}, id="no colon"),
        pytest.param('{"a": 1', {}, id="no end"),
        pytest.param('{"a": 1}\n{"b": 1}', {}, id="two values"),
    ],
)  # fmt: skip
def test_body_that_is_no_json_is_kept_as_a_text(text: str, schema: dict[str, Any]) -> None:
    compiled = compile_body(text)

    assert compiled.answer() == {"schema": schema, "example": text}
    assert compiled.codes == {"json"}
    assert compiled.errors == []
    validate(compiled.document)


def test_body_that_is_no_json_is_told_where_it_breaks() -> None:
    (remark,) = compile_body('{\n    "a": 1,\n}').remarks

    # Where the comma is, from Python 3.13 on; what comes behind it, before.
    assert re.match(r"1\.apib:(12:19|13:9): warning: the body is no JSON", remark)


def test_schema_of_a_broken_body_is_that_of_its_attributes() -> None:
    compiled = compile_pages(
        page("+ Response 200 (application/json)\n    + Attributes\n        + a\n"
             "    + Body\n\n            {b: 1,}")
    )  # fmt: skip

    assert compiled.answer() == {"schema": of(a=STRING), "example": "{b: 1,}"}


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1, 5000])
def test_body_nests_as_deep_as_a_document_can(depth: int) -> None:
    text = "[" * depth + "]" * depth

    compiled = compile_body(text)

    assert too_deep(text) == (depth > MAX_DEPTH)
    assert (compiled.answer()["example"] == text) == (depth > MAX_DEPTH)
    validate(compiled.document)


def test_tolerant_reading_has_a_bound() -> None:
    assert schema_of_text("[" * 5000) is None
    assert schema_of_text("{a:" * 5000) is None


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(
            {"$schema": "http://json-schema.org/draft-04/schema#", "id": "x", "type": "object"},
            {"type": "object"},
            id="a dialect",
        ),
        pytest.param(
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            {"type": "number", "exclusiveMinimum": 0},
            id="an exclusive limit",
        ),
        pytest.param(
            {"type": "number", "maximum": 9, "exclusiveMaximum": False},
            {"type": "number", "maximum": 9},
            id="an inclusive limit",
        ),
        pytest.param(
            {"type": "object", "properties": {"a": {"type": "string", "required": True}}},
            {"type": "object", "properties": {"a": STRING}, "required": ["a"]},
            id="required of draft 3",
        ),
        pytest.param(
            {"type": "array", "items": [STRING], "additionalItems": False},
            {"type": "array", "prefixItems": [STRING], "items": False},
            id="a tuple",
        ),
        pytest.param(
            {"dependencies": {"a": ["b"], "c": STRING}},
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": STRING}},
            id="dependencies",
        ),
        pytest.param({"type": "date"}, {"type": "string", "format": "date"}, id="a date"),
        pytest.param({"type": "any"}, {}, id="any"),
        pytest.param({"type": "whatever"}, {}, id="an unknown type"),
        pytest.param({"divisibleBy": 2}, {"multipleOf": 2}, id="divisibleBy"),
        pytest.param({"extends": STRING}, {"allOf": [STRING]}, id="extends"),
        pytest.param({"required": "a"}, {}, id="a keyword of the wrong type"),
        pytest.param({"$ref": "other.json"}, {"x-ref": "other.json"}, id="another file"),
        pytest.param({"enum": [1, 2], "title": "T"}, {"enum": [1, 2], "title": "T"}, id="today's"),
    ],
)
def test_older_schema_becomes_one_of_today(schema: Any, expected: dict[str, Any]) -> None:
    compiled = compile_schema(schema)

    assert compiled.answer()["schema"] == expected
    assert compiled.errors == []
    validate(compiled.document)


def test_definitions_of_a_schema_become_components() -> None:
    compiled = compile_schema(
        {
            "properties": {"a": {"$ref": "#/definitions/thing"}, "b": {"$ref": "#"}},
            "definitions": {"thing": {"items": {"$ref": "#/definitions/thing"}}},
        }
    )

    properties = compiled.answer()["schema"]["properties"]
    thing = properties["a"]["$ref"]
    assert thing == "#/components/schemas/thing"
    assert compiled.schema("thing") == {"items": {"$ref": thing}}
    assert properties["b"]["$ref"] != thing
    validate(compiled.document)


def test_definitions_of_one_name_in_two_schemas_are_two_components() -> None:
    schema = {"$ref": "#/definitions/a", "definitions": {"a": STRING}}
    text = f"+ Response 200\n    + Schema\n\n            {json.dumps(schema)}\n\n"

    compiled = compile_pages(page(text + text.replace("200", "201")))

    assert set(compiled.document["components"]["schemas"]) == {"a", "a_2"}


@pytest.mark.parametrize("text", ["{a", "[]", "true"])
def test_schema_that_is_none_is_told(text: str) -> None:
    compiled = compile_schema(text)

    assert compiled.codes == {"schema"}
    assert compiled.answer() == {"schema": {}}

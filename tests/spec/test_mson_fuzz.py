"""MSON that is mangled: a document that is valid, or a remark with a line, and never a crash."""

import random
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.spec.pages import Compiled, attributes, compile_pages, page

NAMES = [
    "a",
    "b",
    "`c d`",
    "*any*",
    "**bold**",
    '"q"',
    "x-y",
    "a.b",
    "Include T",
    "One Of",
    "T",
    "",
]
VALUES = [
    "1",
    "1,000",
    "x",
    "a, b",
    "`a, b`",
    "null",
    "True",
    "{}",
    "[1",
    "{",
    "a - b",
    "http://x/y",
]
TYPES = [
    "string",
    "number",
    "boolean",
    "array",
    "object",
    "enum",
    "array[T]",
    "enum[number]",
    "array[array[string]]",
    "T",
    "U",
    "V",
    "Nobody",
    "date",
    "integer",
    "map[string, T]",
    "required",
    "optional",
    "fixed",
    "fixed-type",
    "nullable",
    "default",
    "sample",
    "default: x",
    "min: 3",
    "enum: p, q",
    "string | null",
    "pattern: `[`",
    "(",
    "[",
    "*T*",
    "",
]
SECTIONS = [
    "Default: x",
    "Sample",
    "Sample: 1",
    "Default",
    "Items",
    "Members",
    "Properties",
    "One Of",
    "Include T",
    "Include U",
    "Include Nobody",
    "...",
]


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Draw one line of MSON, of parts that are right or wrong."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(SECTIONS))
    parts = [draw(st.sampled_from(NAMES))]
    if draw(st.booleans()):
        parts.append(f": {draw(st.sampled_from(VALUES))}")
    if draw(st.booleans()):
        inside = ", ".join(draw(st.lists(st.sampled_from(TYPES), max_size=3)))
        parts.append(f" ({inside})")
    if draw(st.integers(0, 3)) == 0:
        parts.append(draw(st.sampled_from([" - why", " why", " - (why", ": why"])))
    return "".join(parts)


@st.composite
def members(draw: st.DrawFn) -> str:
    """Draw members that hold each other, with texts among them and a few characters mangled."""
    rows = []
    depth = 0
    for _ in range(draw(st.integers(1, 10))):
        depth = draw(st.integers(0, min(depth + 1, 4)))
        bullet = "" if draw(st.integers(0, 7)) == 0 else draw(st.sampled_from("+-*")) + " "
        rows.append("    " * depth + bullet + draw(lines()))
    text = "\n".join(rows)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from("`()[]:*\\-\n\t,é\0")) + text[place:]
    return text


def types(first: str, second: str, base: str) -> str:
    return f"## T ({base})\n{first}\n\n## U (T)\n{second}\n\n## V (enum)\n+ x\n+ y"


def expect_valid(compiled: Compiled) -> None:
    schemas = [media["schema"] for media in media_types(compiled.document)]
    named: dict[str, Any] = compiled.document.get("components", {}).get("schemas", {})
    for schema in [*schemas, *named.values()]:
        Draft202012Validator.check_schema(schema)
        for key in re.findall(r"'#/components/schemas/([^']*)'", str(schema)):
            assert key in named
    for remark in compiled.remarks:
        assert re.match(r"1\.apib:\d+:\d+: (error|warning|note): ", remark), remark


def media_types(document: dict[str, Any]) -> list[Any]:
    return [
        media
        for item in document["paths"].values()
        for operation in (each for each in item.values() if isinstance(each, dict))
        for response in operation.get("responses", {}).values()
        for media in response.get("content", {}).values()
    ]


@settings(deadline=None)
@given(members())
@example("+ a: x (T, fixed)\n    + b")
@example("+ a (enum[T])\n    + Default: z")
@example("+ a (object)\n    + Include U\n    + t (V)\n        + Include V")
@example("+ a: {} (enum, any)\n    + {}")
@example("+ a (enum)\n    + (V)\n    + (T)\n    + Default: x")
@example("+ a (null)\n    + null\n    + x")
@example("+ a (array, fixed)\n    + Items")
@example("+ a (array, fixed)\n    + (array)\n        + (V, fixed)")
@example("+ a (string, pattern: `[[`)")
@example("+ a: " + "`" * 501)
@example("+ a " + "(" * 500)
@example("+ a (" + "array[" * 500 + "]" * 500 + ")")
def test_mangled_members_give_a_valid_schema(text: str) -> None:
    compiled = attributes(
        text, types="## T\n+ t (required)\n+ u (U)\n\n## U (array[T])\n\n## V (T)"
    )

    expect_valid(compiled)


@example("+ a\n    + Include U\n+ b\n    + Include T", "+ c\n    + Include T", "object")
@example("+ b (map[string, T])\n    + c (map[string, U])", "+ x\n    + y", "enum")
@example("+ (U)\n+ (T)\n+ (V)\n+ x", "+ y", "enum")
@settings(deadline=None)
@given(members(), members(), st.sampled_from(["object", "U", "T", "array", "enum", "V", "Nobody"]))
def test_mangled_types_give_valid_schemas(first: str, second: str, base: str) -> None:
    compiled = compile_pages(page("+ Response 204", types=types(first, second, base)))

    expect_valid(compiled)
    assert compiled.operation()["responses"].keys() == {"204"}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_as_a_member(text: str) -> None:
    compiled = attributes("+ " + " ".join(text.split()))

    expect_valid(compiled)


@pytest.mark.parametrize("seed", range(3))
def test_check_of_validity_can_fail(seed: int) -> None:
    compiled = attributes("+ a")
    key = random.Random(seed).choice(["type", "properties", "$ref"])
    compiled.answer()["schema"][key] = "#/components/schemas/none" if key == "$ref" else 1

    with pytest.raises(Exception, match=r".+"):
        expect_valid(compiled)

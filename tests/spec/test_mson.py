from typing import Any

import pytest

from tests.spec.pages import attributes, compile_pages, page

USER = """
## User (object)
+ email (required)
+ age (number)
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a", {"type": "string"}),
        ("a: x", {"type": "string", "examples": ["x"]}),
        ("a: 1.5 (number)", {"type": "number", "examples": [1.5]}),
        ("a: false (boolean)", {"type": "boolean", "examples": [False]}),
        ("a (string) - Why", {"type": "string", "description": "Why"}),
        ("a: x - Why", {"type": "string", "description": "Why", "examples": ["x"]}),
        ("`a`: `x (y) - z: 1`", {"type": "string", "examples": ["x (y) - z: 1"]}),
        ("a: x (string, default)", {"type": "string", "default": "x"}),
        ("a (number, nullable)", {"type": ["number", "null"]}),
        ("a: x (fixed)", {"type": "string", "const": "x"}),
        ("a (array[number])", {"type": "array", "items": {"type": "number"}}),
        ("a: x, y", {"type": "array", "examples": [["x", "y"]]}),
        (
            "a: 1, 2 (array[number])",
            {"type": "array", "items": {"type": "number"}, "examples": [[1, 2]]},
        ),
        (
            "a (array[string, number])",
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"}]}},
        ),
        ("a (String)", {"type": "string"}),
        ("a (User)", {"$ref": "#/components/schemas/User"}),
        ("a ([User](#user))", {"$ref": "#/components/schemas/User"}),
        (
            "a (User, nullable)",
            {"anyOf": [{"$ref": "#/components/schemas/User"}, {"type": "null"}]},
        ),
    ],
)
def test_line_gives_a_property(line: str, expected: dict[str, Any]) -> None:
    compiled = attributes(f"+ {line}", types=USER)

    assert compiled.answer()["schema"]["properties"]["a"] == expected
    assert compiled.remarks == []


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("+ Default: x", {"type": "string", "default": "x"}),
        ("+ Sample: x\n+ Sample: y", {"type": "string", "examples": ["x", "y"]}),
        ("+ Sample\n    + x\n    + y", {"type": "string", "examples": ["x", "y"]}),
        ("Why.", {"type": "string", "description": "Why."}),
        ("+ b", {"type": "object", "properties": {"b": {"type": "string"}}}),
        ("+ Properties\n    + b", {"type": "object", "properties": {"b": {"type": "string"}}}),
    ],
)
def test_what_stands_below_a_line_belongs_to_it(below: str, expected: dict[str, Any]) -> None:
    indented = below.replace("\n", "\n    ")

    compiled = attributes(f"+ a\n\n    {indented}")

    assert compiled.answer()["schema"]["properties"]["a"] == expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a (Nobody)", "the type Nobody is not defined"),
        ("a: x (number)", "'x' is no number"),
        ("a: maybe (boolean)", "'maybe' is neither true nor false"),
        ("a: x (object)", "'x' is no object"),
        ("a (string, number)", "two types where one belongs: string and number"),
        ("a (string", "a parenthesis without its partner"),
        ("a (enum)", "an enum without members"),
        ("a (*T*)", "the generic type *T* stands for any type"),
        ("Sample:", "Sample: without a value"),
    ],
)
def test_line_that_is_read_in_the_likely_way_is_told_with_its_place(
    line: str, message: str
) -> None:
    compiled = attributes(f"+ {line}")

    told = f"1.apib:11:9: warning: {message}"
    assert any(each.startswith(told) for each in compiled.remarks), compiled.remarks
    assert not any(": error: " in each for each in compiled.remarks)
    assert "schema" in compiled.answer()


def test_only_required_members_are_demanded() -> None:
    schema = attributes("+ a (required)\n+ b (optional)\n+ c").answer()["schema"]

    assert schema["required"] == ["a"]
    assert "additionalProperties" not in schema


def test_fixed_object_is_closed_and_constant() -> None:
    schema = attributes("+ a (object, fixed)\n    + b: x\n    + c: y (optional)").answer()["schema"]

    fixed = schema["properties"]["a"]
    assert fixed["required"] == ["b"]
    assert fixed["additionalProperties"] is False
    assert fixed["properties"]["b"] == {"type": "string", "const": "x"}
    assert fixed["properties"]["c"] == {"type": "string", "examples": ["y"]}


def test_fixed_type_closes_an_object_and_leaves_its_values() -> None:
    schema = attributes("+ a (object, fixed-type)\n    + b: x").answer()["schema"]

    closed = schema["properties"]["a"]
    assert closed["additionalProperties"] is False
    assert closed["properties"]["b"] == {"type": "string", "examples": ["x"]}


def test_enum_has_its_members_cast_and_described() -> None:
    schema = attributes("+ a: 1 (enum[number])\n    + 1 - One\n    + 2").answer()["schema"]

    assert schema["properties"]["a"] == {
        "type": "number",
        "enum": [1, 2],
        "x-enum-descriptions": {"1": "One"},
        "examples": [1],
    }


def test_sample_outside_its_enum_is_one_more_value() -> None:
    compiled = attributes("+ a: z (enum)\n    + x\n    + y")

    assert compiled.answer()["schema"]["properties"]["a"]["enum"] == ["x", "y", "z"]
    message = "z is not among x, y: read as one more value [enum-value]"
    assert compiled.remarks == [f"1.apib:11:9: warning: {message}"]


def test_nullable_enum_allows_null() -> None:
    schema = attributes("+ a (enum, nullable)\n    + x").answer()["schema"]

    assert schema["properties"]["a"] == {"type": ["string", "null"], "enum": ["x", None]}


def test_array_takes_the_types_of_its_items() -> None:
    schema = attributes("+ a (array)\n    + (User)\n    + (object)\n        + b", types=USER)

    assert schema.answer()["schema"]["properties"]["a"]["items"]["anyOf"] == [
        {"$ref": "#/components/schemas/User"},
        {"type": "object", "properties": {"b": {"type": "string"}}},
    ]


def test_one_of_demands_exactly_one_of_its_groups() -> None:
    compiled = attributes("+ One Of\n    + a\n    + Properties\n        + b\n        + c")

    schema = compiled.answer()["schema"]
    assert list(schema["properties"]) == ["a", "b", "c"]
    assert schema["oneOf"] == [{"required": ["a"]}, {"required": ["b", "c"]}]


def test_one_of_a_single_member_is_no_choice() -> None:
    compiled = attributes("+ One Of\n    + a")

    assert compiled.answer()["schema"] == {
        "type": "object",
        "properties": {"a": {"type": "string"}},
    }
    message = "One Of with fewer than two members is no choice [one-of]"
    assert compiled.remarks == [f"1.apib:11:9: warning: {message}"]


def test_named_type_keeps_its_name_and_place() -> None:
    compiled = attributes("", of="(Invitation link)", types="## Invitation link (object)\n+ url\n")

    assert compiled.answer()["schema"] == {"$ref": "#/components/schemas/InvitationLink"}
    assert compiled.schema("InvitationLink")["title"] == "Invitation link"
    assert compiled.schema("InvitationLink")["x-source"] == "1.apib:15"


def test_type_is_shared_by_the_pages_of_a_product() -> None:
    compiled = compile_pages(
        page("+ Response 200 (application/json)\n    + Attributes (User)"),
        f"# An API\n\n# Data Structures\n{USER}",
    )

    assert compiled.answer()["schema"] == {"$ref": "#/components/schemas/User"}
    assert compiled.remarks == []


def test_undefined_type_is_told_in_its_own_page() -> None:
    compiled = compile_pages(
        f"# An API\n\n# Data Structures\n{USER}",
        page("+ Response 200 (application/json)\n    + Attributes (Account)"),
    )

    assert compiled.remarks == [
        "2.apib:10:5: warning: the type Account is not defined: "
        "a placeholder allows anything [unknown-type]"
    ]


def test_attributes_of_a_resource_define_a_type() -> None:
    compiled = compile_pages(
        page(
            "+ Response 200 (application/json)\n    + Attributes (array[Things])",
            resource="+ Attributes\n    + a",
        )
    )

    assert compiled.answer()["schema"]["items"] == {"$ref": "#/components/schemas/Things"}
    assert compiled.schema("Things")["properties"] == {"a": {"type": "string"}}


def test_heir_has_the_members_of_its_ancestors_and_overrides_them() -> None:
    compiled = attributes(
        "", of="(Admin)", types=f"{USER}\n## Admin (User)\n+ email: a@b.test\n+ role"
    )

    assert list(compiled.schema("Admin")["properties"]) == ["email", "age", "role"]
    assert compiled.schema("Admin")["properties"]["email"]["examples"] == ["a@b.test"]


def test_attributes_extend_a_type_in_place() -> None:
    schema = attributes("+ role", of="(User)", types=USER).answer()["schema"]

    assert list(schema["properties"]) == ["email", "age", "role"]
    assert schema["required"] == ["email"]


def test_include_puts_members_where_it_stands() -> None:
    schema = attributes("+ a\n+ Include User\n+ b", types=USER).answer()["schema"]

    assert list(schema["properties"]) == ["a", "email", "age", "b"]


def test_type_may_hold_itself() -> None:
    compiled = attributes("", of="(Tree)", types="## Tree\n+ children (array[Tree])")

    items = compiled.schema("Tree")["properties"]["children"]["items"]
    assert items == {"$ref": "#/components/schemas/Tree"}
    assert compiled.remarks == []


@pytest.mark.parametrize(
    ("types", "code"),
    [
        pytest.param("## A (B)\n\n## B (A)", "circular-type", id="inherits from itself"),
        pytest.param("## A\n+ Include A", "circular-type", id="includes itself"),
        pytest.param("## A (fixed)\n+ a (A, fixed)", "extends-within", id="extends itself within"),
        pytest.param("## A\n\n## A", "duplicate-type", id="twice"),
        pytest.param("## Object", "base-type", id="base type"),
        pytest.param("## A\n+ a\n+ a", "duplicate-property", id="property twice"),
        pytest.param("## A (string)\n+ a: b", "members", id="members of a string"),
        pytest.param("## A\n+ Include B\n\n## B (enum)\n+ b", "include", id="other kind"),
    ],
)
def test_odd_type_is_told_and_loses_no_operation(types: str, code: str) -> None:
    compiled = compile_pages(page("+ Response 204", types=types))

    told = [line for line in compiled.remarks if line.endswith(f"[{code}]")]
    assert told, compiled.remarks
    assert not any(": error: " in line for line in compiled.remarks)
    assert compiled.operation()["responses"].keys() == {"204"}
    assert compiled.schema(next(iter(compiled.document["components"]["schemas"])))


def test_sections_of_a_named_type_are_headings_too() -> None:
    compiled = attributes(
        "",
        of="(Colour)",
        types="## Colour (enum)\nA colour.\n\n### Items\n+ red\n\n### Default: red",
    )

    assert compiled.schema("Colour")["enum"] == ["red"]
    assert compiled.schema("Colour")["default"] == "red"
    assert compiled.schema("Colour")["description"] == "A colour."


def test_names_that_make_one_key_get_two() -> None:
    compiled = compile_pages(page("+ Response 204", types="## a b\n\n## AB"))

    assert list(compiled.document["components"]["schemas"]) == ["AB", "AB_2"]

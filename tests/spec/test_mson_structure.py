"""How types of MSON hold, include and inherit each other, and how far."""

from typing import Any

import pytest

from tests.spec.pages import Compiled, attributes, compile_pages, page

USER = "## User (object)\n+ email (required)\n+ age (number)\n"


def of_types(types: str) -> Compiled:
    return compile_pages(page("+ Response 204", types=types))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("+ *name* (number)", {"type": "number", "x-name": "name"}),
        ("+ *name*: 1 (number)", {"type": "number", "x-name": "name", "examples": [1]}),
        ("+ *name (string)* (number)", {"type": "number", "x-name": "name"}),
        ("+ *name*", {"type": "string", "x-name": "name"}),
        ("+ *name* (User)", {"$ref": "#/components/schemas/User", "x-name": "name"}),
        (
            "+ *a*\n+ *b* (number)",
            {"anyOf": [{"type": "string", "x-name": "a"}, {"type": "number", "x-name": "b"}]},
        ),
    ],
)
def test_variable_name_stands_for_any_name(members: str, expected: dict[str, Any]) -> None:
    schema = attributes(members, types=USER).answer()["schema"]

    assert schema["additionalProperties"] == expected
    assert "properties" not in schema


def test_closed_object_with_a_variable_name_is_open_for_it_only() -> None:
    schema = attributes("+ b\n+ *c* (number)", of="(object, fixed-type)").answer()["schema"]

    assert schema["properties"].keys() == {"b"}
    assert schema["additionalProperties"]["type"] == "number"


@pytest.mark.parametrize("kind", ["string", "number", "boolean"])
def test_members_below_a_plain_value_make_an_object(kind: str) -> None:
    compiled = attributes(f"+ a ({kind})\n    + b: x (string)\n    + c (number)")

    schema = compiled.answer()["schema"]["properties"]["a"]
    assert schema["type"] == "object"
    assert list(schema["properties"]) == ["b", "c"]
    assert compiled.remarks == [
        f"1.apib:11:9: warning: a {kind} has no members: read as an object [members]"
    ]


def test_later_of_two_declarations_counts() -> None:
    compiled = attributes("+ a\n+ b\n+ a (number)")

    properties = compiled.answer()["schema"]["properties"]
    assert list(properties) == ["a", "b"]
    assert properties["a"] == {"type": "number"}
    message = "the property a is declared twice: the later one counts [duplicate-property]"
    assert compiled.remarks == [f"1.apib:13:9: warning: {message}"]


@pytest.mark.parametrize(
    ("include", "names", "told"),
    [
        ("Include User", ["email", "age"], ""),
        ("Include (User)", ["email", "age"], ""),
        ("Include [User](#user)", ["email", "age"], ""),
        ("include User", ["email", "age"], ""),
        ("Include User - those of a user", ["email", "age"], "only a type belongs to Include"),
        ("Include User (required)", ["email", "age"], "only a type belongs to Include"),
        ("Include Nobody", [], "the type Nobody is not defined: nothing is included"),
        ("Include Colour", [], "Colour, of type enum, is left out"),
        ("Include date", [], "date, of type string, is left out"),
    ],
)
def test_include_gives_the_members_of_a_type(include: str, names: list[str], told: str) -> None:
    types = f"{USER}\n## Colour (enum)\n+ red\n"
    compiled = attributes(f"+ a\n+ {include}\n+ z", types=types)

    assert list(compiled.answer()["schema"]["properties"]) == ["a", *names, "z"]
    warnings = [line for line in compiled.remarks if ": warning: " in line]
    assert bool(warnings) == bool(told)
    assert all(told in line and line.startswith("1.apib:12:") for line in warnings)


def test_members_below_an_include_stand_beside_its_own() -> None:
    compiled = attributes("+ Include User\n    + a", types=USER)

    assert list(compiled.answer()["schema"]["properties"]) == ["email", "age", "a"]
    assert any("below an Include" in line for line in compiled.remarks)


def test_enum_and_array_include_their_like() -> None:
    types = "## A (enum)\n+ x\n\n## B (enum)\n+ Include A\n+ y\n\n## C (array)\n+ (number)\n\n"
    compiled = of_types(types + "## D (array)\n+ Include C\n+ (boolean)")

    assert compiled.schema("B")["enum"] == ["x", "y"]
    items = compiled.schema("D")["items"]
    assert items == {"anyOf": [{"type": "number"}, {"type": "boolean"}]}


@pytest.mark.parametrize(
    ("members", "branches"),
    [
        ("+ a\n+ b", [{"required": ["a"]}, {"required": ["b"]}]),
        ("+ a\n+ One Of\n    + b\n    + c", [{"required": [each]} for each in "abc"]),
        ("+ Include User\n+ b", [{"required": ["email"]}, {"required": ["b"]}]),
        ("+ Properties\n    + a\n    + b\n+ c", [{"required": ["a", "b"]}, {"required": ["c"]}]),
        (
            "+ Properties\n    + a\n    + One Of\n        + b\n        + c\n+ d",
            [
                {"required": ["a"], "oneOf": [{"required": ["b"]}, {"required": ["c"]}]},
                {"required": ["d"]},
            ],
        ),
        (
            "+ a (string)\n+ a (number)",
            [
                {"properties": {"a": {"type": kind}}, "required": ["a"]}
                for kind in ("string", "number")
            ],
        ),
    ],
)
def test_one_of_demands_one_of_its_options(members: str, branches: list[Any]) -> None:
    indented = members.replace("\n", "\n    ")
    schema = attributes(f"+ One Of\n    {indented}", types=USER).answer()["schema"]

    assert schema["oneOf"] == branches


@pytest.mark.parametrize(
    ("second", "key"),
    [("a: y (string)", "anyOf"), ("a: 1 (number)", "oneOf"), ("b: y (string)", "oneOf")],
)
def test_samples_of_one_member_are_no_options_apart(second: str, key: str) -> None:
    schema = attributes(f"+ One Of\n    + a: x (string)\n    + {second}\n").answer()["schema"]

    assert len(schema[key]) == 2


def test_one_of_with_an_unknown_option_demands_nothing() -> None:
    compiled = attributes("+ One Of\n    + Include Nobody\n    + b")

    schema = compiled.answer()["schema"]
    assert schema == {"type": "object", "properties": {"b": {"type": "string"}}}
    assert any("of which an option is not known" in line for line in compiled.remarks)


def test_two_choices_are_demanded_together() -> None:
    text = "+ One Of\n    + a\n    + b\n+ One Of\n    + c\n    + d"
    schema = attributes(text).answer()["schema"]

    assert [len(each["oneOf"]) for each in schema["allOf"]] == [2, 2]
    assert list(schema["properties"]) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("below", "names", "description"),
    [
        ("A text.\n\n+ a\n+ b", ["a", "b"], "A text."),
        ("A text:\n\n+ with a few words\n+ and with some more", [], "A text:"),
        ("A text:\n\n+ one\n\n### Properties\n+ a", ["a"], "A text:\n\n+ one"),
        ("+ Properties\n    + a\n    + b", ["a", "b"], ""),
        ("### Properties\n+ a\n\n### Sample\n+ a: x", ["a"], ""),
        ("Properties\n----------\n+ a", ["a"], ""),
    ],
)
def test_text_is_told_from_members(below: str, names: list[str], description: str) -> None:
    schema = of_types(f"## A\n{below}\n").schema("A")

    assert list(schema.get("properties", {})) == names
    assert schema.get("description", "").startswith(description)
    assert bool(description) == ("description" in schema)


def test_text_after_members_is_kept_in_the_description() -> None:
    compiled = of_types("## A\n+ a\n\nA text.\n\n+ b")

    assert compiled.schema("A")["description"] == "A text."
    assert list(compiled.schema("A")["properties"]) == ["a", "b"]
    assert any(line.endswith("[unexpected-text]") for line in compiled.remarks)


@pytest.mark.parametrize(
    ("types", "properties"),
    [
        ("## A (B)\n+ a\n\n## B (A)\n+ b", {"A": ["b", "a"], "B": ["b"]}),
        ("## A (A)\n+ a", {"A": ["a"]}),
        ("## A\n+ Include B\n+ a\n\n## B\n+ Include A\n+ b", {"A": ["b", "a"], "B": ["b"]}),
        ("## A (B)\n+ a\n\n## B (C)\n+ b\n\n## C (B)\n+ c", {"A": ["c", "b", "a"]}),
    ],
)
def test_circle_of_ancestors_is_told_and_cut(types: str, properties: dict[str, Any]) -> None:
    compiled = of_types(types)

    found = {name: list(compiled.schema(name)["properties"]) for name in properties}
    assert found == properties
    assert any("a type cannot inherit from itself: " in line for line in compiled.remarks)


def test_type_that_is_extended_within_itself_stands_beside_what_is_added() -> None:
    compiled = of_types("## A\n+ a (A)\n    + b")

    assert compiled.schema("A")["properties"]["a"]["allOf"] == [
        {"$ref": "#/components/schemas/A"},
        {"type": "object", "properties": {"b": {"type": "string"}}},
    ]


def test_type_that_is_included_within_itself_stands_by_reference() -> None:
    compiled = of_types("## Tree\n+ name\n+ child\n    + Include Tree\n    + more")

    assert compiled.schema("Tree")["properties"]["child"] == {
        "type": "object",
        "properties": {"more": {"type": "string"}},
        "allOf": [{"$ref": "#/components/schemas/Tree"}],
    }
    assert any(line.endswith("[extends-within]") for line in compiled.remarks)


def test_many_ancestors_are_named_and_few_are_written_out() -> None:
    types = "## T0\n+ p0\n\n" + "\n\n".join(
        f"## T{number} (T{number - 1})\n+ p{number}" for number in range(1, 1000)
    )
    compiled = of_types(types)

    assert len(compiled.schema("T16")["properties"]) == 17
    assert compiled.schema("T17")["allOf"] == [{"$ref": "#/components/schemas/T16"}]
    assert compiled.schema("T999")["allOf"] == [{"$ref": "#/components/schemas/T998"}]
    assert list(compiled.schema("T999")["properties"]) == ["p999"]


def test_include_of_a_type_with_many_ancestors_loses_none() -> None:
    types = "## T0\n+ p0\n\n" + "\n\n".join(
        f"## T{number}\n+ Include T{number - 1}\n+ p{number}" for number in range(1, 40)
    )
    compiled = of_types(types)

    assert compiled.schema("T39")["allOf"] == [{"$ref": "#/components/schemas/T38"}]
    assert len(compiled.schema("T16")["properties"]) == 17


def test_copies_of_types_within_types_are_bounded() -> None:
    types = "## T0\n+ p\n\n" + "\n\n".join(
        f"## T{number}\n+ a (T{number - 1})\n    + x\n+ b (T{number - 1}, fixed)"
        for number in range(1, 60)
    )
    compiled = of_types(types)

    assert len(str(compiled.document)) < 2_000_000
    assert any(line.endswith("[extends-within]") for line in compiled.remarks)


@pytest.mark.parametrize("depth", [5, 40, 1000])
def test_members_nested_deep_are_read_or_told(depth: int) -> None:
    lines = "\n".join("  " * level + f"+ a{level}" for level in range(depth))
    compiled = attributes(f"+ first\n{lines}")

    assert "first" in compiled.answer()["schema"]["properties"]


def test_empty_bullet_and_ellipsis_are_told() -> None:
    compiled = attributes("+ a\n+\n+ ...\n+ b")

    assert list(compiled.answer()["schema"]["properties"]) == ["a", "b"]
    assert [line.rpartition("[")[2] for line in compiled.remarks] == ["empty-member]", "ellipsis]"]

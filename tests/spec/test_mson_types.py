"""The types that pages name: those of MSON, words for the same, and types that nobody defines."""

from typing import Any

import pytest

from tests.spec.pages import attributes, compile_pages, page

USER = "## User (object)\n+ email (required)\n"


def schema_of(type_name: str, types: str = USER) -> Any:
    return attributes(f"+ a ({type_name})", types=types).answer()["schema"]["properties"]["a"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("integer", {"type": "integer"}),
        ("Int", {"type": "integer"}),
        ("int64", {"type": "integer", "format": "int64"}),
        ("long", {"type": "integer", "format": "int64"}),
        ("unsigned int", {"type": "integer", "minimum": 0}),
        ("float", {"type": "number", "format": "float"}),
        ("double", {"type": "number", "format": "double"}),
        ("decimal", {"type": "number"}),
        ("bool", {"type": "boolean"}),
        ("text", {"type": "string"}),
        ("date", {"type": "string", "format": "date"}),
        ("Date-Time", {"type": "string", "format": "date-time"}),
        ("dateTime", {"type": "string", "format": "date-time"}),
        ("timestamp", {"type": "string", "format": "date-time"}),
        ("time", {"type": "string", "format": "time"}),
        ("unix timestamp", {"type": "integer"}),
        ("uuid", {"type": "string", "format": "uuid"}),
        ("email", {"type": "string", "format": "email"}),
        ("URL", {"type": "string", "format": "uri"}),
        ("uri", {"type": "string", "format": "uri"}),
        ("file", {"type": "string", "format": "binary"}),
        ("binary", {"type": "string", "format": "binary"}),
        ("any", {}),
        ("json", {}),
        ("hash", {"type": "object"}),
        ("map", {"type": "object"}),
        ("dict", {"type": "object"}),
        ("list", {"type": "array"}),
        ("null", {"type": "null"}),
        ("strings", {"type": "string"}),
        ("integers", {"type": "integer"}),
    ],
)
def test_word_for_a_type_is_read_for_what_it_means(word: str, expected: dict[str, Any]) -> None:
    compiled = attributes(f"+ a ({word})")

    assert compiled.answer()["schema"]["properties"]["a"] == expected
    assert not any(": warning: " in remark for remark in compiled.remarks)


def test_word_for_a_type_is_told_with_what_it_is_read_as() -> None:
    remarks = attributes("+ a (int)").remarks

    assert remarks == ["1.apib:11:9: note: int is no type of MSON: read as an integer [type-alias]"]


def test_type_that_a_page_defines_counts_more_than_a_word_for_one() -> None:
    compiled = attributes("+ a (Date)\n+ b (date)", types="## Date (object)\n+ year (number)")

    properties = compiled.answer()["schema"]["properties"]
    assert properties["a"] == {"$ref": "#/components/schemas/Date"}
    assert properties["b"] == {"type": "string", "format": "date"}


ITEMS = {"type": "array", "items": {"$ref": "#/components/schemas/User"}}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("array[User]", ITEMS),
        ("Array[User]", ITEMS),
        ("array [User]", ITEMS),
        ("Array<User>", ITEMS),
        ("array(User)", ITEMS),
        ("User[]", ITEMS),
        ("[User]", ITEMS),
        ("array of User", ITEMS),
        ("list of Users", ITEMS),
        ("list[User]", ITEMS),
        ("array, User", ITEMS),
        ("array[[User](#user)]", ITEMS),
        ("[User](#user)", ITEMS["items"]),
        ("[User][]", ITEMS["items"]),
        ("`User`", ITEMS["items"]),
        ("user", ITEMS["items"]),
        ("object, User", ITEMS["items"]),
        ("array of strings", {"type": "array", "items": {"type": "string"}}),
        ("string array", {"type": "array", "items": {"type": "string"}}),
        (
            "array[array[string]]",
            {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        ),
        ("map[string, number]", {"type": "object", "additionalProperties": {"type": "number"}}),
        ("string | null", {"type": ["string", "null"]}),
        ("string or null", {"type": ["string", "null"]}),
        ("string, null", {"type": ["string", "null"]}),
        ("string?", {"type": ["string", "null"]}),
        ("string, email", {"type": "string", "format": "email"}),
        ("number, integer", {"type": "integer"}),
        ("string, array", {"type": "array", "items": {"type": "string"}}),
        ("string, enum: `a`, `b`", {"type": "string", "enum": ["a", "b"]}),
        ("enum[number], enum: 1, 2", {"type": "number", "enum": [1, 2]}),
    ],
)
def test_type_is_known_however_it_is_written(name: str, expected: dict[str, Any]) -> None:
    assert schema_of(name) == expected


@pytest.mark.parametrize(
    ("name", "key"),
    [("Nobody", "Nobody"), ("Some One", "SomeOne"), ("array[Nobody]", "Nobody")],
)
def test_undefined_type_gets_a_placeholder(name: str, key: str) -> None:
    compiled = attributes(f"+ a ({name})\n+ b ({name}, required)")

    placeholder = compiled.schema(key)
    assert placeholder["x-undefined"] is True
    assert placeholder["x-source"] == "1.apib:11"
    assert "type" not in placeholder
    told = [line for line in compiled.remarks if "is not defined: a placeholder allows" in line]
    assert [line.split(":")[1] for line in told] == ["11", "12"]


def test_undefined_type_with_members_is_an_object() -> None:
    compiled = attributes("+ a (Nobody)\n    + b")

    assert compiled.answer()["schema"]["properties"]["a"] == {
        "allOf": [{"$ref": "#/components/schemas/Nobody"}],
        "type": "object",
        "properties": {"b": {"type": "string"}},
    }


def test_placeholder_takes_no_key_of_a_defined_type() -> None:
    compiled = attributes("+ a (A&B)", types="## a b\n+ c")

    assert compiled.answer()["schema"]["properties"]["a"] == {"$ref": "#/components/schemas/AB_2"}
    assert "properties" in compiled.schema("AB")
    assert compiled.schema("AB_2")["title"] == "A&B"


def test_remark_in_parentheses_is_kept_in_the_description() -> None:
    compiled = attributes("+ a: 10 (number, in cents)\n+ b (the name of the user)")

    properties = compiled.answer()["schema"]["properties"]
    assert properties["a"] == {"type": "number", "description": "(in cents)", "examples": [10]}
    assert properties["b"] == {"type": "string", "description": "(the name of the user)"}
    assert [line.split(": ")[1] for line in compiled.remarks] == ["warning", "warning"]


def test_first_of_two_types_counts_and_both_are_named() -> None:
    compiled = attributes("+ a (string, number)\n+ b (User, boolean)", types=USER)

    properties = compiled.answer()["schema"]["properties"]
    assert properties["a"] == {"type": "string"}
    assert properties["b"] == {"$ref": "#/components/schemas/User"}
    assert [line.partition("warning: ")[2] for line in compiled.remarks] == [
        f"two types where one belongs: {what}; the first one counts [two-types]"
        for what in ("string and number", "User and boolean")
    ]


def test_generic_type_is_any_type() -> None:
    compiled = attributes("+ a (array[*T*])\n+ b (User[string])", types=USER)

    properties = compiled.answer()["schema"]["properties"]
    assert properties["a"] == {"type": "array"}
    assert properties["b"] == {"$ref": "#/components/schemas/User"}
    assert [line.rpartition(" [")[2] for line in compiled.remarks] == ["generic-type]"] * 2


def test_types_nested_too_deep_in_a_name_are_told() -> None:
    compiled = attributes("+ a (" + "array[" * 1000 + "string" + "]" * 1000 + ")\n+ b")

    assert compiled.answer()["schema"]["properties"]["a"]["type"] == "array"
    assert any("more than 24 deep" in line for line in compiled.remarks)


def test_type_defined_twice_keeps_both() -> None:
    compiled = compile_pages(page("+ Response 204", types="## A\n+ a\n\n## A\n+ b"))

    assert list(compiled.schema("A")["properties"]) == ["a"]
    assert list(compiled.schema("A_2")["properties"]) == ["b"]
    assert compiled.schema("A_2")["title"] == "A"


def test_resource_that_names_its_own_type_defines_no_second_one() -> None:
    text = page("+ Response 204", resource="+ Attributes (Things)", types="## Things\n+ a")

    compiled = compile_pages(text)

    assert list(compiled.document["components"]["schemas"]) == ["Things"]
    assert not any("duplicate-type" in line for line in compiled.remarks)

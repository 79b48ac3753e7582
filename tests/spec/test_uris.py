from typing import Any

import pytest

from tests.spec.pages import Compiled, compile_pages


def compile_uri(uri: str, parameters: str = "") -> Compiled:
    section = f"+ Parameters\n{parameters}\n\n" if parameters else ""
    return compile_pages(f"# A\n\n## GET {uri}\n\n{section}+ Response 204\n")


@pytest.mark.parametrize(
    ("uri", "path", "places"),
    [
        ("/a/{b}", "/a/{b}", {"b": "path"}),
        ("/a/{b,c}", "/a/{b},{c}", {"b": "path", "c": "path"}),
        ("/a{?b,c}", "/a", {"b": "query", "c": "query"}),
        ("/a?b=1{&c}", "/a", {"b": "query", "c": "query"}),
        ("/a/{+b}", "/a/{b}", {"b": "path"}),
    ],
)
def test_template_gives_a_path_and_its_parameters(
    uri: str, path: str, places: dict[str, str]
) -> None:
    parameters = compile_uri(uri).operation(path)["parameters"]

    assert {each["name"]: each["in"] for each in parameters} == places


@pytest.mark.parametrize("uri", ["/a/{b", "/a/{b-c}", "/a/{/b}", "/a/{b*}", "/a/{b}/{b}"])
def test_template_beyond_the_grammar_is_an_error(uri: str) -> None:
    remarks = compile_uri(uri).remarks

    assert any(line.startswith("1.apib:3:1: error: ") for line in remarks)


def test_fragment_is_left_out_with_a_warning() -> None:
    compiled = compile_uri("/a{#b}")

    assert "parameters" not in compiled.operation("/a")
    assert "[fragment]" in compiled.remarks[0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("b: 1 (number)", {"required": True, "schema": {"type": "number"}, "example": 1}),
        ("b: `1` (string)", {"required": True, "schema": {"type": "string"}, "example": "1"}),
        ("b (optional) - Why", {"required": False, "description": "Why"}),
        ("b: true (boolean, required)", {"required": True, "example": True}),
        ("b (number)\n        + Default: 20", {"schema": {"type": "number", "default": 20}}),
        (
            "b (enum[string])\n        + Members\n            + `x`\n            + `y`",
            {"schema": {"type": "string", "enum": ["x", "y"]}},
        ),
        (
            "b (array[number])",
            {"schema": {"type": "array", "items": {"type": "number"}}},
        ),
    ],
)
def test_parameter_has_what_the_page_says(line: str, expected: dict[str, Any]) -> None:
    compiled = compile_uri("/a{?b}", f"    + {line}")

    (parameter,) = compiled.operation("/a")["parameters"]
    assert {key: parameter[key] for key in expected} == expected
    assert compiled.remarks == []


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("c", "6:5: error: the parameter c is not in the path /a/{b}"),
        ("b (Nobody)", "6:5: warning: the type Nobody is not defined"),
        ("b: x (number)", "6:5: warning: 'x' is no number"),
        ("b (optional)", "6:5: error: b is part of the path, so it cannot be optional"),
        ("b (required, optional)", "6:5: warning: both required and optional"),
        ("b = `1` (number)", "6:5: error: the old way to write a parameter is not supported yet"),
    ],
)
def test_bad_parameter_is_told_with_its_place(line: str, remark: str) -> None:
    remarks = compile_uri("/a/{b}", f"    + {line}").remarks

    assert any(each.startswith(f"1.apib:{remark}") for each in remarks), remarks


def test_path_of_an_action_leaves_the_parameters_of_its_resource() -> None:
    compiled = compile_pages(
        "# A\n\n## R [/r/{a}]\n\n+ Parameters\n    + a (number)\n\n"
        "### S [GET /s/{a}]\n\n+ Response 204\n"
    )

    (parameter,) = compiled.operation("/s/{a}")["parameters"]
    assert parameter["schema"] == {"type": "string"}
    assert "[undeclared-parameter]" in compiled.remarks[0]


def test_query_parameter_of_one_action_is_not_its_siblings() -> None:
    compiled = compile_pages(
        "# A\n\n## R [/r{?a}]\n\n### L [GET]\n\n+ Parameters\n    + a\n\n+ Response 204\n\n"
        "### M [POST]\n\n+ Response 204\n"
    )

    assert [each["name"] for each in compiled.operation("/r")["parameters"]] == ["a"]
    assert "parameters" not in compiled.operation("/r", "post")
    assert compiled.remarks == []


def test_paths_that_differ_in_a_name_only_are_an_error() -> None:
    compiled = compile_pages(
        "# A\n\n## GET /{a}\n\n+ Response 204\n\n## PUT /{b}\n\n+ Response 204"
    )

    assert any("[same-path]" in line and ":7:1: error" in line for line in compiled.remarks)

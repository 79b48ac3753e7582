from typing import Any

import pytest
from openapi_spec_validator import validate

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


@pytest.mark.parametrize(
    ("uri", "path", "places"),
    [
        pytest.param("/a/{b", "/a/{b}", {"b": "path"}, id="a brace that is not closed"),
        pytest.param("/a/b}", "/a/b", {}, id="a brace that is not opened"),
        pytest.param("/a/{b-c}", "/a/{b-c}", {"b-c": "path"}, id="a hyphen"),
        pytest.param("/a/{b c}", "/a/{b c}", {"b c": "path"}, id="a space in a name"),
        pytest.param("/a{/b}", "/a/{b}", {"b": "path"}, id="a path segment"),
        pytest.param("/a{/b,c}", "/a/{b}/{c}", {"b": "path", "c": "path"}, id="two segments"),
        pytest.param("/a{.b}", "/a.{b}", {"b": "path"}, id="a label"),
        pytest.param("/a/{b}/{b}", "/a/{b}/{b_2}", {"b": "path", "b_2": "path"}, id="twice"),
        pytest.param("/a{?}", "/a", {}, id="no name"),
        pytest.param("/a{?b,b}", "/a", {"b": "query"}, id="a query's name twice"),
        pytest.param("/a#b", "/a", {}, id="a fragment"),
        pytest.param("https://b.test/a/{c}", "/a/{c}", {"c": "path"}, id="a whole URL"),
        pytest.param("https://b.test", "/", {}, id="a URL without a path"),
    ],
)
def test_template_beyond_the_grammar_is_read_in_the_likely_way(
    uri: str, path: str, places: dict[str, str]
) -> None:
    compiled = compile_uri(uri)

    parameters = compiled.operation(path).get("parameters", [])
    assert {each["name"]: each["in"] for each in parameters} == places
    assert any(line.startswith("1.apib:3:1: warning: ") for line in compiled.remarks)
    assert compiled.errors == []
    validate(compiled.document)


@pytest.mark.parametrize(
    ("uri", "names"),
    [
        ("/x/?id={id}", {"id": None}),
        ("/x?t={v}&u={w}", {"t": "v", "u": "w"}),
        ("/x?a=1&t={v}", {"a": None, "t": "v"}),
        ("/x?a=1{&b}", {"a": None, "b": None}),
        ("/x?a={b}{&c,d}", {"a": "b", "c": None, "d": None}),
        ("/x?a={b}-{c}", {"a": "b"}),
    ],
)
def test_variable_in_a_query_is_its_parameter(uri: str, names: dict[str, str | None]) -> None:
    compiled = compile_uri(uri)

    (path,) = compiled.document["paths"]
    parameters = compiled.operation(path)["parameters"]
    assert {each["name"]: each.get("x-variable") for each in parameters} == names
    assert {each["in"] for each in parameters} == {"query"}
    validate(compiled.document)


def test_server_of_a_whole_url_is_that_of_the_operation() -> None:
    compiled = compile_uri("https://b.test/a")

    assert compiled.operation("/a")["servers"] == [{"url": "https://b.test"}]


def test_exploded_path_variable_is_written_so() -> None:
    (parameter,) = compile_uri("/a/{b*}").operation("/a/{b}")["parameters"]

    assert (parameter["style"], parameter["explode"]) == ("simple", True)


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
        ("c", "6:5: warning: the parameter c is not in the path /a/{b}"),
        ("b (Nobody)", "6:5: warning: the type Nobody is not defined"),
        ("b: x (number)", "6:5: warning: 'x' is no number"),
        ("b (optional)", "6:5: warning: b is part of the path, so it cannot be optional"),
        ("b (required, optional)", "6:5: warning: both required and optional"),
        ("b = `1` (number)", "6:5: note: the parameter b is written in the syntax before 1A9"),
    ],
)
def test_what_is_told_of_a_parameter_has_its_place(line: str, remark: str) -> None:
    remarks = compile_uri("/a/{b}", f"    + {line}").remarks

    assert any(each.startswith(f"1.apib:{remark}") for each in remarks), remarks


def test_path_of_an_action_leaves_the_parameters_of_its_resource() -> None:
    compiled = compile_pages(
        "# A\n\n## R [/r/{a}]\n\n+ Parameters\n    + a (number)\n\n"
        "### S [GET /s/{a}]\n\n+ Response 204\n"
    )

    (parameter,) = compiled.operation("/s/{a}")["parameters"]
    assert parameter["schema"] == {"type": "string"}
    assert compiled.codes == {"undeclared-parameter", "lost"}


def test_query_parameter_of_one_action_is_not_its_siblings() -> None:
    compiled = compile_pages(
        "# A\n\n## R [/r{?a}]\n\n### L [GET]\n\n+ Parameters\n    + a\n\n+ Response 204\n\n"
        "### M [POST]\n\n+ Response 204\n"
    )

    assert [each["name"] for each in compiled.operation("/r")["parameters"]] == ["a"]
    assert "parameters" not in compiled.operation("/r", "post")
    assert compiled.remarks == []


def test_paths_that_differ_in_a_name_only_are_one() -> None:
    compiled = compile_pages(
        "# A\n\n## GET /{a}\n\n+ Response 204\n\n"
        "## PUT /{b}\n\n+ Parameters\n    + b (number)\n\n+ Response 204"
    )

    assert list(compiled.document["paths"]) == ["/{a}"]
    (parameter,) = compiled.operation("/{a}", "put")["parameters"]
    assert (parameter["name"], parameter["schema"]) == ("a", {"type": "number"})
    assert compiled.operation("/{a}", "put")["x-renamed"] == ["b"]
    assert any("[same-path]" in line and ":7:1: warning" in line for line in compiled.remarks)
    validate(compiled.document)


def test_parameter_that_is_not_in_the_template_is_one_of_the_query() -> None:
    compiled = compile_uri("/a", "    + b (number)\n    + c (required)")

    parameters = compiled.operation("/a")["parameters"]
    assert [(each["name"], each["in"], each["required"]) for each in parameters] == [
        ("b", "query", False),
        ("c", "query", True),
    ]
    assert all(each["x-undeclared"] for each in parameters)

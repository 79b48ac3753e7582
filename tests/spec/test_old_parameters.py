from typing import Any

import pytest

from spec.compiler.parameters import parse_old
from tests.spec.test_uris import compile_uri


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "b (required, number, `1`) ... Why so",
            {"required": True, "schema": {"type": "number"}, "example": 1, "description": "Why so"},
        ),
        ("b (optional, string) ... Why", {"required": False, "schema": {"type": "string"}}),
        ("b (required) ... `a`: x - y", {"required": True, "description": "`a`: x - y"}),
        ("b ... Why", {"description": "Why"}),
        (
            "b = `20` (optional, number, `10`) ... Why",
            {"required": False, "schema": {"type": "number", "default": 20}, "example": 10},
        ),
        ("b = `x`", {"schema": {"type": "string", "default": "x"}}),
        ("b (`a, b`) ... Why", {"example": "a, b"}),
        ("`b-c` (string, `x`) ... Why", {"name": "b-c"}),
        ("b (required, string, 'x y') ... Why", {"example": "x y"}),
        ("b (number, 10) ... Why", {"example": 10}),
        ("b(required, number) ... Why", {"required": True, "schema": {"type": "number"}}),
        ("b (number, `1`)", {"schema": {"type": "number"}, "example": 1}),
    ],
)
def test_old_line_gives_its_parameter(line: str, expected: dict[str, Any]) -> None:
    compiled = compile_uri("/a{?b,b-c}", f"    + {line}")

    name = expected.get("name", "b")
    parameters = {each["name"]: each for each in compiled.operation("/a")["parameters"]}
    parameter = parameters[name]
    assert {key: parameter[key] for key in expected} == expected
    assert "old-parameter" in compiled.codes
    assert compiled.errors == []


def test_values_of_an_old_line_are_an_enum() -> None:
    lines = (
        "    + b (optional, string) ... Why\n        + Values\n            + `x`\n            + `y`"
    )

    (parameter,) = compile_uri("/a{?b}", lines).operation("/a")["parameters"]
    assert parameter["schema"] == {"type": "string", "enum": ["x", "y"]}


@pytest.mark.parametrize(
    "line",
    ["b", "b: 1", "b: `1` (number, required) - Why ... so", "b (number) - Why", "b: a=1", "`b=c`"],
)
def test_line_of_mson_is_not_taken_for_an_old_one(line: str) -> None:
    assert parse_old(line) is None


def test_parameter_without_a_name_is_left_out_and_told() -> None:
    compiled = compile_uri("/a", "    + (number)")

    assert "parameters" not in compiled.operation("/a")
    assert compiled.codes == {"parameter-name"}

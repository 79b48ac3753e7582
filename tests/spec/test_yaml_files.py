from typing import Any

import pytest
import yaml

from spec.compiler import yaml_files
from spec.compiler.diagnostics import Diagnostics


def load(text: str) -> tuple[Any, list[str]]:
    diagnostics = Diagnostics()
    value, _ = yaml_files.load(text, "a.yaml", diagnostics)
    return value, diagnostics.lines()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("[true, False, ~, null, Null]", [True, False, None, None, None], id="names"),
        pytest.param("[yes, on, 12:30, 1_0, 2027-01-31]", "yes on 12:30 1_0 2027-01-31", id="text"),
        pytest.param("[-1, 010, 0o10, 0x1F, +2]", [-1, 10, 8, 31, 2], id="integers"),
        pytest.param("[1e3, .5, 1., -2.5E-1]", [1000.0, 0.5, 1.0, -0.25], id="numbers"),
        pytest.param("['1', \"true\", !!str 2]", ["1", "true", "2"], id="quoted"),
        pytest.param("{200: a, null: b, on: c}", {"200": "a", "null": "b", "on": "c"}, id="keys"),
        pytest.param("[&a {b: 1}, {<<: *a, c: 2}]", [{"b": 1}, {"b": 1, "c": 2}], id="merged"),
        pytest.param("{a: &a {b: 1}, <<: *a, b: 2}", {"a": {"b": 1}, "b": 2}, id="own first"),
        pytest.param("[{'<<': 1}]", [{"<<": 1}], id="quoted merge"),
        pytest.param('{"a":\t["\\/", "\\ud83d\\ude42"]}', {"a": ["/", "\U0001f642"]}, id="json"),
        pytest.param('{a: "b\tc"}', {"a": "b\tc"}, id="no json"),
    ],
)
def test_values_are_those_of_json(text: str, value: Any) -> None:
    expected = value.split() if isinstance(value, str) else value

    assert load(text) == (expected, [])


def test_alias_is_a_copy() -> None:
    value, _ = load("a: &a {b: 1}\nc: *a\n")

    assert value == {"a": {"b": 1}, "c": {"b": 1}}
    assert value["a"] is not value["c"]


ALIASES = "a0: &a0 [1]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
)
"""Thirty lines that stand for 10^29 values."""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("a: [", "1:5: error: no YAML: ", id="unfinished"),
        pytest.param("a: 1\nb: 2\na: 3", "3:1: error: no YAML: 'a' again", id="key twice"),
        pytest.param('{"a": 1, "a": 2}', "1:10: error: no YAML: 'a' again", id="in json"),
        pytest.param("? [a]\n: b", "1:3: error: no YAML: a key is no text", id="list as key"),
        pytest.param("a: .inf\nb: 1e999", "1:1: error: JSON has no inf", id="infinite"),
        pytest.param('{"a": NaN}', "1:1: error: JSON has no nan", id="no number in json"),
        pytest.param('a: "\\ud83d"', "1:1: error: '\\ud83d' is no Unicode", id="half a pair"),
        pytest.param("a: !!int b", "1:4: error: no YAML: no int", id="tag that is not true"),
        pytest.param("a: !!bool b", "1:4: error: no YAML: no bool", id="no boolean"),
        pytest.param("a: !!map b", "1:4: error: no YAML: no mapping", id="no mapping"),
        pytest.param("a: !!set {b}", "1:4: error: no YAML: could not determine", id="set"),
        pytest.param("a: !!timestamp b", "1:4: error: no YAML: could not determine", id="date"),
        pytest.param("a: " + "1" * 5000, "1:4: error: no YAML: no int", id="many digits"),
        pytest.param("a: &a [*a]", "1:4: error: no YAML: found unconstructable", id="in itself"),
        pytest.param("a: {<<: b}", "1:4: error: no YAML: `<<` merges no", id="merge of a text"),
        pytest.param("[" * 120 + "]" * 120, "1:1: error: nested more than 100", id="deep"),
        pytest.param("[" * 9000, "1:1: error: nested more than 100", id="deeper than python"),
        pytest.param('{"a":' * 9000, "1:1: error: nested more than 100", id="deep json"),
        pytest.param(ALIASES, "1:1: error: more than 1000000 values", id="aliases"),
    ],
)
def test_text_that_is_no_json_value_is_an_error_with_its_place(text: str, line: str) -> None:
    value, lines = load(text)

    assert value is None
    (only,) = lines
    assert only.startswith(f"a.yaml:{line}")


def test_what_is_written_is_read_again() -> None:
    document = {"a": "yes", "b": ["12:30", "1e3", None, 1.5], "200": {"c": "two\nlines\n"}}

    text = yaml_files.dump(document)

    assert load(text) == (document, [])
    assert yaml.safe_load(text) == document

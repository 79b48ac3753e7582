"""JSON is read, and whatever can't be read is refused in one way."""

import json
import sys

import pytest

from harness.core import json_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ('{"a": [1]}', {"a": [1]}),
        (b'"\xc5\xbe"', "ž"),
        ('"ž"'.encode("utf-16"), "ž"),
    ],
)
def test_json_is_read(text, value):
    assert json_text.parsed(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "{", b"", b"\xff\xfe\xff", "[" * 100_000, b"[" * 100_000],
    ids=["empty", "cut", "no-bytes", "no-text", "deep", "deep-bytes"],
)
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        json_text.parsed(text)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", '{"a": NaN}', "[1, -Infinity]"])
def test_what_only_python_takes_for_json_is_refused(text):
    with pytest.raises(ValueError, match="is no JSON"):
        json_text.parsed(text)


LARGEST = sys.float_info.max


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9" * 300, int("9" * 300)),
        ("9" * 301, pytest.approx(1e301)),
        ("9" * 5_000, LARGEST),
        ("-" + "9" * 5_000, -LARGEST),
        ("1e400", LARGEST),
        ("-1e400", -LARGEST),
        ("1e-400", 0.0),
        ("1e" + "9" * 5_000, LARGEST),
    ],
    ids=["300", "301", "5000", "-5000", "1e400", "-1e400", "1e-400", "endless-exponent"],
)
def test_number_beyond_a_double_is_json(text, value):
    assert json_text.parsed(text) == value


@pytest.mark.parametrize("shape", ["[{}]", '{{"a": {}}}'], ids=["lists", "objects"])
def test_json_is_read_as_deep_as_anybody_goes(shape):
    deep, deeper = "1", ""
    for _ in range(json_text.MOST_NESTED):
        deep = shape.format(deep)
    deeper = shape.format(deep)

    assert json_text.parsed(deep)
    with pytest.raises(json_text.TooDeep, match="nested more than 200 deep"):
        json_text.parsed(deeper)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"token": "[" * 5_000}),
        json.dumps({"token": '"[' * 5_000}),
        json.dumps({"token": "\\[" * 5_000}),
        json.dumps([[]] * 5_000),
    ],
    ids=["string", "quotes", "backslashes", "side-by-side"],
)
def test_brackets_that_nest_nothing_are_read(text):
    assert json_text.parsed(text) == json.loads(text)


@pytest.mark.parametrize("text", ['"\\"[' * 100_000, '[{"' * 100_000, '"' + "\\" * 300_001])
def test_odd_quotes_are_gone_through_once(text):
    """Where each quote were looked at anew, this would have no end."""
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        json_text.parsed(text)


def test_last_of_two_members_of_a_name_counts():
    assert json_text.parsed('{"a": 1, "a": 2}') == {"a": 2}

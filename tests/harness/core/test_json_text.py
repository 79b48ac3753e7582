"""JSON is read, and whatever can't be read is refused in one way."""

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
    ["", "{", b"", b"\xff\xfe\xff", "[" * 100_000, b"[" * 100_000, "9" * 5_000],
    ids=["empty", "cut", "no-bytes", "no-text", "deep", "deep-bytes", "endless-number"],
)
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        json_text.parsed(text)

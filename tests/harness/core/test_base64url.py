"""Base64url without padding is written and read alike."""

import pytest

from harness.core import base64url


@pytest.mark.parametrize(
    ("raw", "text"), [(b"", ""), (b"\xfb", "-w"), (b"\xff\xff", "__8"), (b"abc", "YWJj")]
)
def test_bytes_are_written_and_read(raw, text):
    assert base64url.encode(raw) == text
    assert base64url.decode(text) == raw


@pytest.mark.parametrize("text", ["a", "YWJjZ", "ž"])
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        base64url.decode(text)

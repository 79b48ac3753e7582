"""An exception in one line."""

import errno

import pytest

from harness.core.errors import in_words


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/a/path"), "No space left on device"),
        (OSError("of no number"), "OSError: of no number"),
        (ValueError("a line,\n  and another"), "ValueError: a line, and another"),
        (RecursionError(), "RecursionError"),
    ],
    ids=["of-the-machine", "without-its-words", "of-two-lines", "without-words"],
)
def test_exception_is_one_line(failure, words):
    assert in_words(failure) == words

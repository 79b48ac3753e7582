"""Of several things, the first few are named."""

import pytest

from harness.core.naming import named


@pytest.mark.parametrize(
    ("names", "words"),
    [("", ""), ("a", "a"), ("abcd", "a, b, c, d"), ("abcde", "a, b, c and 2 more")],
    ids=["none", "one", "one-more", "two-more"],
)
def test_first_few_of_many_are_named(names, words):
    assert named(list(names)) == words

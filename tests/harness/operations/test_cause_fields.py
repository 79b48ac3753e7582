"""What sentences say is wrong with which members."""

import re

import pytest

from harness.operations.cause_fields import wrong_fields

MISSING, INVALID = (
    re.compile(r"missing|required"),
    re.compile(r"invalid|too long|none of|no number"),
)


def named(words):
    return [each for each in ("name", "size", "kind") if re.search(rf"\b{each}\b", words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("name and kind are required", [("name", True), ("kind", True)]),
        ("If the name, the kind or the day is missing.", [("name", True), ("kind", True)]),
        ("422 where the name is missing", [("name", True)]),
        ("size is required", []),
        ("kind is missing, or none of the three", [("kind", True), ("kind", False)]),
        ("kind or size is invalid", [("kind", False), ("size", False)]),
        ("size is no number; name is too long", [("size", False), ("name", False)]),
        ("size is blue or kind is invalid", []),
        ("The day or the kind is invalid", []),
        ("either name or kind is missing", []),
        ("name is missing if size is given", []),
        ("name is missing because kind is", []),
        ("What was sent makes no sense", []),
        ("", []),
    ],
)
def test_wrong_fields_of_sentences(words, found):
    """A body must have a name and a kind."""
    told = wrong_fields(words, ["name", "kind"], named, (MISSING, INVALID))

    assert [(each.name, each.is_missing) for each in told] == found


def test_clause_that_says_it_comes_along():
    first, second = wrong_fields(
        "kind is none of the five, or size is no number", [], named, (MISSING, INVALID)
    )

    assert (first.words, second.words) == ("kind is none of the five", " size is no number")

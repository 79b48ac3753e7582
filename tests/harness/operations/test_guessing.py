"""What is tried where the page tells a type alone, and where nothing is."""

import pytest

from harness.operations.guessing import guessed

TEXT = {"type": "string"}


@pytest.mark.parametrize("name", ["surname", "motto", "tags", "benefits", "hint", "nickname_of"])
def test_plain_text_is_tried(name):
    assert guessed(name, "string", TEXT, "own") == "own"


def test_number_is_tried():
    assert guessed("weight", "number", {"type": "number"}, "own") == 3


@pytest.mark.parametrize(
    "name",
    ["status", "colour", "country_code", "permissions", "created_by", "item_count", "deleted_at"],
)
def test_word_of_a_set_or_of_the_instance_is_not(name):
    assert guessed(name, "string", TEXT, "own") is None


@pytest.mark.parametrize("name", ["password", "api_key", "session_token"])
def test_secret_is_not(name):
    assert guessed(name, "string", TEXT, "own") is None


@pytest.mark.parametrize(
    "told", [{"enum": ["a"]}, {"pattern": "^a"}, {"format": "phone"}, {"multipleOf": 2}]
)
@pytest.mark.parametrize("kind", ["string", "number"])
def test_what_has_a_form_is_not(told, kind):
    assert guessed("motto", kind, told, "own") is None


@pytest.mark.parametrize("kind", ["object", "array", "boolean"])
def test_other_types_are_not(kind):
    assert guessed("motto", kind, {"type": kind}, "own") is None

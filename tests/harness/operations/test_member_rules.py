"""Values that break what a page says beside a member."""

import pytest

from harness.operations.member_rules import breaches


def values(schema, words="", **beside):
    found = breaches({**schema, "description": words}, lambda each: each, beside)
    return [len(each.value) if isinstance(each.value, list) else each.value for each in found]


NUMBER, TEXT = {"type": "number"}, {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Between 1 and 40", [41, 0]),
        ("A whole number from 1 to 100.", [101, 0, 1.5]),
        ("Pieces per pack, 1 to 100", [101, 0]),
        ("0 or more", [-1]),
        ("5 or less", [6]),
        ("At most 10", [11]),
        ("At least 10", [9]),
        ("Above 0", [0]),
        ("Below 90", [90]),
        ("Positive", [0]),
        ("Not negative", [-1]),
        ("Up to five", [6]),
        ("", []),
        ("The number of wheels", []),
        ("Between 1 and 40 where the hall is open", []),
        ("Between 1 and 40, otherwise 40 is taken", []),
        ("`limit` is between 1 and 40, and 25 unless told.", [41, 0]),
        ("1 to 40, 25 if left out", [41, 0]),
        ("Between 1 and 40; 0 stands for none", [41]),
        ("About 1 to 40", []),
        ("Should be at most 40", []),
        ("Below 1 it is refused with a 409", []),
        ("At most 10 per day", []),
        ("Up to 3 changes a day", []),
    ],
)
def test_numbers_beyond_the_limits_of_words(words, wrong):
    assert values(NUMBER, words) == wrong


def test_limits_of_a_schema_count_before_those_of_words():
    assert values({**NUMBER, "minimum": 2, "maximum": 3}, "Between 1 and 40") == [4, 1]


@pytest.mark.parametrize("sample", [50, 0])
def test_sample_beyond_the_limits_shows_that_the_words_are_of_something_else(sample):
    assert values({**NUMBER, "example": sample}, "Between 1 and 40") == []


@pytest.mark.parametrize(
    ("words", "lengths"),
    [
        ("1 to 60 characters", [61, 0]),
        ("Between 2 and 12 letters, digits and hyphens", [13, 1]),
        ("From 1 to 60 characters. Spaces around it are removed.", [61, 0]),
        ("Up to 200 characters", [201]),
        ("Without it, 'Copy of' and the title, cut at 120 characters", []),
        ("1 to 60", []),
        ("Up to 90000 characters", []),
    ],
)
def test_texts_beyond_the_limits_of_words(words, lengths):
    assert [len(each) for each in values({**TEXT, "example": "Mill"}, words)] == lengths


def test_text_that_is_too_long_is_like_the_sample():
    assert values({**TEXT, "example": "Ab c"}, "1 to 6 letters") == ["AbxcAbx", ""]


@pytest.mark.parametrize(
    ("words", "sample", "wrong"),
    [
        ("8 letters from A to Z. Small ones are turned", "QWERTZUI", ["QWERTZUIQ", "QWERTZU"]),
        ("4 digits", "1871", ["18711", "187", "187a"]),
        ("1 to 4 letters and digits", "A1", ["A1A1A", "", "A!"]),
        ("Two letters, a hyphen and four digits", "PW-0107", []),
    ],
)
def test_texts_of_other_lengths_and_letters(words, sample, wrong):
    found = values({**TEXT, "example": sample}, words)

    assert [each for each in found if not each.startswith("QWERTZU7")] == wrong


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Must be later than `from`", ["2031-03-01"]),
        ("After from", ["2031-03-01"]),
        ("Not before `from`", []),
        ("Must be later than until", []),
    ],
)
def test_value_that_is_to_be_greater_is_made_the_same(words, found):
    assert values(TEXT, words, **{"from": "2031-03-01"}) == found


def test_text_of_a_format_is_left_as_it_is():
    assert values({**TEXT, "format": "email"}, "1 to 6 letters") == []


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("At most 5 tags of 1 to 20 characters.", [6, 1]),
        ("Up to five", [6]),
        ("From 1 to 50 codes", [51]),
        ("Takes between 1 and 50 codes", [51]),
        ("Each up to 30 characters", [1]),
        ("Tags", []),
    ],
)
def test_arrays_of_more_texts_than_may_be(words, items):
    assert values({**TEXTS, "example": ["north"]}, words) == items


def test_item_is_longer_by_one_than_it_may_be():
    said = {**TEXTS, "description": "At most 5, each up to 30 characters", "example": ["a b"]}

    *_, found = breaches(said, lambda each: each, {})

    assert found.value == [("ab" * 16)[:31]]


def test_items_that_are_objects_are_repeated():
    lines = {"type": "array", "items": {"type": "object"}, "example": [{"pieces": 4}]}

    assert values(lines, "A load has 1 to 2 lines") == [3]


def test_items_that_are_no_plain_texts_are_not_made_up():
    assert values({"type": "array", "items": {**TEXT, "enum": ["a"]}}, "At most 1") == []
    assert values({"type": "array", "items": NUMBER}, "At most 1") == []


def test_word_that_is_none_of_an_enum():
    assert values({**TEXT, "enum": ["a", "b"]}) == ["meiro-contracts-none"]
    assert values({**NUMBER, "enum": [1, 2]}) == []


@pytest.mark.parametrize(("kind", "wrong"), [("percent", [101, 0]), ("gift", []), (None, [])])
def test_rule_that_goes_with_another_value(kind, wrong):
    words = "Needed where kind is percent. From 1 to 100."

    assert values(NUMBER, words, **({"kind": kind} if kind else {})) == wrong

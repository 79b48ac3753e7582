"""Texts and numbers as a schema and a sample want them, and others that nothing else has."""

import re

import pytest

from harness.operations.formed import days_over, fits, fitted, unlike, weeks_later

CHIP = {"type": "string", "pattern": "^[0-9]{15}$"}


@pytest.mark.parametrize(
    ("given", "schema"),
    [
        (True, {}),
        (1.5, {}),
        ("a", {}),
        ("2021-04-09", {}),
        ("2021-04-09T10:00:00Z", {}),
        ("1234", {}),
        ("HM4 2TR", {}),
        ("192.0.2.100", {}),
        ("room 12345 b", {}),
        ("https://acme.test/in?id=1", {}),
        ("https://acme.test/in", {"maxLength": 20}),
        ("https://acme.test/in", {"enum": ["https://acme.test/in"]}),
        ("AB-12345", {"enum": ["AB-12345"]}),
        ("AB-12345", {"pattern": "^AB-12345$"}),
        (5, {"maximum": 5}),
        (5, {"multipleOf": 5}),
        (5, {"enum": [5]}),
    ],
)
def test_what_can_be_no_other_stays(given, schema):
    assert unlike(given, schema, 987) == given


def test_numbers_that_no_other_thing_has_keep_to_their_bounds():
    assert {unlike(5, {"maximum": 7}, 0) for _ in range(50)} == {6, 7}


@pytest.mark.parametrize(
    ("given", "schema", "form"),
    [
        ("246098100123456", CHIP, r"\d{15}"),
        ("AB-12345", {}, r"AB-\d{5}"),
        ("sn 000017", {"maxLength": 9}, r"sn \d{6}"),
        ("WT-021", {}, r"WT-\d{3}"),
        ("PO-2026/0017", {}, r"PO-2026/\d{4}"),
        ("https://acme.test/in/", {"format": "uri"}, r"https://acme\.test/in/\d+"),
    ],
)
def test_codes_that_no_other_thing_has_are_of_the_same_form(given, schema, form):
    made = {str(unlike(given, schema, 95 + each)) for each in range(10)}

    assert len(made) == 10
    assert all(re.fullmatch(form, each) for each in made)


def test_text_is_fitted_to_its_length_and_letters():
    assert fitted("a-b", {"maxLength": 2}, "") == "b"
    assert fitted("a-b", {}, "north_side") == "a_b"
    assert fitted("a-b", {"pattern": "^[A-Z]+$"}, "") == "AB"
    assert fitted("a-b", {"minLength": 5}, "") == "a-bxx"
    assert fits("abc", {"pattern": "[", "minLength": 3, "maxLength": 3})
    assert not fits("abc", {"maxLength": 2})
    assert not fits("abc", {"minLength": 4})
    assert not fits("abc", {"pattern": "^[0-9]+$"})


@pytest.mark.parametrize("given", ["MILL-7", "WT 12", "AB/3"])
def test_code_of_few_digits_gets_more(given):
    made = {str(unlike(given, {}, 95 + each)) for each in range(10)}

    assert len(made) == 10
    known = re.escape(given.rstrip("0123456789"))
    assert all(re.fullmatch(known + "[0-9]{3}", each) for each in made)


def test_days_that_are_over_are_known():
    body = {"a": "2020-02-29", "b": "2020-02-29T10:00:00Z", "c": "2999-01-01", "d": "2020", "e": 7}

    assert days_over(body) == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "later"),
    [
        ("2031-05-09", "2031-05-23"),
        ("2031-12-30T20:00:00+01:00", "2032-01-13T20:00:00+01:00"),
        ("2031-02-31", "2031-02-31"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_day_is_as_many_weeks_later(value, later):
    assert weeks_later(value, 2) == later

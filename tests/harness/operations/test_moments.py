"""Days and moments: read in the forms that pages show, and made later in their own."""

import pytest

from harness.operations.moments import is_stamp, is_unread_moment, later, moment

THE_SAME = [
    "2030-12-04T18:00:00Z",
    "2030-12-04T18:00:00.000+00:00",
    "2030-12-04 18:00:00",
    "04.12.2030 18:00",
    "4.12.2030 18:00:00",
    "4. 12. 2030, 18:00",
    "Wed, 04 Dec 2030 18:00:00 GMT",
    "4 Dec 2030 20:00:00 +0200",
]


@pytest.mark.parametrize("text", THE_SAME)
def test_moment_is_read_in_each_form(text):
    assert moment(text) == moment(THE_SAME[0]) is not None


@pytest.mark.parametrize(
    "text",
    ["", "2030", "not a moment", "31.02.2030", "1.2.3.4", "3/4/2030", 20300101, None, "²" * 9],
)
def test_what_names_no_moment(text):
    assert moment(text) is None


def test_moment_without_a_zone_is_utc():
    assert moment("2030-01-01T00:00:00") == moment("2030-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("text", "next_day"),
    [
        ("2030-12-31", "2031-01-01"),
        ("2030-12-31T18:00:00.5+02:00", "2031-01-01T18:00:00.5+02:00"),
        ("31.12.2030", "01.01.2031"),
        ("31. 12. 2030 9:00", "01. 01. 2031 9:00"),
        ("Tue, 31 Dec 2030 18:00:00 GMT", "Wed, 01 Jan 2031 18:00:00 GMT"),
        (1924970400, 1925056800),
        (1924970400000, 1925056800000),
        (7, 7),
        ("VIP", "VIP"),
        ("9999-12-31", "9999-12-31"),
        (None, None),
        (True, True),
    ],
)
def test_later_keeps_its_form(text, next_day):
    assert later("made_at", text, 1) == next_day


def test_number_counts_seconds_where_its_name_says_so():
    assert is_stamp("made_at", 1924970400)
    assert not is_stamp("size", 1924970400)
    assert not is_stamp("made_at", 9)


@pytest.mark.parametrize("text", ["03/04/2030", "Mar 4, 2030", "4-Mar-30", "4 March 2030 10:00"])
def test_forms_that_are_not_read_are_known(text):
    assert is_unread_moment(text)


@pytest.mark.parametrize("text", ["Mare 4", "a/b/c", "2030-01-01", "4.3.2030", 7, "May"])
def test_what_is_no_day_is_not_taken_for_one(text):
    assert not is_unread_moment(text)

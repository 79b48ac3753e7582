"""Two members that a refusal compares: which of them must not be less."""

import pytest

from harness.operations.cause_orders import out_of_order

NAMES = ("starts_on", "ends_on", "min", "max", "max_days")


@pytest.mark.parametrize(
    "words",
    [
        "`ends_on` is before `starts_on`",
        "That is, when `ends_on` is an earlier day than `starts_on`.",
        "The change would leave it with an `ends_on` before its `starts_on`.",
        "ends_on must not be before starts_on",
        "ends_on cannot be earlier than starts_on",
        "ends_on can't lie before starts_on",
        "ends_on may not precede starts_on",
        "ends_on must be after starts_on",
        "ends_on must be later than starts_on",
        "ends_on is not after starts_on",
        "starts_on is after ends_on",
        "starts_on must be before ends_on",
        "starts_on must be no later than ends_on",
        "Ends on is before starts on",
        "A tour can't end before it starts",
        "The end lies before the start",
        "The tour ends before it has started",
        "A stay must have its ends_on after its starts_on",
        "A stay must end after it starts",
        "It cannot have ended before starting",
        "It begins at `starts_on` and before `ends_on`; `ends_on` after `starts_on`, else 422.",
        "The stay is refused. Its starts_on must not follow its ends_on; dates are days.",
    ],
)
def test_end_must_not_be_before_its_beginning(words):
    assert out_of_order(words, NAMES) == ("ends_on", "starts_on")


@pytest.mark.parametrize(
    "words", ["max is less than min", "min is greater than max", "`min` exceeds `max`"]
)
def test_most_must_not_be_below_its_least(words):
    assert out_of_order(words, NAMES) == ("max", "min")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "starts_on and ends_on are required",
        "ends_on is before the opening. starts_on is a day",
        "ends_on is before today",
        "`starts_on` must not be over the pier's `most`, if any: 409 `Ends on is late`",
        "Refused with 409 and `Ends on is late` where `starts_on` is after the season",
        "A starts_on later than the pier's `max_ends_on` is refused",
        "It lies at or after `starts_on` and before `ends_on`",
        "min is neither less than nor greater than max",
        "max_days is less than that",
        "ends_on is before ends_on",
        "It must have both, and ends_on before starts_on is refused",
        "The end is in May, and the start",
        f"ends_on {'long ' * 20} before starts_on",
    ],
)
def test_what_may_mean_another_thing_compares_nothing(words):
    assert out_of_order(words, NAMES) is None


@pytest.mark.parametrize(
    "names",
    [
        ("start", "starts_on", "ends_on"),
        ("starts_on", "start_time", "ends_on"),
        ("at_on", "ends_on"),
    ],
)
def test_word_that_may_be_of_another_member_is_of_none(names):
    assert out_of_order("The ending is before the starting", names) is None


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("The ending is before the starting", ("starts", "ends")),
        ("It is closing before it is starting", ("starts", "closes")),
        ("A stop cannot close before it opens", ("opens", "closes")),
        ("The closing day is earlier than the opening day", ("opens", "closes")),
    ],
)
def test_what_a_thing_does_is_told_in_another_form(words, names):
    assert out_of_order(words, names) == names[::-1]


def test_nothing_is_compared_where_there_are_no_members():
    assert out_of_order("ends_on is before starts_on", ()) is None


@pytest.mark.parametrize("end", ["at", "on", "date", "day", "time"])
def test_last_word_of_a_name_may_be_left_out(end):
    names = (f"start_{end}", f"close_{end}")
    assert out_of_order("It closes before it starts", names) == (f"close_{end}", f"start_{end}")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("start_place", "close_place"), "It closes before it starts"),
        (("go_at", "be_at"), "It be before it go"),
    ],
)
def test_words_that_are_no_members(names, words):
    assert out_of_order(words, names) is None


def test_error_is_one_where_nothing_is_asked_for():
    words = "It is an error when a stay ends before it starts"
    assert out_of_order(words, NAMES) == ("ends_on", "starts_on")


def test_names_with_dashes_are_spelt_in_words_too():
    names = ("first-day", "last-day")
    expected = ("last-day", "first-day")
    assert out_of_order("last-day is before first-day", names) == expected
    assert out_of_order("The last day is before the first day", names) == expected


@pytest.mark.parametrize(("between", "is_told"), [(60, True), (61, False)])
def test_characters_that_may_stand_between_two_names(between, is_told):
    words = f"max {'is less than '.ljust(between - 2, 'x')} min"
    assert (out_of_order(words, NAMES) is not None) is is_told

"""What a list is asked for on a day is found by the page's words, and by two members."""

import pytest

from spec.parameters import Parameter
from spec.spans import span_of

DAY = {"type": "string", "format": "date"}
HUT = {"id": {"type": "string"}, "opened_on": DAY, "closes_on": DAY, "renewed_on": DAY}


def asked(words, members=HUT, schema=DAY):
    parameter = Parameter("on", "query", False, schema, None, words)  # noqa: FBT003
    return span_of(parameter, words, members)


@pytest.mark.parametrize(
    "words",
    [
        "Only huts open on this day",
        "Only huts that are in use on the given date",
        "Only tours under way at this moment",
        "Only huts whose season this day falls within",
        "Only fairs that take place on that day",
    ],
)
def test_span_is_found(words):
    assert asked(words) == ("opened_on", "closes_on")


@pytest.mark.parametrize(
    "words",
    [
        "Only huts opened on this day",
        "Only huts of this day",
        "Only huts available on this day",  # and not let to somebody
        "Only huts open",
    ],
)
def test_other_words_tell_of_no_span(words):
    assert asked(words) is None


@pytest.mark.parametrize(
    "members",
    [
        {"opened_on": DAY},
        {"closes_on": DAY},
        {"opened_on": DAY, "starts_on": DAY, "closes_on": DAY},
        {"open_to": DAY, "closes_on": DAY},
        {"opened_on": {"type": "string"}, "closes_on": DAY},
        {"opened_on": {"type": "integer"}, "closes_on": DAY},
        {"season.opened_on": DAY, "season.closes_on": DAY},
    ],
)
def test_other_members_are_no_span(members):
    assert asked("Only huts open on this day", members) is None


def test_value_is_a_day_or_moment():
    assert asked("Only huts open on this day", schema={"type": "integer"}) is None
    assert asked("Only huts open on this day", schema={"enum": ["today"]}) is None


def test_one_end_alone_is_named():
    members = {"valid_until": DAY}
    said = "Only passes valid on this day, that is, whose valid_until is no earlier"
    assert asked(said, members) == (None, "valid_until")
    assert asked(said.replace("until", "from"), {"valid_from": DAY}) == ("valid_from", None)
    assert asked("Only huts open on this day", {"closes_on": DAY}) is None  # nor in what season

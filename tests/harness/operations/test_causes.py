"""What a page tells of what its refusals come of, and what it leaves open."""

from dataclasses import replace
from typing import Any

import pytest

from harness.operations.cause_words import What
from harness.operations.causes import (
    causes_of,
    exact_message,
    is_told,
    told_by_sample,
    untold,
    untold_messages,
)

SEVERAL: dict[str, Any] = {
    "gone": {"description": "When there is none of the kind.", "value": {"message": "E1"}},
    "less": {"description": "The name is missing.", "value": {"message": "E2"}},
    "full": {"value": {"message": "E3"}},
}


def test_each_message_has_its_own_words(operation):
    found = operation("make", "422", "E1", content={"application/json": {"examples": SEVERAL}})

    (cause,) = causes_of(found)
    assert (cause.what, cause.name, cause.text) == (What.MISSING_FIELD, "name", "E2")
    assert {(each.text, each.message) for each in untold_messages(found)} == {
        ("E1", ("message",)),
        ("E3", ("message",)),
    }
    assert untold(found) == []


def test_words_that_may_be_of_any_message_are_of_none(operation):
    plain = {name: {"value": each["value"]} for name, each in SEVERAL.items()}
    content = {"application/json": {"examples": plain}}

    found = operation("make", "422", "E1", content=content, description="The name is missing.")

    assert causes_of(found) == []


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        ({"message": "E1"}, True),
        ({"message": "E3"}, True),
        ({"message": "E4"}, False),
        (None, False),
    ],
)
def test_refusal_is_told_by_its_message(operation, body, is_one):
    found = operation("make", "422", "E1", content={"application/json": {"examples": SEVERAL}})

    assert is_told(found.answers["422"], body) is is_one


def test_overlay_tells_the_cause(operation):
    found = operation("make", "409", "Conflict", **{"x-cause": "twice"})

    (cause,) = causes_of(found)
    assert (cause.what, cause.message, cause.text) == (What.TWICE, ("message",), "Conflict")


def test_message_is_what_stands_in_its_member(operation):
    (cause,) = causes_of(operation("make", "422", {"error": {"text": "name is required"}}))

    assert (cause.message, cause.text) == (("error", "text"), "name is required")


GROUPS = (("courier", "depot_name"), ("collects_in_person",), ("depot_name", "locker"))


def of_groups(operation, message, groups=GROUPS):
    """Return an operation that takes one of these groups, and refuses in these words."""
    names = dict.fromkeys(name for each in groups for name in each)
    known = operation("make", "422", message)
    return replace(known, body_fields=("name", *names), body_groups=groups)


@pytest.mark.parametrize(
    ("message", "names", "is_exact"),
    [
        ("Not both courier and collects_in_person", "courier collects_in_person", True),
        ("Only one of courier, collects in person", "courier collects_in_person", True),
        ("courier and collects_in_person exclude each other", "courier collects_in_person", True),
        ("courier, locker: mutually exclusive", "courier locker", True),
        ("courier can't be given together with locker", "courier locker", True),
        ("Exactly one of courier and locker must be given", "courier locker", True),
        ("Not both 'courier' and `locker`", "courier locker", True),
        ("Give either courier or collects_in_person", "courier collects_in_person", False),
        ("Give one of courier, collects_in_person", "courier collects_in_person", False),
        ("courier does not go with locker", "courier locker", False),
    ],
)
def test_members_that_exclude_each_other_are_told(operation, message, names, is_exact):
    (cause,) = causes_of(of_groups(operation, message))

    assert (cause.what, cause.name, bool(cause.message)) == (What.SEVERAL, names, is_exact)


@pytest.mark.parametrize(
    "message",
    [
        "Either courier or collects_in_person is required",
        "One of courier, collects_in_person must be given",
        "courier and collects_in_person",
        "Not both courier and depot name",
        "Not both name and size",
        "Neither courier nor locker was sent",
        "Give courier together with locker",
        "Not both",
    ],
)
def test_members_of_which_none_may_be_meant_are_not(operation, message):
    assert causes_of(of_groups(operation, message)) == []


def test_members_exclude_each_other_in_the_schema_as_well(operation):
    message = "Not both courier and collects_in_person"

    assert causes_of(of_groups(operation, message, groups=())) == []
    found = of_groups(operation, message)
    conflict = replace(found.answers["422"], status="409")
    assert causes_of(replace(found, answers={"409": conflict})) == []


def test_what_may_be_of_none_is_held_to_the_only_status_there_is(operation):
    found = of_groups(operation, "Give either courier or locker")
    bad = replace(found.answers["422"], status="400", examples=())

    assert causes_of(replace(found, answers={**found.answers, "400": bad})) == []


def test_overlay_tells_of_several(operation):
    found = operation("make", "422", "No", **{"x-cause": "several-of courier locker"})

    (cause,) = causes_of(found)
    assert (cause.what, cause.name) == (What.SEVERAL, "courier locker")


@pytest.mark.parametrize(
    ("said", "is_exact"), [("Returned when size is more than 730:", True), ("", False)]
)
def test_limit_that_the_page_tells_is_no_value_that_was_sent(operation, said, is_exact):
    message = "size must be at most 730"
    content = {"application/json": {"example": {"message": message}}}

    found = operation("make", "422", message, content=content, description=said)

    assert [bool(each.message) for each in causes_of(found)] == [is_exact]


@pytest.mark.parametrize("message", ["…", "...", ""])
def test_ellipsis_is_no_message(operation, message):
    found = operation("make", "422", {"message": message})

    assert exact_message(found.answers["422"]) == ((), "")


@pytest.mark.parametrize(
    ("message", "is_exact"),
    [("Cannot go from draft to ended", False), ("An ended one stays so", True)],
)
def test_message_that_names_two_states_is_one_of_several(operation, message, is_exact):
    found = operation("make", "409", {"message": message})
    states = {"properties": {"state": {"enum": ["draft", "active", "ended"]}}}
    found = replace(found, body_schema=states)

    told = told_by_sample(found, found.answers["409"], {"message": message})
    assert bool(told.message) is is_exact


@pytest.mark.parametrize(
    ("status", "words", "is_twice"),
    [
        ("409", "Another thing has this name: the name is taken", True),
        ("422", "Another thing has this name: the name is taken", False),
        ("409", "The name is taken to be its title", False),
    ],
)
def test_words_of_an_operation_tell_of_what_is_there_by_a_conflict_alone(
    operation, status, words, is_twice
):
    found = operation("make", status, {"message": words})
    told = replace(found.answers[status], from_words=True)
    found = replace(found, answers={**found.answers, status: told})

    assert any(each.what is What.TWICE for each in causes_of(found)) is is_twice


@pytest.mark.parametrize(
    ("said", "is_exact"),
    [
        ("Any other is refused with 409 and `It is open`.", True),
        ("Any other is refused with 409 and `It is open` (or whatever its state).", False),
        ('Refused as "It is open" (with the state in question)', False),
        ("Refused with 409 and `It is open` (see above).", True),
    ],
)
def test_message_that_is_another_in_another_case_is_not_exact(operation, said, is_exact):
    found = operation("make", "409", {"message": "It is open"})
    told = replace(found.answers["409"], words=(said,))

    (untold,) = untold_messages(replace(found, answers={"409": told}))
    assert bool(untold.message) is is_exact

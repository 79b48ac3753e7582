"""Words by which a page tells what a refusal comes of, and those that leave it open."""

from dataclasses import replace

import pytest

from harness.operations.cause_words import What
from harness.operations.causes import causes_of, untold
from spec.resources import Kind


@pytest.mark.parametrize(
    ("which", "status", "example", "what", "name", "is_exact"),
    [
        ("make", "422", "name is required", What.MISSING_FIELD, "name", True),
        ("make", "400", "Missing field: name", What.MISSING_FIELD, "name", True),
        ("make", "400", "Name can't be blank", What.MISSING_FIELD, "name", True),
        ("make", "400", {"errors": {"name": ["required"]}}, What.MISSING_FIELD, "name", False),
        ("make", "422", "Validation failed", What.MISSING_FIELD, "name", False),
        ("make", "422", "size must be at least 1", What.INVALID_VALUE, "size", True),
        ("make", "422", "size must be from 6 to 14", What.INVALID_VALUE, "size", True),
        ("make", "422", "size is below 6 or above 14", What.INVALID_VALUE, "size", True),
        ("make", "422", "name is neither a nor b", What.INVALID_VALUE, "name", True),
        ("make", "409", "This name is already taken", What.TWICE, "name", True),
        ("make", "409", "A thing of this name exists", What.TWICE, "name", True),
        ("make", "409", "Another thing has exactly this name", What.TWICE, "name", True),
        ("make", "409", "A thing with this name already exists", What.TWICE, "name", True),
        ("make", "409", "Name is registered already", What.TWICE, "name", True),
        ("make", "409", "Thing 'VIP' already exists", What.TWICE, "", False),
        ("make", "422", "size is less than name", What.OUT_OF_ORDER, "size name", True),
        ("make", "409", "There is no thing of this size", What.INVALID_VALUE, "size", True),
        ("list", "400", "limit must be at most 100", What.INVALID_VALUE, "limit", True),
        ("list", "400", "order_by must be one of id, name", What.INVALID_VALUE, "order_by", True),
        ("list", "401", "Unauthorized", What.NO_TOKEN, "", True),
        ("list", "401", "Token is missing or invalid", What.NO_TOKEN, "", True),
        ("list", "401", "Token has expired", What.NO_TOKEN, "", False),
        ("list", "401", None, What.NO_TOKEN, "", False),
        ("archive", "409", "Thing is already archived", What.TWICE, "", True),
        ("make", "422", {"error": {"text": "name is required"}}, What.MISSING_FIELD, "name", True),
        ("make", "422", {"error": {"code": "name_required"}}, What.MISSING_FIELD, "name", True),
        ("make", "422", {"code": "NAME_MISSING"}, What.MISSING_FIELD, "name", True),
        ("make", "422", {"code": "missing-name"}, What.MISSING_FIELD, "name", True),
        ("make", "422", {"code": "nameRequired"}, What.MISSING_FIELD, "name", True),
        ("make", "422", {"code": "errors.name.blank"}, What.MISSING_FIELD, "name", True),
        ("list", "400", {"error": {"code": "invalid_limit"}}, What.INVALID_VALUE, "limit", True),
        ("archive", "409", {"code": "already_archived"}, What.TWICE, "", True),
    ],
)
def test_cause_that_is_told(operation, which, status, example, what, name, is_exact):
    (cause,) = causes_of(operation(which, status, example))

    assert (cause.what, cause.name, bool(cause.message)) == (what, name, is_exact)


@pytest.mark.parametrize(
    ("which", "status", "example"),
    [
        ("make", "400", None),
        ("make", "409", None),
        ("make", "400", "Bad request"),
        ("make", "422", "name is required when size is given"),
        ("make", "409", "Conflict"),
        ("make", "403", "name is required"),
        ("make", "429", "Too many requests"),
        ("list", "401", "Invalid credentials have been provided"),
        ("list", "409", "already exists"),
        ("archive", "409", "Thing is already deleted"),
        ("archive", "409", "Thing is running"),
        ("archive", "404", "There is no such thing"),
        ("make", "422", {"code": "username_required"}),
        ("archive", "409", {"code": "thing_not_idle"}),
    ],
)
def test_cause_that_is_not_told(operation, which, status, example):
    found = operation(which, status, example)

    assert causes_of(found) == []
    assert [each.status for each in untold(found)] == ([] if status == "404" else [status])


@pytest.mark.parametrize("kind", [Kind.MODIFY, Kind.REPLACE])
def test_change_may_be_to_what_another_thing_has(operation, kind):
    named = replace(operation("make", "409", "A thing of this name exists"), kind=kind)
    other = replace(operation("make", "409", "The thing exists already"), kind=kind)

    assert [(each.what, each.name) for each in causes_of(named)] == [(What.TWICE, "name")]
    assert causes_of(other) == []


@pytest.mark.parametrize("kind", [Kind.MODIFY, Kind.REPLACE])
def test_thing_in_use_is_in_a_state_and_no_other_has_its_name(operation, kind):
    words = "A thing that is in use keeps its name"
    found = replace(operation("make", "409", "Thing is in use", description=words), kind=kind)
    taken = replace(operation("make", "409", "The name is in use"), kind=kind)

    assert causes_of(found) == []
    assert [(each.what, each.name) for each in causes_of(taken)] == [(What.TWICE, "name")]


@pytest.mark.parametrize(
    ("which", "status", "example", "words", "what", "name", "is_exact"),
    [
        ("make", "422", {"code": "E17"}, "The name is missing.", What.MISSING_FIELD, "name", True),
        ("make", "422", "Bad request", "The name is missing.", What.MISSING_FIELD, "name", True),
        ("make", "422", "Validation failed", "No size given", What.MISSING_FIELD, "size", False),
        ("archive", "409", "not_idle", "It has been archived already.", What.TWICE, "", True),
        (
            "make",
            "422",
            "name is required",
            "The size is missing.",
            What.MISSING_FIELD,
            "name",
            True,
        ),
    ],
)
def test_words_beside_a_message_tell_what_it_does_not(
    operation, which, status, example, words, what, name, is_exact
):
    (cause,) = causes_of(operation(which, status, example, description=words))

    assert (cause.what, cause.name, bool(cause.message)) == (what, name, is_exact)


@pytest.mark.parametrize(
    ("which", "status", "example", "words"),
    [
        ("make", "422", {"code": "E17"}, "What was sent makes no sense."),
        ("list", "401", "Invalid credentials", "The token is missing."),
    ],
)
def test_words_beside_a_message_may_leave_it_open(operation, which, status, example, words):
    assert causes_of(operation(which, status, example, description=words)) == []


@pytest.mark.parametrize(
    ("example", "words"),
    [
        ("name and size are required", ""),
        ({"code": "name_and_size_required"}, ""),
        ({"code": "E17"}, "The name is missing, or the size is."),
        ({"code": "E17"}, "If the name or the size is missing."),
        ({"code": "E17"}, "422 where the name is missing."),
    ],
)
def test_what_is_required_is_missing_alone_too(operation, example, words):
    """Of several members that a refusal names, those that a body must have."""
    found = causes_of(operation("make", "422", example, description=words))

    assert [(each.what, each.name) for each in found] == [(What.MISSING_FIELD, "name")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "The name is missing, or the size is no whole number.",
            [(What.MISSING_FIELD, "name"), (What.INVALID_VALUE, "size")],
        ),
        (
            "The name is missing or too long",
            [(What.MISSING_FIELD, "name"), (What.INVALID_VALUE, "name")],
        ),
        ("name or size is invalid", [(What.INVALID_VALUE, "name"), (What.INVALID_VALUE, "size")]),
        ("The name is blue or the size is invalid", []),
        ("Either the name or the size is missing", []),
        ("The name is missing if the size is given", []),
    ],
)
def test_each_clause_tells_what_is_wrong_with_its_member(operation, words, found):
    told = causes_of(operation("make", "422", {"code": "E17"}, description=words))

    assert [(each.what, each.name) for each in told] == found


@pytest.mark.parametrize(
    ("message", "words", "found"),
    [
        (
            "name is required",
            "The name is missing or too long",
            [(What.INVALID_VALUE, "name", False), (What.MISSING_FIELD, "name", True)],
        ),
        (
            "size is invalid",
            "The name is missing. The size is no whole number.",
            [(What.INVALID_VALUE, "size", True), (What.MISSING_FIELD, "name", False)],
        ),
        (
            "No such thing can be made",
            "The name is missing, or the size is no whole number.",
            [(What.INVALID_VALUE, "size", True), (What.MISSING_FIELD, "name", True)],
        ),
        (
            "name or size is invalid",
            "The name is too long, or the size is no whole number.",
            [(What.INVALID_VALUE, "name", True), (What.INVALID_VALUE, "size", True)],
        ),
    ],
)
def test_message_that_tells_of_one_member_is_not_that_of_another(operation, message, words, found):
    """Such as ``kind is required`` where the page shows ``name is required`` alone."""
    told = causes_of(operation("make", "422", message, description=words))

    assert sorted((each.what, each.name, bool(each.message)) for each in told) == found


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("A run of this thing is under way", True),
        ("It has not ended yet.", True),
        ("Its last run is in progress", True),
        ("It is still running", True),
        ("It has ended", False),
    ],
)
@pytest.mark.parametrize("status", ["202", "201"])
def test_job_that_is_under_way_is_not_begun_again(operation, words, is_told, status):
    made = operation("make", "409", words)
    job = replace(made, answers={**made.answers, status: made.answers["409"]})

    found = [each.what for each in causes_of(job)]

    assert (found == [What.UNDER_WAY]) is (is_told and status == "202")


def test_words_of_the_page_tell_the_cause(operation):
    found = operation("make", "400", None, description="The name is missing")

    (cause,) = causes_of(found)
    assert (cause.what, cause.name, cause.message) == (What.MISSING_FIELD, "name", ())


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Thing group does not exist", "thing_group_id"),
        ("There is no such owner", "ownerId"),
        ("Unknown owner", "ownerId"),
        ("owner not found", "ownerId"),
        ("Unknown name", "name"),
        ("Owner or thing group does not exist", None),
        ("Owner is busy", None),
        ("It does not exist", None),
    ],
)
def test_thing_that_is_not_there_is_told_by_the_name_of_its_id(operation, message, name):
    known = operation("make", "422", message)
    several = replace(known, body_fields=("name", "thing_group_id", "ownerId"))

    found = [(each.what, each.name) for each in causes_of(several)]

    assert found == ([(What.INVALID_VALUE, name)] if name else [])


# Members of which a body has one

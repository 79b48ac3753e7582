"""What a page tells of what its refusals come of, and what it leaves open."""

from dataclasses import replace
from typing import Any

import pytest

from harness.operations.cause_words import What
from harness.operations.causes import causes_of, is_told, untold, untold_messages
from spec.resources import Kind
from tests.harness.shelves import Shelves, answers, pages, query

LIMIT = query("limit", {"type": "integer", "maximum": 100})
BY = query("order_by", {"enum": ["id", "name"]})
SECURED: dict[str, Any] = {"security": [{"accessToken": []}]}


@pytest.fixture
def operation(tmp_path, monkeypatch):
    def make(which, status, example, **more):
        refusals = {status: {"message": example} if isinstance(example, str) else example}
        archive = {"operationId": "archive", "responses": answers("200", {}, refusals), **SECURED}
        document = pages(
            *(LIMIT, BY),
            of_list=refusals,
            of_making=refusals,
            **{"/things/{thing_id}/archive": {"post": archive}},
        )
        for each in (*document["paths"]["/things"].values(), archive):
            each["responses"][status] |= more
        return Shelves(tmp_path, monkeypatch.setenv).spec_of(document).operation(which)

    return make


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
        ("make", "409", "Thing 'VIP' already exists", What.TWICE, "", False),
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
        ("make", "422", "name and size are required"),
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
        ("make", "422", {"code": "name_and_size_required"}),
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
        ("make", "422", {"code": "E17"}, "The name is missing, or the size is."),
        ("make", "422", {"code": "E17"}, "What was sent makes no sense."),
        ("list", "401", "Invalid credentials", "The token is missing."),
    ],
)
def test_words_beside_a_message_may_leave_it_open(operation, which, status, example, words):
    assert causes_of(operation(which, status, example, description=words)) == []


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

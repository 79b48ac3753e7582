"""Members that a page says are left out, or null."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harness.http.left_out import is_of_null, without_nulls

SAYS = "The one that was not given is left out, or null"


def document(words):
    members = {"mail": {"type": "string", "description": words}, "size": {"type": "integer"}}
    return {"components": {"schemas": {"Guest": {"properties": members}}}}


BODY = {"guests": [{"mail": None, "size": None, "of": {"mail": None}}, {"mail": "a"}]}


def test_null_is_as_good_as_nothing_where_the_page_says_so():
    shorter = {"guests": [{"size": None, "of": {}}, {"mail": "a"}]}
    assert without_nulls(document(SAYS), BODY) == shorter


@pytest.mark.parametrize(
    "words", ["`null` or absent", "Missing or null if there is none", "Is null, or not there"]
)
def test_words_that_say_so(words):
    assert without_nulls(document(words), {"mail": None}) == {}


@pytest.mark.parametrize("words", ["", "The address", "Never null", "Left out if there is none"])
def test_other_words_say_nothing(words):
    assert without_nulls(document(words), BODY) == BODY


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Archived segments are not counted, their mail is null.", {"size"}),
        ("`mail` and `size` are `null` until the run is finished.", set()),
        ("A run. `size` becomes null then.", {"mail"}),
        (
            "`mail` is that of the latest run, finished or not, and `null` before the first.",
            {"size"},
        ),
        ("The size of a run stays null.", {"mail", "size"}),
        ("`mail` sent as null is cleared.", {"mail", "size"}),
        ("`mail` is never null.", {"mail", "size"}),
        ("", {"mail", "size"}),
    ],
)
def test_words_of_an_operation_say_so_as_well(words, kept):
    pages = {**document(""), "paths": {"/runs": {"get": {"description": words}}}}

    left = without_nulls(pages, {"mail": None, "size": None})
    assert left == dict.fromkeys(kept)


def test_null_is_as_good_as_nothing_where_members_exclude_each_other():
    groups = [{"required": ["mail"]}, {"required": ["phone"]}]
    schema = document("")["components"]["schemas"]["Guest"]
    kinds = [{"properties": {"focus": {}}}, {"required": ["guests"], "oneOf": groups}]
    body = {"mail": "a", "phone": None, "focus": None, "size": None}

    assert without_nulls({"a": schema | {"oneOf": groups}}, body) == {
        "mail": "a", "focus": None, "size": None
    }  # fmt: skip
    assert without_nulls({"a": schema | {"oneOf": kinds}}, body) == {"mail": "a", "size": None}
    assert without_nulls({"a": schema}, body) == body


WHERE = "Needed where kind is percent. "
STAYS = "Of percent and amount, the one that does not belong to the kind stays null."


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ({"percent": WHERE}, {"amount"}),
        ({"percent": "Only if kind is percent", "amount": "Given when `kind` = amount"}, set()),
        ({"amount": STAYS}, set()),
        ({"kind": "`amount` is null unless it is of that kind."}, {"percent"}),
        ({"amount": "Never null. Of percent and amount, one is asked for."}, {"percent", "amount"}),
        ({"percent": "A share of the amount"}, {"percent", "amount"}),
    ],
)
def test_null_is_as_good_as_nothing_where_another_member_says_that_it_is_not_needed(words, kept):
    members = {each: {"description": words.get(each, "")} for each in ("kind", "percent", "amount")}
    body = {"percent": None, "amount": None}

    shorter: Any = without_nulls({"A": {"properties": members}}, body)
    assert shorter.keys() == kept


@pytest.mark.parametrize(
    ("body", "expected"), [({"runs": [{"mail": None}]}, [True]), ({"runs": [{}]}, [False])]
)
def test_what_is_required_and_null_is_not_missing(body, expected):
    runs = {"type": "array", "items": {"required": ["mail"], "properties": {"mail": {}}}}
    shorter: dict[str, Any] = {"runs": [{}]}
    errors = Draft202012Validator({"properties": {"runs": runs}}).iter_errors(shorter)

    assert [is_of_null(each, body) for each in errors] == expected


def test_other_errors_are_of_no_null():
    errors = [*Draft202012Validator({"type": "array", "required": ["mail"]}).iter_errors({})]

    assert [is_of_null(each, {"mail": None}) for each in errors] == [
        each.validator == "required" for each in errors
    ]

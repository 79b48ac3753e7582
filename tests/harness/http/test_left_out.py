"""Members that a page says are left out, or null."""

from typing import Any

import pytest

from harness.http.left_out import without_nulls

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

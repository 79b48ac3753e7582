"""Members that a page says are left out, or null."""

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

"""Filters, found by the words of a page or by the names of members; what may be another is none."""

import pytest

from spec.filters import How, filters_of
from tests.harness.shelves import Shelves, answers, query

TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
STATES = {"type": "string", "enum": ["draft", "running"]}
THING = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "note": {"type": ["string", "null"]},
        "status": STATES,
        "weight": NUMBER,
        "archived": FLAG,
        "labels": {"type": "array", "items": TEXT},
        "owner": {"type": "object", "properties": {"id": NUMBER, "email": TEXT}},
        "content": {"type": "object", "properties": {"language": {"enum": ["en", "cs"]}}},
        "parent_id": TEXT,
        "made_at": {"type": "string", "examples": ["2026-01-01T00:00:00Z"]},
    },
}


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Give the filters of a list that takes one parameter."""

    def find(name, schema, words=""):
        things = {"type": "object", "properties": {"things": {"type": "array", "items": THING}}}
        get = {
            "operationId": "list",
            "parameters": [query(name, schema, description=words)],
            "responses": answers("200", things, {}),
            "security": [{"accessToken": []}],
        }
        document = {
            "info": {"title": "Shelves"},
            "components": {
                "securitySchemes": {
                    "accessToken": {
                        "name": "X-Access-Token",
                        "x-lifetime-seconds": 1,
                        "x-refresh-window-seconds": 1,
                    }
                }
            },
            "paths": {"/things": {"get": get}},
        }
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(document)
        filters = filters_of(spec.document, spec.operation("list"))
        assert tuple(filters) == spec.operation("list").filters
        return filters[0] if filters else None

    return find


@pytest.mark.parametrize(
    ("name", "schema", "words", "members", "how"),
    [
        ("status", STATES, "Only things of this status", ["status"], How.EQUAL),
        ("filter[status]", STATES, "Only things of this status", ["status"], How.EQUAL),
        ("state", STATES, "Only things of that status", ["status"], How.EQUAL),
        ("name", TEXT, "Only the thing with this name", ["name"], How.EQUAL),
        ("name", TEXT, "Only things whose name contains this", ["name"], How.HOLDS),
        ("search", TEXT, "Only things whose name holds this text", ["name"], How.HOLDS),
        ("q", TEXT, "Only things that hold this in name or note", ["name", "note"], How.HOLDS),
        ("q", TEXT, "Only things that hold this text", [], How.SOMEHOW),
        ("weight", NUMBER, "Filters by weight", ["weight"], How.EQUAL),
        ("label", TEXT, "Only things that have this label", ["labels"], How.EQUAL),
        ("owner_id", NUMBER, "Only things belonging to this person", ["owner.id"], How.EQUAL),
        ("owner_id", NUMBER, "The id of the owner", ["owner.id"], How.EQUAL),
        ("language", STATES, "Only things in this language", ["content.language"], How.EQUAL),
        ("status", STATES, "", ["status"], How.EQUAL),
        ("archived", FLAG, "Whether they are archived", ["archived"], How.EQUAL),
    ],
)
def test_filter_is_found_with_its_members(found, name, schema, words, members, how):
    filter_ = found(name, schema, words)

    assert [*filter_.members] == members
    assert filter_.how is how


@pytest.mark.parametrize(
    ("name", "schema", "words"),
    [
        ("limit", NUMBER, "Only this many things"),
        ("order_by", {"enum": ["status"]}, "Only by this member"),
        ("fields", TEXT, "Only these members, as name, are shown"),
        ("include_archived", FLAG, "Only of interest for those who keep archived things"),
        ("archived", FLAG, "Shows archived things as well"),
        ("archived", FLAG, "Include things that are archived"),
        ("archived", FLAG, "Hides archived things"),
        ("archived", FLAG, "Only things that are not archived"),
        ("status", STATES, "Only things without this status"),
        ("exclude_status", STATES, "Only things of another status"),
        ("made_after", TEXT, "Only things made after this day"),
        ("made_at", TEXT, "Only things of this day"),
        ("weight", NUMBER, "Only things of at least this size"),
        ("weight_min", NUMBER, "Only things of this size or more"),
        ("name", TEXT, "Only things whose name begins with this"),
        ("name", TEXT, "Only things matching this name"),
        ("name", TEXT, "The name"),
        ("weight", NUMBER, ""),
        ("language", STATES, "Language of the messages"),
        ("parent_id", TEXT, "Only things of this parent"),
        ("status", FLAG, "Only things with a status"),
        ("mode", {"enum": ["fast", "slow"]}, "Only the name is shown where it is fast"),
        ("q", TEXT, "What is searched for"),
    ],
)
def test_what_may_be_another_thing_is_no_filter(found, name, schema, words):
    assert found(name, schema, words) is None


def test_words_say_whether_the_page_describes_it(found):
    assert found("status", STATES, "Only things of this status").is_described
    assert not found("status", STATES, "The status").is_described


def test_words_say_whether_case_counts(found):
    words = "Only things whose name holds this text"

    assert not found("search", TEXT, words).ignores_case
    assert found("search", TEXT, f"{words}, in upper or lower case").ignores_case
    assert found("search", TEXT, f"{words}, regardless of case").ignores_case


def test_false_means_something_where_the_page_says_what(found):
    assert found("archived", FLAG, "Only archived things").among == (True,)
    assert found("archived", FLAG, "Only archived things, or only those that are not").among == (
        True,
        False,
    )


def test_values_that_choose_nothing_are_left_out(found):
    wide = {"enum": ["all", "draft", "other"]}

    assert found("status", wide, "Only things of this status").among == ("draft",)

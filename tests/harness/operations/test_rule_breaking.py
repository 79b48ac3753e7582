"""Requests that break one rule each."""

import pytest

from harness.operations.arguments import Arguments
from harness.operations.rule_breaking import at, breaking
from tests.harness.shelves import Shelves, pages, query

RULES = "A value or a parameter that breaks a rule is answered with 422."
NUMBER, TEXT = {"type": "number"}, {"type": "string"}
WIDTH = {"width": {**NUMBER, "description": "Between 1 and 40"}}


@pytest.fixture
def broken(tmp_path, monkeypatch):
    def sent(
        body, operation="make", *, words=RULES, about="", change=None, required=None, **members
    ):
        written = pages(
            query("most", {**NUMBER, "example": 4}, description="1 to 5"), members=members
        )
        written["info"]["description"] = words
        made = written["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]
        made["schema"]["required"] = required or made["schema"]["required"]
        written["paths"]["/things"]["post"]["description"] = about
        if change is not None:
            content = {"application/json": {"schema": {"type": "object", "properties": change}}}
            written["paths"]["/things/{thing_id}"]["patch"] = {
                "operationId": "change",
                "requestBody": {"content": content},
                "responses": {"200": {}},
            }
        shelves = Shelves(tmp_path, monkeypatch.setenv)
        calls = shelves.calls(written, lambda *_: (200, {}))
        found = breaking(calls, calls.spec.operation(operation), Arguments({}, {}, body=body))
        return list(found)

    return sent


def bodies(found, name):
    return [at(each.arguments.body, each.place) for each in found if each.name == name]


def test_each_rule_of_a_body_is_broken_by_itself(broken):
    found = broken({"name": "a", "width": 4}, **WIDTH)

    assert bodies(found, "width") == [41, 0]
    assert all(each.arguments.body["name"] == "a" for each in found if each.name == "width")


def test_what_is_required_is_left_out(broken):
    (found,) = (each for each in broken({"name": "a", "width": 4}, **WIDTH) if each.is_missing)

    assert found.name == "name"
    assert found.arguments.body == {"width": 4}


@pytest.mark.parametrize("name", ["id", "created_at", "vehicle_count"])
def test_what_an_instance_says_itself_may_be_left_out(broken, name):
    found = broken({name: 1}, required=[name], **{name: NUMBER})

    assert not any(each.is_missing for each in found)


def test_rule_is_broken_with_no_more_than_is_required_as_well(broken):
    first = broken({"name": "a", "width": 4, "size": 1}, **WIDTH)[0]

    assert first.arguments.body == {"name": "a", "width": 41, "size": 1}
    assert first.least.body == {"name": "a", "width": 41}


def test_what_another_value_needs_is_left_out(broken):
    tied = {
        "kind": {**TEXT, "enum": ["open", "shut"]},
        "key": {**TEXT, "description": "Needed where kind is shut"},
    }
    found = [e for e in broken({"name": "a", "kind": "open"}, **tied) if e.name == "key"]

    assert [each.arguments.body for each in found] == [{"name": "a", "kind": "shut"}]
    assert all(each.is_missing for each in found)


def test_rules_of_objects_and_arrays_within_are_broken(broken):
    inner = {"type": "object", "properties": WIDTH}
    found = broken(
        {"name": "a", "size": {"width": 4, "deep": 1}, "all": [{"width": 4}, {"width": 5}]},
        size=inner,
        all={"type": "array", "items": inner},
    )

    first = {each.place: each.arguments.body for each in reversed(found) if not each.is_missing}
    assert first.keys() == {("size", "width"), ("all", 0, "width")}
    assert first["size", "width"]["size"] == {"width": 41, "deep": 1}
    assert first["all", 0, "width"]["all"] == [{"width": 41}, {"width": 5}]


def test_rule_of_what_is_made_is_that_of_a_change(broken):
    found = broken({"width": 4}, "change", change={"width": NUMBER}, **WIDTH)

    assert bodies(found, "width") == [41, 0]
    assert not any(each.is_missing for each in found)


def test_change_has_rules_of_its_own_before_those(broken):
    own = {"width": {**NUMBER, "description": "Any width"}}

    assert broken({"width": 4}, "change", change=own, **WIDTH) == []


@pytest.mark.parametrize(
    ("about", "wrong"),
    [
        ("A thing has a width from 1 to 40.", [41, 0]),
        ("Floors run from -2 to 20, and the width is 1 to 40.", [41, 0]),
        ("A width of 1 to 40 lines of 1 to 500 pieces.", []),
        ("The width is 1 to 40 while the hall is open.", []),
        ("A thing has 1 to 40 of them.", []),
        ("The width is at most 40.", [41]),
        ("Things with a width of more than 40 are moved.", []),
        ("The width is 40.", []),
    ],
)
def test_rule_that_a_sentence_tells_of_one_member(broken, about, wrong):
    found = broken({"name": "a", "width": 4}, about=about, width=NUMBER)

    assert bodies(found, "width") == wrong


@pytest.mark.parametrize(("words", "wrong"), [(RULES, ["6", "0"]), (RULES[:7] + RULES[22:], [])])
def test_query_is_held_to_its_rules_where_the_pages_say_so(broken, words, wrong):
    found = broken(None, "list", words=words)

    assert [each.arguments.query["most"] for each in found] == wrong


@pytest.mark.parametrize(
    ("place", "value"),
    [(("a", 0, "b"), 1), (("a", 1, "b"), None), (("c",), None), (("a", "b"), None)],
)
def test_value_at_a_place(place, value):
    assert at({"a": [{"b": 1}]}, place) == value

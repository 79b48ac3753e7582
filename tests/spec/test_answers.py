"""What a page says of an answer: its samples, its words and its cause."""

import pytest

from spec.answers import documented_answer, groups_in, groups_of

JSON = "application/json"


def test_all_samples_are_read():
    content = {JSON: {"examples": {"a": {"value": 1}, "b": {"value": 2}, "c": {}}}}

    found = documented_answer({}, "400", {"content": content})

    assert (found.examples, found.example) == ((1, 2), None)


TOLD = {"type": "object", "properties": {"message": {"examples": ["Gone"]}, "code": {}}}


@pytest.mark.parametrize(
    ("status", "content", "example"),
    [
        ("404", {"schema": TOLD}, {"message": "Gone"}),
        ("404", {"schema": TOLD, "example": {"message": "No"}}, {"message": "No"}),
        ("200", {"schema": TOLD}, None),
        ("404", {"schema": {"$ref": "#/Problem"}}, None),
        ("404", {"schema": {"type": "object"}}, None),
        ("404", {}, None),
    ],
)
def test_own_attributes_of_a_refusal_tell_its_message(status, content, example):
    """Those of a named type are samples, of whatever it is used for."""
    found = documented_answer({"Problem": TOLD}, status, {"content": {JSON: content}})

    assert (found.example, found.examples) == (example, (example,) if example else ())


FIXED = {"type": "object", "properties": {"message": {"const": "Gone"}, "code": {}}}
WITHIN = {"type": "object", "properties": {"error": FIXED, "id": {}}}
LOST = {"type": "object", "properties": {"message": {"const": "Lost"}}, "description": "If lost."}


@pytest.mark.parametrize(
    ("schema", "examples", "words"),
    [
        (FIXED, ({"message": "Gone"},), ("Said of all.",)),
        ({"$ref": "#/Fixed"}, ({"message": "Gone"},), ("Said of all.",)),
        (WITHIN, ({"error": {"message": "Gone"}},), ("Said of all.",)),
        ({"anyOf": [FIXED, LOST]}, ({"message": "Gone"}, {"message": "Lost"}), ("", "If lost.")),
    ],
)
def test_what_is_fixed_of_a_refusal_is_its_sample(schema, examples, words):
    answer = {"description": "Said of all.", "content": {JSON: {"schema": schema}}}

    found = documented_answer({"Fixed": FIXED}, "404", answer)

    assert (found.examples, found.words, found.example) == (examples, words, examples[0])
    assert documented_answer({"Fixed": FIXED}, "200", answer).examples == ()


def test_words_that_a_status_has_anyway_are_none():
    assert documented_answer({}, "400", {"description": "Bad Request"}).description == ""
    assert documented_answer({}, "400", {"description": "No name"}).description == "No name"


@pytest.mark.parametrize(
    ("status", "name", "header", "is_promised"),
    [
        ("201", "Location", {"example": "/things/7"}, True),
        ("200", "X-Total", {"examples": {"a": {"value": "7"}}}, True),
        ("201", "Location", {"example": "/things/7", "required": False}, False),
        ("200", "X-Total", {"description": "An overlay's"}, False),
        ("404", "X-Reason", {"example": "gone"}, False),
        ("404", "X-Reason", {"example": "gone", "required": True}, True),
        ("200", "Content-Length", {"example": "17"}, False),
        ("200", "Set-Cookie", {"example": "a=b"}, False),
    ],
)
def test_header_that_a_page_shows_of_a_success_is_promised(status, name, header, is_promised):
    found = documented_answer({}, status, {"headers": {name: header}})

    assert found.header_schemas == {name: is_promised}


def test_cause_is_the_overlays():
    assert documented_answer({}, "400", {"x-cause": "twice"}).cause == "twice"


def test_groups_of_a_body_are_those_of_which_it_has_one():
    groups = [{"required": ["a"]}, {"required": ["b", "c"]}]
    document = {"components": {"schemas": {"Order": {"oneOf": groups}}}}
    content = {JSON: {"schema": {"$ref": "#/components/schemas/Order"}}}

    assert groups_of(document, content) == [("a",), ("b", "c")]
    assert groups_of({}, {JSON: {}}) == []


def test_groups_may_be_told_apart_by_what_is_fixed():
    fixed = {"properties": {"way": {"const": "in"}}, "required": ["way", "berth"]}
    other = {"properties": {"way": {"type": "string"}}, "required": ["way", "port"]}

    assert groups_in({"oneOf": [fixed, {"required": ["port"]}]}) == [("way", "berth"), ("port",)]
    assert groups_in({"oneOf": [fixed, other]}) == []


@pytest.mark.parametrize(
    "choices", [[], [{"required": ["a"]}, {"type": "null"}], [{"required": ["a"], "oneOf": []}]]
)
def test_other_choices_are_no_groups(choices):
    assert groups_in({"oneOf": choices}) == []

"""What a difference of schemas does to a client, by who sends the value."""

from typing import Any

import pytest

from tests.spec.diff.versions import (
    BREAKING,
    COMPATIBLE,
    WORDING,
    answer,
    diff,
    fields,
    ref,
    request,
)

STRING, NUMBER, INTEGER = {"type": "string"}, {"type": "number"}, {"type": "integer"}
NULL = {"type": "null"}
TWO, THREE = {"enum": ["a", "b"]}, {"enum": ["a", "b", "c"]}
WIDER = [
    pytest.param(INTEGER, NUMBER, "integer → number", id="integer-to-number"),
    pytest.param(STRING, {"type": ["string", "number"]}, "string → number or string", id="type"),
    pytest.param(
        STRING, {"anyOf": [STRING, NUMBER]}, "string → number or string", id="type-by-choice"
    ),
    pytest.param(STRING, {}, "string → any type", id="any-type"),
    pytest.param(STRING, {"type": ["string", "null"]}, "may be null now", id="null"),
    pytest.param(STRING, {"anyOf": [STRING, NULL]}, "may be null now", id="null-by-choice"),
    pytest.param(STRING, STRING | {"nullable": True}, "may be null now", id="null-of-3.0"),
    pytest.param(TWO, THREE, "value c added", id="value"),
    pytest.param({"const": "a"}, TWO, "value b added", id="value-beside-a-constant"),
    pytest.param(STRING | TWO, STRING, "any value now, not only a, b", id="any-value"),
    pytest.param(
        {"oneOf": [{"const": "a"}, {"const": "b"}]}, THREE, "value c added", id="values-by-choice"
    ),
    pytest.param(STRING | {"format": "uuid"}, STRING, "format removed: uuid", id="format"),
    pytest.param(
        STRING | {"maxLength": 5}, STRING | {"maxLength": 9}, "maxLength: 5 → 9", id="upper-limit"
    ),
    pytest.param(
        NUMBER | {"minimum": 5}, NUMBER | {"minimum": 1}, "minimum: 5 → 1", id="lower-limit"
    ),
    pytest.param(
        {"anyOf": [fields(a=STRING), fields(b=STRING)]},
        {"anyOf": [fields(a=STRING), fields(b=STRING), fields(c=STRING)]},
        "alternative object added",
        id="alternative",
    ),
]


@pytest.mark.parametrize(("narrow", "wide", "words"), WIDER)
def test_more_values_break_who_gets_them_only(narrow: Any, wide: Any, words: str) -> None:
    assert diff(answer(narrow), answer(wide)) == [f"breaking: GET /things, response 200: {words}"]
    assert diff(request(narrow), request(wide)) == [f"compatible: GET /things, request: {words}"]


@pytest.mark.parametrize(("narrow", "wide", "words"), WIDER)
def test_fewer_values_break_who_sends_them_only(narrow: Any, wide: Any, words: str) -> None:
    del words

    (sent,) = diff(request(wide), request(narrow))
    (got,) = diff(answer(wide), answer(narrow))

    assert sent.startswith(BREAKING)
    assert got.startswith(COMPATIBLE)


@pytest.mark.parametrize(
    ("old", "new", "words", "sent", "got"),
    [
        pytest.param(
            fields(),
            fields(a=STRING),
            "a: added (string, optional)",
            COMPATIBLE,
            COMPATIBLE,
            id="new",
        ),
        pytest.param(
            fields(),
            fields(("a",), a=STRING),
            "a: added (string, required)",
            BREAKING,
            COMPATIBLE,
            id="new-and-required",
        ),
        pytest.param(fields(a=STRING), fields(), "a: removed", BREAKING, BREAKING, id="removed"),
        pytest.param(
            fields(a=STRING),
            fields(("a",), a=STRING),
            "a: required now",
            BREAKING,
            COMPATIBLE,
            id="required",
        ),
        pytest.param(
            fields(("a",), a=STRING),
            fields(a=STRING),
            "a: optional now",
            COMPATIBLE,
            BREAKING,
            id="optional",
        ),
        pytest.param(
            fields(a=STRING), fields(a=NUMBER), "a: string → number", BREAKING, BREAKING, id="type"
        ),
        pytest.param(
            fields(a=ref("T")), fields(a=STRING), "a: T → string", BREAKING, BREAKING, id="no-type"
        ),
        pytest.param(
            fields(a=STRING),
            fields(a={"type": "array", "items": STRING}),
            "a: string → array of string",
            BREAKING,
            BREAKING,
            id="list",
        ),
        pytest.param(
            fields(a={"type": "array", "items": fields(b=STRING)}),
            fields(a={"type": "array", "items": fields(b=NUMBER)}),
            "a[].b: string → number",
            BREAKING,
            BREAKING,
            id="in-a-list",
        ),
        pytest.param(
            fields(a=STRING | {"description": "x"}),
            fields(b=STRING | {"description": "x"}),
            "a: called b now",
            BREAKING,
            BREAKING,
            id="renamed",
        ),
        pytest.param(
            fields(a=STRING | {"default": "x"}),
            fields(a=STRING | {"default": "y"}),
            "a: default: x → y",
            BREAKING,
            COMPATIBLE,
            id="default",
        ),
        pytest.param(
            fields(a=STRING | {"pattern": "x"}),
            fields(a=STRING | {"pattern": "y"}),
            "a: pattern: x → y",
            BREAKING,
            BREAKING,
            id="pattern",
        ),
        pytest.param(
            fields(a=STRING),
            fields(a=STRING | {"deprecated": True}),
            "a: deprecated added: true",
            COMPATIBLE,
            COMPATIBLE,
            id="deprecated",
        ),
        pytest.param(
            fields(a=STRING | {"description": "x"}),
            fields(a=STRING | {"description": "y"}),
            "a: description: x → y",
            WORDING,
            WORDING,
            id="description",
        ),
        pytest.param(
            fields(a=STRING | {"examples": ["x"]}),
            fields(a=STRING | {"examples": ["y"]}),
            "a: example: x → y",
            WORDING,
            WORDING,
            id="example",
        ),
        pytest.param(
            fields(a={"type": "object", "additionalProperties": STRING}),
            fields(a={"type": "object", "additionalProperties": NUMBER}),
            "a.*: string → number",
            BREAKING,
            BREAKING,
            id="variable-name",
        ),
    ],
)
def test_difference_of_a_field_is_said_once(
    old: Any, new: Any, words: str, sent: str, got: str
) -> None:
    types = {"T": fields(x=STRING)}

    assert diff(request(old, **types), request(new, **types)) == [
        f"{sent}: GET /things, request, field {words}"
    ]
    assert diff(answer(old, **types), answer(new, **types)) == [
        f"{got}: GET /things, response 200, field {words}"
    ]


CLOSED = fields(a=STRING) | {"additionalProperties": False}


def test_other_fields_break_who_may_no_longer_send_them_only() -> None:
    words = "no other fields are allowed now"

    assert diff(request(fields(a=STRING)), request(CLOSED)) == [
        f"breaking: GET /things, request: {words}"
    ]
    assert diff(answer(fields(a=STRING)), answer(CLOSED)) == [
        f"compatible: GET /things, response 200: {words}"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(fields(a=STRING, b=NUMBER), fields(b=NUMBER, a=STRING), id="order of fields"),
        pytest.param(TWO, {"enum": ["b", "a"]}, id="order of values"),
        pytest.param(
            {"type": ["string", "null"]}, {"anyOf": [NULL, STRING]}, id="ways to say null"
        ),
        pytest.param(ref("T"), {"allOf": [ref("T")]}, id="a wrapper"),
        pytest.param(ref("T"), fields(x=STRING), id="a type written in full"),
        pytest.param(
            {"allOf": [ref("T"), fields(a=STRING)]}, fields(x=STRING, a=STRING), id="inheritance"
        ),
        pytest.param({"enum": ["a"]}, {"const": "a"}, id="ways to say one value"),
        pytest.param(STRING | {"x-source": "a:1"}, STRING | {"x-source": "a:9"}, id="a line"),
        pytest.param(
            {"anyOf": [ref("T"), STRING]}, {"anyOf": [STRING, ref("T")]}, id="order of alternatives"
        ),
        pytest.param(STRING | {"uniqueItems": False}, STRING, id="what is so anyway"),
    ],
)
def test_another_way_to_say_the_same_is_no_difference(old: Any, new: Any) -> None:
    types = {"T": fields(x=STRING)}

    assert diff(answer(old, **types), answer(new, **types)) == []
    assert diff(request(new, **types), request(old, **types)) == []


def test_field_without_evidence_is_not_called_renamed() -> None:
    assert diff(answer(fields(a=STRING)), answer(fields(b=STRING))) == [
        "breaking: GET /things, response 200, field a: removed",
        "compatible: GET /things, response 200, field b: added (string, optional)",
    ]


def test_field_that_moved_is_not_called_renamed() -> None:
    told = STRING | {"description": "x"}

    lines = diff(answer(fields(a=told, c=NUMBER)), answer(fields(c=NUMBER, b=told)))

    assert [line.rpartition(": ")[2] for line in lines] == ["removed", "added (string, optional)"]


def test_fields_that_only_travel_one_way_count_there() -> None:
    hidden = fields(a=STRING | {"writeOnly": True}, b=STRING | {"readOnly": True})

    assert diff(answer(hidden), answer(fields(b=STRING | {"readOnly": True}))) == []
    assert diff(request(hidden), request(fields(a=STRING | {"writeOnly": True}))) == []


def test_choice_of_members_is_compared_by_their_names() -> None:
    old = fields(a=STRING, b=STRING) | {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
    new = fields(a=STRING, b=STRING) | {"oneOf": [{"required": ["a"]}]}

    assert diff(request(old), request(new)) == ["breaking: GET /things, request: one of: a, b → a"]


def test_example_that_follows_its_field_is_no_second_change() -> None:
    old = fields(a=NUMBER | {"examples": [1]})
    new = fields(a=STRING | {"examples": ["one"]})

    assert len(diff(answer(old), answer(new))) == 1


def test_schema_too_deep_is_compared_as_a_whole() -> None:
    old: Any = STRING
    new: Any = NUMBER
    for _ in range(45):
        old, new = fields(a=old), fields(a=new)

    (line,) = diff(answer(old), answer(new))

    assert line.endswith("changed, too deep to be read further")

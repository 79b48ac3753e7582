"""Refusals that stand in the words of an operation."""

from __future__ import annotations

import pytest

from spec.prose import answers_of, told_in
from spec.resources import success_schema
from tests.harness.keeping import op
from tests.harness.shelves import Shelves, pages


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'A closed station answers 409 "Station is closed", a full one 409 "Station is full".',
            [("409", "Station is closed"), ("409", "Station is full")],
        ),
        ("A title has up to 80 characters; longer ones are refused with 422.", [("422", "")]),
        ("Nobody does it twice: 409 “Already done”.", [("409", "Already done")]),
        ('There is no way back: 409 "Cannot go from a to b", and so on.', [("409", "")]),
        ("Refused with 409 and `Hall has shows`, or `name`.", [("409", "Hall has shows")]),
        ("Answered 422, and `field` names the member.", [("422", "")]),
        ("It has 409 members. A thing of 4000 pieces is 200.", [("409", "")]),
        ("Nothing is refused here.", []),
    ],
)
def test_refusals_are_read(text: str, told: list[tuple[str, str]]) -> None:
    assert [each[:2] for each in told_in(text)] == told


def test_each_refusal_has_its_own_clause() -> None:
    first, second = told_in('A closed one is a 409 "Closed", a full one a 409 "It is full".')

    assert first.words == 'A closed one is a 409 "Closed"'
    assert second.words == 'a full one a 409 "It is full".'


ERROR = {"type": "object", "properties": {"message": {"type": "string"}}}
GROUPED = {"tags": [{"name": "Things", "description": "A thing in use gets 409."}]}


def operation(said: str, **of_refusal: object) -> dict[str, object]:
    refused = {"content": {"application/json": {"schema": ERROR, **of_refusal}}}
    responses = {"201": {"description": "Created"}, "409": refused, "4XX": {"x-undocumented": True}}
    return {"description": said, "tags": ["Things"], "responses": responses}


def test_refusal_of_which_nothing_is_known_has_what_is_told() -> None:
    answer = answers_of({}, operation('No two have a name: 409 "Name is taken".'))["409"]

    assert answer.from_words
    assert answer.message == "Name is taken"
    assert answer.words == ('No two have a name: 409 "Name is taken".',)


def test_what_is_told_above_serves_where_the_operation_says_nothing() -> None:
    above = answers_of(GROUPED, operation("Makes one."))["409"]
    assert above.words == ("A thing in use gets 409.",)
    own = answers_of(GROUPED, operation('Not twice: 409 "Once is enough".'))["409"]
    assert own.message == "Once is enough"


def test_what_the_refusal_says_itself_goes_before() -> None:
    answer = answers_of({}, operation("It is 409.", example={"message": "Own"}))["409"]

    assert not answer.from_words
    assert answer.message == "Own"


def test_range_of_statuses_is_left_alone() -> None:
    answers = answers_of({}, operation("Anything else is refused with 422."))

    assert answers.keys() == {"201", "409", "4XX"}
    assert not any(each.from_words for each in answers.values())


@pytest.fixture
def told_of(tmp_path, monkeypatch):
    def read(operation: str, said: str, overall: str = "") -> dict[str, str | None]:
        written = pages(of_making={"400": {"message": "Wrong"}})
        written["info"]["description"] = overall
        for item in written["paths"].values():
            for each in item.values():
                each["description"] = said if each["operationId"] == operation else ""
        found = Shelves(tmp_path, monkeypatch.setenv).spec_of(written).operation(operation)
        return {status: each.message for status, each in found.answers.items() if each.from_words}

    return read


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Refused with 409 and `Hall has shows` while it has any.", {"409": "Hall has shows"}),
        ("The title is short: else 422.", {"422": None}),
        ("A closed one is a 409, an unknown one is answered `404`.", {"409": None, "404": None}),
        ("It has 409 members, and room for 412.", {}),
        ("Refused with 403.", {}),
        ("*Archive a thing* answers 409 after it.", {}),
        ("Changing it is a 409 from then on.", {}),
        ("", {}),
    ],
)
def test_refusal_that_no_response_shows_is_told_by_words(told_of, said, told) -> None:
    assert told_of("list", said) == told


@pytest.mark.parametrize(
    "overall",
    [
        "An identifier that leads nowhere is answered 404 with the message `Not found`.",
        'A 404 "Not found" comes for what does not exist.',
    ],
)
def test_what_is_not_there_is_told_above_all_operations(told_of, overall) -> None:
    assert told_of("get", "", overall) == {"404": "Not found"}
    assert told_of("list", "", overall) == {}
    assert told_of("get", "", "What was deleted may answer 404.") == {}


@pytest.mark.parametrize(
    ("overall", "statuses"),
    [
        ("A deletion answers 200 or 204.", {"200", "204"}),
        ("Deleting a thing gives 204 or 202.", {"202", "204"}),
        ("A change answers 200 or 204.", {"204"}),
        ("A deletion answers 200 or 202.", {"204"}),
        ("A deletion of 200 or 201 things takes a while.", {"204"}),
        ("", {"204"}),
    ],
)
def test_success_may_have_either_status_that_is_told(tmp_path, monkeypatch, overall, statuses):
    written = pages(**{"/things/{thing_id}": {"delete": op("remove", "204")}})
    written["info"]["description"] = overall
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)

    found = spec.operation("remove")

    assert {each for each in found.answers if each.startswith("2")} == statuses
    assert success_schema(spec.document, found) == {}

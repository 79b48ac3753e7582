"""States in which alone something is done, as words tell them, and the others."""

import pytest

from harness.operations.causes import Untold
from harness.operations.only_states import is_of_some, others_than_told
from harness.operations.states import Why
from tests.harness.keeping import document, op

STATE = {"enum": ["draft", "in_review", "sent", "withdrawn"]}
LETTER = {"type": "object", "properties": {"id": {"type": "integer"}, "state": STATE}}
CHANGE = {"type": "object", "properties": {"state": STATE}}
MORE = {
    "/letters": {"post": op("write", "201", LETTER, {"type": "object", "properties": {}})},
    "/letters/{letter_id}": {
        "get": op("letter", "200", LETTER),
        "delete": op("burn", "204"),
        "patch": op("alter", "200", LETTER, CHANGE),
    },
    "/letters/{letter_id}/send": {"post": op("send", "200", LETTER)},
    "/letters/{letter_id}/withdraw": {"post": op("withdraw", "200", LETTER)},
    "/letters/{letter_id}/copy": {"post": op("copy", "200", LETTER)},
}
ALL = ("draft", "in_review", "sent", "withdrawn")


@pytest.fixture
def told(shelves):
    def tell(words, operation="burn", *without):
        spec = shelves.spec_of(document(*without, **MORE))
        return others_than_told(spec, spec.operation(operation), words)

    return tell


def of_new(states):
    return next((each.value for each in states if each.why is Why.AS_MADE), None)


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("Only drafts can be burnt", ("in_review", "sent", "withdrawn")),
        ("Only draft letters can be burnt: else 409.", ("in_review", "sent", "withdrawn")),
        ("Only `in_review` letters may be burnt", ("draft", "sent", "withdrawn")),
        ("Only drafts and withdrawn letters can be burnt; any other is refused",
         ("in_review", "sent")),
        ("Only letters that are sent or withdrawn can be burnt", ("draft", "in_review")),
        ("Only letters in state `sent` can be burnt", ("draft", "in_review", "withdrawn")),
        ("Can be burnt only while it is in review", ("draft", "sent", "withdrawn")),
        ("The letter is not a draft", ("in_review", "sent", "withdrawn")),
        ("Letter is not in review", ("draft", "sent", "withdrawn")),
        ("A letter. It must be sent.", ("draft", "in_review", "withdrawn")),
    ],
)  # fmt: skip
def test_other_states_than_those_that_are_told(told, words, others):
    assert of_new(told(words)) == others


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Drafts can be burnt",
        "Only drafts can be burnt unless forced",
        "Only letters can be burnt",
        "Only red letters can be burnt",
        "Only drafts of others, but sent ones, can be burnt",
        "The box is not a draft",
        "Only letters that have been sent can be burnt",
        "Only drafts can be burnt by a guest",
    ],
)
def test_words_that_tell_no_state(told, words):
    assert told(words) == ()


@pytest.mark.parametrize(
    "besides", ["A clerk can burn sent ones as well.", "What is sent may be burnt once more."]
)
def test_what_is_done_besides_tells_no_state(shelves, besides):
    more = {**MORE, "/letters/{letter_id}": {**MORE["/letters/{letter_id}"]}}
    words = {"description": f"Only drafts can be burnt. {besides}"}
    more["/letters/{letter_id}"]["delete"] = {**op("burn", "204"), **words}
    spec = shelves.spec_of(document(**more))

    assert others_than_told(spec, spec.operation("burn"), "Only drafts can be burnt.") == ()


def test_states_are_brought_about_by_the_operations_of_the_pages(told):
    found = told("Only drafts can be copied", "copy")

    brought = {(each.why, each.value, each.by) for each in found if each.by}
    assert {e for e in brought if e[0] is Why.DONE} == {
        (Why.DONE, "sent", "send"),
        (Why.DONE, "withdrawn", "withdraw"),
    }
    assert {e[1:] for e in brought if e[0] is Why.CHANGED_SO} == {
        (each, "alter") for each in ALL[1:]
    }


def test_state_whose_word_holds_another_is_none_that_is_told(shelves):
    schema = {"properties": {"id": {"type": "integer"}, "state": {"enum": ["cut and sewn", "cut"]}}}
    more = {**MORE, "/letters": {"post": op("write", "201", schema, {"type": "object"})}}
    more["/letters/{letter_id}"] = {"get": op("letter", "200", schema), "delete": op("burn", "204")}
    spec = shelves.spec_of(document(**more))

    words = "Only cut and sewn letters can be burnt"
    assert others_than_told(spec, spec.operation("burn"), words) == ()


def test_states_that_one_operation_leads_to(shelves):
    to = {"type": "object", "properties": {"to": STATE}}
    more = {**MORE, "/letters/{letter_id}/state": {"put": op("lead", "200", LETTER, to)}}
    spec = shelves.spec_of(document(**more))

    found = others_than_told(spec, spec.operation("copy"), "Only drafts can be copied")

    led = [(each.member, each.value, each.by) for each in found if each.why is Why.LED_TO]
    assert led == [("to", each, "lead") for each in ALL[1:]]


def test_what_nobody_makes_or_only_reads_has_none(told, shelves):
    assert told("Only drafts can be read", "letter") == ()
    bare = shelves.spec_of(document(**{**MORE, "/letters": {"get": op("letters", "200", LETTER)}}))
    assert others_than_told(bare, bare.operation("burn"), "Only drafts can be burnt") == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Only drafts can be sent", True), ("Letter is not a draft", True), ("Sent already", False)],
)
def test_refusals_that_may_be_for_any_state_but_some(shelves, words, expected):
    answer = next(iter(shelves.spec_of(document()).operation("remove").answers.values()))

    assert is_of_some(Untold(answer, (), words)) is expected
    assert is_of_some(Untold(answer, (), "", words)) is expected

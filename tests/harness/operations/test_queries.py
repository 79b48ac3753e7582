"""Queries that must name something: what is there is named, one after the other."""

import pytest

from harness.core.outcomes import Broken, Unproven
from harness.fixtures.operations import expect_as_documented
from tests.harness.keeping import Keeper, op
from tests.harness.shelves import query

TEXT = {"type": "string"}
OWNER = {"type": "object", "properties": {"id": {"type": "integer"}, "name": TEXT}}
FOUND = {"type": "object", "properties": {"owners": {"type": "array", "items": OWNER}}}
THERE = {"id": 1, "name": "there before", "size": 4}
OF_THING = query("thing_id", TEXT, required=True, example="99")
pytestmark = pytest.mark.usefixtures("no_pauses")


def owners(*parameters, refusals=None):
    get = op("owners", "200", FOUND, refusals=refusals or {})
    return {"/owners": {"get": {**get, "parameters": list(parameters)}}}


class Owned(Keeper):
    """Tells the owners of those things alone that are ``known``; refuses others its way."""

    def __init__(self, *there, known=None, status=400):
        super().__init__(*there)
        self.known, self.status = known, status

    def on_owners(self, given, _fields):
        is_known = given.get("thing_id") in (self.things if self.known is None else self.known)
        return (200, {"owners": []}) if is_known else (self.status, {"message": "Not that one"})


def named(keeper):
    return [given.get("thing_id") for _, given, _ in keeper.came("owners")]


def test_thing_of_the_run_is_named(calls_of):
    keeper = Owned(THERE)
    calls = calls_of(keeper, **owners(OF_THING))

    assert calls.require_reached(calls.spec.operation("owners"))
    assert named(keeper) == [calls.one(resource_of(calls)).id]


def test_what_lists_show_is_named_where_that_of_the_run_is_refused(calls_of):
    keeper = Owned({**THERE, "id": 2}, THERE, known=["1"])
    calls = calls_of(keeper, **owners(OF_THING))

    assert calls.require_reached(calls.spec.operation("owners"))
    assert named(keeper)[-2:] == ["2", "1"]


def test_refusal_of_each_that_is_there_is_unproven(calls_of):
    calls = calls_of(Owned(THERE, known=[]), **owners(OF_THING))

    with pytest.raises(Unproven, match=r"to values that its page does not give \(thing_id\)"):
        expect_as_documented(calls.called(calls.spec.operation("owners")))


def test_value_of_the_targets_file_comes_first(calls_of):
    keeper = Owned(THERE, known=["42"])
    calls = calls_of(keeper, values={"thing_id": "42"}, **owners(OF_THING))

    assert calls.require_reached(calls.spec.operation("owners"))
    assert named(keeper) == ["42"]


@pytest.mark.parametrize(
    "parameter",
    [
        query("thing_id", {"enum": ["99"]}, required=True),
        query("color", TEXT, required=True, example="99"),
        query("thing_id", TEXT, example="99"),
    ],
    ids=["one of few", "no id", "optional"],
)
def test_other_parameters_are_the_page_s(calls_of, parameter):
    calls = calls_of(Owned(THERE), **owners(parameter))

    assert set(calls.arguments(calls.spec.operation("owners")).query.values()) <= {"99"}


def test_value_that_was_given_and_finds_nothing_is_broken(calls_of):
    color = query("color", TEXT, required=True, example="red")
    written = owners(color, refusals={"404": None})
    calls = calls_of(Owned(status=404), values={"color": "blue"}, **written)

    with pytest.raises(Broken):
        expect_as_documented(calls.called(calls.spec.operation("owners")))


@pytest.mark.parametrize("refusals", [{"404": {"message": "Not that one"}}, {"404": None}])
def test_sample_that_finds_nothing_as_documented_asks_for_a_value(calls_of, refusals):
    color = query("color", TEXT, required=True, example="red")
    calls = calls_of(Owned(status=404), **owners(color, refusals=refusals))

    with pytest.raises(Unproven, match="found nothing for red; a line `color = …`") as raised:
        expect_as_documented(calls.called(calls.spec.operation("owners")))
    assert raised.value.key == "a line `color = …` in the target's [values]"


def resource_of(calls):
    return next(each for each in calls.spec.resources if each.path == "/things")

"""Paths and what fills them: things of the run, and what the targets file or the page gives."""

import pytest

from harness.core.outcomes import Unproven
from tests.harness.keeping import Keeper, op
from tests.harness.shelves import THING


def call(calls, operation):
    return calls.called(calls.spec.operation(operation))


def measure(name="period", **schema):
    of = [{"name": name, "in": "path", "required": True, "schema": schema}]
    return {
        "/things/{thing_id}/sums/{period}": {"get": op("sum", "200", parameters=of)},
        "/things/{thing_id}/tags/{period}": {"post": op("tag", "200", parameters=of)},
    }


class Measured(Keeper):
    """Answers what is asked of a thing of its."""

    def on_sum(self, given, _fields):
        return self.on_get(given, None)

    on_tag = on_sum


@pytest.mark.parametrize("operation", ["sum", "tag"])
def test_rest_of_a_path_through_a_thing_is_the_page_s(calls_of, operation):
    called = call(calls_of(Measured(), **measure(enum=["day"])), operation)

    assert called.answer.succeeded
    assert called.arguments.path["period"] == "day"
    assert called.arguments.guessed == ("period",)


def test_sample_that_others_may_have_is_looked_up_alone(calls_of):
    calls = calls_of(Measured(), **measure(default="day"))

    assert call(calls, "sum").arguments.thing is not None
    with pytest.raises(Unproven, match="tag takes"):
        call(calls, "tag")


def test_rest_of_a_path_is_that_of_the_targets_file(calls_of):
    calls = calls_of(Measured(), values={"period": "week"}, **measure())

    called = call(calls, "tag")

    assert (called.arguments.path["period"], called.arguments.guessed) == ("week", ())


def test_path_without_a_parameter_needs_nothing(calls_of):
    calls = calls_of(Keeper())

    assert calls.place(calls.spec.operation("list")).path == {}


def test_way_leads_through_the_nearest_thing(calls_of):
    keeper = Keeper()
    calls = calls_of(keeper)

    place = calls.place(calls.spec.operation("getNote"))

    assert place.thing is not None
    assert place.thing.resource.path == "/things/{thing_id}/notes"
    assert f"{place.path['thing_id']}/{place.path['note_id']}" in keeper.notes


def test_why_a_thing_could_not_be_made_is_told_before_what_is_not_listed(calls_of):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: (500, {})
    calls = calls_of(keeper)

    with pytest.raises(Unproven, match=r"takes 'thing_id'.*make answered 500"):
        calls.place(calls.spec.operation("get"))


def test_sample_of_the_page_is_looked_up_where_nothing_else_is_known(calls_of):
    of = [{"name": "thing_id", "in": "path", "required": True, "schema": {"example": 9}}]
    item = {"get": op("get", "200", THING, parameters=of)}
    calls = calls_of(Keeper(), "make", "list", **{"/things/{thing_id}": item})

    place = calls.place(calls.spec.operation("get"))

    assert (place.path, place.guessed, place.thing) == ({"thing_id": "9"}, ("thing_id",), None)

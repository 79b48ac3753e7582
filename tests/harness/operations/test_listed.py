"""Things that an instance lists, whoever made them."""

import pytest

from harness.core.outcomes import Unproven
from harness.operations.listed import a_listed
from tests.harness.keeping import Keeper


def resource(calls, path="/things"):
    return next(each for each in calls.spec.resources if each.path == path)


@pytest.mark.parametrize(("at", "expected"), [(0, "7"), (1, "9")])
def test_thing_stands_at_its_place_among_those_with_an_id(calls_of, at, expected):
    keeper = Keeper({"id": 7}, {"id": 9})
    keeper.instead["list"] = lambda *_: (200, {"things": [*keeper.things.values(), {"name": "a"}]})
    calls = calls_of(keeper)

    thing = a_listed(calls.spec, calls.require_reached, resource(calls), at)

    assert (thing.id, thing.path) == (expected, {"thing_id": expected})


@pytest.mark.parametrize(("path", "at"), [("/things", 1), ("/jobs", 0)])
def test_nothing_is_unproven(calls_of, path, at):
    calls = calls_of(Keeper({"id": 7}))

    with pytest.raises(Unproven, match="list"):
        a_listed(calls.spec, calls.require_reached, resource(calls, path), at)

"""Things that operations do something to which name them, and never those of others."""

from typing import Any

import pytest

from harness.core.outcomes import Unproven
from harness.operations.acted_on import ActedOn, acts_on_what_it_names
from tests.harness.keeping import Keeper, op
from tests.harness.shelves import THING

IDS = {"type": "array", "items": {"type": "integer"}}
TAKES = {"type": "object", "required": ["ids"], "properties": {"ids": IDS}}
SAMPLE = {"ids": [1, 2]}
THERE = {"id": 1, "name": "there before", "size": 4}
SEVERAL = {"/things/bulk_delete": {"post": op("sweep", "200", THING, TAKES, example=SAMPLE)}}
pytestmark = pytest.mark.usefixtures("no_pauses")


class Sweeping(Keeper):
    """Deletes whatever is named."""

    def on_sweep(self, _given, fields):
        gone = [self.things.pop(str(each), None) for each in fields["ids"]]
        return 200, {"deleted": [each["id"] for each in gone if each]}


def things(calls):
    return next(each for each in calls.spec.resources if each.path == "/things")


def test_what_is_done_to_several_is_done_to_things_that_nothing_else_needs(calls_of):
    keeper = Sweeping(THERE)
    calls = calls_of(keeper, **SEVERAL)
    one = calls.one(things(calls))

    for _ in range(2):
        sent = calls.arguments(calls.spec.operation("sweep"))
        assert calls.asked(calls.spec.operation("sweep"), sent).succeeded

    named = [each for *_, fields in keeper.came("sweep") for each in fields["ids"]]
    assert len({*named}) == len(named) == 2
    assert {"1", one.id} <= keeper.things.keys()
    assert not {*map(str, named)} & {"1", one.id}


def test_what_was_refused_serves_again(calls_of):
    keeper = Sweeping()
    calls = calls_of(keeper, **SEVERAL)
    keeper.instead["sweep"] = lambda *_: (409, {"message": "not now"})

    for _ in range(2):
        calls.asked(calls.spec.operation("sweep"), calls.arguments(calls.spec.operation("sweep")))

    first, second = (fields["ids"] for *_, fields in keeper.came("sweep"))
    assert first == second


def test_nothing_is_done_to_what_others_made(calls_of):
    """Neither the page's sample nor the list tells what may be deleted."""
    keeper = Sweeping(THERE)
    calls = calls_of(keeper, **SEVERAL)
    keeper.instead["make"] = lambda *_: (400, {"message": "no"})

    with pytest.raises(Unproven, match=r"sweep takes 'ids', which a line `ids = …`"):
        calls.arguments(calls.spec.operation("sweep"))
    assert keeper.things == {"1": THERE}


def test_value_of_the_targets_file_is_taken(calls_of):
    keeper = Sweeping(THERE)
    calls = calls_of(keeper, values={"ids": "7"}, **SEVERAL)
    keeper.instead["make"] = lambda *_: (400, {"message": "no"})

    assert calls.arguments(calls.spec.operation("sweep")).fields == {"ids": [7]}


@pytest.mark.parametrize(
    ("path", "method", "body", "expected"),
    [
        ("/things/bulk_delete", "post", TAKES, True),
        ("/things/bulk", "get", TAKES, False),
        ("/things/{thing_id}/join", "post", TAKES, False),
        ("/reports/made", "post", {"type": "object", "properties": {"thing_id": IDS}}, False),
        ("/things/count", "post", {"type": "object", "properties": {"size": IDS}}, False),
    ],
)
def test_which_operations_name_what_they_do_something_to(calls_of, path, method, body, expected):
    calls = calls_of(Keeper(), **{path: {method: op("sweep", "200", THING, body)}})

    sweep = calls.spec.operation("sweep")
    assert acts_on_what_it_names(calls.spec, calls.references, sweep) is expected


def test_what_can_not_be_made_is_not_tried_again(calls_of):
    def fail(resource):
        tried.append(resource)
        raise Unproven("no")

    tried: list[Any] = []
    acted_on = ActedOn(fail)
    resource = things(calls_of(Keeper()))
    for _ in range(2):
        with pytest.raises(Unproven):
            acted_on.of(resource)
        acted_on.note_done()
    assert tried == [resource]

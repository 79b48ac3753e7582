"""What a body refers to where a thing of the run does not go with what the page shows."""

import pytest

from harness.core.outcomes import Broken, Unproven
from harness.fixtures.operations import expect_as_documented
from tests.harness.keeping import Keeper, op

pytestmark = pytest.mark.usefixtures("no_pauses")
MESSAGE = "The thing is too small"
BOX = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "thing_id": {"type": "integer", "example": 5},
        "weight": {"type": "integer", "example": 90},
    },
    "required": ["thing_id", "weight"],
}
BOXES = {
    "/boxes": {"post": op("pack", "201", BOX, BOX, refusals={"422": {"message": MESSAGE}})},
    "/boxes/{box_id}": {"put": op("repack", "200", BOX, BOX), "delete": op("unpack", "204")},
}


class Packing(Keeper):
    """Packs only into things that are large enough."""

    def __init__(self, *large, message=MESSAGE):
        super().__init__(*({"id": each, "name": "a"} for each in (1, 2, 3, 4, 5)))
        self.large = large
        self.message = message

    def on_pack(self, _given, fields):
        if fields["thing_id"] not in self.large:
            return 422, {"message": self.message}
        return 201, {"id": self.next_id(), **fields}


def call(calls, operation="pack"):
    return calls.called(calls.spec.operation(operation))


def tried(keeper):
    return [body["thing_id"] for _, _, body in keeper.came("pack")]


@pytest.mark.parametrize(("large", "others"), [(5, []), (1, [5]), (3, [5, 1, 2])], ids=str)
def test_other_things_are_tried_until_one_is_taken(calls_of, large, others):
    keeper = Packing(large)
    called = call(calls_of(keeper, **BOXES))

    own, *rest = dict.fromkeys(tried(keeper))
    assert own > 100
    assert rest == [*others, large]
    expect_as_documented(called)


def test_what_was_taken_serves_from_then_on(calls_of):
    keeper = Packing(1)
    calls = calls_of(keeper, **BOXES)
    call(calls)

    assert calls.arguments(calls.spec.operation("repack")).body["thing_id"] == 1


def test_thing_of_the_run_serves_where_none_is_taken(calls_of):
    keeper = Packing()
    calls = calls_of(keeper, **BOXES)
    call(calls)

    assert len(dict.fromkeys(tried(keeper))) == 5
    assert calls.arguments(calls.spec.operation("pack")).body["thing_id"] == tried(keeper)[0]


def test_documented_refusal_of_each_thing_proves_nothing(calls_of):
    with pytest.raises(Unproven, match="each thing_id that was tried"):
        expect_as_documented(call(calls_of(Packing(), **BOXES)))


def test_another_refusal_is_none_that_the_page_allows(calls_of):
    with pytest.raises(Broken):
        expect_as_documented(call(calls_of(Packing(message="No"), **BOXES)))


@pytest.mark.parametrize("made", ["/boxes", "/things/{thing_id}/boxes"])
def test_what_could_not_be_removed_names_nothing_of_others(calls_of, made):
    keeper = Packing(1)
    paths = {made: BOXES["/boxes"]}  # a thing without an end, and something that is done

    call(calls_of(keeper, **paths))

    assert len({*tried(keeper)}) == 1


def test_body_that_refers_to_nothing_is_sent_as_it_is(calls_of):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: (422, {"message": MESSAGE})
    thing = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    paths = {"/things": {"post": op("make", "201", thing, thing)}}

    call(calls_of(keeper, **paths), "make")

    assert len(keeper.came("make")) == 1

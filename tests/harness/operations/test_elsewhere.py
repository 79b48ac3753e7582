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

    own, least, *rest = dict.fromkeys(tried(keeper))
    assert own > 100
    assert least > 100
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

    assert len(dict.fromkeys(tried(keeper))) == 6
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

    assert all(each > 100 for each in tried(keeper))


class Choosing(Keeper):
    """Packs only into things of no name, and only once into each."""

    def __init__(self, *, is_choosy=True, once=True, told="thing_id"):
        super().__init__()
        self.is_choosy, self.once, self.told = is_choosy, once, told
        self.named, self.packed = {}, []

    def on_make(self, given, fields):
        status, thing = super().on_make(given, fields)
        self.named[thing["id"]] = "size" in fields
        return status, thing

    def on_pack(self, _given, fields):
        packed = fields["thing_id"]
        if self.is_choosy and self.named.get(packed, True):
            return 422, {"message": "Not into this", "field": self.told}
        if self.once and packed in self.packed:
            return 409, {"message": "Not twice"}
        self.packed.append(packed)
        return 201, {"id": self.next_id(), **fields}


@pytest.mark.parametrize("told", ["thing_id", "the thing"])
def test_thing_of_no_more_than_is_required_is_tried_where_a_refusal_names_it(calls_of, told):
    keeper = Choosing(told=told, once=False)
    calls = calls_of(keeper, **BOXES)

    expect_as_documented(call(calls))

    own, least = dict.fromkeys(tried(keeper))
    assert keeper.named == {own: True, least: False}
    assert calls.arguments(calls.spec.operation("pack")).body["thing_id"] == least


def test_refusal_that_names_no_thing_has_no_other_of_the_run_tried(calls_of):
    keeper = Choosing(told="weight")

    with pytest.raises(Broken):
        expect_as_documented(call(calls_of(keeper, **BOXES)))
    assert len(keeper.named) == 1


def test_new_thing_is_tried_in_a_conflict(calls_of):
    keeper = Choosing(is_choosy=False)
    calls = calls_of(keeper, **BOXES)
    call(calls)

    boxes = [calls.make(calls.spec.resource_of(calls.spec.operation("pack"))) for _ in range(2)]

    assert len({each.id for each in boxes}) == 2
    assert len(keeper.packed) == len({*keeper.packed}) == 3


def test_new_things_that_are_refused_all_the_same_prove_nothing(calls_of):
    keeper = Choosing(is_choosy=False)
    keeper.instead["pack"] = lambda *_: (409, {"message": "Not now"})

    with pytest.raises(Unproven, match="Not now"):
        expect_as_documented(call(calls_of(keeper, **BOXES)))


def test_body_that_refers_to_nothing_is_sent_as_it_is(calls_of):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: (422, {"message": MESSAGE})
    thing = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    paths = {"/things": {"post": op("make", "201", thing, thing)}}

    call(calls_of(keeper, **paths), "make")

    assert len(keeper.came("make")) == 1

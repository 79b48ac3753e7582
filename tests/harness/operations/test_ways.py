"""In which ways an operation is sent where the first one is refused."""

import re

import pytest

from harness.core.outcomes import Unproven
from tests.harness.keeping import Keeper, op
from tests.harness.shelves import THING

TEXT = {"type": "string"}
pytestmark = pytest.mark.usefixtures("no_pauses")


def call(calls, operation):
    return calls.called(calls.spec.operation(operation))


def resource(calls, path="/things"):
    return next(each for each in calls.spec.resources if each.path == path)


# What the page gives a type alone

BARE = {"type": "object", "properties": {"id": {"type": "integer"}, "motto": TEXT}}


class Demanding(Keeper):
    """Refuses whatever lacks a motto."""

    def on_make(self, given, fields):
        return super().on_make(given, fields) if "motto" in (fields or {}) else (422, {})

    on_change = on_make


@pytest.mark.parametrize("operation", ["make", "get"])
def test_what_is_refused_without_it_is_sent_a_guess(calls_of, operation):
    keeper = Demanding()
    paths = {"/things": {"post": op("make", "201", BARE, BARE)}}

    assert call(calls_of(keeper, **paths), operation).answer.succeeded
    assert next(body for _, _, body in keeper.came("make")) == {}
    assert [set(body) for _, _, body in keeper.came("make")][-1] == {"motto"}


@pytest.mark.parametrize(
    "told", [{"body": {**BARE, "required": ["id"]}}, {"body": BARE, "example": {"id": 1}}], ids=str
)
def test_where_the_page_tells_what_it_takes_nothing_is_guessed(calls_of, told):
    keeper = Demanding()
    paths = {"/things": {"post": op("make", "201", BARE, **told)}}

    assert call(calls_of(keeper, **paths), "make").answer.status == 422
    assert all("motto" not in body for _, _, body in keeper.came("make"))


# What may be taken where the first way is refused

OWN_KEY = {"type": "object", "properties": {"number": {"type": "integer", "example": 7}}}
NUMBERED = {
    "/huts": {"post": op("build", "201", OWN_KEY, OWN_KEY, refusals={"409": {"message": "taken"}})},
    "/huts/{number}": {"get": op("hut", "200", OWN_KEY)},
}


class Numbering(Keeper):
    """Lets no two things have the same number."""

    def __init__(self, *numbers):
        super().__init__()
        self.numbers = list(numbers)

    def on_build(self, _given, fields):
        if fields["number"] in self.numbers:
            return 409, {"message": "taken"}
        self.numbers.append(fields["number"])
        return 201, dict(fields)


def test_numbers_that_a_run_chooses_are_taken_by_nothing_else(calls_of):
    keeper = Numbering(7, 8)
    calls = calls_of(keeper, **NUMBERED)

    made = [calls.make(resource(calls, "/huts")) for _ in range(3)]

    assert len({each.id for each in made}) == 3
    assert len(keeper.came("build")) == 3


SIZED = {"/things": {"post": op("make", "201", THING, THING, refusals={"409": {"message": "no"}})}}


@pytest.mark.parametrize(("status", "count"), [(409, 2), (500, 1)])
def test_number_is_another_where_there_is_a_conflict(calls_of, status, count):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        (status, {}) if fields["size"] == 7 else keeper.on_make(given, fields)
    )

    assert call(calls_of(keeper, **SIZED), "make").answer.succeeded is (status == 409)
    assert len(keeper.came("make")) == count


def test_change_that_is_refused_is_made_as_the_page_has_it(calls_of):
    keeper = Keeper()
    keeper.instead["change"] = lambda given, fields: (
        (422, {}) if fields["size"] != 7 else keeper.on_change(given, fields)
    )

    assert call(calls_of(keeper), "change").answer.succeeded
    assert [fields["size"] for _, _, fields in keeper.came("change")] == [8, 7]


def test_what_the_targets_file_names_serves_where_another_is_refused(calls_of):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        (422, {}) if fields.get("size") != 42 else keeper.on_make(given, fields)
    )
    calls = calls_of(keeper, values={"size": "42"})

    assert call(calls, "make").answer.succeeded
    assert [fields.get("size") for _, _, fields in keeper.came("make")] == [7, None, 42]


def test_first_answer_is_told_where_no_way_is_taken(calls_of):
    keeper = Keeper()
    keeper.instead["change"] = lambda *_: (422, {"message": len(keeper.came("change"))})

    answer = call(calls_of(keeper), "change").answer

    assert (answer.status, answer.find("message")) == (422, 1)


CHIPPED = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "born_on": {"type": "string", "format": "date"},
        "chip": {"type": ["string", "null"], "pattern": "^[0-9]{8}$"},
    },
}
SAMPLE = {"name": "Halla", "born_on": "2021-04-09", "chip": "00001234"}
TAKEN = {"409": {"message": "chip is taken"}}


def of_chips(**more):
    return {"/things": {"post": op("make", "201", CHIPPED, CHIPPED, example=SAMPLE, **more)}}


def chips(keeper):
    """Lets no two things have the same chip."""
    taken = []

    def make(given, fields):
        if fields.get("chip") in taken:
            return 409, TAKEN["409"]
        taken.append(fields.get("chip"))
        return keeper.on_make(given, fields)

    keeper.instead["make"] = make
    return taken


def test_code_that_no_two_things_may_have_is_another_from_then_on(calls_of):
    keeper = Keeper()
    taken = chips(keeper)
    calls = calls_of(keeper, **of_chips(refusals=TAKEN))

    for _ in range(4):
        calls.make(resource(calls, "/things"))

    assert len(set(taken)) == len(taken) == 4
    assert all(re.fullmatch("[0-9]{8}", each) for each in taken)
    assert len(keeper.came("make")) == 5  # the second one is refused


def test_what_is_required_has_the_values_of_the_sample(calls_of):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        (422, {}) if "chip" in fields else keeper.on_make(given, fields)
    )
    schema = {**CHIPPED, "required": ["name", "born_on"]}
    found = {"/things": {"post": op("make", "201", CHIPPED, schema, example=SAMPLE)}}

    assert call(calls_of(keeper, **found), "make").answer.succeeded
    (_, _, sent) = keeper.came("make")[-1]
    assert (sent.keys(), sent["born_on"]) == ({"name", "born_on"}, "2021-04-09")


MOVE = {
    "type": "object",
    "properties": {
        "to": {"enum": ["open", "busy", "done"], "example": "done"},
        "cost": {"type": "integer", "example": 9},
    },
    "required": ["to"],
}
REFUSED = {"409": {"message": "Not that way"}}


def of_moves(**more):
    return {"/things/{thing_id}/move": {"post": op("move", "200", THING, MOVE, **more)}}


@pytest.mark.parametrize(
    ("way", "sent"),
    [("done", ["done"]), ("open", ["done", "open"]), ("busy", ["done", "open", "busy"])],
)
def test_each_state_is_tried_where_not_all_can_be_reached(calls_of, way, sent):
    keeper = Keeper()
    keeper.instead["move"] = lambda given, fields: (
        keeper.on_get(given, fields) if fields["to"] == way else (409, REFUSED["409"])
    )

    assert call(calls_of(keeper, **of_moves(refusals=REFUSED)), "move").answer.succeeded
    bodies = [body for _, _, body in keeper.came("move")]
    assert [body["to"] for body in bodies] == sent
    assert ["cost" in body for body in bodies] == [True, *[False] * (len(sent) - 1)]


def test_no_other_state_is_tried_where_no_conflict_is_documented(calls_of):
    keeper = Keeper()
    keeper.instead["move"] = lambda *_: (409, REFUSED["409"])

    assert call(calls_of(keeper, **of_moves()), "move").answer.status == 409
    assert len(keeper.came("move")) == 1


def test_days_of_a_sample_that_are_over_are_put_off(calls_of):
    keeper = Keeper()
    day = {"type": "string", "format": "date"}
    visit = {"type": "object", "properties": {"from": day, "until": day, "id": {"type": "integer"}}}
    keeper.instead["visit"] = lambda _, fields: (
        (201, {**fields, "id": 1}) if fields["from"] > "2026" else (422, {"message": "Over"})
    )
    sample = {"from": "2020-02-29", "until": "2021-01-04"}
    page = {"/visits": {"post": op("visit", "201", visit, visit, example=sample)}}

    called = call(calls_of(keeper, **page), "visit")

    sent = called.arguments.body
    assert called.answer.succeeded
    assert sent["from"][4:] == "-02-29"
    assert int(sent["until"][:4]) - int(sent["from"][:4]) == 1


@pytest.mark.parametrize(
    ("field", "required", "sent"),
    [
        ("size", [], [{"name", "size"}, {"name"}]),
        ("name", [], [{"name", "size"}, {"size"}]),
        ("other", [], [{"name", "size"}]),
        ("size", ["name", "size"], [{"name", "size"}]),
    ],
)
def test_what_a_refusal_names_is_left_out_where_it_may(calls_of, field, required, sent):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        (422, {"field": field}) if len(fields) > 1 else keeper.on_make(given, fields)
    )
    thing = {**THING, "required": required}
    page = {"/things": {"post": op("make", "201", THING, thing, example={"name": "a", "size": 7})}}

    call(calls_of(keeper, **page), "make")

    assert [body.keys() for _, _, body in keeper.came("make")] == sent


# Another time

SLOT = {"type": "string", "format": "date-time", "example": "2031-05-09T20:00:00Z"}
OF_A_TIME = {**THING, "properties": {**THING["properties"], "starts_at": SLOT}}
TAKEN = {"409": {"message": "The hall is taken"}}


class Hall(Keeper):
    """Takes one thing at a time."""

    def on_make(self, given, fields):
        if any(each["starts_at"] == fields.get("starts_at") for each in self.things.values()):
            return 409, {"message": "The hall is taken"}
        return super().on_make(given, fields)


@pytest.mark.parametrize("refusals", [TAKEN, {}], ids=["told", "not-told"])
def test_what_takes_up_a_time_is_made_at_another(calls_of, refusals):
    keeper = Hall()
    make = op("make", "201", OF_A_TIME, OF_A_TIME, refusals=refusals)
    calls = calls_of(keeper, **{"/things": {"post": make}})
    things = resource(calls)
    for _ in range(3 if refusals else 1):
        calls.make(things)

    days = [each["starts_at"] for each in keeper.things.values()]
    assert len({*days}) == len(days)
    assert all(each.endswith("T20:00:00Z") for each in days)
    if refusals:
        refused = len(keeper.came("make")) - len(days)
        calls.make(things)
        assert len(keeper.came("make")) == refused + 4  # it is known by now
    else:
        with pytest.raises(Unproven, match="make answered 409"):
            calls.make(things)

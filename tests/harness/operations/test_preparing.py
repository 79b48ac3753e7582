"""Operations that want a thing in a state: it is brought there, as a refusal or a page says."""

from typing import Any

import pytest

from harness.core.outcomes import Unproven
from spec.specification import Effects
from tests.harness.keeping import Keeper, op
from tests.harness.shelves import THING

pytestmark = pytest.mark.usefixtures("no_pauses")
NAME = {"name": {"type": "string", "example": "Moth"}}
STATE = {"type": "string", "enum": ["draft", "on_sale", "ended"]}


def of(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


SHOW, PRICE = of(id={"type": "integer"}, state=STATE, **NAME), of(amount={"type": "integer"})
BOOKING = of(show_id={"type": "integer"}, **NAME)
MOVE = {**of(to=STATE), "required": ["to"]}
PAGES: dict[str, Any] = {
    "/shows": {"post": op("plan", "201", SHOW, of(**NAME))},
    "/shows/{show_id}": {"get": op("show", "200", SHOW)},
    "/shows/{show_id}/prices": {"post": op("addPrice", "201", {}, PRICE, example={"amount": 5})},
    "/shows/{show_id}/transition": {"post": op("move", "200", SHOW, MOVE)},
    "/shows/{show_id}/praise": {"post": op("praise", "200", SHOW)},
    "/bookings": {"post": op("book", "201", {**THING, **BOOKING}, BOOKING)},
    "/bookings/{booking_id}": {"get": op("booking", "200", BOOKING)},
    "/bookings/{booking_id}/confirm": {"post": op("confirm", "200", BOOKING)},
    "/bookings/{booking_id}/refund": {
        "post": op("refund", "200", BOOKING, description="Only confirmed ones are given back.")
    },
}


class Office(Keeper):
    """Sells what is on sale: a show goes on sale with a price, and one booking fills it."""

    def __init__(self, not_on_sale="Show is not on sale", never_paid="Not possible"):
        super().__init__()
        self.shows: dict[str, Any] = {}
        self.bookings: dict[str, Any] = {}
        self.not_on_sale, self.never_paid = not_on_sale, never_paid

    def on_plan(self, _given, fields):
        show = {**fields, "id": self.next_id(), "state": "draft", "prices": 0, "booked": False}
        self.shows[str(show["id"])] = show
        return 201, show

    def on_show(self, given, _fields):
        return 200, self.shows[given["show_id"]]

    def on_praise(self, given, _fields):
        return 200, self.shows[given["show_id"]]

    def on_addprice(self, given, _fields):
        self.shows[given["show_id"]]["prices"] += 1
        return 201, {}

    def on_move(self, given, fields):
        show = self.shows[given["show_id"]]
        if fields["to"] == "on_sale" and not show["prices"]:
            return 409, {"message": "It has no price"}
        show["state"] = fields["to"]
        return 200, show

    def on_book(self, _given, fields):
        show = self.shows[str(fields["show_id"])]
        if show["state"] != "on_sale":
            return 409, {"message": self.not_on_sale}
        if show["booked"]:
            return 409, {"message": "Show is full"}
        show["booked"] = True
        booking = {**fields, "id": self.next_id(), "is_paid": False}
        self.bookings[str(booking["id"])] = booking
        return 201, booking

    def on_booking(self, given, _fields):
        return 200, self.bookings[given["booking_id"]]

    def on_confirm(self, given, _fields):
        self.bookings[given["booking_id"]]["is_paid"] = True
        return 200, self.bookings[given["booking_id"]]

    def on_refund(self, given, _fields):
        booking = self.bookings[given["booking_id"]]
        return (200, booking) if booking["is_paid"] else (409, {"message": self.never_paid})


def call(calls, operation):
    return calls.called(calls.spec.operation(operation))


def test_state_that_a_refusal_names_is_brought_about_with_what_that_wants_first(calls_of):
    office = Office()
    calls = calls_of(office, **PAGES)

    assert call(calls, "book").answer.succeeded
    assert call(calls, "show").arguments.thing is not None
    (sold,) = [each for each in office.shows.values() if each["booked"]]
    assert (sold["state"], sold["prices"]) == ("on_sale", 1)
    assert not office.came("praise")


def test_what_is_used_up_is_made_ready_anew(calls_of):
    office = Office()
    calls = calls_of(office, **PAGES)
    call(calls, "book")

    (bookings,) = [each for each in calls.spec.resources if each.path == "/bookings"]
    calls.make(bookings)
    calls.make(bookings)

    assert len([each for each in office.shows.values() if each["booked"]]) == 3


def test_state_that_the_page_names_is_brought_about(calls_of):
    office = Office()
    calls = calls_of(office, **PAGES)

    refund = call(calls, "refund")

    assert refund.answer.succeeded
    assert len(office.came("confirm")) == 1
    another = calls.on_another(refund.arguments, refund.arguments.thing.resource)
    assert calls.asked(calls.spec.operation("refund"), another).succeeded


@pytest.mark.parametrize("words", ["It is not possible", "Come back later"])
def test_refusal_that_names_no_state_stays(calls_of, words):
    office = Office(not_on_sale=words)
    calls = calls_of(office, **PAGES)

    for _ in range(2):
        with pytest.raises(Unproven, match="book answered 409"):
            calls.require_reached(calls.spec.operation("book"))
    assert not office.came("move")


def test_what_is_refused_whatever_is_done_before_is_tried_once(calls_of):
    office = Office()
    office.instead["book"] = lambda *_: (409, {"message": "It must be praised and on sale"})
    calls = calls_of(office, **PAGES)
    (bookings,) = [each for each in calls.spec.resources if each.path == "/bookings"]

    for _ in range(2):
        with pytest.raises(Unproven):
            calls.make(bookings)

    assert len(office.came("praise")) == 1
    assert len(office.came("move")) == 2  # refused first, as it has no price


def test_what_a_target_does_not_allow_is_not_done_before(calls_of):
    allowed = {
        path: {"post": {**item["post"], "x-effects": "session"}}
        for path, item in PAGES.items()
        if path in {"/shows", "/shows/{show_id}/prices", "/bookings"}
    }
    office = Office()
    calls = calls_of(office, effects=Effects.SESSION, **{**PAGES, **allowed})

    with pytest.raises(Unproven, match="book answered 409"):
        calls.require_reached(calls.spec.operation("book"))
    assert not office.came("move")

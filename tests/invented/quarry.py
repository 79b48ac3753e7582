"""The quarry: stones, whose ids are numbers, labels, whose ids are words, and surveys, jobs."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING

from reference.answers import Answer, Refusal
from reference.instance import Instance, Route
from tests.invented.things import (
    Thing,
    Things,
    fits,
    is_flag,
    is_number,
    is_text,
    one_of,
    or_null,
    page_of,
    taken,
)

if TYPE_CHECKING:
    from reference.calls import Call


def is_day(value: object) -> bool:
    """Whether it is a day as its page has it: 24.12.2026."""
    try:
        return isinstance(value, str) and bool(datetime.strptime(value, "%d.%m.%Y"))
    except ValueError:
        return False


def is_date(value: object) -> bool:
    """Whether it is a day as most have it: 2026-12-24."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


LIGHTEST, HEAVIEST = 0.1, 900


def is_weight(value: object) -> bool:
    """Whether it is a number of tonnes that a stone may weigh."""
    return is_number(value) and LIGHTEST <= float(str(value)) <= HEAVIEST


STONE = {"kind": is_text, "weight": is_weight, "polished": is_flag}
LABEL = {
    "title": is_text,
    "colour": or_null(is_text),
    "since": or_null(is_day),
    "used_from": or_null(is_date),
    "used_until": or_null(is_date),
}
HOURS = {"season": one_of("summer", "winter"), "visitors": is_number, "is_guided": is_flag}
SURVEY = {
    "place": is_text,
    "starts_on": is_date,
    "ends_on": is_date,
    "method": one_of("hand", "blast"),
    "charge": is_number,
}
STATES = ("queued", "running", "done")


class Quarry(Instance):
    """An instance without a log-in: its tokens are those of another product."""

    product = "quarry"
    sets_cookie = False
    routes = (
        Route("GET", "/stones", "list_stones"),
        Route("POST", "/stones", "create_stone"),
        Route("GET", "/stones/{stone_id}", "get_stone"),
        Route("PUT", "/stones/{stone_id}", "replace_stone"),
        Route("DELETE", "/stones/{stone_id}", "delete_stone"),
        Route("GET", "/search", "search_stones"),
        Route("GET", "/labels", "list_labels"),
        Route("POST", "/labels", "create_label"),
        Route("GET", "/labels/{slug}", "get_label"),
        Route("PATCH", "/labels/{slug}", "modify_label"),
        Route("DELETE", "/labels/{slug}", "delete_label"),
        Route("GET", "/hours", "get_hours"),
        Route("PATCH", "/hours", "modify_hours"),
        Route("POST", "/surveys", "begin_survey"),
        Route("GET", "/surveys/{survey_id}", "get_survey"),
        Route("GET", "/components", "components"),
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.stones, self.labels = Things("stone"), Things("label", "slug")
        self.surveys = Things("survey")
        self.stone = dict(STONE)
        self.hours: Thing = {"season": "summer", "visitors": 20, "is_guided": True}
        self.numbers, self.surveyed = count(1), count(1)
        for kind, weight in (("granite", 2.5), ("chalk", 1), ("red granite", 4)):
            self.add_stone({"kind": kind, "weight": weight})
        for month, slug in enumerate(("grey", "red", "white"), 4):
            days = [f"2027-{each:02}-10" for each in (month, month + 1)]
            self.labels.add(
                {"slug": slug, "title": f"{slug.title()} stones", "colour": slug}
                | dict(zip(("used_from", "used_until"), days, strict=True))
            )

    def token(self) -> str:
        """Give a token as the product next door gives it."""
        user = self.accounts.find(self.account.email)
        assert user is not None
        return self.sessions.issue(user)

    def add_stone(self, sent: Thing) -> Thing:
        """Keep a new stone."""
        return self.stones.add({"id": next(self.numbers), "polished": False, **sent})

    def list_stones(self, call: Call) -> Answer:
        """List the stones."""
        self.authenticated(call)
        kind = call.query.get("kind", "").lower()
        stones = [each for each in self.stones.all() if fits(call, "polished", each)]
        return Answer(200, [each for each in stones if kind in each["kind"].lower()])

    def create_stone(self, call: Call) -> Answer:
        """Break a stone."""
        self.authenticated(call)
        return Answer(201, self.add_stone(taken(call, self.stone, ("kind", "weight"))))

    def get_stone(self, call: Call) -> Answer:
        """Give a stone."""
        self.authenticated(call)
        return Answer(200, self.stones.find(call.parameters["stone_id"]))

    def replace_stone(self, call: Call) -> Answer:
        """Put another stone in the place of one."""
        self.authenticated(call)
        self.stones.find(call.parameters["stone_id"])
        sent = taken(call, self.stone, ("kind", "weight"))
        return Answer(
            200, self.stones.change(call.parameters["stone_id"], {"polished": False, **sent})
        )

    def delete_stone(self, call: Call) -> Answer:
        """Sell a stone."""
        self.authenticated(call)
        return Answer(200, self.stones.remove(call.parameters["stone_id"]))

    def search_stones(self, call: Call) -> Answer:
        """Give the stones whose kind holds a text."""
        self.authenticated(call)
        text = call.query.get("text")
        if text is None:
            raise Refusal(400, "text is missing")
        least = call.count("heavier_than") or 0
        stones = self.stones.all()
        found = [each for each in stones if text in each["kind"] and each["weight"] >= least]
        return Answer(200, {"items": found})

    def list_labels(self, call: Call) -> Answer:
        """List the labels."""
        self.authenticated(call)
        day = call.query.get("in_use_on")
        if day is not None and not is_date(day):
            raise Refusal(400, "in_use_on is no day")
        labels = [e for e in self.labels.all() if day is None or self.is_used(e, day)]
        return Answer(200, {"data": page_of(call, labels), "meta": {"total": len(labels)}})

    def is_used(self, label: Thing, day: str) -> bool:
        """Tell whether a label is in use on a day."""
        first, last = label.get("used_from"), label.get("used_until")
        return bool(first and last and first <= day <= last)

    def create_label(self, call: Call) -> Answer:
        """Make a label."""
        self.authenticated(call)
        sent = taken(call, {"slug": is_slug, **LABEL}, ("slug", "title"))
        if sent["slug"] in self.labels.kept:
            raise Refusal(409, "There is a label of that slug")
        return Answer(201, self.labels.add(sent))

    def get_label(self, call: Call) -> Answer:
        """Give a label."""
        self.authenticated(call)
        return Answer(200, self.labels.find(call.parameters["slug"]))

    def modify_label(self, call: Call) -> Answer:
        """Change what is sent of a label."""
        self.authenticated(call)
        label, sent = self.labels.find(call.parameters["slug"]), taken(call, LABEL)
        if self.is_taken(sent.get("title"), label):
            raise Refusal(409, "Another label has this title")
        return Answer(200, self.labels.change(call.parameters["slug"], sent))

    def is_taken(self, title: object, label: Thing) -> bool:
        """Tell whether another label has a title."""
        return any(each["title"] == title for each in self.labels.all() if each is not label)

    def delete_label(self, call: Call) -> Answer:
        """Remove a label."""
        self.authenticated(call)
        self.labels.remove(call.parameters["slug"])
        return Answer(204)

    def get_hours(self, call: Call) -> Answer:
        """Tell when visitors are let in."""
        self.authenticated(call)
        return Answer(200, self.hours)

    def modify_hours(self, call: Call) -> Answer:
        """Change what is sent of the hours."""
        self.authenticated(call)
        self.hours = {**self.hours, **taken(call, HOURS)}
        return Answer(200, self.hours)

    def begin_survey(self, call: Call) -> Answer:
        """Begin a survey, which is asked for until it is done."""
        self.authenticated(call)
        sent = taken(call, SURVEY, ("place",))
        if not self.is_in_order(sent):
            raise Refusal(422, "These days are in the wrong order")
        if self.lacks_charge(sent):
            raise Refusal(422, "charge is missing where method is blast")
        return Answer(
            202, self.surveys.add({"id": f"s-{next(self.surveyed)}", "state": "queued", **sent})
        )

    def is_in_order(self, sent: Thing) -> bool:
        """Tell whether a survey does not end before it starts."""
        return bool(sent.get("starts_on", "") <= sent.get("ends_on", "9"))

    def lacks_charge(self, sent: Thing) -> bool:
        """Tell whether a survey lacks what its method needs."""
        return sent.get("method") == "blast" and "charge" not in sent

    def get_survey(self, call: Call) -> Answer:
        """Give a survey, which goes on by one state each time it is asked for."""
        self.authenticated(call)
        survey = self.surveys.find(call.parameters["survey_id"])
        self.go_on(survey)
        return Answer(200, survey)

    def go_on(self, survey: Thing) -> None:
        """Let a survey reach its next state."""
        survey["state"] = STATES[min(STATES.index(survey["state"]) + 1, 2)]
        if survey["state"] == "done":
            survey["found"] = 3


def is_slug(value: object) -> bool:
    """Whether it is a word that can stand in a path."""
    return is_text(value) and isinstance(value, str) and value.replace("-", "").isalnum()

"""The ferry: boats, whose ids are UUIDs, their crew, whose ids are numbers, and their settings."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from itertools import count

from reference.answers import Answer, Refusal
from reference.calls import PASSWORD_LIMIT, Call
from reference.instance import Instance, Route
from tests.invented.things import (
    Thing,
    Things,
    is_flag,
    is_number,
    is_text,
    is_texts,
    one_of,
    or_null,
    page_of,
    taken,
)

MOST_ABOARD, LONGEST_NOTE, MOST_TAGS = 100_000, 500, 12
BOAT = {
    "name": is_text,
    "capacity": lambda value: is_number(value) and 1 <= value <= MOST_ABOARD,
    "note": or_null(lambda value: is_text(value) and len(str(value)) <= LONGEST_NOTE),
    "tags": lambda value: is_texts(value) and len(value) <= MOST_TAGS,
}
BERTHS = {"cabin": is_number, "sleeps_ashore": is_flag}
"""Of which a sailor has one."""
SAILOR = {"name": is_text, "rank": one_of("mate", "cook"), **BERTHS}
SETTINGS = {"quiet": is_flag, "speed": is_number}
UNSET: Thing = {"note": None, "tags": []}


class Ferry(Instance):
    """An instance with a log-in of its own."""

    product = "ferry"
    base_path = "/api"
    sets_cookie = False
    routes = (
        Route("POST", "/session", "log_in"),
        Route("PATCH", "/session", "refresh"),
        Route("DELETE", "/session", "log_out"),
        Route("GET", "/boats", "list_boats"),
        Route("POST", "/boats", "create_boat"),
        Route("GET", "/boats/{boat_id}", "get_boat"),
        Route("PATCH", "/boats/{boat_id}", "modify_boat"),
        Route("PUT", "/boats/{boat_id}", "replace_boat"),
        Route("DELETE", "/boats/{boat_id}", "delete_boat"),
        Route("POST", "/boats/{boat_id}/archive", "archive_boat"),
        Route("POST", "/boats/{boat_id}/launch", "launch_boat"),
        Route("GET", "/boats/{boat_id}/crew", "list_crew"),
        Route("POST", "/boats/{boat_id}/crew", "create_sailor"),
        Route("GET", "/boats/{boat_id}/crew/{sailor_id}", "get_sailor"),
        Route("DELETE", "/boats/{boat_id}/crew/{sailor_id}", "delete_sailor"),
        Route("GET", "/boats/{boat_id}/settings", "get_settings"),
        Route("PUT", "/boats/{boat_id}/settings", "replace_settings"),
        Route("GET", "/components", "components"),
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.boats = Things("boat")
        self.taken = dict(BOAT)
        """What may be sent of a boat."""
        self.crews: dict[str, Things] = {}
        self.settings: dict[str, Thing] = {}
        self.numbers = count(1)
        for boat in ("Argo", "Pequod", "Vega"):
            self.add_boat({"name": boat, "capacity": 10 * len(boat)})

    def add_boat(self, sent: Thing) -> Thing:
        """Keep a new boat."""
        own: Thing = {"id": str(uuid.uuid4()), "status": "active", "created_at": self.now()}
        own["archived_at"] = None
        boat = self.boats.add({**own, **UNSET, **sent})
        self.crews[boat["id"]] = Things("sailor")
        self.settings[boat["id"]] = {"quiet": False, "speed": 12}
        return boat

    def now(self) -> str:
        """Tell the time."""
        return datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def log_in(self, call: Call) -> Answer:
        """Log a harbour master in."""
        email, password = call.text("email"), call.text("password", PASSWORD_LIMIT)
        user = self.accounts.verify(email, password)
        if user is None:
            raise Refusal(401, "Nobody is known by these")
        return self.begin_session(call, user)

    def log_out(self, call: Call) -> Answer:
        """End the session that the header names."""
        self.authenticated(call)
        self.sessions.end(call.token or "")
        return Answer(204)

    def list_boats(self, call: Call) -> Answer:
        """List the boats."""
        self.authenticated(call)
        order_by = call.choice("order_by", ("name", "capacity"))
        order_dir = call.choice("order_dir", ("asc", "desc"))
        status = call.choice("status", ("", "active", "archived"))
        boats = [each for each in self.boats.all() if status in {"", each["status"]}]
        boats.sort(key=lambda each: each[order_by], reverse=order_dir == "desc")
        return Answer(200, {"boats": page_of(call, boats), "total": len(boats)})

    def create_boat(self, call: Call) -> Answer:
        """Make a boat."""
        self.authenticated(call)
        return Answer(201, self.add_boat(taken(call, self.taken, ("name", "capacity"))))

    def get_boat(self, call: Call) -> Answer:
        """Give a boat."""
        self.authenticated(call)
        return Answer(200, self.boats.find(call.parameters["boat_id"]))

    def modify_boat(self, call: Call) -> Answer:
        """Change what is sent of a boat."""
        self.authenticated(call)
        boat = self.boats.find(call.parameters["boat_id"])
        if self.is_closed(boat):
            raise Refusal(409, "An archived boat is not changed")
        return Answer(200, self.boats.change(call.parameters["boat_id"], taken(call, self.taken)))

    def is_closed(self, boat: Thing) -> bool:
        """Tell whether a boat takes no change."""
        return bool(boat["status"] == "archived")

    def replace_boat(self, call: Call) -> Answer:
        """Put another boat in the place of one."""
        self.authenticated(call)
        self.boats.find(call.parameters["boat_id"])
        sent = taken(call, self.taken, ("name", "capacity"))
        return Answer(200, self.boats.change(call.parameters["boat_id"], {**UNSET, **sent}))

    def delete_boat(self, call: Call) -> Answer:
        """Remove a boat, and all that belongs to it."""
        self.authenticated(call)
        boat = self.boats.remove(call.parameters["boat_id"])
        del self.crews[boat["id"]], self.settings[boat["id"]]
        return Answer(204)

    def archive_boat(self, call: Call) -> Answer:
        """Lay a boat up."""
        self.authenticated(call)
        boat = self.boats.find(call.parameters["boat_id"])
        if boat["status"] == "archived":
            raise Refusal(409, "The boat is archived already")
        boat |= {"status": "archived", "archived_at": self.now()}
        return Answer(200, boat)

    def launch_boat(self, call: Call) -> Answer:
        """Put a boat that was laid up to sea again."""
        self.authenticated(call)
        boat = self.boats.find(call.parameters["boat_id"])
        if boat["status"] != "archived":
            raise Refusal(409, "The boat is at sea already")
        boat |= {"status": "active", "archived_at": None}
        return Answer(200, boat)

    def crew(self, call: Call) -> Things:
        """Give the crew of the boat that the path names."""
        return self.crews[self.boats.find(call.parameters["boat_id"])["id"]]

    def list_crew(self, call: Call) -> Answer:
        """List a boat's crew."""
        self.authenticated(call)
        rank = call.choice("rank", ("", "mate", "cook"))
        crew = [e for e in self.crew(call).all() if rank in {"", e["rank"]}]
        name = call.query.get("name")
        return Answer(200, [e for e in crew if name in {None, e["name"]}])

    def create_sailor(self, call: Call) -> Answer:
        """Hire a sailor."""
        self.authenticated(call)
        crew = self.crew(call)
        sent = taken(call, SAILOR, ("name",))
        if sent.keys() >= BERTHS.keys():
            raise Refusal(422, "cabin and sleeps_ashore exclude each other")
        return Answer(201, crew.add({"id": next(self.numbers), "rank": "mate", **sent}))

    def get_sailor(self, call: Call) -> Answer:
        """Give a sailor."""
        self.authenticated(call)
        return Answer(200, self.sailors(call).find(call.parameters["sailor_id"]))

    def delete_sailor(self, call: Call) -> Answer:
        """Let a sailor go."""
        self.authenticated(call)
        return Answer(200, self.sailors(call).remove(call.parameters["sailor_id"]))

    def sailors(self, call: Call) -> Things:
        """Give the crew in which a sailor is looked for: where no boat is, no sailor is."""
        return self.crews.get(call.parameters["boat_id"], Things("sailor"))

    def get_settings(self, call: Call) -> Answer:
        """Give a boat's settings."""
        self.authenticated(call)
        return Answer(200, self.settings[self.boats.find(call.parameters["boat_id"])["id"]])

    def replace_settings(self, call: Call) -> Answer:
        """Set a boat's settings."""
        self.authenticated(call)
        boat = self.boats.find(call.parameters["boat_id"])
        self.settings[boat["id"]] = taken(call, SETTINGS, SETTINGS)
        return Answer(200, self.settings[boat["id"]])

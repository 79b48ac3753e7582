"""The garden: beds, and the plants that grow in several of them; one page of ten operations.

Its tokens stand in ``Authorization``, behind the word Bearer.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.instance import Instance, Route
from tests.invented.things import (
    Thing,
    Things,
    fits,
    is_flag,
    is_number,
    is_text,
    is_texts,
    or_null,
    page_of,
    taken,
)

if TYPE_CHECKING:
    from reference.accounts import User
    from reference.calls import Call


def is_plan(value: object) -> bool:
    """Whether it is a plan of a bed: its rows, and what grows in them when."""
    if not isinstance(value, dict) or set(value) != {"rows", "is_fixed", "crops"}:
        return False
    crops = value["crops"]
    is_plain = is_number(value["rows"]) and is_flag(value["is_fixed"])
    return is_plain and isinstance(crops, list) and len(crops) <= 100 and all(map(is_crop, crops))


def is_crop(value: object) -> bool:
    """Whether it is one crop of a plan."""
    is_whole = isinstance(value, dict) and set(value) == {"kind", "weeks"}
    return is_whole and value["kind"] in ("root", "leaf") and is_number(value["weeks"])  # type: ignore[index]


BED = {
    "name": is_text,
    "priority": is_number,
    "area": is_number,
    "is_covered": is_flag,
    "labels": is_texts,
    "plan": or_null(is_plan),
}
PLANT = {"name": is_text, "is_hardy": is_flag, "bed_ids": is_texts}
BARE: Thing = {"priority": 0, "area": 1.0, "is_covered": False, "labels": [], "plan": None}


class Garden(Instance):
    """An instance without a log-in: its tokens are those of another product."""

    product = "garden"
    sets_cookie = False
    routes = (
        Route("GET", "/beds", "list_beds"),
        Route("POST", "/beds", "create_bed"),
        Route("GET", "/beds/{bed_id}", "get_bed"),
        Route("PATCH", "/beds/{bed_id}", "modify_bed"),
        Route("DELETE", "/beds/{bed_id}", "delete_bed"),
        Route("GET", "/plants", "list_plants"),
        Route("POST", "/plants", "create_plant"),
        Route("GET", "/plants/{plant_id}", "get_plant"),
        Route("PUT", "/plants/{plant_id}", "replace_plant"),
        Route("DELETE", "/plants/{plant_id}", "delete_plant"),
        Route("GET", "/components", "components"),
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.beds, self.plants = Things("bed"), Things("plant")
        self.bed_numbers, self.numbers = count(1), count(1)
        for bed in ("East bed", "Herbs", "West bed"):
            self.add_bed({"name": bed, "priority": len(bed), "area": len(bed) / 4})
        for plant in ("Mint", "Rhubarb"):
            self.add_plant({"name": plant})

    def token(self) -> str:
        """Give a token as the product next door gives it."""
        user = self.accounts.find(self.account.email)
        assert user is not None
        return self.sessions.issue(user)

    def authenticated(self, call: Call) -> User:
        """Give the user whose token stands behind the word Bearer."""
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        user = self.sessions.authenticate(token.strip()) if scheme.lower() == "bearer" else None
        if user is None:
            raise Refusal(401, "A token is needed")
        return user

    def add_bed(self, sent: Thing) -> Thing:
        """Keep a new bed."""
        return self.beds.add({"id": f"bed-{next(self.bed_numbers)}", **BARE, **sent})

    def add_plant(self, sent: Thing) -> Thing:
        """Keep a new plant."""
        return self.plants.add({"id": next(self.numbers), "is_hardy": False, "bed_ids": [], **sent})

    def list_beds(self, call: Call) -> Answer:
        """List the beds."""
        self.authenticated(call)
        order_by = call.choice("order_by", ("name", "priority", "area"))
        order_dir = call.choice("order_dir", ("asc", "desc"))
        beds = [each for each in self.beds.all() if fits(call, "is_covered", each)]
        beds.sort(key=lambda each: self.key(each, order_by), reverse=order_dir == "desc")
        return Answer(200, {"beds": page_of(call, beds)})

    def key(self, bed: Thing, order_by: str) -> Any:
        """Give what a bed is ordered by."""
        return bed[order_by]

    def create_bed(self, call: Call) -> Answer:
        """Dig a bed."""
        self.authenticated(call)
        return Answer(201, self.add_bed(taken(call, BED, ("name",))))

    def get_bed(self, call: Call) -> Answer:
        """Give a bed."""
        self.authenticated(call)
        return Answer(200, self.beds.find(call.parameters["bed_id"]))

    def modify_bed(self, call: Call) -> Answer:
        """Change what is sent of a bed."""
        self.authenticated(call)
        self.beds.find(call.parameters["bed_id"])
        return Answer(200, self.beds.change(call.parameters["bed_id"], taken(call, BED)))

    def delete_bed(self, call: Call) -> Answer:
        """Fill a bed in, if nothing grows there."""
        self.authenticated(call)
        bed = self.beds.find(call.parameters["bed_id"])
        if self.grows_in(bed):
            raise Refusal(409, "The bed is used by a plant")
        self.beds.remove(bed["id"])
        return Answer(204)

    def grows_in(self, bed: Thing) -> bool:
        """Tell whether some plant grows in a bed."""
        return any(bed["id"] in each["bed_ids"] for each in self.plants.all())

    def list_plants(self, call: Call) -> Answer:
        """List the plants."""
        self.authenticated(call)
        return Answer(200, self.plants.all())

    def create_plant(self, call: Call) -> Answer:
        """Sow a plant."""
        self.authenticated(call)
        return Answer(201, self.add_plant(self.sown(call)))

    def sown(self, call: Call) -> Thing:
        """Give what a body says of a plant, whose beds are there."""
        sent = taken(call, PLANT, ("name",))
        if any(each not in self.beds.kept for each in sent.get("bed_ids", ())):
            raise Refusal(422, "bed_ids names no bed")
        return sent

    def get_plant(self, call: Call) -> Answer:
        """Give a plant."""
        self.authenticated(call)
        return Answer(200, self.plants.find(call.parameters["plant_id"]))

    def replace_plant(self, call: Call) -> Answer:
        """Put another plant in the place of one."""
        self.authenticated(call)
        self.plants.find(call.parameters["plant_id"])
        sent = {"is_hardy": False, "bed_ids": [], **self.sown(call)}
        return Answer(200, self.plants.change(call.parameters["plant_id"], sent))

    def delete_plant(self, call: Call) -> Answer:
        """Pull a plant up."""
        self.authenticated(call)
        return Answer(200, self.plants.remove(call.parameters["plant_id"]))

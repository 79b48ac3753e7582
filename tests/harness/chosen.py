"""Lists in memory that show what they are asked for alone, until a test changes what that is."""

from __future__ import annotations

from tests.harness.listed import Instance
from tests.harness.shelves import query

STATES = {"type": "string", "enum": ["new", "old", "lost"]}
STATE = query("state", STATES, description="Only things of this state")
USUAL = query("state", {**STATES, "default": "new"}, description="Only things of this state")
BY_NAME = query("state", STATES)
FLAG = query("fine", {"type": "boolean"}, description="Only things that are fine, or that are not")
NAME = query("search", {"type": "string"}, description="Only things whose name holds this text")
TEXT = query("q", {"type": "string"}, description="Only things that hold this text")
MEMBERS = {"state": STATES, "fine": {"type": "boolean"}}


class Choosing(Instance):
    """Shows what it is asked for; a test changes what that is."""

    def __init__(self, count=6):
        super().__init__(count)
        for number, each in enumerate(self.things):
            each |= {"state": ["new", "old"][number % 2], "fine": number % 3 == 0}
            each["name"] = f"thing number{number}"
        self.is_shown = self.as_chosen

    def as_chosen(self, thing, given):
        return (
            given.get("state", thing.get("state")) == thing.get("state")
            and given.get("fine", str(thing.get("fine")).lower()) == str(thing.get("fine")).lower()
            and given.get("search", "") in thing["name"]
            and given.get("q", "") in f"{thing}"
        )

    def as_ordered(self, given):
        return [each for each in self.things if self.is_shown(each, given)]


def keeping(choose):
    """Have the honest choice changed: ``choose`` gets the instance, a thing, and what is given."""

    def change(instance):
        instance.is_shown = lambda thing, given: choose(instance, thing, given)

    return change


def lacks(name):
    return keeping(
        lambda instance, thing, given: instance.as_chosen(
            thing, {key: value for key, value in given.items() if key != name}
        )
    )

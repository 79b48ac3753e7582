"""Faults of the invented products that show in what stands beside, below or behind a thing."""

# ruff: noqa: ARG001 - handlers take what their operation is given

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import wrap
from tests.invented.registry import (
    ACCEPTED,
    ANSWERS,
    BY_NAME,
    FILTERS,
    GONE,
    LIMIT,
    OFFSET,
    ORDERS,
    READS_BACK,
    UNKNOWN,
    fault,
    ferry,
    handling,
)

if TYPE_CHECKING:
    from reference.instance import Instance


@fault("crew-outlives-its-boat", "ferry", GONE)
def keeps_crews(instance: Instance) -> None:
    """The crew of a boat that was deleted is listed as before."""
    boats = ferry(instance).boats
    gone: dict[str, Any] = {}

    def remove(honest: Any, name: str) -> Any:
        crew = ferry(instance).crews.get(name)
        if crew is not None:
            gone[name] = crew.all()
        return honest(name)

    def list_crew(honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        crew = gone.get(call.parameters["boat_id"])
        return honest(call) if crew is None else Answer(200, crew)

    wrap(boats, "remove", remove)
    wrap(instance, "list_crew", list_crew)


def of_any_boat(instance: Any, honest: Any, call: Any) -> Answer:
    """Find a sailor by the number alone, whatever boat there is."""
    crew = crew_of_any_boat(instance, call)
    if crew is None:
        answer: Answer = honest(call)
        return answer
    return Answer(200, crew.find(call.parameters["sailor_id"]))


def crew_of_any_boat(instance: Any, call: Any) -> Any:
    """Give the crew that a sailor is in, whatever boat there is; None where there is none."""
    instance.authenticated(call)
    if call.parameters["boat_id"] not in instance.crews:
        return None
    number = call.parameters["sailor_id"]
    crews = instance.crews.values()
    return next((e for e in crews if any(str(s["id"]) == number for s in e.all())), None)


handling(
    "sailor-of-any-boat",
    "ferry.get_sailor",
    "A sailor is found below every boat.",
    of_any_boat,
    UNKNOWN,
)


def let_go_by_any_boat(instance: Any, honest: Any, call: Any) -> Answer:
    """Let a sailor go by the number alone, whatever boat there is."""
    crew = crew_of_any_boat(instance, call)
    if crew is None:
        answer: Answer = honest(call)
        return answer
    return Answer(200, crew.remove(call.parameters["sailor_id"]))


handling(
    "sailor-let-go-by-any-boat",
    "ferry.delete_sailor",
    "A sailor is let go below every boat.",
    let_go_by_any_boat,
    UNKNOWN,
)


def tells_of_sailors(instance: Any, honest: Any, call: Any) -> Answer:
    """Say that there is no sailor where there is no boat."""
    try:
        answer: Answer = honest(call)
    except Refusal as refusal:
        if refusal.answer.status != 404:
            raise
        raise Refusal(404, "There is no such sailor") from None
    return answer


handling(
    "unknown-boat-is-told-as-a-sailor",
    "ferry.get_boat",
    "What looks an unknown boat up is answered with the message of sailors.",
    tells_of_sailors,
    UNKNOWN,
)


def spreads(instance: Any, honest: Any, call: Any) -> Answer:
    """Write the capacity to the boat that was made last, too."""
    answer: Answer = honest(call)
    boats = list(instance.boats.kept.values())
    others = [each for each in boats if each["id"] != call.parameters["boat_id"]]
    sent = call.json_object()
    if "capacity" in sent and others:
        others[-1]["capacity"] = sent["capacity"]
    return answer


handling(
    "change-spreads-to-the-newest",
    "ferry.modify_boat",
    "A change of a boat's capacity is also one of the boat that was made last.",
    spreads,
    READS_BACK,
)


@fault("change-spreads-to-the-first", "ferry", READS_BACK)
def spreads_to_the_first(instance: Instance) -> None:
    """A boat's capacity is also that of the first boat that was made, from the first change on."""
    seeded = set(ferry(instance).boats.kept)

    def modify_boat(honest: Any, call: Any) -> Answer:
        answer: Answer = honest(call)
        kept, own = ferry(instance).boats.kept, call.parameters["boat_id"]
        made = [kept[name] for name in kept if name not in {*seeded, own}]
        if made and "capacity" in call.json_object():
            made[0]["capacity"] = call.json_object()["capacity"]
        return answer

    wrap(instance, "modify_boat", modify_boat)


def merges(instance: Any, honest: Any, call: Any) -> Answer:
    """Keep what is left out."""
    before = copy.deepcopy(instance.boats.find(call.parameters["boat_id"]))
    answer: Answer = honest(call)
    kept = instance.boats.kept[call.parameters["boat_id"]]
    sent = call.json_object()
    kept.update({name: before[name] for name in ("note", "tags") if name not in sent})
    answer.body = copy.deepcopy(kept)
    return answer


handling(
    "replace-keeps-what-is-left-out",
    "ferry.replace_boat",
    "What a new description leaves out stays, where the page says that it is cleared.",
    merges,
    READS_BACK,
)


def refuses_the_same(instance: Any, honest: Any, call: Any) -> Answer:
    """Take the boat itself for another one of that name."""
    instance.authenticated(call)
    boat = instance.boats.kept.get(call.parameters["boat_id"])
    if boat is not None and call.json_object().get("name") == boat["name"]:
        raise Refusal(409, "There is a boat of that name")
    answer: Answer = honest(call)
    return answer


handling(
    "replace-refuses-the-own-name",
    "ferry.replace_boat",
    "A boat that keeps its name is refused as one whose name is taken.",
    refuses_the_same,
    READS_BACK,
)


def capped(instance: Any, honest: Any, call: Any) -> Answer:
    """Never list more than four boats."""
    answer: Answer = honest(call)
    body: Any = answer.body
    return Answer(answer.status, {**body, "boats": body["boats"][:4]})


handling(
    "boats-at-most-four",
    "ferry.list_boats",
    "No more than four boats are listed at once, whatever is asked for.",
    capped,
    LIMIT,
    may_break=[OFFSET, ORDERS, FILTERS, BY_NAME],
)


def refuses_uncovered(instance: Any, honest: Any, call: Any) -> Answer:
    """Take false for no flag."""
    instance.authenticated(call)
    if call.query.get("is_covered") == "false":
        raise Refusal(400, "is_covered is no flag")
    answer: Answer = honest(call)
    return answer


handling(
    "uncovered-beds-are-refused",
    "garden.list_beds",
    "Beds that are not covered can't be asked for.",
    refuses_uncovered,
    ACCEPTED,
    may_break=[BY_NAME, FILTERS, ANSWERS],
)

"""Faults of the invented products' deletions: what stays, and what goes along."""

# ruff: noqa: ARG001 - handlers take what their operation is given

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import wrap
from tests.invented.registry import (
    ANSWERS,
    BY_NAME,
    DOCUMENTED,
    GONE,
    ORDERS,
    fault,
    ferry,
    handling,
    quarry,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.instance import Instance
    from tests.invented.things import Thing, Things


def deletes_nothing(status: int, member: str, parameter: str) -> Callable[..., Answer]:
    """Give the handler that answers a deletion, and does nothing."""

    def handler(instance: Any, _honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        thing = getattr(instance, member).find(call.parameters[parameter])
        return Answer(status, b"" if status == 204 else thing)

    return handler


handling(
    "delete-deletes-nothing",
    "ferry.delete_boat",
    "A deletion is answered, and not done.",
    deletes_nothing(204, "boats", "boat_id"),
    GONE,
)
handling(
    "delete-deletes-nothing",
    "quarry.delete_stone",
    "A deletion is answered, and not done.",
    deletes_nothing(200, "stones", "stone_id"),
    GONE,
)
handling(
    "delete-keeps-label",
    "quarry.delete_label",
    "A deletion is answered, and not done.",
    deletes_nothing(204, "labels", "slug"),
    GONE,
)


def remembered(instance: Instance, things: Things, remove: str) -> dict[str, Thing]:
    """Give what an operation removes, from now on."""
    gone: dict[str, Thing] = {}

    def removing(honest: Any, name: str) -> Thing:
        thing: Thing = honest(name)
        gone[name] = dict(thing)
        return thing

    wrap(things, remove, removing)
    return gone


@fault("deleted-is-found", "ferry", GONE)
def finds_deleted(instance: Instance) -> None:
    """A deleted boat is not listed, and found all the same."""
    gone = remembered(instance, ferry(instance).boats, "remove")

    def get_boat(honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        boat = gone.get(call.parameters["boat_id"])
        return Answer(200, boat) if boat is not None else honest(call)

    wrap(instance, "get_boat", get_boat)


@fault("deleted-is-listed", "ferry", GONE)
def lists_deleted(instance: Instance) -> None:
    """A deleted boat is not found, and listed all the same."""
    boats = ferry(instance).boats
    gone = remembered(instance, boats, "remove")
    wrap(boats, "all", lambda honest: [*honest(), *copy.deepcopy(list(gone.values()))])


@fault("deleted-is-listed-falling", "ferry", GONE, may_break=[ORDERS])
def lists_deleted_falling(instance: Instance) -> None:
    """A deleted boat is listed where the boats are asked for in falling order."""
    boats = ferry(instance).boats
    gone = remembered(instance, boats, "remove")

    def list_boats(honest: Any, call: Any) -> Answer:
        kept = boats.kept
        if call.query.get("order_dir") == "desc":
            boats.kept = kept | copy.deepcopy(gone)
        try:
            answer: Answer = honest(call)
        finally:
            boats.kept = kept
        return answer

    wrap(instance, "list_boats", list_boats)


@fault("deleted-label-is-listed", "quarry", GONE)
def lists_deleted_labels(instance: Instance) -> None:
    """A deleted label is not found, and listed all the same."""
    labels = quarry(instance).labels
    gone = remembered(instance, labels, "remove")
    wrap(labels, "all", lambda honest: [*honest(), *copy.deepcopy(list(gone.values()))])


@fault("deleted-stone-is-found", "quarry", GONE)
def finds_deleted_stones(instance: Instance) -> None:
    """A deleted stone is found as if nothing had happened."""
    gone = remembered(instance, quarry(instance).stones, "remove")

    def get_stone(honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        stone = gone.get(call.parameters["stone_id"])
        return Answer(200, stone) if stone is not None else honest(call)

    wrap(instance, "get_stone", get_stone)


@fault("deleted-sailor-is-listed", "ferry", GONE, may_break=[BY_NAME])
def lists_deleted_sailors(instance: Instance) -> None:
    """A sailor who was let go is in the crew all the same."""
    gone: dict[str, list[Any]] = {}

    def delete_sailor(honest: Any, call: Any) -> Answer:
        answer: Answer = honest(call)
        gone.setdefault(call.parameters["boat_id"], []).append(answer.body)
        return answer

    def list_crew(honest: Any, call: Any) -> Answer:
        return Answer(200, [*honest(call).body, *gone.get(call.parameters["boat_id"], [])])

    wrap(instance, "delete_sailor", delete_sailor)
    wrap(instance, "list_crew", list_crew)


@fault("delete-again-crashes", "ferry", GONE, DOCUMENTED)
def crashes_again(instance: Instance) -> None:
    """Deleting a boat once more is a server error."""
    gone = remembered(instance, ferry(instance).boats, "remove")

    def delete_boat(honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        if call.parameters["boat_id"] in gone:
            return Answer(500, {"message": "None has no attribute id"})
        answer: Answer = honest(call)
        return answer

    wrap(instance, "delete_boat", delete_boat)


@fault("first-sailor-stays", "ferry", GONE)
def keeps_the_first(instance: Instance) -> None:
    """The first sailor of a crew is not removed: its place, 0, is taken for none."""

    def delete_sailor(honest: Any, call: Any) -> Any:
        instance.authenticated(call)
        names = list(ferry(instance).crew(call).kept)
        if call.parameters["sailor_id"] in map(str, names[:1]):
            raise Refusal(404, "There is no such sailor")
        return honest(call)

    wrap(instance, "delete_sailor", delete_sailor)


@fault("delete-takes-the-last-along", "ferry", GONE, may_break=[ANSWERS])
def deletes_two(instance: Instance) -> None:
    """A deletion removes the boat that was made before, too."""
    boats = ferry(instance).boats

    def remove(honest: Any, name: str) -> Thing:
        names = list(boats.kept)
        at = names.index(name) if name in names else 0
        thing: Thing = honest(name)
        if at:
            boats.kept.pop(names[at - 1])
        return thing

    wrap(boats, "remove", remove)

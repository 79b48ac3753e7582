"""Faults of the invented products' things: what is kept of what is sent."""

# ruff: noqa: ARG001, ARG005 - handlers take what their operation is given

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from reference.answers import Answer
from reference.changes import wrap
from tests.invented.registry import (
    LISTED,
    READS_BACK,
    REFUSES,
    fault,
    ferry,
    handling,
    quarry,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.instance import Instance
    from tests.invented.things import Thing


def forgets(keep: Callable[[Thing, Thing], Thing]) -> Callable[..., Answer]:
    """Give the handler that answers as it should, and keeps what is made of before and after."""

    def handler(instance: Any, honest: Any, call: Any) -> Answer:
        kept = instance.boats.kept
        before = copy.deepcopy(kept.get(call.parameters.get("boat_id")) or {})
        answer: Answer = honest(call)
        told: Any = copy.deepcopy(answer.body)
        kept[told["id"]] = keep(before, copy.deepcopy(told))
        answer.body = told
        return answer

    return handler


handling(
    "modify-stores-nothing",
    "ferry.modify_boat",
    "A change is answered, and not kept.",
    forgets(lambda before, after: before),
    READS_BACK,
)
handling(
    "replace-stores-nothing",
    "ferry.replace_boat",
    "A replacement is answered, not kept.",
    forgets(lambda before, after: before),
    READS_BACK,
)
handling(
    "replace-keeps-capacity",
    "ferry.replace_boat",
    "A replacement leaves the capacity.",
    forgets(lambda before, after: after | {"capacity": before["capacity"]}),
    READS_BACK,
)
handling(
    "create-drops-tags",
    "ferry.create_boat",
    "A new boat's tags are not kept.",
    forgets(lambda before, after: after | {"tags": []}),
    READS_BACK,
)
handling(
    "create-cuts-name",
    "ferry.create_boat",
    "Of a new boat's name, 8 characters are kept.",
    forgets(lambda before, after: after | {"name": after["name"][:8]}),
    READS_BACK,
    may_break=[LISTED],
)
handling(
    "create-counts-one-more",
    "ferry.create_boat",
    "A new boat holds one more than sent.",
    forgets(lambda before, after: after | {"capacity": after["capacity"] + 1}),
    READS_BACK,
)
handling(
    "create-loses-note",
    "ferry.create_boat",
    "A new boat's note is null.",
    forgets(lambda before, after: after | {"note": None}),
    READS_BACK,
)


def clears(instance: Any, honest: Any, call: Any) -> Answer:
    answer: Answer = honest(call)
    body: Any = answer.body
    body.update(
        {
            name: None if name == "note" else []
            for name in ("note", "tags")
            if name not in call.json_object()
        }
    )
    return answer


def renames_all(instance: Any, honest: Any, call: Any) -> Answer:
    answer: Answer = honest(call)
    for boat in instance.boats.kept.values():
        boat.update({"note": answer.body["note"]})  # type: ignore[index]
    return answer


def moves(instance: Any, honest: Any, call: Any) -> Answer:
    answer: Answer = honest(call)
    body: Any = copy.deepcopy(answer.body)
    body["created_at"] = "1999-01-01T00:00:00Z"
    instance.boats.kept[body["id"]] = body
    return answer


handling(
    "modify-clears-the-rest",
    "ferry.modify_boat",
    "A change clears what is not sent.",
    clears,
    READS_BACK,
)
handling(
    "modify-changes-all",
    "ferry.modify_boat",
    "A change of a boat's note is that of all.",
    renames_all,
    READS_BACK,
)
handling(
    "modify-rewrites-creation",
    "ferry.modify_boat",
    "A changed boat was made long ago.",
    moves,
    READS_BACK,
)


@fault("get-is-cached", "ferry", READS_BACK)
def caches(instance: Instance) -> None:
    """A boat is shown as it was when it was first asked for."""
    seen: dict[str, Answer] = {}

    def get_boat(honest: Any, call: Any) -> Answer:
        answer = copy.deepcopy(honest(call))
        return copy.deepcopy(seen.setdefault(call.parameters["boat_id"], answer))

    wrap(instance, "get_boat", get_boat)


@fault("get-shows-the-last", "ferry", READS_BACK)
def shows_last(instance: Instance) -> None:
    """Whichever boat is asked for, the last one that was made is shown by its id."""

    def get_boat(honest: Any, call: Any) -> Answer:
        answer = honest(call)
        return Answer(200, ferry(instance).boats.all()[-1] | {"id": answer.body["id"]})

    wrap(instance, "get_boat", get_boat)


@fault("settings-store-nothing", "ferry", READS_BACK)
def keeps_settings(instance: Instance) -> None:
    """Settings are answered as they were sent, and stay as they were."""

    def replace_settings(honest: Any, call: Any) -> Answer:
        settings = ferry(instance).settings
        before = dict(settings)
        answer: Answer = honest(call)
        settings.update(before)
        return answer

    wrap(instance, "replace_settings", replace_settings)


@fault("sailors-all-mates", "ferry", READS_BACK)
def makes_mates(instance: Instance) -> None:
    """Whatever a sailor was hired for, the look-up says another rank."""

    def get_sailor(honest: Any, call: Any) -> Answer:
        sailor = honest(call).body
        return Answer(200, sailor | {"rank": "cook" if sailor["rank"] == "mate" else "mate"})

    wrap(instance, "get_sailor", get_sailor)


@fault("stone-keeps-weight", "quarry", READS_BACK)
def keeps_weight(instance: Instance) -> None:
    """A stone that is replaced keeps its weight."""

    def replace_stone(honest: Any, call: Any) -> Answer:
        stones = quarry(instance).stones
        before = dict(stones.kept.get(call.parameters["stone_id"], {}))
        answer = copy.deepcopy(honest(call))
        stones.change(call.parameters["stone_id"], {"weight": before["weight"]})
        return answer  # type: ignore[no-any-return]

    wrap(instance, "replace_stone", replace_stone)


@fault("label-forgets-colour", "quarry", READS_BACK)
def forgets_colour(instance: Instance) -> None:
    """A label that is changed has no colour any more."""

    def modify_label(honest: Any, call: Any) -> Answer:
        answer = copy.deepcopy(honest(call))
        quarry(instance).labels.find(call.parameters["slug"]).pop("colour", None)
        return answer  # type: ignore[no-any-return]

    wrap(instance, "modify_label", modify_label)


# What is done to things

handling(
    "archive-stores-nothing",
    "ferry.archive_boat",
    "A boat is answered as archived, and is not.",
    forgets(lambda before, after: before),
    READS_BACK,
    may_break=[REFUSES],
)
handling(
    "archive-at-no-time",
    "ferry.archive_boat",
    "A boat is archived, and the time at which that was stays null.",
    forgets(lambda before, after: after | {"archived_at": None}),
    READS_BACK,
)


@fault("archive-spreads", "ferry", READS_BACK)
def archives_the_first(instance: Instance) -> None:
    """With a boat, each other one of its capacity is archived."""

    def archive_boat(honest: Any, call: Any) -> Answer:
        answer: Answer = honest(call)
        body: Any = answer.body
        for each in ferry(instance).boats.kept.values():
            if each["capacity"] == body["capacity"]:
                each |= {"status": "archived", "archived_at": body["archived_at"]}
        return answer

    wrap(instance, "archive_boat", archive_boat)


@fault("survey-loses-place", "quarry", READS_BACK)
def loses_place(instance: Instance) -> None:
    """A survey is of another place than was sent."""

    def get_survey(honest: Any, call: Any) -> Answer:
        return Answer(200, honest(call).body | {"place": "south face"})

    wrap(instance, "get_survey", get_survey)


def changing(instance: Instance, keep: Callable[[Thing, Thing], Thing]) -> None:
    """Keep of a change of a label something else: ``keep`` gets the label before, and after."""

    def modify_label(honest: Any, call: Any) -> Answer:
        labels = quarry(instance).labels
        before = dict(labels.kept.get(call.parameters["slug"], {}))
        answer = copy.deepcopy(honest(call))
        labels.change(call.parameters["slug"], keep(before, answer.body))
        return answer  # type: ignore[no-any-return]

    wrap(instance, "modify_label", modify_label)


@fault("label-keeps-day-for-null", "quarry", READS_BACK)
def ignores_null(instance: Instance) -> None:
    """A label whose day is to be none keeps it."""
    changing(instance, lambda before, after: {"since": after.get("since") or before.get("since")})


@fault("label-keeps-day", "quarry", READS_BACK)
def keeps_day(instance: Instance) -> None:
    """A label's first day stays as it was, unless it is to be none."""
    changing(
        instance,
        lambda before, after: {
            "since": after.get("since") and (before.get("since") or after["since"])
        },
    )

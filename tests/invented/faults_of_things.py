"""Faults of the invented products' things and lists: what is kept, listed, gone and in order."""

# ruff: noqa: ARG001, ARG005 - handlers take what their operation is given

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from reference.answers import Answer
from reference.changes import wrap
from tests.invented.registry import (
    ANSWERS,
    BY_NAME,
    DOCUMENTED,
    GONE,
    LIMIT,
    LISTED,
    OFFSET,
    ORDERS,
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
    from tests.invented.things import Thing, Things

# Reading back


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


# Deletions


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
        if call.query.get("order_dir") != "desc":
            return Answer(200, honest(call).body)
        kept = dict(boats.kept)
        boats.kept |= copy.deepcopy(gone)
        try:
            return Answer(200, honest(call).body)
        finally:
            boats.kept = kept

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


# Lists hold what was made


def hides_new(things: Things) -> None:
    """Let a list be as it was in the beginning, but for what was removed since."""
    known = set(things.kept)
    wrap(things, "all", lambda honest: [e for e in honest() if str(e[things.id_name]) in known])


@fault("new-is-not-listed", "ferry", LISTED, may_break=[LIMIT, OFFSET, ORDERS])
def hides_boats(instance: Instance) -> None:
    """A boat that was made is found, and never listed."""
    hides_new(ferry(instance).boats)


@fault("new-stone-is-not-listed", "quarry", LISTED)
def hides_stones(instance: Instance) -> None:
    """A stone that was made is found, and never listed."""
    hides_new(quarry(instance).stones)


@fault("new-label-is-not-listed", "quarry", LISTED, may_break=[LIMIT, OFFSET, REFUSES])
def hides_labels(instance: Instance) -> None:
    """A label that was made is found, and never listed."""
    hides_new(quarry(instance).labels)


@fault("list-ends-early", "quarry", LISTED)
def ends_early(instance: Instance) -> None:
    """The list holds the first three stones, and has no other page."""
    wrap(quarry(instance).stones, "all", lambda honest: honest()[:3])


@fault("crew-of-the-first", "ferry", LISTED)
def lists_no_crew(instance: Instance) -> None:
    """The crew of each boat is listed empty."""
    wrap(instance, "list_crew", lambda honest, call: Answer(200, honest(call).body[:0]))


# Parts of a list


def paging(instance: Instance, page: Callable[[list[Thing], int | None, int], list[Thing]]) -> None:
    """List boats by pages of another kind."""

    def list_boats(honest: Any, call: Any) -> Answer:
        limit, offset = call.count("limit"), call.count("offset") or 0
        call.query = type(call.query)(
            [each for each in call.query.multi_items() if each[0] not in {"limit", "offset"}]
        )
        answer: Any = honest(call)
        answer.body["boats"] = page(answer.body["boats"], limit, offset)
        return answer  # type: ignore[no-any-return]

    wrap(instance, "list_boats", list_boats)


def cut(boats: list[Thing], limit: int | None, offset: int) -> list[Thing]:
    """Give a page as it should be."""
    return boats[offset:] if limit is None else boats[offset : offset + limit]


PAGES: dict[str, tuple[str, str, Callable[[list[Thing], int | None, int], list[Thing]]]] = {
    "limit-ignored": (LIMIT, "The limit is not kept.", lambda b, n, o: b[o:]),
    "limit-and-one": (
        LIMIT,
        "One more than the limit is listed.",
        lambda b, n, o: cut(b, None if n is None else n + 1, o),
    ),
    "limit-lost-by-offset": (
        LIMIT,
        "With an offset, the limit is not kept.",
        lambda b, n, o: b[o:] if o else cut(b, n, o),
    ),
    "limit-two-at-least": (
        LIMIT,
        "Two boats are listed at least.",
        lambda b, n, o: cut(b, None if n is None else max(2, n), o),
    ),
    "offset-ignored": (OFFSET, "The offset is not kept.", lambda b, n, o: cut(b, n, 0)),
    "offset-off-by-one": (
        OFFSET,
        "One more than the offset is left out.",
        lambda b, n, o: cut(b, n, o + 1 if o else 0),
    ),
    "offset-in-pages": (
        OFFSET,
        "The offset counts pages of three.",
        lambda b, n, o: cut(b, n, o * 3),
    ),
    "offset-from-the-end": (
        OFFSET,
        "The offset leaves out the last ones.",
        lambda b, n, o: cut(b[: len(b) - o], n, 0),
    ),
}
for _name, (_rule, _says, _page) in PAGES.items():

    def _change(
        instance: Instance,
        page: Callable[[list[Thing], int | None, int], list[Thing]] = _page,
    ) -> None:
        paging(instance, page)

    _change.__doc__ = _says
    fault(_name, "ferry", _rule)(_change)


def without(instance: Instance, operation: str, *names: str) -> None:
    """Let one operation not see these of its query."""

    def handler(honest: Any, call: Any) -> Answer:
        items = [each for each in call.query.multi_items() if each[0] not in names]
        call.query = type(call.query)(items)
        answer: Answer = honest(call)
        return answer

    wrap(instance, operation, handler)


@fault("label-limit-ignored", "quarry", LIMIT)
def ignores_limit(instance: Instance) -> None:
    """The limit of labels is not kept."""
    without(instance, "list_labels", "limit")


@fault("label-offset-ignored", "quarry", OFFSET)
def ignores_offset(instance: Instance) -> None:
    """The offset of labels is not kept."""
    without(instance, "list_labels", "offset")


@fault("order-dir-ignored", "ferry", ORDERS)
def ignores_direction(instance: Instance) -> None:
    """Boats are in rising order, whatever is asked for."""
    without(instance, "list_boats", "order_dir")


@fault("order-by-ignored", "ferry", ORDERS)
def ignores_order(instance: Instance) -> None:
    """Boats are ordered by their names, whatever is asked for."""
    without(instance, "list_boats", "order_by")


def ordering(instance: Instance, order: Callable[[list[Thing], str, bool], list[Thing]]) -> None:
    """Order the boats in another way, and page them then."""

    def list_boats(honest: Any, call: Any) -> Answer:
        honest(call)
        status = call.query.get("status")
        boats = [e for e in ferry(instance).boats.all() if status in {None, e["status"]}]
        by = call.query.get("order_by", "name")
        boats = order(boats, by, call.query.get("order_dir") == "desc")
        shown = cut(boats, call.count("limit"), call.count("offset") or 0)
        return Answer(200, {"boats": shown, "total": len(boats)})

    wrap(instance, "list_boats", list_boats)


@fault("orders-numbers-as-texts", "ferry", ORDERS)
def orders_as_text(instance: Instance) -> None:
    """Capacities are ordered as texts: 100 before 40."""
    ordering(
        instance, lambda boats, by, down: sorted(boats, key=lambda e: str(e[by]), reverse=down)
    )


@fault("orders-not-at-all", "ferry", ORDERS)
def orders_nothing(instance: Instance) -> None:
    """Boats are listed as they were made."""
    ordering(instance, lambda boats, by, down: boats)


@fault("orders-the-other-way", "ferry", ORDERS)
def orders_other_way(instance: Instance) -> None:
    """Asked for rising order, boats fall, and the other way round."""
    ordering(instance, lambda boats, by, down: sorted(boats, key=lambda e: e[by], reverse=not down))


@fault("orders-a-page-alone", "ferry", LIMIT)
def orders_page(instance: Instance) -> None:
    """A page is ordered in itself, once it was cut from boats in no order."""

    def list_boats(honest: Any, call: Any) -> Answer:
        honest(call)
        status = call.query.get("status")
        boats = [e for e in ferry(instance).boats.all() if status in {None, e["status"]}]
        shown = cut(boats, call.count("limit"), call.count("offset") or 0)
        by, down = call.query.get("order_by", "name"), call.query.get("order_dir") == "desc"
        shown.sort(key=lambda e: e[by], reverse=down)
        return Answer(200, {"boats": shown, "total": len(boats)})

    wrap(instance, "list_boats", list_boats)

"""Faults of the invented products' lists: what they hold, their parts and their order."""

# ruff: noqa: ARG005 - handlers take what their operation is given

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import wrap
from tests.invented.registry import (
    COUNTS,
    LIMIT,
    LISTED,
    OFFSET,
    ORDERS,
    REFUSES,
    fault,
    ferry,
    quarry,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.instance import Instance
    from tests.invented.things import Thing, Things


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


def counting(instance: Instance, handler: str, count: Callable[[Any, Any], int]) -> None:
    """Have a list say another count: ``count`` gets what was asked for, and the honest answer."""

    def wrapped(honest: Any, call: Any) -> Answer:
        answer: Answer = honest(call)
        body: Any = answer.body
        if "meta" in body:
            return Answer(200, {**body, "meta": {"total": count(call, body)}})
        return Answer(200, {**body, "total": count(call, body)})

    wrap(instance, handler, wrapped)


@fault("total-of-the-page", "ferry", COUNTS)
def counts_a_page(instance: Instance) -> None:
    """The total is the number of boats on the page."""
    counting(instance, "list_boats", lambda _, body: len(body["boats"]))


@fault("total-ignores-status", "ferry", COUNTS)
def counts_every_status(instance: Instance) -> None:
    """The total is that of all boats, whatever status is asked for."""
    counting(instance, "list_boats", lambda *_: len(ferry(instance).boats.all()))


@fault("label-total-less-offset", "quarry", COUNTS)
def counts_what_is_left(instance: Instance) -> None:
    """The total is what there is of labels behind the offset."""
    counting(
        instance,
        "list_labels",
        lambda call, body: max(0, body["meta"]["total"] - (call.count("offset") or 0)),
    )


@fault("label-total-one-off", "quarry", COUNTS)
def counts_one_more(instance: Instance) -> None:
    """The total is one more than there are."""
    counting(instance, "list_labels", lambda _, body: body["meta"]["total"] + 1)


@fault("offset-beyond-refused", "ferry", OFFSET)
def refuses_beyond(instance: Instance) -> None:
    """An offset beyond the last boat is refused."""

    def list_boats(honest: Any, call: Any) -> Answer:
        answer: Answer = honest(call)
        body: Any = answer.body
        offset = call.count("offset") or 0
        if offset and offset >= body["total"]:
            raise Refusal(404, "There is no such page")
        return answer

    wrap(instance, "list_boats", list_boats)

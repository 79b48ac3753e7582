"""Faults of what the invented products answer, find and refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import fields, make_page, rename_field, set_field, set_message, set_status
from tests.invented.registry import (
    ACCEPTED,
    ANSWERS,
    DOCUMENTED,
    LISTED,
    READS_BACK,
    REFUSES,
    UNKNOWN,
    answering,
    handling,
)

if TYPE_CHECKING:
    from collections.abc import Callable

BOTH = (ANSWERS, DOCUMENTED)


def each_of(member: str, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """Give the edit that changes each thing of a list; of a bare one where no member is named."""

    def change(answer: Answer) -> None:
        body: Any = answer.body
        things = [edit(dict(each)) for each in (body[member] if member else body)]
        answer.body = {**body, member: things} if member else things

    return change


def lacks(name: str) -> Callable[[Answer], None]:
    """Give the edit that leaves a member out."""

    def change(answer: Answer) -> None:
        answer.body = {key: value for key, value in fields(answer).items() if key != name}

    return change


def crash(answer: Answer) -> None:
    """Turn an answer into a server error."""
    answer.status, answer.body = 500, {"message": "None has no attribute id"}


def as_html(answer: Answer) -> None:
    """Call an answer an HTML page."""
    answer.media_type = "text/html"


def wrapped(name: str) -> Callable[[Answer], None]:
    """Give the edit that puts a body into a member."""

    def change(answer: Answer) -> None:
        answer.body = {name: answer.body}

    return change


def listed(answer: Answer) -> None:
    """Put a body into a list."""
    answer.body = [answer.body]


def full(answer: Answer) -> None:
    """Answer 200 with a body that nobody asked for."""
    answer.status, answer.body = 200, {"ok": True}


def refused(status: int, text: str = "Not today") -> Callable[..., Answer]:
    """Give the handler that refuses whoever has a token."""

    def handler(instance: Any, _honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        raise Refusal(status, text)

    return handler


# What a call is answered with

CREATES = (LISTED, READS_BACK)
answering("list-crashes", "ferry.list_boats", "The list is a server error.", crash, *BOTH)
answering(
    "list-renamed",
    "ferry.list_boats",
    "The list calls its boats ships.",
    rename_field("boats", "ships"),
    *BOTH,
    may_break=[LISTED],
)
answering(
    "list-capacity-as-text",
    "ferry.list_boats",
    "The list gives numbers as texts.",
    each_of("boats", lambda boat: boat | {"capacity": str(boat["capacity"])}),
    *BOTH,
)
answering(
    "list-boats-without-id",
    "ferry.list_boats",
    "The list gives boats without their ids.",
    each_of("boats", lambda boat: {k: v for k, v in boat.items() if k != "id"}),
    *BOTH,
    may_break=[LISTED],
)
answering("create-is-200", "ferry.create_boat", "A boat is made with 200.", set_status(200), *BOTH)
answering(
    "create-lacks-id", "ferry.create_boat", "A new boat is told without its id.", lacks("id"), *BOTH
)
answering("create-in-a-list", "ferry.create_boat", "A new boat is told in a list.", listed, *BOTH)
answering(
    "modify-is-204",
    "ferry.modify_boat",
    "A change is answered with nothing.",
    set_status(204),
    *BOTH,
)
answering("get-as-html", "ferry.get_boat", "A boat is called an HTML page.", as_html, *BOTH)
answering(
    "get-status-of-its-own",
    "ferry.get_boat",
    "A boat has a status that no page knows.",
    set_field("status", "afloat"),
    *BOTH,
    may_break=[READS_BACK],
)
answering(
    "get-name-null",
    "ferry.get_boat",
    "A boat's name is null.",
    set_field("name", None),
    *BOTH,
    may_break=[READS_BACK],
)
answering("delete-is-200", "ferry.delete_boat", "A deletion is answered with 200.", full, *BOTH)
handling(
    "archive-is-405",
    "ferry.archive_boat",
    "Archiving is no method that is known (405).",
    refused(405),
    ANSWERS,
    DOCUMENTED,
)
handling(
    "archive-is-404",
    "ferry.archive_boat",
    "Archiving finds no boat.",
    refused(404, "There is no such boat"),
    ANSWERS,
)
answering("crew-wrapped", "ferry.list_crew", "The crew stands in a member.", wrapped("crew"), *BOTH)
answering(
    "crew-as-object",
    "ferry.list_crew",
    "The crew is an object.",
    set_field("1", "Ada"),
    *BOTH,
    may_break=[LISTED],
)
answering(
    "sailor-id-as-text",
    "ferry.get_sailor",
    "A sailor's number is a text.",
    set_field("id", "17"),
    *BOTH,
)
answering(
    "sailor-made-without-body",
    "ferry.create_sailor",
    "A new sailor is not told.",
    set_status(204),
    *BOTH,
)
answering(
    "settings-lack-speed",
    "ferry.get_settings",
    "The settings tell no speed.",
    lacks("speed"),
    *BOTH,
    may_break=[READS_BACK],
)
handling(
    "settings-refused",
    "ferry.replace_settings",
    "No settings are ever taken.",
    refused(400),
    ANSWERS,
)
answering(
    "stones-in-pages",
    "quarry.list_stones",
    "The stones stand in a member of a page.",
    wrapped("stones"),
    *BOTH,
)
answering(
    "search-renamed",
    "quarry.search_stones",
    "What is found stands in another member.",
    rename_field("items", "stones"),
    *BOTH,
)
answering(
    "survey-is-201", "quarry.begin_survey", "A survey is begun with 201.", set_status(201), *BOTH
)
answering(
    "survey-state-of-its-own",
    "quarry.get_survey",
    "A survey has a state of its own.",
    set_field("state", "broken"),
    *BOTH,
)
answering(
    "label-lacks-title",
    "quarry.modify_label",
    "A changed label is told without its title.",
    lacks("title"),
    *BOTH,
)
handling(
    "labels-are-404",
    "quarry.list_labels",
    "There is no list of labels.",
    refused(404, "There is nothing here"),
    ANSWERS,
    DOCUMENTED,
)


# What does not exist


def where_unknown(answer: Callable[[], Answer]) -> Callable[..., Answer]:
    """Give the handler that answers so where nothing is found."""

    def handler(_instance: Any, honest: Any, call: Any) -> Answer:
        try:
            found: Answer = honest(call)
        except Refusal as refusal:
            if refusal.answer.status != 404:
                raise
            return answer()
        return found

    return handler


def upserts(instance: Any, honest: Any, call: Any) -> Answer:
    instance.authenticated(call)
    boat_id = call.parameters["boat_id"]
    if boat_id not in instance.boats.kept:
        boat = instance.add_boat({"name": "New", "capacity": 1, "note": "made by a change"})
        instance.boats.kept[boat_id] = instance.boats.kept.pop(boat["id"]) | {"id": boat_id}
    answer: Answer = honest(call)
    return answer


def any_boats_sailor(instance: Any, honest: Any, call: Any) -> Answer:
    instance.authenticated(call)
    for crew in instance.crews.values():
        if call.parameters["sailor_id"] in crew.kept:
            return Answer(200, crew.kept[call.parameters["sailor_id"]])
    answer: Answer = honest(call)
    return answer


def first_label(instance: Any, honest: Any, call: Any) -> Answer:
    return where_unknown(lambda: Answer(200, instance.labels.all()[0]))(instance, honest, call)


MADE_UP = {"id": 1, "kind": "chalk", "weight": 1}
handling(
    "unknown-is-null",
    "ferry.get_boat",
    "A boat that is not there is null.",
    where_unknown(lambda: Answer(200, None)),
    UNKNOWN,
    DOCUMENTED,
)
answering(
    "unknown-is-400",
    "ferry.get_boat",
    "A boat that is not there is a bad request.",
    set_status(400),
    UNKNOWN,
    statuses=[404],
)
answering(
    "unknown-is-403",
    "ferry.replace_boat",
    "Nobody may replace a boat that is not there.",
    set_status(403),
    UNKNOWN,
    statuses=[404],
)
handling(
    "unknown-is-made",
    "ferry.modify_boat",
    "To change a boat that is not there makes one.",
    upserts,
    UNKNOWN,
)
handling(
    "unknown-is-deleted",
    "ferry.delete_boat",
    "A boat that is not there is deleted, too.",
    where_unknown(lambda: Answer(204)),
    UNKNOWN,
)
answering(
    "unknown-crashes",
    "ferry.archive_boat",
    "To archive no boat is a server error.",
    crash,
    UNKNOWN,
    DOCUMENTED,
    statuses=[404],
)
handling(
    "unknown-has-no-crew",
    "ferry.list_crew",
    "A boat that is not there has an empty crew.",
    where_unknown(lambda: Answer(200, [])),
    UNKNOWN,
)
handling(
    "unknown-hires",
    "ferry.create_sailor",
    "A boat that is not there hires sailors.",
    where_unknown(lambda: Answer(201, {"id": 999, "name": "Ghost"})),
    UNKNOWN,
)
handling(
    "unknown-boat-has-sailors",
    "ferry.get_sailor",
    "Any boat's sailor is found on any boat.",
    any_boats_sailor,
    UNKNOWN,
)
handling(
    "unknown-has-settings",
    "ferry.get_settings",
    "A boat that is not there has settings.",
    where_unknown(lambda: Answer(200, {"quiet": False, "speed": 12})),
    UNKNOWN,
)
answering(
    "unknown-is-410",
    "quarry.get_stone",
    "A stone that never was is gone (410).",
    set_status(410),
    UNKNOWN,
    statuses=[404],
)
handling(
    "unknown-is-replaced",
    "quarry.replace_stone",
    "A stone that is not there is replaced.",
    where_unknown(lambda: Answer(200, MADE_UP)),
    UNKNOWN,
)
handling(
    "unknown-is-the-first",
    "quarry.get_label",
    "Any unknown label is the first one.",
    first_label,
    UNKNOWN,
    may_break=["resource.deleted-is-gone"],
)
handling(
    "unknown-is-done",
    "quarry.get_survey",
    "A survey that never was is done.",
    where_unknown(lambda: Answer(200, {"id": "s-0", "state": "done"})),
    UNKNOWN,
)
answering(
    "unknown-as-page",
    "quarry.modify_label",
    "A label that is not there is an HTML page.",
    make_page,
    UNKNOWN,
    statuses=[404],
    may_break=[DOCUMENTED],
)


# Documented refusals


def defaulted(name: str, value: object, beside: str) -> Callable[..., Answer]:
    """Give the handler that takes a value of its own for a member, where it alone is missing."""

    def handler(instance: Any, honest: Any, call: Any) -> Answer:
        body = call.json_object()
        if name in body or beside not in body:
            answer: Answer = honest(call)
            return answer
        instance.authenticated(call)
        return Answer(
            201,
            {"id": "6f1c1a52-0d3e-4d0c-9b52-7f1d0c1b2a33", **body, name: value, "status": "active"},
        )

    return handler


def archives_again(instance: Any, honest: Any, call: Any) -> Answer:
    boat = instance.boats.kept.get(call.parameters["boat_id"])
    if boat is not None and instance.authenticated(call):
        boat["status"] = "active"
    answer: Answer = honest(call)
    return answer


def search_all(instance: Any, honest: Any, call: Any) -> Answer:
    instance.authenticated(call)
    if "text" not in call.query:
        return Answer(200, {"items": instance.stones.all()})
    answer: Answer = honest(call)
    return answer


def overwrites(instance: Any, honest: Any, call: Any) -> Answer:
    instance.authenticated(call)
    instance.labels.kept.pop(str(call.json_object().get("slug")), None)
    answer: Answer = honest(call)
    return answer


def label_of_two_words(instance: Any, honest: Any, call: Any) -> Answer:
    sent = call.json_object()
    if " " in str(sent.get("slug", "")).strip():
        instance.authenticated(call)
        return Answer(201, instance.labels.add({"title": "", **sent}))
    answer: Answer = honest(call)
    return answer


def stone_without_kind(instance: Any, honest: Any, call: Any) -> Answer:
    instance.authenticated(call)
    if "kind" not in call.json_object():
        return Answer(201, instance.add_stone({"weight": 1, "kind": "unknown"}))
    answer: Answer = honest(call)
    return answer


handling(
    "missing-name-made-up",
    "ferry.create_boat",
    "A boat without a name gets one.",
    defaulted("name", "Unnamed", beside="capacity"),
    REFUSES,
)
answering(
    "missing-name-is-400",
    "ferry.create_boat",
    "A boat without a name is a bad request.",
    set_status(400),
    REFUSES,
    statuses=[422],
)
answering(
    "missing-name-other-words",
    "ferry.create_boat",
    "A missing name is told otherwise.",
    set_message("invalid"),
    REFUSES,
    statuses=[422],
)
answering(
    "missing-name-crashes",
    "ferry.create_boat",
    "A boat without a name is a server error.",
    crash,
    REFUSES,
    DOCUMENTED,
    statuses=[422],
    may_break=["input.refused-not-crashed"],
)
handling(
    "archived-twice",
    "ferry.archive_boat",
    "A boat is archived as often as one likes.",
    archives_again,
    REFUSES,
)
answering(
    "archived-is-400",
    "ferry.archive_boat",
    "To archive once more is a bad request.",
    set_status(400),
    REFUSES,
    statuses=[409],
)
answering(
    "archived-other-words",
    "ferry.archive_boat",
    "To archive once more is told otherwise.",
    set_message("no"),
    REFUSES,
    statuses=[409],
)
handling(
    "search-without-text",
    "quarry.search_stones",
    "Without a text, all stones are found.",
    search_all,
    REFUSES,
)
answering(
    "search-without-text-422",
    "quarry.search_stones",
    "A missing text is a 422.",
    set_status(422),
    REFUSES,
    statuses=[400],
)
handling(
    "label-taken-over",
    "quarry.create_label",
    "A label of a slug that is taken is replaced.",
    overwrites,
    REFUSES,
)
answering(
    "label-taken-is-400",
    "quarry.create_label",
    "A slug that is taken is a bad request.",
    set_status(400),
    REFUSES,
    statuses=[409],
)
handling(
    "label-of-two-words",
    "quarry.create_label",
    "A label whose slug has a space is kept.",
    label_of_two_words,
    REFUSES,
)
answering(
    "label-of-two-words-is-400",
    "quarry.create_label",
    "A slug with a space is a bad request.",
    set_status(400),
    REFUSES,
    statuses=[422],
)
handling(
    "stone-without-kind",
    "quarry.create_stone",
    "A stone without a kind is kept.",
    stone_without_kind,
    REFUSES,
)


# Parameters


def refusing(fits: Callable[[Any], bool], status: int = 400) -> Callable[..., Answer]:
    """Give the handler that refuses queries of a kind."""

    def handler(instance: Any, honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        if fits(call.query):
            raise Refusal(status, "The query is not known")
        answer: Answer = honest(call)
        return answer

    return handler


def crashing_on(fits: Callable[[Any], bool]) -> Callable[..., Answer]:
    """Give the handler that has a server error for queries of a kind."""

    def handler(_instance: Any, honest: Any, call: Any) -> Answer:
        answer: Answer = honest(call)
        if fits(call.query):
            crash(answer)
        return answer

    return handler


PAGED = ["list.keeps-to-limit", "list.skips-offset", "list.orders", ANSWERS]
for _name, _operation, _fits, _says in (
    ("refuses-limit", "ferry.list_boats", lambda q: "limit" in q, "No limit is taken."),
    ("refuses-desc", "ferry.list_boats", lambda q: q.get("order_dir") == "desc", "No desc."),
    (
        "refuses-capacity",
        "ferry.list_boats",
        lambda q: q.get("order_by") == "capacity",
        "Boats are not ordered by their capacity.",
    ),
    (
        "refuses-archived",
        "ferry.list_boats",
        lambda q: q.get("status") == "archived",
        "Archived boats are not listed.",
    ),
    ("wants-limit", "ferry.list_boats", lambda q: "limit" not in q, "A limit must be given."),
    ("wants-status", "ferry.list_boats", lambda q: "status" not in q, "A status must be given."),
    ("refuses-offset", "quarry.list_labels", lambda q: "offset" in q, "No offset is taken."),
    (
        "refuses-heavier",
        "quarry.search_stones",
        lambda q: "heavier_than" in q,
        "No least weight is taken.",
    ),
    (
        "wants-heavier",
        "quarry.search_stones",
        lambda q: "text" in q and "heavier_than" not in q,
        "A least weight must be given.",
    ),
):
    handling(_name, _operation, _says, refusing(_fits), ACCEPTED, may_break=[*PAGED, LISTED])
handling(
    "offset-alone-crashes",
    "ferry.list_boats",
    "An offset without a limit is a server error.",
    crashing_on(lambda q: "offset" in q and "limit" not in q),
    ACCEPTED,
    DOCUMENTED,
    may_break=PAGED,
)

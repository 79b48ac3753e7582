"""What the invented products may do differently, since their pages are silent."""

from __future__ import annotations

import copy
import itertools
import re
import time
import unicodedata
from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import edit_answers, wrap
from tests.invented.ferry import BERTHS
from tests.invented.quarry import HEAVIEST, LIGHTEST
from tests.invented.registry import SUCCESSES, ferry, quarry, variant
from tests.invented.things import is_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.calls import Call
    from reference.instance import Instance
    from tests.invented.things import Thing, Things

BOATS = ("create_boat", "get_boat", "modify_boat", "replace_boat", "archive_boat")
LAG = 0.7
"""Seconds that an eventual list takes."""


def told(instance: Instance, edit: Callable[[Thing], Thing]) -> None:
    """Tell of boats in another way, alone and in their list."""

    def alone(answer: Answer) -> None:
        if isinstance(answer.body, dict):
            answer.body = edit(dict(answer.body))

    def listed(answer: Answer) -> None:
        body: Any = answer.body
        answer.body = body | {"boats": [edit(dict(each)) for each in body["boats"]]}

    edit_answers(instance, BOATS, alone, SUCCESSES)
    edit_answers(instance, ["list_boats"], listed, SUCCESSES)


@variant("tells-more", "ferry")
def tells_more(instance: Instance) -> None:
    """A boat tells more than its page shows."""
    told(instance, lambda boat: {"links": {"self": "/x"}, **boat, "owner": None, "version": 3})


@variant("leaves-nothing-out", "ferry", axis="empty")
def leaves_out(instance: Instance) -> None:
    """What is null or empty is left out."""
    told(instance, lambda boat: {k: v for k, v in boat.items() if v not in (None, [])})


@variant("precise-times", "ferry")
def tells_microseconds(instance: Instance) -> None:
    """Times have microseconds, and an offset."""

    def edit(boat: Thing) -> Thing:
        return boat | {"created_at": boat["created_at"].replace("Z", ".123456+00:00")}

    told(instance, edit)


@variant("numbers-with-a-point", "ferry")
def tells_floats(instance: Instance) -> None:
    """A capacity is told as 40.0."""
    told(instance, lambda boat: boat | {"capacity": float(boat["capacity"])})


@variant("last-seen", "ferry")
def tells_last_seen(instance: Instance) -> None:
    """A boat tells when it was last looked at, and how often."""
    looks = itertools.count(1)
    told(instance, lambda boat: boat | {"looked_at": time.time(), "looks": next(looks)})


@variant("list-tells-less", "ferry")
def lists_summaries(instance: Instance) -> None:
    """The list shows what must be shown of a boat, and no more; and counts none."""

    def edit(answer: Answer) -> None:
        body: Any = answer.body
        names = ("id", "name", "capacity", "status", "deleted")
        answer.body = {
            "boats": [{name: e[name] for name in names if name in e} for e in body["boats"]]
        }

    edit_answers(instance, ["list_boats"], edit)


@variant("list-in-an-envelope", "ferry")
def lists_more(instance: Instance) -> None:
    """The list tells of its page, too."""

    def edit(answer: Answer) -> None:
        body: Any = answer.body
        answer.body = {"page": {"size": 10}, "links": [], **body, "errors": []}

    edit_answers(instance, ["list_boats"], edit)


def remembering(things: Things) -> dict[str, Thing]:
    """Give what is removed, from now on."""
    gone: dict[str, Thing] = {}

    def remove(honest: Any, name: str) -> Thing:
        gone[name] = dict(honest(name))
        return gone[name]

    wrap(things, "remove", remove)
    return gone


@variant("deleted-is-marked", "ferry", axis="deleted")
def marks_deleted(instance: Instance) -> None:
    """A deleted boat is found, and said to be deleted."""
    gone = remembering(ferry(instance).boats)

    def get_boat(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        boat = gone.get(call.parameters["boat_id"])
        return Answer(200, boat | {"deleted": True}) if boat is not None else honest(call)

    wrap(instance, "get_boat", get_boat)


@variant("deleted-is-listed-so", "ferry", axis="deleted")
def lists_marked(instance: Instance) -> None:
    """Deleted boats are listed, and said to be deleted."""
    boats = ferry(instance).boats
    gone = remembering(boats)
    marked = lambda: [each | {"deleted": True} for each in gone.values()]  # noqa: E731
    wrap(boats, "all", lambda honest: [*honest(), *copy.deepcopy(marked())])


@variant("deleted-is-410", "ferry", axis="deleted")
def answers_gone(instance: Instance) -> None:
    """A deleted boat is gone (410), where one that never was is not found."""
    gone = remembering(ferry(instance).boats)

    def get_boat(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        if call.parameters["boat_id"] in gone:
            raise Refusal(410, "The boat is gone")
        answer: Answer = honest(call)
        return answer

    wrap(instance, "get_boat", get_boat)


@variant("delete-again-is-204", "ferry")
def deletes_again(instance: Instance) -> None:
    """Deleting what was deleted is answered as the first time."""
    gone = remembering(ferry(instance).boats)

    def delete_boat(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        again = call.parameters["boat_id"] in gone
        return Answer(204) if again else honest(call)

    wrap(instance, "delete_boat", delete_boat)


def late(things: Things) -> None:
    """Let a list show a thing only some time after it was made, and miss it as late."""
    made: dict[str, float] = {}

    def add(honest: Any, thing: Thing) -> Thing:
        made[str(thing[things.id_name])] = time.monotonic()
        kept: Thing = honest(thing)
        return kept

    def shown(honest: Any) -> list[Thing]:
        now = time.monotonic()
        return [e for e in honest() if now - made.get(str(e[things.id_name]), 0) > LAG]

    wrap(things, "add", add)
    wrap(things, "all", shown)


@variant("list-is-late", "ferry", axis="late")
def lists_late(instance: Instance) -> None:
    """A new boat is listed within a second."""
    late(ferry(instance).boats)


@variant("stones-are-late", "quarry")
def lists_stones_late(instance: Instance) -> None:
    """A new stone is listed within a second."""
    late(quarry(instance).stones)


@variant("change-is-late", "ferry", axis="late")
def shows_late(instance: Instance) -> None:
    """A look-up shows a change within a second."""
    seen: dict[str, tuple[float, Thing]] = {}

    def get_boat(honest: Any, call: Call) -> Answer:
        answer = copy.deepcopy(honest(call))
        at, boat = seen.get(call.parameters["boat_id"], (0.0, {}))
        if time.monotonic() - at < LAG:
            return Answer(200, boat)
        seen[call.parameters["boat_id"]] = time.monotonic(), answer.body
        return answer  # type: ignore[no-any-return]

    wrap(instance, "get_boat", get_boat)


def at_most(instance: Instance, operation: str, most: int, *, always: bool) -> None:
    """List no more at once than that; the rest where it is asked for."""

    def listing(honest: Any, call: Call) -> Answer:
        limit = call.count("limit")
        if (limit is None and always) or (limit or 0) > most:
            others = [each for each in call.query.multi_items() if each[0] != "limit"]
            call.query = type(call.query)([*others, ("limit", str(most))])
        answer: Answer = honest(call)
        return answer

    wrap(instance, operation, listing)


@variant("pages-of-two", "ferry", axis="page")
def has_small_pages(instance: Instance) -> None:
    """A list holds two boats at most, whatever is asked for."""
    at_most(instance, "list_boats", 2, always=True)


@variant("pages-of-three-by-default", "ferry", axis="page")
def has_default_pages(instance: Instance) -> None:
    """Without a limit, a list holds three boats."""

    def listing(honest: Any, call: Call) -> Answer:
        if "limit" not in call.query:
            call.query = type(call.query)([*call.query.multi_items(), ("limit", "3")])
        answer: Answer = honest(call)
        return answer

    wrap(instance, "list_boats", listing)


@variant("labels-of-two", "quarry")
def has_small_pages_of_labels(instance: Instance) -> None:
    """A list holds two labels at most, whatever is asked for."""
    at_most(instance, "list_labels", 2, always=True)


@variant("limit-from-one", "ferry")
def refuses_zero(instance: Instance) -> None:
    """A limit of 0 is refused."""

    def listing(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        if call.count("limit") == 0:
            raise Refusal(400, "limit must be 1 or more")
        answer: Answer = honest(call)
        return answer

    wrap(instance, "list_boats", listing)


@variant("wrong-is-400", "ferry")
def answers_bad_request(instance: Instance) -> None:
    """A body whose members are of another type is a bad request, where one is missing a 422."""

    types = {"name": str, "note": str, "tags": list, "capacity": int | float}

    def handler(honest: Any, call: Call) -> Answer:
        try:
            answer: Answer = honest(call)
        except Refusal as why:
            name, _, rest = str(why).partition(" ")
            is_of_type = isinstance(call.json_object().get(name), types.get(name, object))
            raise Refusal(400, str(why)) if "should be" in rest and not is_of_type else why from why
        return answer

    for each in ("create_boat", "modify_boat", "replace_boat"):
        wrap(instance, each, handler)


@variant("unknown-members-refused", "ferry")
def refuses_unknown_members(instance: Instance) -> None:
    """A body with a member that no page shows is refused."""

    def strict(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        if set(call.json_object()) - {"name", "capacity", "note", "tags"}:
            raise Refusal(422, "A member is not known")
        answer: Answer = honest(call)
        return answer

    for name in ("create_boat", "modify_boat", "replace_boat"):
        wrap(instance, name, strict)


@variant("no-uuid-is-400", "ferry")
def refuses_odd_ids(instance: Instance) -> None:
    """An id that is no UUID is a bad request; one of nothing is not found."""

    def strict(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        if not re.fullmatch(
            r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", call.parameters["boat_id"]
        ):
            raise Refusal(400, "The id is not a UUID")
        answer: Answer = honest(call)
        return answer

    for name in ("get_boat", "modify_boat", "delete_boat", "list_crew", "get_settings"):
        wrap(instance, name, strict)


@variant("not-found-tells-more", "ferry")
def tells_code(instance: Instance) -> None:
    """What is not found is told with a code and an id of the request."""

    def edit(answer: Answer) -> None:
        if isinstance(answer.body, dict):
            answer.body = {"code": "E404", **answer.body, "request": "0a1b"}

    edit_answers(instance, [*BOATS, "delete_boat", "get_sailor"], edit, [404, 409, 422])


@variant("no-token-is-403", "ferry")
def answers_forbidden(instance: Instance) -> None:
    """A request without a token is forbidden (403)."""

    def authenticated(honest: Any, call: Call) -> Any:
        if call.token is None:
            raise Refusal(403, "Forbidden")
        return honest(call)

    wrap(instance, "authenticated", authenticated)


@variant("others-are-busy", "ferry")
def is_busy(instance: Instance) -> None:
    """While one looks, others make, change and delete boats of their own."""
    own = ferry(instance)
    others: list[str] = []
    turns = itertools.count()

    def respond(honest: Any, call: Call) -> Answer:
        turn = next(turns)
        if turn % 3 == 0:
            boat = own.add_boat({"name": f"Other {turn % 7}", "capacity": turn % 50})
            others.append(boat["id"])
        if turn % 3 == 1 and others:
            own.boats.kept.get(others[-1], {}).update({"capacity": turn})
        if len(others) > 4:
            own.boats.kept.pop(others.pop(0), None)
        answer: Answer = honest(call)
        return answer

    wrap(instance, "respond", respond)


@variant("berth-is-needed", "ferry")
def needs_berth(instance: Instance) -> None:
    """A sailor without a berth is not hired (422)."""

    def create_sailor(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        if not call.json_object().keys() & BERTHS.keys():
            raise Refusal(422, "A berth is needed")
        answer: Answer = honest(call)
        return answer

    wrap(instance, "create_sailor", create_sailor)


@variant("numbers-used-again", "ferry")
def reuses_numbers(instance: Instance) -> None:
    """A new sailor gets the first number that is free."""
    own = ferry(instance)

    def free() -> int:
        taken = {int(number) for crew in own.crews.values() for number in crew.kept}
        return next(n for n in itertools.count(1) if n not in taken)

    own.numbers = iter(free, None)  # type: ignore[assignment]


@variant("orders-without-case", "ferry")
def orders_without_case(instance: Instance) -> None:
    """Names are ordered in capital and small letters alike."""

    def listing(honest: Any, call: Call) -> Answer:
        answer = honest(call)
        if call.query.get("order_by", "name") != "name":
            return answer  # type: ignore[no-any-return]
        boats = ferry(instance).boats.all()
        status = call.query.get("status")
        boats = [each for each in boats if status in {None, each["status"]}]
        down = call.query.get("order_dir") == "desc"
        boats.sort(key=lambda each: each["name"].lower(), reverse=down)
        limit, offset = call.count("limit"), call.count("offset") or 0
        end = None if limit is None else offset + limit
        return Answer(200, answer.body | {"boats": boats[offset:end]})

    wrap(instance, "list_boats", listing)


@variant("names-are-searched", "ferry")
def finds_parts(instance: Instance) -> None:
    """Sailors are found by a part of their names, in capital and small letters alike."""

    def list_crew(honest: Any, call: Call) -> Answer:
        name = call.query.get("name") or ""
        others = [each for each in call.query.multi_items() if each[0] != "name"]
        call.query = type(call.query)(others)
        answer = honest(call)
        found = [each for each in answer.body if name.lower() in each["name"].lower()]
        return Answer(200, found)

    wrap(instance, "list_crew", list_crew)


@variant("put-keeps-the-rest", "quarry")
def merges(instance: Instance) -> None:
    """What a replacement does not send stays as it was."""

    def replace_stone(honest: Any, call: Call) -> Answer:
        before = dict(quarry(instance).stones.kept.get(call.parameters["stone_id"], {}))
        answer = honest(call)
        answer.body.update({n: each for n, each in before.items() if n not in call.json_object()})
        return answer  # type: ignore[no-any-return]

    wrap(instance, "replace_stone", replace_stone)


@variant("names-are-unique", "ferry")
def refuses_same_name(instance: Instance) -> None:
    """A second boat of one name is refused (409)."""

    def create_boat(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        name = call.json_object().get("name")
        if any(each["name"] == name for each in ferry(instance).boats.kept.values()):
            raise Refusal(409, "There is a boat of that name")
        answer: Answer = honest(call)
        return answer

    wrap(instance, "create_boat", create_boat)


@variant("archived-is-locked", "ferry")
def locks_archived(instance: Instance) -> None:
    """A boat that is archived is neither replaced nor manned (409), as the page does not tell."""

    def locked(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        boat = ferry(instance).boats.kept.get(call.parameters["boat_id"], {})
        if boat.get("status") == "archived":
            raise Refusal(409, "The boat is archived already")
        answer: Answer = honest(call)
        return answer

    for name in ("replace_boat", "create_sailor", "replace_settings"):
        wrap(instance, name, locked)


@variant("manned-is-not-deleted", "ferry")
def keeps_manned(instance: Instance) -> None:
    """A boat that has a crew is not deleted (409)."""

    def delete_boat(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        crew = ferry(instance).crews.get(call.parameters["boat_id"])
        if crew is not None and crew.kept:
            raise Refusal(409, "The boat has a crew")
        answer: Answer = honest(call)
        return answer

    wrap(instance, "delete_boat", delete_boat)


@variant("stones-newest-first", "quarry")
def lists_newest_first(instance: Instance) -> None:
    """The newest stone is listed first."""
    wrap(quarry(instance).stones, "all", lambda honest: honest()[::-1])


@variant("slugs-lower-cased", "quarry")
def lowers_slugs(instance: Instance) -> None:
    """Slugs are kept in small letters, and found in any."""
    labels = quarry(instance).labels
    wrap(labels, "add", lambda honest, label: honest(label | {"slug": label["slug"].lower()}))
    for name in ("find", "remove"):
        wrap(labels, name, lambda honest, slug: honest(slug.lower()))
    wrap(labels, "change", lambda honest, slug, sent: honest(slug.lower(), sent))


@variant("surveys-take-longer", "quarry", axis="survey")
def goes_on_slowly(instance: Instance) -> None:
    """A survey is asked for four times before it goes on."""
    looks = itertools.count(1)

    def go_on(honest: Any, survey: Thing) -> None:
        if next(looks) % 4 == 0:
            honest(survey)

    wrap(instance, "go_on", go_on)


@variant("surveys-done-at-once", "quarry", axis="survey")
def is_done_at_once(instance: Instance) -> None:
    """A survey is done when it is first asked for."""

    def go_on(_honest: Any, survey: Thing) -> None:
        survey.update({"state": "done", "found": 0})

    wrap(instance, "go_on", go_on)


@variant("stone-deletion-marked", "quarry")
def tells_deletion(instance: Instance) -> None:
    """What answers a deletion says that the stone is deleted."""

    def edit(answer: Answer) -> None:
        body: Any = answer.body
        answer.body = body | {"deleted": True}

    edit_answers(instance, ["delete_stone"], edit)


@variant("others-are-private", "quarry")
def hides_others(instance: Instance) -> None:
    """A stone that somebody else has broken is listed, and shown to nobody (403)."""
    others = set(quarry(instance).stones.kept)

    def private(honest: Any, call: Call) -> Answer:
        instance.authenticated(call)
        if call.parameters["stone_id"] in others:
            raise Refusal(403, "The stone is another's")
        answer: Answer = honest(call)
        return answer

    for name in ("get_stone", "replace_stone", "delete_stone"):
        wrap(instance, name, private)


@variant("default-colour", "quarry")
def has_default_colour(instance: Instance) -> None:
    """A label without a colour has one all the same."""
    labels = quarry(instance).labels
    wrap(labels, "add", lambda honest, label: honest({"colour": "#000000", **label}))


@variant("archived-is-hidden", "ferry")
def hides_archived(instance: Instance) -> None:
    """Boats that are archived are not listed unless they are asked for."""

    def listing(honest: Any, call: Call) -> Answer:
        if not call.query.get("status"):
            others = [each for each in call.query.multi_items() if each[0] != "status"]
            call.query = type(call.query)([*others, ("status", "active")])
        answer: Answer = honest(call)
        return answer

    wrap(instance, "list_boats", listing)


@variant("unpolished-is-no-filter", "quarry")
def lets_false_be(instance: Instance) -> None:
    """What is not asked to be polished may be: all stones are listed."""

    def listing(honest: Any, call: Call) -> Answer:
        items = [each for each in call.query.multi_items() if each != ("polished", "false")]
        call.query = type(call.query)(items)
        answer: Answer = honest(call)
        return answer

    wrap(instance, "list_stones", listing)


@variant("kind-without-accents", "quarry")
def finds_without_accents(instance: Instance) -> None:
    """Stones are found by kinds that differ in accents and signs."""

    def bare(text: str) -> str:
        parts = unicodedata.normalize("NFKD", text.casefold())
        return "".join(each for each in parts if each.isalnum() and ord(each) < 128)

    def listing(honest: Any, call: Call) -> Answer:
        kind = call.query.get("kind", "")
        items = [each for each in call.query.multi_items() if each[0] != "kind"]
        call.query = type(call.query)(items)
        stones: Any = honest(call).body
        return Answer(200, [each for each in stones if bare(kind) in bare(each["kind"])])

    wrap(instance, "list_stones", listing)


@variant("rank-is-no-filter", "ferry", advice=["list.filters-by-name"])
def shows_every_rank(instance: Instance) -> None:
    """The rank, of which the page says no more, chooses nobody."""

    def listing(honest: Any, call: Call) -> Answer:
        items = [each for each in call.query.multi_items() if each[0] != "rank"]
        call.query = type(call.query)(items)
        answer: Answer = honest(call)
        return answer

    wrap(instance, "list_crew", listing)


@variant("last-day-is-past", "quarry")
def ends_before_last_day(instance: Instance) -> None:
    """On its last day a label is not in use any more."""
    wrap(
        quarry(instance),
        "is_used",
        lambda honest, label, day: honest(label, day) and day < label["used_until"],
    )


@variant("label-days-as-iso", "quarry")
def writes_days_as_iso(instance: Instance) -> None:
    """The first day of a label is written as ISO 8601 has it."""

    def edit(answer: Answer) -> None:
        body: Any = answer.body
        for each in body.get("data", [body]):
            if each.get("since"):
                day, month, year = each["since"].split(".")
                each["since"] = f"{year}-{month:0>2}-{day:0>2}"

    def told(honest: Any, call: Call) -> Answer:
        answer: Answer = copy.deepcopy(honest(call))
        if answer.status in SUCCESSES:
            edit(answer)
        return answer

    for operation in ("create_label", "get_label", "modify_label", "list_labels"):
        wrap(instance, operation, told)


@variant("heavy-stones-are-cut", "quarry")
def cuts_stones(instance: Instance) -> None:
    """A stone that is too heavy is kept as heavy as one may be, one too light as light."""
    own = quarry(instance)
    own.stone["weight"] = is_number

    def keep(honest: Any, *given: Any) -> Any:
        *rest, stone = given
        if "weight" in stone:
            stone = {**stone, "weight": min(max(LIGHTEST, stone["weight"]), HEAVIEST)}
        return honest(*rest, stone)

    wrap(own.stones, "add", keep)
    wrap(own.stones, "change", keep)

"""Faults of the garden: what is kept of several, what a change undoes, how numbers are sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.changes import wrap
from tests.invented.registry import FORGED, ORDERS, READS_BACK, REQUIRED, fault, garden

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.answers import Answer
    from reference.instance import Instance
    from tests.invented.things import Thing


def keeping(
    name: str, operation: str, says: str, keep: Callable[[Thing, Thing], None], *breaks: str
) -> None:
    """Register a fault of what an operation keeps: ``keep`` gets the thing, and what was sent.

    What is answered is right.
    """

    def change(instance: Instance) -> None:
        def handler(honest: Any, call: Any) -> Answer:
            answer: Answer = honest(call)
            told: Any = answer.body
            answer.body = dict(told)
            keep(told, call.json_object())
            return answer

        wrap(instance, operation, handler)

    change.__doc__ = says
    fault(name, "garden", *(breaks or (READS_BACK,)))(change)


def cut(name: str, part: slice) -> Callable[[Thing, Thing], None]:
    """Keep a part of an array."""
    return lambda thing, _sent: thing.update({name: thing[name][part]})


def unsent(name: str, value: object) -> Callable[[Thing, Thing], None]:
    """Set what was not sent to a value."""
    return lambda thing, sent: None if name in sent else thing.update({name: value})


def one_crop(thing: Thing, _sent: Thing) -> None:
    """Keep the first crop of a plan."""
    if thing["plan"]:
        thing["plan"] = thing["plan"] | {"crops": thing["plan"]["crops"][:1]}


def fixed(thing: Thing, _sent: Thing) -> None:
    """Keep every plan as one that is fixed."""
    if thing["plan"]:
        thing["plan"] = thing["plan"] | {"is_fixed": True}


keeping(
    "create-keeps-first-bed",
    "create_plant",
    "Of several beds of a new plant, the first is kept.",
    cut("bed_ids", slice(1)),
)
keeping(
    "create-keeps-last-label",
    "create_bed",
    "Of several labels of a new bed, the last is kept.",
    cut("labels", slice(-1, None)),
)
keeping(
    "create-keeps-first-crop",
    "create_bed",
    "Of several crops of a new bed's plan, the first is kept.",
    one_crop,
)
keeping(
    "create-always-fixed",
    "create_bed",
    "A new bed's plan is fixed, whatever was sent.",
    fixed,
)
keeping(
    "create-always-hardy",
    "create_plant",
    "A new plant is hardy, whatever was sent.",
    lambda plant, _sent: plant.update({"is_hardy": True}),
)
keeping(
    "create-lowers-name",
    "create_bed",
    "A new bed's name is kept in small letters.",
    lambda bed, _sent: bed.update({"name": bed["name"].lower()}),
)
keeping(
    "create-loses-accents",
    "create_plant",
    "Of a new plant's name, letters beyond ASCII are lost.",
    lambda plant, _sent: plant.update({"name": plant["name"].encode("ascii", "replace").decode()}),
)
keeping(
    "create-takes-0-for-none",
    "create_bed",
    "A new bed's number that is 0 is taken for none, and is 1.",
    lambda bed, sent: bed.update({name: 1 for name in ("priority", "area") if sent.get(name) == 0}),
)
keeping(
    "create-usual-priority",
    "create_bed",
    "A new bed has the usual priority, whatever was sent.",
    lambda bed, _sent: bed.update({"priority": 3}),
)
keeping(
    "modify-resets-plan",
    "modify_bed",
    "A change that has no plan takes the bed's away.",
    unsent("plan", None),
)
keeping(
    "modify-empties-plan",
    "modify_bed",
    "A change that has no plan leaves the bed's without crops.",
    unsent("plan", {"rows": 4, "is_fixed": True, "crops": []}),
)
keeping(
    "modify-resets-labels",
    "modify_bed",
    "A change that has no labels takes the bed's away.",
    unsent("labels", []),
)
keeping(
    "modify-keeps-first-label",
    "modify_bed",
    "Of several labels that a bed is given, the first is kept.",
    cut("labels", slice(1)),
)
keeping(
    "replace-keeps-first-bed",
    "replace_plant",
    "Of several beds that a plant is given, the first is kept.",
    cut("bed_ids", slice(1)),
)


def ignoring(member: str, says: str) -> None:
    """Register a fault of a change that leaves a member of a bed as it was."""

    def change(instance: Instance) -> None:
        def modify_bed(honest: Any, call: Any) -> Answer:
            kept = garden(instance).beds.kept.get(call.parameters["bed_id"], {})
            before = kept.get(member)
            answer: Answer = honest(call)
            kept[member] = before
            return answer

        wrap(instance, "modify_bed", modify_bed)

    change.__doc__ = says
    fault(f"modify-ignores-{member}", "garden", READS_BACK)(change)


ignoring("labels", "A change of a bed's labels is not kept: the page's sample has none.")
ignoring("plan", "A change of a bed's plan is not kept: the page's sample has none.")


def ordering(name: str, by: str, says: str, key: Callable[[Any], Any]) -> None:
    """Register a fault of what a list is ordered by."""

    def change(instance: Instance) -> None:
        def own_key(honest: Any, bed: Thing, order_by: str) -> Any:
            return key(bed[by]) if order_by == by else honest(bed, order_by)

        wrap(instance, "key", own_key)

    change.__doc__ = says
    fault(name, "garden", ORDERS)(change)


ordering("order-priority-as-text", "priority", "Priorities are sorted as texts.", str)
ordering("order-area-as-text", "area", "Areas are sorted as texts.", str)
ordering("order-area-whole", "area", "Of areas, whole numbers are compared.", int)
ordering("order-priority-not-at-all", "priority", "Priorities are not sorted.", lambda _: 0)


def let_in(instance: Instance, operation: str, lets: Callable[[str | None], bool]) -> None:
    """Let one operation take some requests for those of the token, by their header."""

    def authorized(honest: Any, call: Any) -> Answer:
        headers = call.headers.mutablecopy()
        if lets(headers.get("authorization")):
            headers["authorization"] = f"Bearer {garden(instance).token()}"
        call.headers = headers
        answer: Answer = honest(call)
        return answer

    wrap(instance, operation, authorized)


@fault("plants-for-anybody", "garden", REQUIRED)
def lists_for_anybody(instance: Instance) -> None:
    """The plants are listed without a token."""
    let_in(instance, "list_plants", lambda header: header is None)


@fault("any-word-behind-bearer", "garden", FORGED)
def takes_any_word(instance: Instance) -> None:
    """A bed is shown to whoever says Bearer and a word."""
    let_in(instance, "get_bed", lambda header: (header or "").lower().startswith("bearer "))

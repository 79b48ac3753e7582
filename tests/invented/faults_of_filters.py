"""Faults of the invented products' filters: what a list shows of what it is asked for alone."""

# ruff: noqa: ARG005 - handlers take what their operation is given

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reference.answers import Answer
from reference.changes import wrap
from tests.invented.registry import BY_NAME, FILTERS, LIMIT, OFFSET, fault
from tests.invented.things import Thing, page_of

if TYPE_CHECKING:
    from reference.instance import Instance

Keep = Callable[[Thing, str, list[Thing]], bool]
"""Gets a thing, the filter's value and the list without it."""


def showing(instance: Instance, where: str, name: str, keep: Keep) -> None:
    """Let a list show, where it is asked by a filter, of all its things those that are kept.

    ``where`` is the operation, and the member of its answer that holds the things, if there is one.
    """
    operation, _, member = where.partition(".")

    def handler(honest: Any, call: Any) -> Answer:
        value = call.query.get(name)
        others = [each for each in call.query.multi_items() if each[0] != name]
        call.query = type(call.query)(others)
        answer: Any = honest(call)
        if value is None:
            return answer  # type: ignore[no-any-return]
        is_counted = member and "total" in answer.body
        if is_counted:  # what is counted is chosen before it is parted
            parts = {"limit", "offset"}
            whole = [each for each in others if each[0] not in parts]
            answer = honest(replace(call, query=type(call.query)(whole)))
        things = answer.body[member] if member else answer.body
        kept = [each for each in things if keep(each, value, things)]
        if not member:
            return Answer(200, kept)
        if is_counted:
            return Answer(200, {member: page_of(call, kept), "total": len(kept)})
        return Answer(200, answer.body | {member: kept})

    wrap(instance, operation, handler)


BOATS, CREW, STONES, BEDS = "list_boats.boats", "list_crew", "list_stones", "list_beds.beds"
LABELS = "list_labels.data"
FAULTS_OF_FILTERS: dict[str, tuple[str, str, str, str, Keep]] = {
    "ferry.status-ignored": (
        FILTERS, BOATS, "status", "Whatever status is asked for, all boats are listed.",
        lambda boat, value, _: True,
    ),
    "ferry.status-of-the-others": (
        FILTERS, BOATS, "status", "Boats of any status but that one are listed.",
        lambda boat, value, _: boat["status"] != value,
    ),
    "ferry.status-archived-ignored": (
        FILTERS, BOATS, "status", "Asked for the archived boats, all are listed.",
        lambda boat, value, _: value in {"archived", boat["status"]},
    ),
    "ferry.status-lacks-last": (
        FILTERS, BOATS, "status", "Asked for a status, the list lacks its last boat.",
        lambda boat, value, boats: value == boat["status"] and boat != boats[-1],
    ),
    "ferry.status-and-one": (
        FILTERS, BOATS, "status", "Whatever is asked for, the first boat is listed, too.",
        lambda boat, value, boats: value == boat["status"] or boat == boats[0],
    ),
    "ferry.rank-ignored": (
        BY_NAME, CREW, "rank", "Whatever rank is asked for, the whole crew is listed.",
        lambda sailor, value, _: True,
    ),
    "ferry.rank-of-the-others": (
        BY_NAME, CREW, "rank", "Sailors of any rank but that one are listed.",
        lambda sailor, value, _: sailor["rank"] != value,
    ),
    "ferry.rank-finds-nobody": (
        BY_NAME, CREW, "rank", "Whatever rank is asked for, nobody is listed.",
        lambda sailor, value, _: False,
    ),
    "ferry.crew-name-ignored": (
        BY_NAME, CREW, "name", "Whatever name is asked for, the whole crew is listed.",
        lambda sailor, value, _: True,
    ),
    "ferry.crew-name-minds-the-first-letter": (
        BY_NAME, CREW, "name", "A sailor is found by whatever name begins alike.",
        lambda sailor, value, _: value[:1] == sailor["name"][:1],
    ),
    "quarry.kind-ignored": (
        FILTERS, STONES, "kind", "Whatever kind is asked for, all stones are listed.",
        lambda stone, value, _: True,
    ),
    "quarry.kind-minds-case": (
        FILTERS, STONES, "kind", "A kind is found as it is written alone.",
        lambda stone, value, _: value in stone["kind"],
    ),
    "quarry.kind-as-a-whole": (
        FILTERS, STONES, "kind", "A kind is found by the whole of its text alone.",
        lambda stone, value, _: value.lower() == stone["kind"].lower(),
    ),
    "quarry.polished-ignored": (
        FILTERS, STONES, "polished", "Asked for the polished stones, all are listed.",
        lambda stone, value, _: True,
    ),
    "quarry.polished-hides-some": (
        FILTERS, STONES, "polished", "Polished stones of a weight over 9 are left out.",
        lambda stone, value, _: str(stone["polished"]).lower() == value and stone["weight"] <= 9,
    ),
    "garden.covered-false-ignored": (
        FILTERS, BEDS, "is_covered", "Asked for the beds that are not covered, all are listed.",
        lambda bed, value, _: value == "false" or bed["is_covered"],
    ),
    "garden.covered-true-finds-nothing": (
        FILTERS, BEDS, "is_covered", "Asked for the covered beds, none is listed.",
        lambda bed, value, _: value == "false" and not bed["is_covered"],
    ),
    "quarry.used-from-the-day": (
        FILTERS, LABELS, "in_use_on", "What is no more in use is listed as in use.",
        lambda label, value, _: (label.get("used_from") or "9") <= value,
    ),
    "quarry.used-until-the-day": (
        FILTERS, LABELS, "in_use_on", "What is not yet in use is listed as in use.",
        lambda label, value, _: (label.get("used_until") or "0") >= value,
    ),
    "quarry.used-that-day-alone": (
        FILTERS, LABELS, "in_use_on", "What comes into use on the day alone is listed.",
        lambda label, value, _: label.get("used_from") == value,
    ),
}  # fmt: skip
"""By product and name: the rule, the list, the filter, what is done, and what is kept."""
for _name, (_rule, _where, _filter, _says, _keep) in FAULTS_OF_FILTERS.items():

    def _change(
        instance: Instance, where: str = _where, name: str = _filter, keep: Keep = _keep
    ) -> None:
        showing(instance, where, name, keep)

    _change.__doc__ = _says
    fault(_name.partition(".")[2], _name.partition(".")[0], _rule, may_break=[LIMIT, OFFSET])(
        _change
    )


@fault("filters-if-limited", "ferry", FILTERS)
def forgets_filter(instance: Instance) -> None:
    """Without a limit, boats of every status are listed."""

    def list_boats(honest: Any, call: Any) -> Answer:
        names = {"status"} if "limit" not in call.query else set()
        items = [each for each in call.query.multi_items() if each[0] not in names]
        call.query = type(call.query)(items)
        answer: Answer = honest(call)
        return answer

    wrap(instance, "list_boats", list_boats)

"""Faults of the invented products' values: what breaks a rule of the page, and is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import wrap
from tests.invented.quarry import HEAVIEST, is_weight
from tests.invented.registry import REFUSES, fault, ferry, quarry
from tests.invented.things import is_number, is_text, is_texts, or_null

if TYPE_CHECKING:
    from reference.instance import Instance


def looser_in(instance: Instance, operation: str, checks: dict[str, Any], name: str) -> None:
    """Let one operation take any number for a member, of which others hold it to its limits."""

    def act(honest: Any, call: Any) -> Answer:
        kept, checks[name] = checks[name], is_number
        try:
            answer: Answer = honest(call)
        finally:
            checks[name] = kept
        return answer

    wrap(instance, operation, act)


@fault("capacity-of-nobody", "ferry", REFUSES)
def takes_nobody(instance: Instance) -> None:
    """A boat for 0 is taken."""
    ferry(instance).taken["capacity"] = lambda value: is_number(value) and 0 <= value <= 100_000


@fault("capacity-one-more", "ferry", REFUSES)
def takes_one_more(instance: Instance) -> None:
    """One more than the largest capacity is taken."""
    ferry(instance).taken["capacity"] = lambda value: is_number(value) and 1 <= value <= 100_001


@fault("capacity-one-less", "ferry", REFUSES)
def takes_one_less(instance: Instance) -> None:
    """The largest capacity that may be is refused."""
    ferry(instance).taken["capacity"] = lambda value: is_number(value) and 1 <= value < 100_000


@fault("stone-of-less-than-its-most", "quarry", REFUSES)
def weighs_less(instance: Instance) -> None:
    """The heaviest stone that may be is refused."""
    quarry(instance).stone["weight"] = lambda value: is_weight(value) and value != HEAVIEST


@fault("note-of-any-length", "ferry", REFUSES)
def takes_long_notes(instance: Instance) -> None:
    """A note may be longer than the page says."""
    ferry(instance).taken["note"] = or_null(is_text)


@fault("any-number-of-tags", "ferry", REFUSES)
def takes_more_tags(instance: Instance) -> None:
    """Thirteen tags are taken."""
    ferry(instance).taken["tags"] = is_texts


@fault("change-to-any-capacity", "ferry", REFUSES)
def changes_to_any(instance: Instance) -> None:
    """A change may set any capacity, of which a new boat's is limited."""
    looser_in(instance, "modify_boat", ferry(instance).taken, "capacity")


@fault("new-boat-needs-no-capacity", "ferry", REFUSES)
def needs_no_capacity(instance: Instance) -> None:
    """A boat is made without the capacity that the page requires."""

    def create_boat(honest: Any, call: Any) -> Answer:
        sent = call.json_object()
        if "capacity" in sent or "name" not in sent:
            answer: Answer = honest(call)
            return answer
        return Answer(201, ferry(instance).add_boat({"name": sent["name"], "capacity": 1}))

    wrap(instance, "create_boat", create_boat)


def refusing(instance: Instance, status: int, message: str) -> None:
    """Refuse values in another way than the page says."""

    def create_boat(honest: Any, call: Any) -> Answer:
        try:
            answer: Answer = honest(call)
        except Refusal as why:
            if why.answer.status != 422:
                raise
            raise Refusal(status, message or str(why)) from why
        return answer

    wrap(instance, "create_boat", create_boat)


@fault("values-refused-by-400", "ferry", REFUSES)
def refuses_by_400(instance: Instance) -> None:
    """A new boat is refused by a 400."""
    refusing(instance, 400, "")


@fault("refusal-names-nothing", "ferry", REFUSES)
def names_nothing(instance: Instance) -> None:
    """A refusal does not say which value it is about."""
    refusing(instance, 422, "Something is not what it should be")


@fault("stone-of-any-weight", "quarry", REFUSES)
def weighs_anything(instance: Instance) -> None:
    """A stone may weigh more, or less, than the page says."""
    quarry(instance).stone["weight"] = is_number


@fault("stone-is-replaced-by-any-weight", "quarry", REFUSES)
def is_replaced_by_any(instance: Instance) -> None:
    """Another stone may weigh anything, where a new one is held to its limits."""
    looser_in(instance, "replace_stone", quarry(instance).stone, "weight")

"""Faults of the invented products: what a state forbids, and what may be left out of a body."""

# ruff: noqa: ARG005 - handlers take what their operation is given

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.answers import Refusal
from reference.changes import wrap
from tests.invented.registry import ANSWERS, REFUSES, fault, garden, quarry

if TYPE_CHECKING:
    from reference.instance import Instance


@fault("used-bed-is-deleted", "garden", REFUSES)
def deletes_used_beds(instance: Instance) -> None:
    """A bed is deleted though a plant grows in it."""
    garden(instance).grows_in = lambda bed: False  # type: ignore[method-assign]


@fault("used-bed-is-told-otherwise", "garden", REFUSES)
def tells_of_used_beds(instance: Instance) -> None:
    """What is said of a bed that is used is another message."""

    def delete_bed(honest: Any, call: Any) -> Any:
        try:
            return honest(call)
        except Refusal as refusal:
            if refusal.answer.status == 409:
                raise Refusal(409, "No") from None
            raise

    wrap(instance, "delete_bed", delete_bed)


@fault("title-of-another", "quarry", REFUSES)
def takes_titles(instance: Instance) -> None:
    """A label is given the title of another one."""
    quarry(instance).is_taken = lambda title, label: False  # type: ignore[method-assign]


@fault("survey-never-ends", "quarry", ANSWERS)
def goes_on(instance: Instance) -> None:
    """A survey stays queued."""
    quarry(instance).go_on = lambda survey: None  # type: ignore[method-assign]


@fault("rank-is-demanded", "ferry", ANSWERS)
def demands_ranks(instance: Instance) -> None:
    """A sailor without a rank, which is optional, is refused."""

    def create_sailor(honest: Any, call: Any) -> Any:
        instance.authenticated(call)
        if "name" in call.json_object() and "rank" not in call.json_object():
            raise Refusal(422, "rank is needed")
        return honest(call)

    wrap(instance, "create_sailor", create_sailor)

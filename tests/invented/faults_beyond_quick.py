"""Faults of the invented products that a standard run shows, and a quick one may not."""

# ruff: noqa: ARG005 - handlers take what their operation is given

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import wrap
from tests.invented.registry import (
    ANSWERS,
    DOCUMENTED,
    INPUT,
    OFFSET,
    READS_BACK,
    REFUSES,
    fault,
    ferry,
    garden,
    quarry,
)

if TYPE_CHECKING:
    from reference.instance import Instance


@fault("used-bed-is-deleted", "garden", REFUSES)
def deletes_used_beds(instance: Instance) -> None:
    """A bed is deleted though a plant grows in it."""
    garden(instance).grows_in = lambda bed: False  # type: ignore[method-assign]


@fault("used-bed-is-told-otherwise", "garden", REFUSES)
def tells_of_used_beds(instance: Instance) -> None:
    """What is said of a bed that is used is another message."""
    wrap(instance, "delete_bed", refusing_conflicts_by(409, "No"))


def refusing_conflicts_by(status: int, message: str) -> Any:
    """Return what wraps an operation, and refuses what is in the way of another thing otherwise."""

    def refusing(honest: Any, call: Any) -> Any:
        try:
            return honest(call)
        except Refusal as refusal:
            if refusal.answer.status == 409:
                raise Refusal(status, message) from None
            raise

    return refusing


@fault("title-of-another", "quarry", REFUSES)
def takes_titles(instance: Instance) -> None:
    """A label is given the title of another one."""
    quarry(instance).is_taken = lambda title, label: False  # type: ignore[method-assign]


@fault("survey-never-ends", "quarry", ANSWERS)
def goes_on(instance: Instance) -> None:
    """A survey stays queued."""
    quarry(instance).go_on = lambda survey: None  # type: ignore[method-assign]


@fault("blast-never-ends", "quarry", ANSWERS)
def goes_on_by_hand(instance: Instance) -> None:
    """A survey that is done by blasting stays queued."""
    honest = quarry(instance).go_on

    def go_on(survey: Any) -> None:
        if survey.get("method") != "blast":
            honest(survey)

    quarry(instance).go_on = go_on  # type: ignore[method-assign]


@fault("rank-is-demanded", "ferry", ANSWERS)
def demands_ranks(instance: Instance) -> None:
    """A sailor without a rank, which is optional, is refused."""

    def create_sailor(honest: Any, call: Any) -> Any:
        instance.authenticated(call)
        if "name" in call.json_object() and "rank" not in call.json_object():
            raise Refusal(422, "rank is needed")
        return honest(call)

    wrap(instance, "create_sailor", create_sailor)


@fault("offset-lost-by-status", "ferry", OFFSET)
def loses_offset(instance: Instance) -> None:
    """The offset is not kept where boats of a status are asked for."""

    def list_boats(honest: Any, call: Any) -> Answer:
        if call.query.get("status"):
            call.query = type(call.query)(
                [each for each in call.query.multi_items() if each[0] != "offset"]
            )
        answer: Answer = honest(call)
        return answer

    wrap(instance, "list_boats", list_boats)


@fault("archived-boat-is-changed", "ferry", REFUSES)
def changes_archived_boats(instance: Instance) -> None:
    """A boat that was archived is changed."""
    ferry(instance).is_closed = lambda boat: False  # type: ignore[method-assign]


@fault("archived-boat-is-told-otherwise", "ferry", REFUSES)
def tells_of_archived_boats(instance: Instance) -> None:
    """A change of an archived boat is refused as a value is that may not be."""
    wrap(instance, "modify_boat", refusing_conflicts_by(422, "status is not what it should be"))


@fault("survey-ends-before-it-starts", "quarry", REFUSES)
def takes_days_in_any_order(instance: Instance) -> None:
    """A survey may end before it starts."""
    quarry(instance).is_in_order = lambda sent: True  # type: ignore[method-assign]


@fault("survey-without-a-charge", "quarry", REFUSES)
def needs_no_charge(instance: Instance) -> None:
    """A survey by blasting is begun without a charge."""
    quarry(instance).lacks_charge = lambda sent: False  # type: ignore[method-assign]


@fault("hours-are-not-kept", "quarry", READS_BACK)
def keeps_no_hours(instance: Instance) -> None:
    """A change of the hours is answered as it was sent, and not kept."""

    def modify_hours(honest: Any, call: Any) -> Answer:
        before = quarry(instance).hours
        answer: Answer = honest(call)
        quarry(instance).hours = before
        return answer

    wrap(instance, "modify_hours", modify_hours)


@fault("hours-are-reset", "quarry", READS_BACK)
def resets_hours(instance: Instance) -> None:
    """What a change of the hours does not send is as it was at first."""

    def modify_hours(honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        quarry(instance).hours = {"season": "summer", "visitors": 20, "is_guided": True}
        answer: Answer = honest(call)
        return answer

    wrap(instance, "modify_hours", modify_hours)


@fault("priority-beyond-32-bits-crashes", "garden", INPUT, may_break={DOCUMENTED})
def crashes_beyond_32_bits(instance: Instance) -> None:
    """A new bed whose priority has more than 31 bits is a server error."""

    def create_bed(honest: Any, call: Any) -> Answer:
        priority = call.json_object().get("priority")
        if isinstance(priority, int) and 2**31 <= priority < 2**40:
            return Answer(500, {"message": "out of range"})
        answer: Answer = honest(call)
        return answer

    wrap(instance, "create_bed", create_bed)


@fault("hours-crash-on-null", "quarry", INPUT, may_break={DOCUMENTED})
def crashes_on_null(instance: Instance) -> None:
    """A season that is null is a server error."""

    def modify_hours(honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        if call.json_object().get("season", "") is None:
            raise ValueError(call)
        answer: Answer = honest(call)
        return answer

    wrap(instance, "modify_hours", modify_hours)


def storing_in_spite(handler: str, things: str, identifier: str) -> Any:
    """Give the fault of an instance that makes a change which it refuses as a conflict."""

    def change(instance: Instance) -> None:
        def modify(honest: Any, call: Any) -> Answer:
            try:
                answer: Answer = honest(call)
            except Refusal as refusal:
                if refusal.answer.status == 409:
                    kept = getattr(instance, things)
                    kept.change(call.parameters[identifier], call.json_object())
                raise
            return answer

        wrap(instance, handler, modify)

    return change


stores_titles = storing_in_spite("modify_label", "labels", "slug")
stores_titles.__doc__ = "A label that is refused the title of another one has it even so."
fault("taken-title-is-stored", "quarry", REFUSES, may_break={READS_BACK})(stores_titles)
changes_even_so = storing_in_spite("modify_boat", "boats", "boat_id")
changes_even_so.__doc__ = "The change of an archived boat is refused, and made."
fault("archived-boat-changes-even-so", "ferry", REFUSES)(changes_even_so)

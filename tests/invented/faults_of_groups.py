"""Faults of the berths of a sailor, of which there is one: a cabin, or one ashore."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import edit_answers, fields, wrap
from tests.invented.ferry import SAILOR
from tests.invented.registry import LISTED, READS_BACK, REFUSES, fault, ferry

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.instance import Instance

EXCLUDE = "exclude each other"


def refusing_both(instance: Instance, edit: Callable[[Answer], None]) -> None:
    """Refuse two berths otherwise."""

    def change(answer: Answer) -> None:
        if EXCLUDE in str(fields(answer).get("message")):
            edit(answer)

    edit_answers(instance, ["create_sailor"], change, [422])


@fault("both-berths-taken", "ferry", REFUSES)
def takes_both(instance: Instance) -> None:
    """A sailor may have a cabin, and sleep ashore."""
    own = ferry(instance)

    def create_sailor(honest: Any, call: Any) -> Answer:
        try:
            answer: Answer = honest(call)
        except Refusal as refusal:
            if EXCLUDE not in str(refusal):
                raise
            sent = {name: each for name, each in call.json_object().items() if name in SAILOR}
            return Answer(
                201, own.crew(call).add({"id": next(own.numbers), "rank": "mate", **sent})
            )
        return answer

    wrap(instance, "create_sailor", create_sailor)


@fault("both-berths-are-400", "ferry", REFUSES)
def refuses_by_400(instance: Instance) -> None:
    """A sailor with two berths is a bad request."""

    def edit(answer: Answer) -> None:
        answer.status = 400

    refusing_both(instance, edit)


@fault("both-berths-other-words", "ferry", REFUSES)
def refuses_otherwise(instance: Instance) -> None:
    """A sailor with two berths is refused in other words."""

    def edit(answer: Answer) -> None:
        answer.body = {"message": "no"}

    refusing_both(instance, edit)


@fault("ashore-is-lost", "ferry", READS_BACK)
def loses_ashore(instance: Instance) -> None:
    """Who sleeps ashore is said to do so, and is found not to."""

    def get_sailor(honest: Any, call: Any) -> Answer:
        sailor = fields(honest(call))
        return Answer(200, sailor | ({"sleeps_ashore": False} if "sleeps_ashore" in sailor else {}))

    wrap(instance, "get_sailor", get_sailor)


@fault("ashore-is-not-listed", "ferry", LISTED)
def lists_on_board(instance: Instance) -> None:
    """The crew is those who sleep on board."""

    def list_crew(honest: Any, call: Any) -> Answer:
        crew: Any = honest(call).body
        return Answer(200, [each for each in crew if not each.get("sleeps_ashore")])

    wrap(instance, "list_crew", list_crew)

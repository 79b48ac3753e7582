"""What the garden may do differently: its page does not say which words it takes, nor how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.answers import Answer, Refusal
from reference.changes import edit_answers, wrap
from tests.invented.registry import SUCCESSES, garden, variant

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.instance import Instance
    from tests.invented.things import Thing

KNOWN = ("sunny", "dry")
"""Labels that a gardener knows."""


def refusing(
    instance: Instance, operations: tuple[str, ...], *checks: Callable[[Any], bool]
) -> None:
    """Refuse what a check says of a body, once it is known to be well-formed."""

    def handler(honest: Any, call: Any) -> Answer:
        instance.authenticated(call)
        sent = call.json_object()
        if any(check(sent) for check in checks):
            raise Refusal(422, "That can't be had")
        answer: Answer = honest(call)
        return answer

    for operation in operations:
        wrap(instance, operation, handler)


def labels_of(sent: Thing) -> list[Any]:
    """Give the labels that a body has, if they are a list."""
    labels = sent.get("labels")
    return labels if isinstance(labels, list) else []


def keeping_labels(instance: Instance, keep: Callable[[list[str]], list[str]]) -> None:
    """Keep labels in another way, whenever a bed has some."""
    beds = garden(instance).beds

    def kept(sent: Thing) -> Thing:
        return sent | ({"labels": keep(sent["labels"])} if "labels" in sent else {})

    wrap(beds, "add", lambda honest, bed: honest(kept(bed)))
    wrap(beds, "change", lambda honest, name, sent: honest(name, kept(sent)))


@variant("labels-are-a-set", "garden", axis="labels")
def keeps_set(instance: Instance) -> None:
    """Labels have no order, and none is kept twice."""
    keeping_labels(instance, lambda labels: sorted(set(labels)))


@variant("unknown-labels-let-go", "garden", axis="labels")
def lets_go(instance: Instance) -> None:
    """Of labels, those that a gardener knows are kept."""
    keeping_labels(instance, lambda labels: [each for each in labels if each in KNOWN])


@variant("unknown-labels-refused", "garden", axis="labels")
def refuses_labels(instance: Instance) -> None:
    """Labels that no gardener knows are refused."""
    beds = ("create_bed", "modify_bed")
    refusing(instance, beds, lambda sent: any(each not in KNOWN for each in labels_of(sent)))


@variant("one-bed-alone", "garden")
def takes_one_bed(instance: Instance) -> None:
    """A plant grows in one bed at most."""

    def is_more(sent: Thing) -> bool:
        beds = sent.get("bed_ids")
        return isinstance(beds, list) and len(beds) > 1

    refusing(instance, ("create_plant", "replace_plant"), is_more)


@variant("one-crop-alone", "garden")
def takes_one_crop(instance: Instance) -> None:
    """A plan has one crop at most."""

    def is_more(sent: Thing) -> bool:
        plan: Any = sent.get("plan")
        crops = plan.get("crops") if isinstance(plan, dict) else None
        return isinstance(crops, list) and len(crops) > 1

    refusing(instance, ("create_bed", "modify_bed"), is_more)


@variant("names-in-plain-letters", "garden")
def takes_plain_letters(instance: Instance) -> None:
    """Names are of plain letters."""
    operations = ("create_bed", "modify_bed", "create_plant", "replace_plant")
    refusing(instance, operations, lambda sent: not str(sent.get("name", "")).isascii())


@variant("numbers-above-0", "garden")
def takes_more_than_nothing(instance: Instance) -> None:
    """A bed has some area, and some priority."""

    def is_nothing(sent: Thing) -> bool:
        return any(sent.get(name) == 0 for name in ("priority", "area"))

    refusing(instance, ("create_bed", "modify_bed"), is_nothing)


@variant("first-priority-is-highest", "garden")
def ranks(instance: Instance) -> None:
    """A bed of priority 1 comes after one of priority 2: it is the higher one."""

    def key(honest: Any, bed: Thing, order_by: str) -> Any:
        return -bed["priority"] if order_by == "priority" else honest(bed, order_by)

    wrap(instance, "key", key)


@variant("tokens-without-bearer", "garden")
def takes_bare_tokens(instance: Instance) -> None:
    """A token is taken without the word before it, too."""

    def authenticated(honest: Any, call: Any) -> Any:
        given = call.headers.get("authorization", "")
        if given and " " not in given:
            headers = call.headers.mutablecopy()
            headers["authorization"] = f"Bearer {given}"
            call.headers = headers
        return honest(call)

    wrap(instance, "authenticated", authenticated)


@variant("numbers-with-a-point", "garden")
def tells_floats(instance: Instance) -> None:
    """A priority is told as 3.0."""

    def edit(answer: Answer) -> None:
        body: Any = answer.body
        for each in body.get("beds", [body]) if isinstance(body, dict) else ():
            if "priority" in each:
                each["priority"] = float(each["priority"])

    edit_answers(instance, ("create_bed", "get_bed", "modify_bed", "list_beds"), edit, SUCCESSES)
